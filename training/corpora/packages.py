"""Sound English other than news, from named Debian packages (`apt-get download`)."""

from __future__ import annotations

import gzip
import hashlib
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from mtdetect.types import InputError
from training.corpora.rendering import render
from training.fetching import fetched


class PackageKind(NamedTuple):
    """Files of one package that match a pattern below its root. HTML is read as trafilatura extracts it."""

    package: str
    pattern: str


MANUALS = {
    "database in a file": PackageKind("sqlite3-doc", "usr/share/doc/**/*.html"),
    "database server": PackageKind("postgresql-doc-15", "usr/share/doc/**/*.html"),
    "image editor's help": PackageKind("gimp-help-en", "usr/share/gimp/2.0/help/en/*.html"),
    "accounting guide": PackageKind("gnucash-docs", "usr/share/doc/gnucash-docs/gnucash-*-en/*.html"),
    "language reference": PackageKind("python3.11-doc", "usr/share/doc/**/*.html"),
    "programming guide": PackageKind("racket-doc", "usr/share/doc/racket/guide/*.html"),
    "numerical language": PackageKind("octave-doc", "usr/share/doc/**/*.html"),
    "web framework": PackageKind("python-django-doc", "usr/share/doc/**/*.html"),
    "object mapper": PackageKind("python-sqlalchemy-doc", "usr/share/doc/**/*.html"),
    "web server": PackageKind("apache2-doc", "usr/share/doc/apache2-doc/manual/en/**/*.html"),
    "mail server": PackageKind("exim4-doc-html", "usr/share/doc/**/*.html"),
    "another mail server": PackageKind("postfix-doc", "usr/share/doc/**/*.html"),
    "name server": PackageKind("bind9-doc", "usr/share/doc/**/*.html"),
    "mail reader": PackageKind("mutt", "usr/share/doc/mutt/manual.txt*"),
    "firewall": PackageKind("shorewall-doc", "usr/share/doc/**/*.html"),
    "shell": PackageKind("bash-doc", "usr/share/doc/**/*.html"),
    "plotting": PackageKind("gnuplot-doc", "usr/share/doc/**/*.html"),
    "package manager": PackageKind("aptitude-doc-en", "usr/share/doc/**/*.html"),
    "developer's reference": PackageKind("developers-reference", "usr/share/**/*.txt*"),
    "kernel, wrapped text with markup": PackageKind("linux-doc-6.1", "usr/share/doc/linux-doc-6.1/**/*.rst.gz"),
    "game's descriptions": PackageKind("crawl-common", "usr/share/crawl/dat/descript/*.txt"),
}
"""The packages that the default model is trained on."""

REFERENCE = {
    **MANUALS,
    "essays": PackageKind("anarchism", "usr/share/doc/anarchism/html/*.html"),
    "dictionary of slang": PackageKind("dict-jargon", "usr/share/dictd/*.dict.dz"),
    "dictionary of computing": PackageKind("dict-foldoc", "usr/share/dictd/*.dict.dz"),
    "satirical dictionary": PackageKind("dict-devil", "usr/share/dictd/*.dict.dz"),
    "version control": PackageKind("git-doc", "usr/share/doc/git/html/*.html"),
    "editor's news": PackageKind("emacs-common", "usr/share/emacs/*/etc/NEWS*"),
    "quotations": PackageKind("fortunes", "usr/share/games/fortunes/*[a-z]"),
    "security handbook": PackageKind("harden-doc", "usr/share/doc/harden-doc/html/en-US/**/*.html"),
    "coding standards": PackageKind("gnu-standards", "usr/share/doc/gnu-standards/*.text.gz"),
    "proxy": PackageKind("privoxy", "usr/share/doc/privoxy/**/*.html"),
    "statistics": PackageKind("r-doc-html", "usr/share/R/doc/manual/*.html"),
    "another shell": PackageKind("zsh-doc", "usr/share/doc/zsh-doc/html/*.html"),
    "single sign-on": PackageKind("krb5-doc", "usr/share/doc/krb5-doc/**/*.html"),
    "system reference": PackageKind("debian-reference-en", "usr/share/debian-reference/*.en.html"),
    "JavaScript runtime": PackageKind("nodejs-doc", "usr/share/doc/nodejs/api/*.html"),
}
"""The packages that the component *furniture* and the tagger learn from: also dictionaries, essays and change logs."""


def files(kind: PackageKind, cache: Path) -> list[Path]:
    """The kind's files below `cache`, after unpacking its package there if necessary."""
    root = cache / kind.package
    if not root.exists():
        _unpack(kind.package, root)
    found = sorted(path for path in root.glob(kind.pattern) if path.is_file())
    if not found:
        raise InputError(
            f"{root}: no file here fits {kind.pattern}; remove the folder, and the package is fetched again"
        )
    return found


def digest(kind: PackageKind, cache: Path) -> str:
    """SHA-256 of the kind's files and their paths, which identifies the version of the package."""
    found = hashlib.sha256()
    for path in files(kind, cache):
        found.update(str(path.relative_to(cache)).encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def _unpack(package: str, root: Path) -> None:
    with fetched(root, f"{package}: this Debian package", "run `apt-get update`, or unpack it") as folder:
        subprocess.run(["apt-get", "-qq", "download", package], cwd=folder, check=True)
        (archive,) = folder.glob("*.deb")
        subprocess.run(["dpkg", "-x", archive.name, "."], cwd=folder, check=True)
        archive.unlink()


def text_of(path: Path, *, whole: bool = False) -> str:
    """A file's plain text. Of an HTML page, it is the article, or all text if `whole`."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix in (".gz", ".dz") else path.read_bytes()
    text = raw.decode("utf-8", "replace")
    if path.suffix != ".html":
        return text
    if whole:
        return render(text, "html-text")
    import trafilatura

    return trafilatura.extract(text, favor_recall=True) or ""


def package_texts(kind: PackageKind, cache: Path, size: int, *, whole: bool = False) -> Iterator[str]:
    """Whole files, drawn with a fixed seed until they have `size` characters; longer files are cut.

    `whole`: see `text_of`.
    """
    chosen, total = files(kind, cache), 0
    random.Random(kind.package).shuffle(chosen)
    for path in chosen:
        if total >= size:
            return
        text = text_of(path, whole=whole)[:size]
        if len(text) >= 400 and "\0" not in text:
            total += len(text)
            yield text
