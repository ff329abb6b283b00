"""Converts HTML pages to plain text with maintained libraries, with an on-disk cache because this is slow."""

from __future__ import annotations

import gzip
import hashlib
import re
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

# The block elements of HTML, and other elements that browsers show on separate lines.
_BLOCKS = re.findall(
    r"\w+",
    """address article aside blockquote br button caption dd details div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hr label legend li main nav ol option p pre section select summary table td th tr ul""",
)


def _html_text(html: str) -> str:
    import html_text

    return str(html_text.extract_text(html))


def _inscriptis(html: str) -> str:
    import inscriptis

    return str(inscriptis.get_text(html))


def _resiliparse(html: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(html, main_content=False))


def _beautifulsoup(html: str) -> str:
    """`get_text` with line breaks around every block, as careful users call it."""
    from bs4 import BeautifulSoup, Comment

    soup = BeautifulSoup(html, "lxml")
    for element in soup(["script", "style", "noscript", "template", "head", "svg", "iframe"]):
        element.decompose()
    for comment in soup.find_all(string=lambda string: isinstance(string, Comment)):
        comment.extract()
    for string in soup.find_all(string=True):
        string.replace_with(re.sub(r"\s+", " ", string))
    for element in soup(_BLOCKS):
        element.insert_before("\n")
        element.insert_after("\n")
    lines = (re.sub(r"\s+", " ", line).strip() for line in soup.get_text().split("\n"))
    return "\n".join(line for line in lines if line)


def _trafilatura(html: str) -> str:
    import trafilatura

    return trafilatura.extract(html, include_comments=False) or ""


def _readability(html: str) -> str:
    import readability

    return _html_text(readability.Document(html).summary())


def _justext(html: str) -> str:
    import justext

    found = justext.justext(html, justext.get_stoplist("English"))
    return "\n\n".join(paragraph.text for paragraph in found if not paragraph.is_boilerplate)


def _boilerpy3(html: str) -> str:
    from boilerpy3.extractors import ArticleExtractor

    return str(ArticleExtractor(raise_on_failure=False).get_content(html))


_RENDERERS: dict[str, tuple[Callable[[str], str], str]] = {
    "html-text": (_html_text, "html-text"),
    "inscriptis": (_inscriptis, "inscriptis"),
    "resiliparse": (_resiliparse, "resiliparse"),
    "beautifulsoup": (_beautifulsoup, "beautifulsoup4"),
    "trafilatura": (_trafilatura, "trafilatura"),
    "readability": (_readability, "readability-lxml"),
    "justext": (_justext, "justext"),
    "boilerpy3": (_boilerpy3, "boilerpy3"),
}

WHOLE_PAGE = ("html-text", "inscriptis", "resiliparse", "beautifulsoup")
"""These extract all the text of a page."""
ARTICLE_ONLY = ("trafilatura", "readability", "justext", "boilerpy3")
"""These try to extract only the article; some furniture leaks through."""
EXTRACTORS = WHOLE_PAGE + ARTICLE_ONLY


def render(html: str, extractor: str, cache: Path | None = None) -> str:
    """The page's text, or an empty string if the library gives up on it.

    `cache` is a folder. Entries are named by the library's version and the page's hash.
    """
    function, distribution = _RENDERERS[extractor]
    if cache is None:
        return _rendered(function, html)
    digest = hashlib.sha256(html.encode("utf-8", "surrogatepass")).hexdigest()[:24]
    entry = cache / f"{extractor}-{version(distribution)}" / f"{digest}.txt.gz"
    if entry.exists():
        return gzip.decompress(entry.read_bytes()).decode("utf-8", "surrogatepass")
    text = _rendered(function, html)
    entry.parent.mkdir(parents=True, exist_ok=True)
    partial = entry.with_suffix(".part")
    partial.write_bytes(gzip.compress(text.encode("utf-8", "surrogatepass"), 5))
    partial.replace(entry)
    return text


def _rendered(function: Callable[[str], str], html: str) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return function(html)
        except (ValueError, AttributeError, TypeError, IndexError, RecursionError, AssertionError):
            return ""  # the page breaks this library, but other libraries may still read it
