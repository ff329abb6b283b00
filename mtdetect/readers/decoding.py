"""Decodes bytes: as UTF-8 where possible, otherwise with a logged warning that says how."""

from __future__ import annotations

import codecs
import logging
import re

from mtdetect.types import InputError

log = logging.getLogger("mtdetect")

# UTF-32 before UTF-16: its little-endian mark starts with the UTF-16 one.
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
"""Largest share of control characters in text: one stray NUL is damage, a hundred are a binary file."""

_SAMPLE = 1 << 16
"""How many bytes to guess an encoding from: enough to recognise a language, and fast on a large file."""


def marked_encoding(data: bytes) -> str | None:
    """The encoding named by a byte order mark at the start of `data`, if there is one."""
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)


def decode(data: bytes, name: str, declared: str | None = None) -> str:
    """Decodes `data` by its byte order mark, as UTF-8, by its declared encoding, or by a guess, in that order.

    The last two log a warning that names the file. Line endings are not changed.

    Raises:
        InputError: The bytes are not text, or their encoding can't be recognised.
    """
    marked = marked_encoding(data)
    try:
        text = data.decode(marked or "utf-8")
    except UnicodeDecodeError as error:
        if marked:
            raise InputError(
                f"{name}: not {marked.upper()}, although its byte order mark says so; save it as UTF-8"
            ) from error
        text = _decode_other(data, name, declared, error.start)
    if not marked and is_noise(text):
        # ASCII text in UTF-16 without a mark is also valid UTF-8, with every other byte a NUL.
        text = _decode_other(data, name, None, 0)
        if is_noise(text):
            raise binary(name)
    return text


def is_noise(text: str) -> bool:
    """Whether there are too many control characters for this to be text."""
    start = text[:_SAMPLE]
    return len(_CONTROLS.findall(start)) > _MAX_CONTROLS * len(start)


def binary(name: str) -> InputError:
    """The error for a file that is not text."""
    return InputError(f"{name}: this is a binary file, not text; extract its text first")


def _decode_other(data: bytes, name: str, declared: str | None, bad: int) -> str:
    patched = data.decode("utf-8", "replace")
    lost = patched.count("\ufffd")
    if lost < sum(not char.isascii() for char in patched) - lost and b"\0" not in data:
        # Valid multi-byte sequences don't occur by chance: this is UTF-8 with some bytes missing.
        log.warning("%s: invalid UTF-8; bad bytes replaced with U+FFFD: %d", name, lost)
        return patched
    if declared:
        try:
            text = data.decode(declared)
        except (LookupError, UnicodeDecodeError):
            pass
        else:
            log.warning("%s: not UTF-8; read as %s, the encoding it declares", name, declared)
            return text
    encoding = _looks_like(data, bad)
    if encoding is None:
        raise binary(name)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name}: a mixture of encodings, neither valid UTF-8 nor {encoding}; save it as UTF-8"
        ) from error
    log.warning("%s: not UTF-8; read as %s, judging by its bytes; if that is wrong, save it as UTF-8", name, encoding)
    return text


def _looks_like(data: bytes, bad: int) -> str | None:
    import charset_normalizer

    start = max(0, bad - _SAMPLE // 2) & ~3  # aligned to whole UTF-16 and UTF-32 characters
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
    # A short Western text fits a dozen code pages equally well; cp1252 is the one people actually use.
    ties = {match.encoding for match in matches if match.chaos <= best.chaos}
    return "cp1252" if "cp1252" in ties else best.encoding
