"""Folders for downloads that are fetched once and kept."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mtdetect.types import InputError


@contextmanager
def fetched(root: Path, what: str, advice: str) -> Iterator[Path]:
    """A folder to fill, renamed to `root` once it is complete. Raises InputError if `what` can't be fetched.

    If the program is stopped halfway, the folder keeps its other name, and the next run starts over.
    """
    partial = root.with_name(f"{root.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        partial.mkdir(parents=True)
        yield partial
    except (OSError, ValueError, KeyError, tarfile.TarError, subprocess.CalledProcessError) as error:
        raise InputError(f"{what} could not be fetched ({error}); {advice} by hand to {root}") from None
    partial.rename(root)
