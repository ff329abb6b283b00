"""The steps for datatrove pipelines: their fields, limits and statistics; a job that is killed and started again."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fake_model import FakeModel

import mtdetect

# The environment of .ci/run has no datatrove, so these tests skip there. To run them: pip install ".[datatrove]".
pytest.importorskip("datatrove", reason="datatrove is not installed")

from datatrove.data import Document
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

from mtdetect.integrations.datatrove import DamageAnnotator, DamageFilter

ROOT = Path(__file__).parent.parent.parent
TEXTS = ["A sound sentence.", "In the the capital. WWW", "Straße"]


def documents() -> list[Any]:
    return [Document(text=text, id=str(number), metadata={"url": "x"}) for number, text in enumerate(TEXTS)]


@pytest.mark.usefixtures("fake_model")
@pytest.mark.parametrize("batch_size", [1, 2, 256])
def test_scores_go_to_the_metadata_and_their_means_to_the_statistics(batch_size: int) -> None:
    step = DamageAnnotator(batch_size=batch_size)
    scored = list(step.run(iter(documents())))
    assert [document.text for document in scored] == TEXTS
    assert [document.metadata["mt_language"] for document in scored] == ["en", "en", "de"]
    assert scored[1].metadata == {
        "url": "x", "mt_translation": 0.9, "mt_scraping": 0.8, "mt_damage": 0.9, "mt_language": "en", "mt_flags": 2
    }  # fmt: skip
    assert step.stats.stats["mt_damage"].mean == pytest.approx((0.1 + 0.9 + 0.1) / 3)


def test_an_unknown_language_is_und_so_that_all_rows_fit_one_schema() -> None:
    [scored] = DamageAnnotator().run(iter([Document(text="…", id="0")]))
    assert scored.metadata["mt_language"] == "und"


@pytest.mark.parametrize("step", [DamageAnnotator, DamageFilter])
def test_a_step_counts_its_own_time_and_not_the_reader_s(
    monkeypatch: pytest.MonkeyPatch, fake_model: FakeModel, step: Any
) -> None:
    clock = [0]
    monkeypatch.setattr("datatrove.utils.stats.time", SimpleNamespace(perf_counter=lambda: clock[0]))

    def passes(seconds: int, value: Any) -> Any:
        clock[0] += seconds
        return value

    score = fake_model.score
    monkeypatch.setattr(fake_model, "score", lambda text: passes(1, score(text)), raising=False)
    own = step(batch_size=2)
    list(own.run(passes(100, document) for document in documents()))
    assert own.stats.time_stats.total == len(TEXTS)


@pytest.mark.usefixtures("fake_model")
@pytest.mark.parametrize(
    ("limits", "dropped"),
    [({}, {"1": "damage"}), ({"damage": None}, {}), ({"damage": None, "scraping": 0.8}, {"1": "scraping"}),
     ({"damage": 0.05}, {"0": "damage", "1": "damage", "2": "damage"})],
)  # fmt: skip
def test_a_filter_drops_what_reaches_a_limit(tmp_path: Path, limits: dict[str, Any], dropped: dict[str, str]) -> None:
    excluded = JsonlWriter(str(tmp_path), compression=None)
    kept = list(DamageFilter(**limits, exclusion_writer=excluded).run(iter(documents())))
    rows = [json.loads(line) for path in tmp_path.iterdir() for line in path.read_text().splitlines()]
    assert {row["id"]: row["metadata"]["filter_reason"] for row in rows} == dropped
    assert [document.id for document in kept] == [number for number in "012" if number not in dropped]
    assert all("mt_damage" in each for each in [*(row["metadata"] for row in rows), *(d.metadata for d in kept)])


def test_a_limit_is_a_probability() -> None:
    with pytest.raises(ValueError, match=r"damage=50: .* from 0 to 1"):
        DamageFilter(damage=50)


def test_a_pickled_step_has_the_path_of_its_model(tmp_path: Path) -> None:
    model = mtdetect.load()
    for step in (DamageAnnotator(), DamageFilter(model=model), DamageAnnotator(str(model.folder))):
        pickled = pickle.dumps(step)
        assert len(pickled) < 10_000
        [scored] = pickle.loads(pickled).run(iter([Document(text=TEXTS[0], id="0")]))
        assert scored.metadata["mt_damage"] == mtdetect.score(TEXTS[0]).damage
    with pytest.raises(mtdetect.ModelError, match="missing"):
        DamageAnnotator(tmp_path / "missing")


JOB = """
import time
from pathlib import Path
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter
from mtdetect.integrations.datatrove import DamageAnnotator

def wait(data, rank, world_size):
    for document in data:
        if document.id == "1-2" and not Path("go").exists():
            Path("waits").touch()
            while True:
                time.sleep(60)
        yield document

if __name__ == "__main__":
    writer = JsonlWriter("scored", compression=None)
    pipeline = [JsonlReader("corpus"), wait, DamageAnnotator(batch_size=1), writer]
    LocalPipelineExecutor(pipeline, tasks=4, workers=2, logging_dir="logs").run()
"""


def test_a_killed_job_started_again_gives_every_document_once(folder: Path) -> None:
    texts = [path.read_text(encoding="utf-8")[:2000] for path in sorted((ROOT / "examples").iterdir())]
    (folder / "corpus").mkdir()
    for rank in range(4):
        rows = [{"id": f"{rank}-{number}", "text": text} for number, text in enumerate(texts[rank:] + texts[:rank])]
        (folder / f"corpus/{rank}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (folder / "job.py").write_text(JOB)

    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with (folder / "output").open("wb") as output:
        job = subprocess.Popen(
            [sys.executable, "job.py"], start_new_session=True, env=environment, stdout=output, stderr=output
        )
        others = [folder / f"logs/completions/0000{rank}" for rank in (0, 2, 3)]
        while not all(path.exists() for path in [folder / "waits", *others]):  # one task waits, and others are done
            assert job.poll() is None, (folder / "output").read_text()
            time.sleep(0.05)
        os.killpg(job.pid, signal.SIGKILL)
        job.wait()
        done = {path: path.stat().st_mtime_ns for path in (folder / "scored").iterdir() if "00001" not in path.name}
        (folder / "go").touch()
        subprocess.run([sys.executable, "job.py"], env=environment, stdout=output, stderr=output, check=True)

    assert {path: path.stat().st_mtime_ns for path in done} == done  # not made again
    expected = JsonlWriter(str(folder / "expected"), compression=None)
    for rank in range(4):
        data = DamageAnnotator().run(JsonlReader(str(folder / "corpus")).run(None, rank, 4), rank, 4)
        list(expected.run(data, rank, 4))
    names = [f"0000{rank}.jsonl" for rank in range(4)]
    assert sorted(path.name for path in (folder / "scored").iterdir()) == names
    for name in names:
        scored = (folder / "scored" / name).read_bytes()
        assert scored == (folder / "expected" / name).read_bytes()
        rows = [json.loads(line) for line in scored.splitlines()]
        assert [row["id"] for row in rows] == [f"{name[4]}-{number}" for number in range(len(texts))]
        reports = mtdetect.score_many(row["text"] for row in rows)
        assert [row["metadata"]["mt_damage"] for row in rows] == [report.damage for report in reports]
