"""Scores beside the texts of a data frame."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, TypeVar

from mtdetect.integrations.columns import COLUMNS, new_names, score_column
from mtdetect.scoring.pipeline import Model

Frame = TypeVar("Frame")

_PANDAS = {float: "float64", str: "string", int: "Int64"}
_POLARS = {float: "Float64", str: "String", int: "Int64"}


def score_frame(
    df: Frame, text: str = "text", *, model: Model | str | Path | None = None, jobs: int = 1, prefix: str = ""
) -> Frame:
    """A copy of a pandas or Polars data frame with the scores of its column `text`; rows and index stay as they are.

    The new columns are `translation`, `scraping`, `damage` (float), `language` (`und` where it is unknown) and `flags`
    (their number), each with `prefix` before its name. Where the text is missing (None, NaN or NA), they are null.
    `model`, `jobs`: see `load` and `score_many`.

    Raises:
        TypeError: `df` is no such frame, or a text is neither missing nor a `str`.
        ValueError: There is no column `text`, or a new column has the name of one that is there.
    """
    pandas, polars = sys.modules.get("pandas"), sys.modules.get("polars")  # whoever has a frame has its library
    frame: Any = df
    if pandas and isinstance(df, pandas.DataFrame):
        names = new_names(list(frame.columns), text, prefix)
        columns = score_column(frame[text].tolist(), text, model, jobs)
        arrays = [pandas.array(own, dtype=_PANDAS[kind]) for own, kind in zip(columns, COLUMNS.values(), strict=True)]
        return frame.assign(**dict(zip(names, arrays, strict=True)))  # type: ignore[no-any-return]
    if polars and isinstance(df, polars.DataFrame):
        names = new_names(frame.columns, text, prefix)
        columns = score_column(frame[text].to_list(), text, model, jobs)
        kinds = [getattr(polars, _POLARS[kind]) for kind in COLUMNS.values()]
        return frame.with_columns(map(polars.Series, names, columns, kinds))  # type: ignore[no-any-return]
    fix = (
        "collect it first" if type(df).__name__ == "LazyFrame" else "Arrow has mtdetect.integrations.arrow.score_batch"
    )
    raise TypeError(f"score_frame takes a data frame of pandas or Polars, not {type(df).__name__}; {fix}")
