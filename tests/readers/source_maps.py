"""Shared by the tests of readers that map prose back to the file."""

from __future__ import annotations

from mtdetect.text.source_map import SourceMap


def lines(prose: str) -> list[str]:
    return [line.strip() for line in prose.split("\n") if line.strip()]


def check(source: SourceMap) -> None:
    """Every run is where it says, and the runs are in order in the prose and in the file."""
    at = in_file = 0
    for run in source.runs:
        assert at == run.start or source.prose[at : run.start].isspace()
        assert at <= run.start < run.end
        assert in_file <= run.file_start <= run.file_end
        at, in_file = run.end, run.file_end
        prose, text = source.prose[run.start : run.end], source.text[run.file_start : run.file_end]
        if run.same:
            assert all(a == b or (a.isspace() and b.isspace()) for a, b in zip(prose, text, strict=True))
    assert at == len(source.prose)
