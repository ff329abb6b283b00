"""Bytes to text: UTF-8 where it is UTF-8, and a note on standard error wherever it is something else."""

from __future__ import annotations

import codecs
import logging
import re

from mtdetect.types import InputError

log = logging.getLogger("mtdetect")

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_WIDE = ["utf_16_le", "utf_16_be", "utf_32_le", "utf_32_be"]

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MAX_CONTROLS = 0.01
"""Share of control characters up to which a text counts as text: a stray NUL is damage, a hundred are a program."""

_SAMPLE = 1 << 16
"""Bytes that the encoding is told from: enough for a language's letters to show, and quick on a large file."""


def marked_encoding(data: bytes) -> str | None:
    """The encoding that a byte order mark at the start of `data` names."""
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)


def decode(data: bytes, name: str, declared: str | None = None) -> str:
    """The text of `data`: by its byte order mark, as UTF-8, as it declares itself, or as its bytes look.

    Every answer but the first two is told in the log, with the name of the file. Line ends stay as they are.

    Raises:
        InputError: the bytes are no text, or in no encoding that can be told.
    """
    marked = marked_encoding(data)
    try:
        text = data.decode(marked or "utf-8")
    except UnicodeDecodeError as error:
        if marked:
            raise InputError(f"{name}: begins as {marked.upper()} but is not; save it as UTF-8") from error
        text = _decode_other(data, name, declared, error.start)
    if not marked and is_noise(text):
        # UTF-16 without its mark is UTF-8 with a NUL at every other byte, as long as it holds nothing but ASCII.
        text = _decode_other(data, name, None, 0)
        if is_noise(text):
            raise binary(name)
    return text


def is_noise(text: str) -> bool:
    """Whether it has more control characters than any text."""
    start = text[:_SAMPLE]
    return len(_CONTROLS.findall(start)) > _MAX_CONTROLS * len(start)


def binary(name: str) -> InputError:
    """What is to be said of a file that is no text."""
    return InputError(f"{name}: a binary file, not text; extract its text first")


def _decode_other(data: bytes, name: str, declared: str | None, bad: int) -> str:
    patched = data.decode("utf-8", "replace")
    lost = patched.count("\ufffd")
    if lost < sum(not char.isascii() for char in patched) - lost and b"\0" not in data:
        # Valid sequences of several bytes don't come about by chance: this is UTF-8 with bytes missing.
        log.warning("%s: UTF-8 with invalid bytes; read as U+FFFD (number of places: %d)", name, lost)
        return patched
    if declared:
        try:
            text = data.decode(declared)
        except (LookupError, UnicodeDecodeError):
            pass
        else:
            log.warning("%s: not UTF-8; read as %s, which it declares", name, declared)
            return text
    encoding = _looks_like(data, bad)
    if encoding is None:
        raise binary(name)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: neither UTF-8 nor {encoding} throughout; save it as UTF-8") from error
    log.warning("%s: not UTF-8; read as %s, as its bytes look; if that is wrong, save it as UTF-8", name, encoding)
    return text


def _looks_like(data: bytes, bad: int) -> str | None:
    import charset_normalizer

    start = max(0, bad - _SAMPLE // 2) & ~3  # on a whole character of UTF-16 and UTF-32
    sample = data[start : start + _SAMPLE]
    if b"\0" in data:
        matches = charset_normalizer.from_bytes(sample, cp_isolation=_WIDE)
    elif charset_normalizer.is_binary(sample):
        return None
    else:
        matches = charset_normalizer.from_bytes(sample)
    best = matches.best()
    if best is None:
        return None
    # Short western texts look equally good in a dozen code pages; of these, one is what people really use.
    ties = {match.encoding for match in matches if match.chaos <= best.chaos}
    return "cp1252" if "cp1252" in ties else best.encoding
