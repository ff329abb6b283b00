"""What the site has beyond the files in this folder. MkDocs calls this module while it builds.

In a page, `<!-- made: NAME -->` is replaced by what NAME in MADE makes from the code, and `<!-- README: Figures -->` by
that section of the README. A page for each rule comes from the rule's docstring, and FILES are published as well. Links
are those of the repository, so that they also work there.
"""

from __future__ import annotations

import ast
import doctest
import html
import inspect
import json
import posixpath
import re
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import mtdetect
from mtdetect.cli.main import cli
from mtdetect.reporters.safety import safe
from mtdetect.rules.registry import REGISTRY, RegisteredRule
from mtdetect.scoring.model_card import default_folder, read_card
from mtdetect.text.segmented_text import SegmentedText

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File, Files
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).parent.parent
FILES = {
    "CHANGELOG.md": "changelog.md",
    "benchmarks/results.json": "results.json",
    "benchmarks/results.md": "results.md",
    "training/README.md": "training.md",
}
"""Files outside of `docs/`, and what they are called on the site."""
FAMILIES = {
    "boundary": "Sentence boundaries",
    "splice": "Splices",
    "translation": "Translation residue",
    "furniture": "Page furniture",
    "encoding": "Encoding and markup",
    "repetition": "Repetition",
}
_LINK = re.compile(r"(\]\(|^\[[^\]\n]+\]: +)([^)#\s]+)", re.MULTILINE)
_FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
_MADE = re.compile(r"<!-- (made|README): (.+?) -->")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]|#])")


def on_config(config: MkDocsConfig) -> None:
    """Puts the pages of the rules into the navigation."""
    (reference,) = (own for part in config.nav or [] for name, own in part.items() if name == "Reference")
    (rules,) = (part["Rules"] for part in reference if "Rules" in part)
    rules += [{f"{each.rule.code} {each.rule.name}": f"rules/{each.rule.code}.md"} for each in REGISTRY]


def on_files(files: Files, config: MkDocsConfig) -> None:
    from mkdocs.structure.files import File

    for source, name in FILES.items():
        files.append(File.generated(config, name, abs_src_path=str(ROOT / source)))
    for each in REGISTRY:
        files.append(File.generated(config, f"rules/{each.rule.code}.md", content=rule_page(each)))


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    markdown = _MADE.sub(_made, markdown)
    place = next((source for source, name in FILES.items() if name == page.file.src_uri), f"docs/{page.file.src_uri}")
    return _outside_code(markdown, lambda text: _LINK.sub(lambda link: _relinked(link, place, page.file), text))


def _made(match: re.Match[str]) -> str:
    return MADE[match[2]]() if match[1] == "made" else readme_section(match[2])


def _outside_code(markdown: str, change: Callable[[str], str]) -> str:
    at, done = 0, ""
    for fence in _FENCE.finditer(markdown):
        done += change(markdown[at : fence.start()]) + fence[0]
        at = fence.end()
    return done + change(markdown[at:])


def _relinked(link: re.Match[str], place: str, file: File) -> str:
    """A link of a file at `place` in the repository, as one of its page on the site."""
    if ":" in link[2]:
        return link[0]
    target = posixpath.normpath(posixpath.join(posixpath.dirname(place), link[2]))
    inside = FILES.get(target) or target.removeprefix("docs/")
    if (ROOT / target).is_dir():
        inside += "/README.md"
    return link[1] + posixpath.relpath(inside, posixpath.dirname(file.src_uri) or ".")


def readme_section(title: str) -> str:
    """What the README has under a heading of the second level, with its links as those of a page in `docs/`."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (section,) = re.findall(rf"^## {title}\n(.*?)(?=^## |^\[\w+\]: |\Z)", readme, re.MULTILINE | re.DOTALL)
    named = dict(re.findall(r"^\[(\w+)\]: (.+)$", readme, re.MULTILINE))
    section = re.sub(r"\]\[(\w+)\]", lambda name: f"]({named[name[1]]})", section)
    return _LINK.sub(lambda link: link[0] if ":" in link[2] else f"{link[1]}../{link[2]}", section)


def commands() -> str:
    """The whole command line, from the commands themselves."""
    return "\n".join(_command(click.Context(cli, info_name="mtdetect", **cli.context_settings)))


def _command(ctx: click.Context) -> Iterator[str]:
    command = ctx.command
    if ctx.parent:
        yield f"## {ctx.command_path}\n"
    yield f"```\n{command.get_usage(ctx).removeprefix('Usage: ')}\n```\n"
    yield _escaped(inspect.cleandoc(command.help or "")) + "\n"
    for parameter in command.params if ctx.parent else command.get_params(ctx):
        names, explained = parameter.get_help_record(ctx) or ("", "")
        if explained:
            yield f"`{names}`\n:   {_escaped(explained)}\n"
    if command.epilog:
        yield _escaped(command.epilog) + "\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            child = command.get_command(ctx, name)
            if child and not child.hidden:
                yield from _command(click.Context(child, info_name=name, parent=ctx))


def rules() -> str:
    """All rules, with links to their pages."""
    lines = []
    for family, title in FAMILIES.items():
        lines += ["", f"## {title}", "", "| rule | what it finds |", "|---|---|"]
        own = [each.rule for each in REGISTRY if each.rule.family == family]
        lines += [f"| [{rule.code} {rule.name}]({rule.code}.md) | {_escaped(rule.summary)} |" for rule in own]
    return "\n".join(lines)


def rule_page(registered: RegisteredRule) -> str:
    """The docstring of a rule's module, which has a line of summary and four headings with indented text."""
    rule = registered.rule
    summary, *sections = re.split(r"\n\n(?=\S)", registered.page.strip())
    title = FAMILIES[rule.family].lower()
    languages = "any language" if rule.any_language else "English"
    page = (
        f"# {rule.code} {rule.name}\n\n{_escaped(summary)}\n\n"
        f"Family: [{title}](README.md#{title.replace(' ', '-')}). For text in {languages}. In the descriptions, "
        "square brackets enclose what is flagged.\n"
    )
    for section in sections:
        heading, _, body = section.partition("\n")
        shown = _example(registered) if heading == "Example" else _prose(textwrap.dedent(body))
        page += f"\n## {heading}\n\n{shown}\n"
    return page


