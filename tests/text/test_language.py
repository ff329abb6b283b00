"""The language of texts and paragraphs: what is told, what is left open, and that the answer never varies."""

import subprocess
import sys
from pathlib import Path

import pytest

from mtdetect.text import language
from mtdetect.text.language import document_language, foreign_paragraphs, language_of
from mtdetect.text.segmented_text import SegmentedText

ENGLISH = "The minister said on Tuesday that the talks would go on, but they had not been easy."
PASSAGES = {
    "en": ENGLISH,
    "de": "Der Minister sagte am Dienstag, dass die Gespräche weitergehen und nicht einfach sind.",
    "fr": "Le ministre a dit mardi que les discussions se poursuivent dans la ville avec une délégation.",
    "es": "El ministro dijo el martes que las conversaciones siguen en la ciudad con una delegación.",
    "it": "Il ministro ha detto che i colloqui della settimana sono difficili, ma non per il governo.",
    "pt": "O ministro disse que as conversas não são fáceis, mas também não foram em vão para os dois.",
    "nl": "De minister zei dinsdag dat de gesprekken niet makkelijk zijn, maar dat het overleg wordt hervat.",
    "pl": "Minister powiedział, że rozmowy nie są łatwe, ale jest nadzieja na porozumienie po tygodniu.",
    "id": "Menteri itu mengatakan bahwa pertemuan tersebut tidak mudah, tetapi akan dilanjutkan pada hari ini.",
    "sv": "Ministern sade att samtalen inte är lätta, men att de fortsätter och ska vara klara efter helgen.",
    "tr": "Bakan salı günü yaptığı açıklamada bu görüşmelerin önemli olduğunu ve bir hafta daha süreceğini söyledi.",
    "ru": "Министр сообщил во вторник, что переговоры будут продолжены на следующей неделе.",
    "uk": "Міністр повідомив у вівторок, що переговори триватимуть наступного тижня, але їхній перебіг непростий.",
    "zh": "部长星期二表示，会谈将于下周继续举行。",
    "ja": "大臣は火曜日、協議は来週も続くと述べた。",
    "ko": "장관은 화요일 회담이 다음 주에도 계속될 것이라고 말했다.",
    "ar": "قال الوزير يوم الثلاثاء إن المحادثات ستستمر الأسبوع المقبل في العاصمة مع الوفد الثاني",
    "hi": "मंत्री ने मंगलवार को कहा कि वार्ता अगले सप्ताह भी जारी रहेगी और यह आसान नहीं है।",
    "el": "Ο υπουργός δήλωσε την Τρίτη ότι οι συνομιλίες θα συνεχιστούν.",
    "he": "השר אמר ביום שלישי כי השיחות יימשכו בשבוע הבא",
    "th": "รัฐมนตรีกล่าวว่าการเจรจาจะดำเนินต่อไป",
    "bn": "মন্ত্রী মঙ্গলবার বলেছেন যে আলোচনা চলবে",
    "ta": "பேச்சுவார்த்தை தொடரும் என்று அமைச்சர் கூறினார்",
}
UNDECIDED = [
    "",
    " \n\t",
    "123 456",
    "...",
    "\x00",
    "\ud800",
    "x" * 100_000,
    "12:30 3-1 4.5% 2023-08-15",
    "https://example.com/a/b?c=d",
    "Kim Jong Un, Vladimir Putin, Sergei Shoigu, Im Chon-il, Yoon Suk Yeol, Joseph Stalin, Kim Il Sung",
    "Home News Sport Business Culture Travel Weather Video Audio Newsletters Shop Account Search",
    "Arsenal 2 Chelsea 1, Everton 0 Leeds 0, Fulham 3 Brentford 1, Liverpool 4 Burnley 0",
    "def f(x): return x + 1; int i = 0; i++; printf(i); var a = []; a.push(1); null; true; false",
]


@pytest.mark.parametrize("code", PASSAGES)
def test_language_is_told(code: str) -> None:
    assert document_language(SegmentedText(PASSAGES[code])) == code


@pytest.mark.parametrize("text", UNDECIDED, ids=range(len(UNDECIDED)))
def test_too_little_to_tell(text: str) -> None:
    assert document_language(SegmentedText(text)) is None


def test_capitals_are_no_other_language() -> None:
    assert (
        document_language(SegmentedText("THE LEADERS SAID THAT THEY WOULD MEET WHEN THE TALKS HAVE BEEN HELD")) == "en"
    )


def test_headings_are_judged_together() -> None:
    assert document_language(SegmentedText("What they said\nThe end of it\nMore from this hour\nAbout us")) == "en"


def test_most_of_the_prose_decides() -> None:
    english, german = PASSAGES["en"], PASSAGES["de"]
    assert document_language(SegmentedText("\n\n".join([english, german, english]))) == "en"
    assert document_language(SegmentedText("\n\n".join([german, english, german]))) == "de"


def test_foreign_paragraphs() -> None:
    doc = SegmentedText("\n\n".join([ENGLISH, PASSAGES["fr"], ENGLISH, PASSAGES["ru"], ENGLISH, "São Paulo, Škoda"]))
    assert [(doc.text[a:b], code) for (a, b), code in foreign_paragraphs(doc)] == [
        (PASSAGES["fr"], "fr"),
        (PASSAGES["ru"], "ru"),
    ]


def test_order_and_repetition_change_nothing() -> None:
    passages = list(PASSAGES.values())
    first = [language_of(passage) for passage in passages]
    assert [language_of(passage) for passage in reversed(passages)][::-1] == first


def test_langdetect_is_loaded_only_when_asked() -> None:
    code = (
        "import sys, mtdetect.text.language as l; from mtdetect.text.segmented_text import SegmentedText; "
        f"assert l.document_language(SegmentedText({ENGLISH!r})) == 'en'; assert 'langdetect' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_interrupt_while_the_profiles_are_read_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """langdetect's own loader took Ctrl-C for a broken file, and went on without the languages it had not come to."""
    language._langdetect.cache_clear()

    def interrupt(*args: object, **options: object) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_text", interrupt)
        with pytest.raises(KeyboardInterrupt):
            language._ask.__wrapped__(ENGLISH)
    assert language._ask.__wrapped__(ENGLISH) == "en"
