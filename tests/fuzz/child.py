"""The process that fuzzes one harness, started by `python -m tests.fuzz`: atheris ends it as it likes."""

from __future__ import annotations

import logging
import sys

import atheris

with atheris.instrument_imports(include=["mtdetect"]):
    import mtdetect.readers.csv
    import mtdetect.readers.html
    import mtdetect.readers.jsonl
    import mtdetect.readers.markdown
    import mtdetect.readers.parquet
    import mtdetect.readers.rst
    import mtdetect.readers.text
    import mtdetect.readers.warc  # noqa: F401
    from tests.fuzz.harnesses import HARNESSES

if __name__ == "__main__":
    logging.getLogger("mtdetect").setLevel(logging.CRITICAL)
    name, *options = sys.argv[1:]
    atheris.Setup([sys.argv[0], *options], HARNESSES[name])
    atheris.Fuzz()
