"""Builds the native core, if there is a C compiler. Without one, the package is the same, but slower."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCE = "core/_core.c"

# Sums of floats must be those of numpy, so products and sums are not contracted. No flag here changes a result.
FLAGS = ["-std=c11", "-O3", "-g0", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math", "-fvisibility=hidden"]


class CoreHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        free_threaded = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))  # it has no stable interface yet
        if (
            os.environ.get("MTDETECT_PURE", "0") not in ("", "0")
            or free_threaded
            or sys.implementation.name != "cpython"
        ):
            return
        self._folder = tempfile.mkdtemp()
        try:
            built = _built(Path(self.root), Path(self._folder))
        except (Exception, SystemExit) as error:
            # No compiler, no headers, or one that is too old: each fails its own way.
            self.app.display_warning(f"mtdetect: the native core could not be built ({error}); Python does its work.")
            return
        if version == "editable":
            # Moved there in one step: a running program may have the old one mapped, and must not see it change.
            target = Path(self.root, "mtdetect", built.name)
            partial = target.with_name(f"{built.name}.partial")
            shutil.copy(built, partial)
            partial.replace(target)
            return
        build_data["force_include"][str(built)] = f"mtdetect/{built.name}"
        build_data["pure_python"] = False
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["tag"] = f"cp311-abi3-{platform}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        shutil.rmtree(getattr(self, "_folder", ""), ignore_errors=True)


def _built(root: Path, folder: Path) -> Path:
    """Compiles the core. Raises whatever setuptools and the compiler raise."""
    from setuptools import Distribution, Extension
    from setuptools.command.build_ext import build_ext

    flags = ["/std:c11"] if sys.platform == "win32" else FLAGS
    core = Extension("mtdetect._core", [str(root / SOURCE)], extra_compile_args=flags, py_limited_api=True)
    command = build_ext(Distribution({"name": "mtdetect", "ext_modules": [core]}))
    command.build_lib, command.build_temp = str(folder / "lib"), str(folder / "temp")
    command.ensure_finalized()
    command.run()
    return Path(command.get_ext_fullpath("mtdetect._core"))