def _example(registered: RegisteredRule) -> str:
    """The text of the docstring's first example, with what the rule flags in it, and its messages."""
    code = (each.source for each in doctest.DocTestParser().get_examples(registered.page))
    text = next(ast.literal_eval(source.removeprefix("text = ")) for source in code if source.startswith("text = "))
    # Rules that explain a score have nothing to say before there is one.
    find = None if registered.explain else registered.find
    flags = sorted(find(SegmentedText(text)) if find else mtdetect.score(text).flags, key=lambda flag: flag.start)
    at, marked, messages = 0, "", []
    for flag in flags:
        words = text[flag.start : flag.end]
        marked += f"{html.escape(text[at : flag.start])}<mark>{html.escape(safe(words))}</mark>"
        messages.append(f"- {_escaped(safe(flag.message))}")
        at = flag.end
    marked += html.escape(text[at:])
    paragraphs = "".join(f"<p>{each}</p>" for each in marked.replace("\n\n", "\0").replace("\n", "<br>").split("\0"))
    return f"<blockquote>{paragraphs}</blockquote>\n\n" + "\n".join(dict.fromkeys(messages))


def _prose(body: str) -> str:
    """Text of a docstring, in which a hyphen begins an item of a list."""
    escaped = re.sub(r"\n  +", " ", _escaped(body))
    return re.sub(r"(?<=\n)(?=- )", "\n", escaped, count=1)


def report_fields() -> str:
    """The objects of a report and their fields, from the JSON Schema."""
    schema = json.loads((ROOT / "docs/report.schema.json").read_text(encoding="utf-8"))
    lines = []
    for own in (schema, *(own for own in schema["$defs"].values() if "properties" in own)):
        lines += [
            "",
            f"## {own['title']}",
            "",
            own.get("description", ""),
            "",
            "| field | type | what it is |",
            "|---|---|---|",
        ]
        for name, field in own["properties"].items():
            optional = "" if name in own["required"] else " (may be missing)"
            lines.append(f"| `{name}` | {_type(field)}{optional} | {field.get('description', '')} |")
    return "\n".join(lines)


def _type(field: dict[str, Any]) -> str:
    if "$ref" in field:
        return str(field["$ref"].rpartition("/")[2])
    if "items" in field:
        return f"array of {_type(field['items'])}"
    kind = field.get("type", "integer" if "const" in field else "string")
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def model() -> str:
    """What the card of the default model says about it."""
    folder = default_folder()
    card = read_card(folder)
    size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    data = card["training_data"]
    return "\n".join(
        [
            f"| name | {folder.name} |",
            "|---|---|",
            f"| trained | {card['date']}, for version {card['version']} of mtdetect |",
            f"| size | {size:.0f} MB; loading it runs no code from it |",
            "| languages | English |",
            f"| training data | {data['documents']:,} documents |",
        ]
    )


def model_figures() -> str:
    """The metrics of the card."""
    metrics = read_card(default_folder())["metrics"]
    rows = {
        "paragraphs": lambda own: f"{own['rows']:,}",
        "damaged among them": lambda own: f"{own['damaged']:,}",
        "ROC AUC": lambda own: (
            f"{own['roc_auc']:.3f} ({own['roc_auc_interval'][0]:.3f}–{own['roc_auc_interval'][1]:.3f})"
        ),
        "F1 at 0.5": lambda own: f"{own['f1']:.3f}",
        "sound paragraphs at 0.5 or more": lambda own: f"{100 * own['false_alarms']:.1f} %",
        "calibration error": lambda own: f"{own['calibration_error']:.3f}",
    }
    lines = [f"| | {' | '.join(metrics)} |", "|---|" + "--:|" * len(metrics)]
    return "\n".join([*lines, *(f"| {n} | {' | '.join(map(show, metrics.values()))} |" for n, show in rows.items())])


def training_data() -> str:
    """The files that the default model was trained on, with their licences."""
    sources = read_card(default_folder())["training_data"]["sources"]
    rows = [f"| {_escaped(each['what'])} | {_escaped(each['licence'])} |" for each in sources]
    return "\n".join(["| what | licence |", "|---|---|", *dict.fromkeys(rows)])


def _escaped(text: str) -> str:
    """Plain text as Markdown."""
    return _MARKDOWN.sub(r"\\\1", html.escape(text, quote=False))


MADE = {
    "commands": commands,
    "model": model,
    "model figures": model_figures,
    "report fields": report_fields,
    "rules": rules,
    "training data": training_data,
}
