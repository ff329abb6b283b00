"""Plots as SVG that follows the theme of the page around it.

Each plot is drawn in a few placeholder colours; `evaluation.css` selects on them and applies the colours of the theme.
`style` attributes are converted to presentation attributes, since a strict Content-Security-Policy blocks the former.
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
"""A function that draws on axes, given scores and labels."""

INK, QUIET, RULE, DAMAGED, SOUND = "#010101", "#020202", "#030303", "#040404", "#050505"
"""Placeholders for the colours of the theme."""

WIDTH, HEIGHT = 4.4, 3.3
"""Size in inches, which sets the proportions and the relative font size: the page scales the plots."""

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",  # keep text as text, in the font of the page
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
    """Raises InputError with the command that installs the plotting library, if it is missing."""
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        raise InputError(
            'the page with plots needs an extra; in the mtdetect checkout, run: pip install ".[plots]"'
        ) from None


def svg(draw: Draw, scores: Floats, labels: Floats, prefix: str) -> str:
    """Plots the scores and labels with `draw`, and returns an `<svg>` element to embed in a page.

    `prefix` makes its ids unique among the plots of the page.
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
            if name == _XLINK:  # SVG 2 has plain href instead
                del element.attrib[name]
                element.set("href", value.replace("#", f"#{prefix}-", 1))
            elif value.startswith("url(#"):
                element.set(name, value.replace("url(#", f"url(#{prefix}-", 1))
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.set("aria-hidden", "true")
    return ElementTree.tostring(root, encoding="unicode")


def precision_recall(axes: Axes, scores: Floats, labels: Floats) -> None:
    """The precision-recall curve, with the point at a threshold of 0.5 and the precision of calling all damaged."""
    from sklearn.metrics import precision_recall_curve

    precision, recall, _ = precision_recall_curve(labels, scores)
    keep = _thin(len(precision))
    axes.plot(recall[keep], precision[keep], color=DAMAGED, linewidth=1.8, drawstyle="steps-post")
    share = float(np.mean(labels))
    axes.axhline(share, color=QUIET, linewidth=1, linestyle="--")
    axes.text(1, share + 0.015, "everything called damaged", ha="right", va="bottom", color=QUIET, fontsize=8)
    found = scores >= 0.5
    if found.any():
        at = float(labels[found].mean()), float(found[labels == 1].mean())
        axes.plot([at[1]], [at[0]], "o", color=INK, markersize=5, markeredgewidth=0)
        axes.annotate("score 0.5", (at[1], at[0]), xytext=(6, 6), textcoords="offset points", fontsize=8)
    axes.set(xlabel="recall", ylabel="precision", xlim=(0, 1.02), ylim=(0, 1.05))


def _thin(number: int, most: int = 400) -> Any:
    return np.unique(np.linspace(0, number - 1, min(number, most)).astype(int))


def calibration(axes: Axes, scores: Floats, labels: Floats) -> None:
    """Share of damaged rows by score, with Wilson intervals. Perfectly calibrated scores lie on the diagonal."""
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
    axes.set(xlabel="score", ylabel="share damaged", xlim=(-0.02, 1.02), ylim=(-0.02, 1.05))


def wilson(right: int, number: int) -> tuple[float, float]:
    """The 95 % confidence interval of `right` out of `number` (Wilson 1927); 0 to 1 if `number` is 0."""
    if not number:
        return 0.0, 1.0
    z = 1.96
    share = right / number
    middle = (share + z**2 / (2 * number)) / (1 + z**2 / number)
    half = z / (1 + z**2 / number) * (share * (1 - share) / number + z**2 / (4 * number**2)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)


def histogram(axes: Axes, scores: Floats, labels: Floats) -> None:
    """Distribution of the scores of each class: damaged above the line, sound below it."""
    edges = np.linspace(0, 1, 21)
    top = 0.0
    for value, color, sign, name in ((1, DAMAGED, 1, "labelled damaged"), (0, SOUND, -1, "labelled sound")):
        own = scores[labels == value]
        share = np.histogram(own, edges)[0] / max(len(own), 1)
        top = max(top, float(share.max(initial=0)))
        axes.bar(edges[:-1], sign * share, width=0.046, align="edge", color=color, label=name)
    axes.axhline(0, color=QUIET, linewidth=1)
    axes.set(xlabel="score", ylabel="share of class", xlim=(0, 1), ylim=(-1.3 * top, 1.3 * top))
    axes.yaxis.set_major_formatter(lambda value, _: f"{abs(value):.0%}")
    axes.legend(loc="upper center", ncols=2, fontsize=8)


PLOTS: Mapping[str, tuple[str, Draw]] = {
    "precision and recall": ("Precision: how much of what it finds is damaged. Recall: how much damage it finds.",
                             precision_recall),
    "calibration": ("Of paragraphs that score 0.7, seven in ten should be damaged. Larger dots: more paragraphs.",
                    calibration),
    "scores by class": ("How sound and damaged paragraphs score. The further apart the two, the better.",
                        histogram),
}  # fmt: skip
