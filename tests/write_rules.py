"""Writes what is derived from the rule modules: `python -m tests.write_rules`.

That is `mtdetect/rules/catalogue.py`, which imports every rule module, and the table of rules in the README. A rule
module is a file in `mtdetect/rules/FAMILY/` that assigns `RULE`.
"""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "mtdetect" / "rules" / "catalogue.py"
README = ROOT / "README.md"
TABLE = re.compile(r"(<!-- rules: .*? -->\n).*?(<!-- end of rules -->)", re.DOTALL)
LINE_LENGTH = 120
HEAD = '"""Every rule module, in the order of the codes. Written by `python -m tests.write_rules`; do not edit."""\n\n'


def rule_modules() -> list[str]:
    """The dotted names of all rule modules, in the order of their codes."""
    files = (ROOT / "mtdetect" / "rules").glob("*/**/*.py")
    own = [path for path in files if re.search(r"^RULE = ", path.read_text(encoding="utf-8"), re.MULTILINE)]
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in own]
    return sorted(names, key=lambda name: import_module(name).RULE.code)


def catalogue() -> str:
    imports: dict[str, list[str]] = {}
    listed = ""
    for name in rule_modules():
        package, _, module = name.rpartition(".")
        short = package.rpartition(".")[2] if module == "rule" else module
        imports.setdefault(package, []).append(f"rule as {short}" if module == "rule" else module)
        listed += f"    {short},\n"
    lines = [_import(package, sorted(modules)) for package, modules in sorted(imports.items())]
    return HEAD + "".join(lines) + f"\nMODULES = (\n{listed})\n"


def _import(package: str, modules: list[str]) -> str:
    line = f"from {package} import {', '.join(modules)}\n"
    if len(line) <= LINE_LENGTH:
        return line
    return f"from {package} import (\n" + "".join(f"    {module},\n" for module in modules) + ")\n"


def readme() -> str:
    rules = [import_module(name).RULE for name in rule_modules()]
    rows = ["| code | name | what it finds |", "|---|---|---|"]
    rows += [f"| {rule.code} | {rule.name} | {rule.summary} |" for rule in rules]
    return TABLE.sub(lambda match: match[1] + "\n".join(rows) + "\n" + match[2], README.read_text(encoding="utf-8"))


if __name__ == "__main__":
    for path, content in ((CATALOGUE, catalogue()), (README, readme())):
        path.write_text(content, encoding="utf-8")
