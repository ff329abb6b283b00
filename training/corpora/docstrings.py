"""Docstrings of Python's standard library: code, lists of options, headings. None of it is furniture."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

MODULES = (
    "argparse", "ast", "asyncio", "base64", "bisect", "calendar", "cmd", "codecs", "collections", "concurrent.futures",
    "configparser", "contextlib", "copy", "csv", "dataclasses", "datetime", "decimal", "difflib", "dis", "doctest",
    "email.message", "email.policy", "enum", "fileinput", "fnmatch", "fractions", "ftplib", "functools", "getopt",
    "gettext", "glob", "gzip", "hashlib", "heapq", "html.parser", "http.client", "http.cookies", "imaplib", "importlib",
    "inspect", "io", "ipaddress", "itertools", "json", "locale", "logging", "mailbox", "math", "mimetypes",
    "multiprocessing", "netrc", "numbers", "operator", "optparse", "os", "pathlib", "pdb", "pickle", "pickletools",
    "platform", "poplib", "pprint", "profile", "pstats", "queue", "random", "re", "sched", "secrets", "selectors",
    "shelve", "shlex", "shutil", "smtplib", "socket", "statistics", "string", "struct", "subprocess", "sys",
    "sysconfig", "tarfile", "tempfile", "textwrap", "threading", "time", "timeit", "tokenize", "trace", "traceback",
    "types", "unicodedata", "unittest", "unittest.mock", "urllib.parse", "urllib.request", "uuid", "venv",
    "warnings", "weakref", "webbrowser", "xml.dom", "xml.etree.ElementTree", "xmlrpc.client", "zipfile",
)  # fmt: skip
"""Modules that every Python has, whatever it was built with."""

SHORTEST = 300
"""Shorter docstrings, in characters, are single sentences."""

SOURCE = ("Python's standard library", "its docstrings", "PSF-2.0")
"""For the model card: the file, its contents and its licence."""


def library_docstrings() -> Iterator[tuple[str, str]]:
    """(module, docstring), each docstring once."""
    seen: set[str] = set()
    for name in MODULES:
        for text in _of(import_module(name)):
            # The address of an object differs from run to run.
            if len(text) >= SHORTEST and text not in seen and " object at 0x" not in text:
                seen.add(text)
                yield name, text


def _of(module: ModuleType) -> Iterator[str]:
    yield inspect.getdoc(module) or ""
    for value in _public(module):
        yield inspect.getdoc(value) or ""
        if inspect.isclass(value):
            for method in _public(value):
                yield inspect.getdoc(method) or ""


def _public(owner: object) -> Iterator[object]:
    """Public classes and routines, by name."""
    for name, value in sorted(vars(owner).items()):
        if not name.startswith("_") and (inspect.isclass(value) or inspect.isroutine(value)):
            yield value
