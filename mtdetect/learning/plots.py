"""Plots as SVG that takes its colours from the page it stands in, and so follows its theme.

Each plot is drawn in a few stand-in colours, which `evaluation.css` names as attributes; the `style` attributes that a
strict Content-Security-Policy ignores become presentation attributes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import numpy as np

from mtdetect.learning.metrics import BINS, Floats
from mtdetect.types import InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Draw = Callable[["Axes", Floats, Floats], None]
"""Draws on axes from scores and labels."""

INK, QUIET, RULE, DAMAGED, SOUND = "#010101", "#020202", "#030303", "#040404", "#050505"
"""Stand-ins for the page's colours."""

WIDTH, HEIGHT = 4.4, 3.3
"""Inches; the page scales the plots."""

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",  # text stays text, in the page's font
    "font.size": 9.0,
    "font.family": ["sans-serif"],
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.grid": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": RULE,
    "grid.linewidth": 0.7,
    "text.color": INK,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "legend.frameon": False,
}
_KEPT = re.compile(
    r"fill(?:-opacity)?|stroke(?:-(?:width|linecap|linejoin|dasharray|dashoffset|opacity))?|"
    r"opacity|text-anchor|font-size"
)


def check() -> None:
    """Raises InputError, with the name of the extra, where the plotting library is missing."""
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        raise InputError('the page needs an extra for its plots: pip install "mtdetect[plots]"') from None


def svg(draw: Draw, scores: Floats, labels: Floats, prefix: str) -> str:
    """What `draw` draws of these rows, as an `<svg>` element for the inside of a page.

    `prefix` keeps its ids apart from those of other plots.
    """
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    out = io.StringIO()
    with matplotlib.rc_context({**_STYLE, "svg.hashsalt": prefix}):
        figure = Figure(figsize=(WIDTH, HEIGHT), layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
        draw(axes, scores, labels)
        axes.set_axisbelow(True)
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    return _for_page(out.getvalue(), prefix)


def _for_page(drawn: str, prefix: str) -> str:
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(drawn)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{_SVG}}}metadata", f"{{{_SVG}}}style"):
                parent.remove(child)
    used = set(re.findall(r"#([\w-]+)", drawn))
    for element in root.iter():
        for name, value in re.findall(r"([\w-]+)\s*:\s*([^;]+)", element.attrib.pop("style", "")):
            if name == "font" and (size := re.search(r"[\d.]+px", value)):
                element.set("font-size", size.group())
            elif _KEPT.fullmatch(name):
                element.set(name, value.strip())
        identity = element.attrib.pop("id", None)
        if identity in used:
            element.set("id", f"{prefix}-{identity}")
        for name, value in element.items():
            if name == _XLINK:  # plain in SVG 2
                del element.attrib[name]
                element.set("href", value.replace("#", f"#{prefix}-", 1))
            elif value.startswith("url(#"):
                element.set(name, value.replace("url(#", f"url(#{prefix}-", 1))
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.set("aria-hidden", "true")
    return ElementTree.tostring(root, encoding="unicode")


def precision_recall(axes: Axes, scores: Floats, labels: Floats) -> None:
    from sklearn.metrics import precision_recall_curve

    precision, recall, _ = precision_recall_curve(labels, scores)
    keep = _thin(len(precision))
    axes.plot(recall[keep], precision[keep], color=DAMAGED, linewidth=1.8, drawstyle="steps-post")
    share = float(np.mean(labels))
    axes.axhline(share, color=QUIET, linewidth=1, linestyle="--")
    axes.text(1, share + 0.015, "all called damaged", ha="right", va="bottom", color=QUIET, fontsize=8)
    found = scores >= 0.5
    if found.any():
        at = float(labels[found].mean()), float(found[labels == 1].mean())
        axes.plot([at[1]], [at[0]], "o", color=INK, markersize=5, markeredgewidth=0)
        axes.annotate("score 0.5", (at[1], at[0]), xytext=(6, 6), textcoords="offset points", fontsize=8)
    axes.set(xlabel="recall", ylabel="precision", xlim=(0, 1.02), ylim=(0, 1.05))


def _thin(number: int, most: int = 400) -> Any:
    return np.unique(np.linspace(0, number - 1, min(number, most)).astype(int))


def calibration(axes: Axes, scores: Floats, labels: Floats) -> None:
    """Share of damaged rows by score, with Wilson intervals; the diagonal is a score that says what it means."""
    bins = 10 if len(scores) < 20 * BINS else BINS
    which = np.minimum((scores * bins).astype(int), bins - 1)
    axes.plot([0, 1], [0, 1], color=QUIET, linewidth=1, linestyle="--")
    for k in np.unique(which):
        own = labels[which == k]
        low, high = wilson(int(own.sum()), len(own))
        place = float(scores[which == k].mean())
        axes.plot([place, place], [low, high], color=DAMAGED, linewidth=1.2)
        axes.plot(
            [place], [own.mean()], "o", color=DAMAGED, markersize=min(9, 4 + len(own) ** 0.5 / 4), markeredgewidth=0
        )
    axes.set(xlabel="score", ylabel="share that is damaged", xlim=(-0.02, 1.02), ylim=(-0.02, 1.05))


def wilson(right: int, number: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    if not number:
        return 0.0, 1.0
    z = 1.96
    share = right / number
    middle = (share + z**2 / (2 * number)) / (1 + z**2 / number)
    half = z / (1 + z**2 / number) * (share * (1 - share) / number + z**2 / (4 * number**2)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)


def histogram(axes: Axes, scores: Floats, labels: Floats) -> None:
    """Shares of each class by score, sound below the line and damaged above it."""
    edges = np.linspace(0, 1, 21)
    top = 0.0
    for value, color, sign, name in ((1, DAMAGED, 1, "labelled damaged"), (0, SOUND, -1, "labelled sound")):
        own = scores[labels == value]
        share = np.histogram(own, edges)[0] / max(len(own), 1)
        top = max(top, float(share.max(initial=0)))
        axes.bar(edges[:-1], sign * share, width=0.046, align="edge", color=color, label=name)
    axes.axhline(0, color=QUIET, linewidth=1)
    axes.set(xlabel="score", ylabel="share of its class", xlim=(0, 1), ylim=(-1.3 * top, 1.3 * top))
    axes.yaxis.set_major_formatter(lambda value, _: f"{abs(value):.0%}")
    axes.legend(loc="upper center", ncols=2, fontsize=8)


PLOTS: Mapping[str, tuple[str, Draw]] = {
    "precision and recall": ("Of what the score finds, how much is damaged; of what is damaged, how much it finds.",
                             precision_recall),
    "calibration": ("Whether seven in ten are damaged where the score says 0.7. Larger dots are more paragraphs.",
                    calibration),
    "scores by class": ("Where the scores of sound and of damaged paragraphs lie. The further apart, the better.",
                        histogram),
}  # fmt: skip
