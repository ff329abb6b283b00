"""What was found before in a frozen set of texts is found now: making the program faster changes no result.

The flags are those that need no model, so that training one anew changes nothing here. Where a rule is meant to find
something else, write the file again and read the difference: `python tests/rules/test_frozen.py`.
"""

import json
from pathlib import Path

from mtdetect.rules.detection import detect
from mtdetect.text.language import document_language
from mtdetect.text.segmented_text import SegmentedText

ROOT = Path(__file__).parents[2]
FROZEN = Path(__file__).parent / "frozen.json"
BROKEN = "He said so. The the minister (the Minister) of. State said: “Read more: no ,I am.\n\nHome » News"


def texts() -> dict[str, str]:
    named = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").glob("*.txt"))}
    damaged = {f"{name} damaged": text.replace("e.", "e").replace(" the ", ". the ", 3) for name, text in named.items()}
    shapes = {repr(shape): shape * 40 for shape in (BROKEN, "A. “b ", "the. The ", "Kim (Kim) ", "a\r\n", "â€™ 世 ")}
    return named | damaged | shapes


def flags() -> dict[str, list[list[object]]]:
    found = {}
    for name, text in texts().items():
        doc = SegmentedText(text)
        found[name] = [[flag.code, flag.start, flag.end] for flag in detect(doc, document_language(doc))]
    return found


def test_what_was_found_is_found() -> None:
    frozen = json.loads(FROZEN.read_text(encoding="utf-8"))
    now = flags()
    assert now.keys() == frozen.keys()
    for name, before in frozen.items():
        assert now[name] == before, f"{name}: if a rule was changed on purpose, run python tests/rules/test_frozen.py"


if __name__ == "__main__":
    lines = (f"{json.dumps(name)}: {json.dumps(found)}" for name, found in flags().items())
    FROZEN.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
