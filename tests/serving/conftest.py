"""Fixtures of the server's tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_model import FakeModel

pytest.importorskip("flask", reason='the label extra is not installed: pip install ".[label]"')

from flask.testing import FlaskClient

from mtdetect.selection import Selection
from mtdetect.serving.scorer import Scorer
from mtdetect.serving.server import create_app

Serve = Callable[..., FlaskClient]


@pytest.fixture
def serve() -> Serve:
    """A function that returns a client of the server, with the fake model and these limits and options."""

    def begin(
        model: Any = None,
        local: bool = True,
        allow_origin: str | None = None,
        selection: Selection = Selection(),  # noqa: B008
        characters: int = 1_000_000,
        seconds: float = 60,
    ) -> FlaskClient:
        scorer = Scorer(model or FakeModel(), selection, characters, seconds)
        return create_app(scorer, local, allow_origin).test_client()

    return begin


@pytest.fixture
def client(serve: Serve) -> FlaskClient:
    return serve()
