"""Finds the damage that machine translation, article spinning and web scraping leave in English text."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOMES = {
    "score": "scoring.pipeline",
    "score_many": "scoring.pipeline",
    "load": "scoring.pipeline",
    "clean": "cleaning.cleaner",
    "clean_many": "cleaning.cleaner",
    "Cleaned": "cleaning.cleaned",
    "Fix": "cleaning.cleaned",
    "Model": "scoring.pipeline",
    "read": "readers",
    "score_frame": "integrations.frames",
    "train": "learning.retrain",
    "evaluate": "learning.evaluation",
    "RULES": "rules.registry",
    "Document": "types",
    "Evidence": "types",
    "Flag": "types",
    "InputError": "types",
    "LabelledSpan": "types",
    "ModelError": "types",
    "Paragraph": "types",
    "Report": "types",
    "Rule": "types",
    "Sample": "types",
}
__all__ = [*_HOMES, "__version__"]  # pyright: ignore[reportUnsupportedDunderAll]

if TYPE_CHECKING:
    from mtdetect.cleaning.cleaned import Cleaned as Cleaned
    from mtdetect.cleaning.cleaned import Fix as Fix
    from mtdetect.cleaning.cleaner import clean as clean
    from mtdetect.cleaning.cleaner import clean_many as clean_many
    from mtdetect.integrations.frames import score_frame as score_frame
    from mtdetect.learning.evaluation import evaluate as evaluate
    from mtdetect.learning.retrain import train as train
    from mtdetect.readers import read as read
    from mtdetect.rules.registry import RULES as RULES
    from mtdetect.scoring.pipeline import Model as Model
    from mtdetect.scoring.pipeline import load as load
    from mtdetect.scoring.pipeline import score as score
    from mtdetect.scoring.pipeline import score_many as score_many
    from mtdetect.types import Document as Document
    from mtdetect.types import Evidence as Evidence
    from mtdetect.types import Flag as Flag
    from mtdetect.types import InputError as InputError
    from mtdetect.types import LabelledSpan as LabelledSpan
    from mtdetect.types import ModelError as ModelError
    from mtdetect.types import Paragraph as Paragraph
    from mtdetect.types import Report as Report
    from mtdetect.types import Rule as Rule
    from mtdetect.types import Sample as Sample


def __getattr__(name: str) -> Any:
    """Imports a public name on first use, so that `mtdetect --version` is fast."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
