"""The libraries that only training and evaluation need. Scoring works without them, and 190 MB lighter."""

from __future__ import annotations

from mtdetect.types import InputError


def check(purpose: str) -> None:
    """Imports scikit-learn and scipy.

    Raises:
        InputError: One of them is missing. The message names it, and the command that installs both.
    """
    try:
        import scipy.sparse  # noqa: F401
        import sklearn  # noqa: F401
    except ImportError as error:
        missing = (error.name or "").partition(".")[0].replace("sklearn", "scikit-learn")
        problem = f"{missing} is not installed" if missing in ("scipy", "scikit-learn") else str(error)
        raise InputError(
            f"{purpose} needs scikit-learn and scipy, but {problem}; run: pip install scikit-learn scipy"
        ) from error
