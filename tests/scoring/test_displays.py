"""Short lines that are no page furniture: verse, plays, dialogue and code."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from mtdetect.scoring.displays import lowered_in_displays
from mtdetect.text.segmented_text import SegmentedText

VERSE = """The lamps are lit along the harbour wall,
And one by one the little boats come in;
The old men count them, and they know them all:
The Mary Ann, the Swallow, and the Finn.
But one is out, and nobody will say
Whose boat it is, or where it went, or why;
They look across the darkness of the bay,
And then they look a long time at the sky.
O wind that brought the others home to bed,
Be gentle with the one that is not here,
For there are things that ought to have been said,
And now are whispered in a stranger's ear.
The lamps burn low along the harbour wall,
The tide has turned, and that is almost all."""

PLAY = """ANNA
Who left the window open in the night?
MARTIN
Not I, my lady; I was at the gate,
And when I came the shutters were all tight.
ANNA
Then who? Speak up, and quickly, it is late.
MARTIN
I heard a step, but took it for the cat,
And there was nobody upon the stair.
ANNA
The cat, you say! And what do you call that?
MARTIN
A glove, my lady, and a lock of hair.
ANNA
Go, wake the house, and bring the lanterns here,
And let nobody leave before I say."""

CODE = """The class looks like this:

class Window
{
    public:
        Window(std::string const &title);
        void resize(int width, int height);
        void show() const;
    private:
        std::string d_title;
        int d_width;
};

int main()
{
    Window window{ "Harbour" };
    window.resize(640, 480);
}

Its size is a pair of numbers, and both are those of the window without the frame that the system draws around it."""

MENU = "Home\nWorld\nPolitics\nBusiness\nSport\nWeather\nOpinion\nVideo\nSign in\nSubscribe\nContact us\nAbout us"


TEASERS = "\n".join(
    (
        "Most read", "Ferry service to the islands stops for the winter", "Five things to know this Monday",
        "Who pays for the new bridge?", "Council leader resigns", "‘We were never asked,’ say the families",
        "The best soups for a cold day.", "In pictures: the storm", "Listen: the week in ten minutes", "Editor's picks",
        "A house with a view, at a price", "Why the school closed its doors", "Advertisement", "More from this section",
    )
)  # fmt: skip

ADDRESS = "\n".join(
    (
        "Harbour Line Ltd,", "12 High Street,", "Bristol,", "BS1 4AB,", "United Kingdom", "Tel: 0117 496 0000",
        "Email: office@example.org", "Follow us on:", "Facebook,", "Instagram,", "Contact us", "Home", "News", "Jobs",
    )
)  # fmt: skip
FORM = "\n".join(
    (
        "Sign up for our newsletter", "First name:", "Last name:", "Email address:", "Country:", "Town or city:",
        "Which news do you want:", "Daily", "Weekly", "How did you hear about us:", "Submit", "Already a member?",
        "Log in", "Terms and conditions",
    )
)  # fmt: skip


def lowered(text: str, log_odds: float = 2.0) -> list[bool]:
    """Whether the log-odds of furniture of each paragraph are lowered."""
    doc = SegmentedText(text)
    number = len(doc.paragraphs)
    given: Any = SimpleNamespace(texts=[doc], owner=np.zeros(number, np.int64), documents=np.array([0, number]))
    values = np.full(number, log_odds)
    found: list[bool] = (lowered_in_displays(values, given) < values).tolist()
    return found


@pytest.mark.parametrize("text", [VERSE, PLAY], ids=["verse", "play"])
def test_lines_that_end_like_clauses_are_less_likely_furniture(text: str) -> None:
    assert all(lowered(text))


def test_code_is_less_likely_furniture_but_not_the_text_around_it() -> None:
    found = lowered(CODE)
    assert sum(found) >= len(found) - 4
    assert not found[-1]


@pytest.mark.parametrize("text", [MENU, TEASERS, ADDRESS, FORM], ids=["menu", "teasers", "address", "form"])
def test_menus_and_teasers_are_as_likely_as_before(text: str) -> None:
    assert not any(lowered(text))


def test_headings_of_chapters_are_less_likely_furniture() -> None:
    assert lowered("Section 2\n\nChapter XIV.\n\nPage 2\n\nComments 12") == [True, True, False, False]


def test_a_text_without_likely_furniture_is_not_looked_at() -> None:
    assert not any(lowered(VERSE, -1.0))
