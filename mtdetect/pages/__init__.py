"""Self-contained web pages: a template with this package's styles and scripts inlined, and nothing loaded from outside.

The content of a page is untrusted. Every value is escaped, and a Content-Security-Policy allows only this package's own
styles and scripts, by hash. Templates therefore can't use `style` attributes or `on…` handlers: set widths with
classes, SVG attributes or scripts.
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
"""How many pieces of template output to join before yielding them. A piece is only a few characters long."""

FAMILIES = ("boundary", "splice", "translation", "furniture", "encoding", "repetition")
"""The rule families in code order. `theme.css` gives each a colour and a line style."""

TITLES = {
    "boundary": "Sentence boundaries",
    "splice": "Text spliced in",
    "translation": "Translation residue",
    "furniture": "Page furniture",
    "encoding": "Encoding and markup",
    "repetition": "Repetition",
}
"""The title of each family on a page."""


def family(code: str) -> str:
    """The family of a rule code. Unknown codes count as `splice`.

    >>> family("MTD304")
    'translation'
    """
    hundred = code[3:4]
    return FAMILIES[int(hundred) - 1] if hundred in ("1", "2", "3", "4", "5", "6") else "splice"


@cache
def environment() -> Environment:
    """The Jinja environment for this package's templates. Autoescape is always on, and undefined names are errors."""
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
    """A style sheet or script of this package, checked to be safe inside its tags."""
    from markupsafe import Markup

    content = (_FOLDER / name).read_text(encoding="utf-8")
    if re.search(r"</(?:style|script)|<!--", content, re.IGNORECASE):
        raise ValueError(f"{name}: can't be inlined, because it contains a closing tag or a comment opener; remove it")
    return Markup(content)


def _hashes(contents: Iterable[str]) -> str:
    digests = (hashlib.sha256(content.encode()).digest() for content in contents)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests) or "'none'"


def content_security_policy(styles: Iterable[str], scripts: Iterable[str], extra: Mapping[str, str]) -> str:
    """A policy that forbids all fetching, and allows only these inline styles and scripts."""
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
    """Replaces what HTML can't contain: NULs and lone surrogates become `�`, carriage returns become references.

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
    """Renders a page and yields it in pieces. `template` extends `base.html`; every value in `context` is escaped.

    `styles` and `scripts` name files of this package. They are inlined in the given order: styles in the head, scripts
    at the end of the body. `policy` adds or replaces directives of the page's Content-Security-Policy, such as
    `{"connect-src": "'self'"}` for a page that talks to its server.

    Lazy iterables are consumed as the page is written, so a long page doesn't have to fit in memory.
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
