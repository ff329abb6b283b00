"""Folders of what is fetched once and kept."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mtdetect.types import InputError


@contextmanager
def fetched(root: Path, what: str, mend: str) -> Iterator[Path]:
    """A folder to fill, which becomes `root` once it is whole. Raises InputError where `what` cannot be had.

    A folder that is half written, since the program was stopped, has another name and is written again.
    """
    partial = root.with_name(f"{root.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        partial.mkdir(parents=True)
        yield partial
    except (OSError, ValueError, KeyError, tarfile.TarError, subprocess.CalledProcessError) as error:
        raise InputError(f"{what} could not be fetched ({error}); {mend} by hand to {root}") from None
    partial.rename(root)
