"""Web pages in one file each: a template, with the package's own styles and scripts inside, and nothing from elsewhere.

What a page shows is hostile: every value is escaped, and a Content-Security-Policy lets only the styles and scripts
run that are files of this package, by their hashes. So no template has a `style` attribute or an `on…` handler: widths
come from classes, from attributes of SVG elements, or from a script that sets them.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_FOLDER = Path(__file__).parent
_SURROGATE = re.compile("[\ud800-\udfff]")
_PIECES = 200
"""Pieces of a template that are joined before they are handed on; a piece is a few characters long."""

FAMILIES = ("boundary", "splice", "translation", "furniture", "encoding", "repetition")
"""The families of rules, by code; `theme.css` has a colour and a line style for each."""

TITLES = {
    "boundary": "Sentence boundaries",
    "splice": "Text spliced in",
    "translation": "Translation residue",
    "furniture": "Page furniture",
    "encoding": "Encoding and markup",
    "repetition": "Repetition",
}
"""What a page calls each family."""


def family(code: str) -> str:
    """The family of a rule by its code; a code of no family that is known here counts as a splice.

    >>> family("MTD304")
    'translation'
    """
    hundred = code[3:4]
    return FAMILIES[int(hundred) - 1] if hundred in ("1", "2", "3", "4", "5", "6") else "splice"


@cache
def environment() -> Environment:
    """The templates of this package, with autoescape always on and an unknown name an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals |= {"families": FAMILIES, "titles": TITLES}
    return made


@cache
def _inline(name: str) -> Markup:
    """A style sheet or script of this package, as it stands between its tags."""
    from markupsafe import Markup

    content = (_FOLDER / name).read_text(encoding="utf-8")
    if re.search(r"</(?:style|script)|<!--", content, re.IGNORECASE):
        raise ValueError(f"{name}: can't stand between tags, since it holds one that ends or hides them")
    return Markup(content)


def _hashes(contents: Iterable[str]) -> str:
    digests = (hashlib.sha256(content.encode()).digest() for content in contents)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests) or "'none'"


def content_security_policy(styles: Iterable[str], scripts: Iterable[str], extra: Mapping[str, str]) -> str:
    """The policy under which nothing is fetched, and only these inline styles and scripts take effect."""
    directives = {
        "default-src": "'none'",
        "img-src": "data:",
        "style-src": _hashes(styles),
        "script-src": _hashes(scripts),
        "base-uri": "'none'",
        "form-action": "'none'",
        **extra,
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def clean(text: str) -> str:
    """Markup without what HTML can't carry: NULs and lone surrogates show as `�`; a carriage return is kept by name.

    >>> clean("a\\0b\\r\\n\\ud800")
    'a�b&#13;\\n�'
    """
    text = text.replace("\0", "\ufffd").replace("\r", "&#13;")
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def render(
    template: str,
    *,
    styles: Sequence[str] = ("theme.css",),
    scripts: Sequence[str] = (),
    policy: Mapping[str, str] | None = None,
    **context: Any,
) -> Iterator[str]:
    """A page, piece by piece, as it is made: `template` extends `base.html`; every value in `context` is escaped.

    `styles` and `scripts` are files of this package, put into the page in this order: the styles into its head, the
    scripts after its body. `policy` adds directives to the page's Content-Security-Policy or replaces some, such as
    `{"connect-src": "'self'"}` for a page that talks to its server.

    Values that iterate lazily are taken as the page is written, so that a long page needs no room in memory.
    """
    inline_styles = [_inline(name) for name in styles]
    inline_scripts = [_inline(name) for name in scripts]
    stream = (
        environment()
        .get_template(template)
        .stream(
            {
                **context,
                "styles": inline_styles,
                "scripts": inline_scripts,
                "policy": content_security_policy(inline_styles, inline_scripts, policy or {}),
            }
        )
    )
    stream.enable_buffering(_PIECES)
    for piece in stream:
        yield clean(piece)
