"""CONTRIBUTING.md shows code and folders that exist."""

import re
import textwrap
from pathlib import Path

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_the_example_rule_is_the_one_in_the_package() -> None:
    rule = (ROOT / "mtdetect/rules/translation/system_residue.py").read_text(encoding="utf-8")
    shown = re.search(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    assert shown
    for passage in textwrap.dedent("   " + shown[1]).strip().split("\n\n\n"):
        assert passage.strip() in rule


def test_files_and_folders_named_exist() -> None:
    named = re.findall(r"`((?:mtdetect|training|benchmarks|tests|docs)/[\w./-]*)`", GUIDE)
    assert len(named) > 15
    assert [name for name in named if not (ROOT / name).exists()] == []
