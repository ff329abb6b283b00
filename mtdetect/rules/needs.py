"""What a text must have before a rule can find anything in it: without it, the rule is not run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from mtdetect.lm.read_text import ReadText
from mtdetect.text.patterns import PrefilteredPattern
from mtdetect.text.segmented_text import SegmentedText

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex, CharSearch
    from mtdetect.text.word_index import Places


class Needs:
    """Searches: in every text where a rule, or a part of one, has a finding, at least one of them has a place.

    The places of all texts of a batch are found at once, which costs far less than to run a rule on each. With `tags`,
    a place that the tagger found is enough, too; so is `other`, which is asked last.

    Searches for line ends say nothing about paragraphs that were given with the text: there, everything is run.
    """

    def __init__(
        self,
        *searches: PrefilteredPattern | CharSearch | tuple[str, ...],
        tags: bool = False,
        other: Callable[[SegmentedText], bool] | None = None,
    ) -> None:
        own = (search.prefilter if isinstance(search, PrefilteredPattern) else search for search in searches)
        self.searches, self._tags, self._other = tuple(own), tags, other

    def __or__(self, other: Needs) -> Needs:
        """What either of two parts of a rule needs. `other` must be given to neither."""
        assert self._other is None is other._other
        return Needs(*self.searches, *other.searches, tags=self._tags or other._tags)

    def met_by(self, doc: SegmentedText) -> bool:
        """Whether a text has any of this."""
        return bool(self.met([doc], [0], [has_tags(doc)]))

    def met(self, docs: Sequence[SegmentedText], which: Iterable[int], tagged: Sequence[bool]) -> list[int]:
        """The numbers of the texts that have any of this, of `which` there are. `tagged`: what `has_tags` says of each.

        A loop over all texts of a batch takes a third of the time of as many calls.
        """
        own, others, tags = self.searches, self._other, self._tags
        chars, found, chosen = None, list[bool](), list[int]()
        for i in which:
            doc = docs[i]
            if doc.chars is not chars:  # those of a batch are the same
                chars = doc.chars
                found = chars.texts_with(own)
            if found[doc.number] or (tags and tagged[i]) or doc.has_own_paragraphs or (others and others(doc)):
                chosen.append(i)
        return chosen


def has_tags(doc: SegmentedText) -> bool:
    """Whether the tagger found any place in a text."""
    return isinstance(doc, ReadText) and doc.tags is not None and doc.tags.has_places


def second_lines(chars: CharIndex) -> Places:
    """Where lines begin, without the first line of each text."""
    starts = chars.lines.starts
    owners = chars.owners(starts)
    second: Places = starts[1:][owners[1:] == owners[:-1]]
    return second


def bare_ends(chars: CharIndex) -> Places:
    """The last characters of lines that end in a letter, a digit or an apostrophe."""
    last = chars.lines.ends - 1
    return last[chars.are(last, r"[\w’]")]


def open_ends(chars: CharIndex) -> Places:
    """The last characters of lines that do not end in a single closing mark, or in a quotation mark after one."""
    last = chars.lines.ends - 1
    closed = chars.are(last, "[.!?]") & ~chars.are(last - 1, "[.]")
    quoted = chars.are(last, "[”’\"']") & chars.are(last - 1, "[.!?…:;。！？]")
    return last[~(closed | quoted)]


def odd_starts(chars: CharIndex) -> Places:
    """Where lines begin with anything but a capital, a digit, or a mark that may come before a sentence."""
    starts = chars.lines.starts
    return starts[chars.are(starts, r"[^A-Z\d“\"‘(\[*•·—–#@<>|-]")]
