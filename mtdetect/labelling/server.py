"""The local server for the labelling page. It answers only this machine, and only with this run's token.

Before anything else, it rejects requests with the wrong Host (a foreign name that points here: DNS rebinding), requests
from pages of another origin, and requests without the token. The token is part of the page's address, and the page
sends it back in a header. We don't use a cookie: browsers send the cookies for 127.0.0.1 to every port, and would send
them with requests made by other pages too.
"""

from __future__ import annotations

import hmac
import secrets
import shlex
import socket
import threading
import webbrowser
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, Response, abort, request
from waitress.server import create_server
from werkzeug.exceptions import HTTPException

from mtdetect import pages
from mtdetect.labelling.journal import Judgement, around
from mtdetect.labelling.session import ConflictError, Session
from mtdetect.reporters.destination import OutputError
from mtdetect.rules.registry import RULES
from mtdetect.samples.files import to_sample
from mtdetect.types import InputError

HOST = "127.0.0.1"
MOST_BYTES = 64 * 1024
"""Maximum size of a request body. A judgement with hundreds of spans takes a quarter of this."""

CONNECTIONS, IDLE = 500, 15
"""How many connections may be open, and after how many seconds one that sends nothing is closed. A page needs six."""

NEIGHBOURS, NEIGHBOUR_LENGTH = 3, 600
"""How many paragraphs to show on each side of the current one, and how many characters of each."""

LIKELY = {
    "boundary": "broken-boundary",
    "splice": "stray-fragment",
    "translation": "odd-wording",
    "furniture": "menu",
    "encoding": "markup-remnant",
    "repetition": "repeated-phrase",
}
"""The label that a family's key applies first: the one people most often mean."""

_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_SCRIPTS = tuple(
    f"label/{name}.js" for name in ("state", "offsets", "exchange", "paragraph", "marking", "moves", "events")
)
_NOTHING = "default-src 'none'; frame-ancestors 'none'"
_PAGE = "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; connect-src 'self'"
"""Sent in addition to the policy in the page itself, which can't forbid framing."""
_PAGE_POLICY = {"connect-src": "'self'", "require-trusted-types-for": "'script'", "trusted-types": "'none'"}


def create_app(session: Session, token: str, host: str, train: str) -> Flask:
    """Creates the application. `host` is its address and port; `train` is the training command to show at the end."""
    app = Flask("mtdetect.labelling", static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=MOST_BYTES, PROVIDE_AUTOMATIC_OPTIONS=False)

    @app.before_request
    def refuse_strangers() -> None:
        if request.headers.get("Host") != host:
            abort(403, f"wrong host; open the page at http://{host}")
        origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site", "none")
        page_itself = request.path == "/"  # any site may link to the page, which still needs the token
        if origin not in (None, f"http://{host}") or not (page_itself or site in ("none", "same-origin")):
            abort(403, "requests from other pages are refused")
        given = request.args.get("token") if page_itself else request.headers.get("X-Token")
        if not hmac.compare_digest((given or "").encode("utf-8", "replace"), token.encode()):
            abort(403, "missing or wrong token; open the full address that the command printed")

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers.update(_HEADERS)
        response.headers.setdefault("Content-Security-Policy", _NOTHING)
        return response

    @app.errorhandler(HTTPException)
    def tell(error: HTTPException) -> tuple[dict[str, Any], int]:
        return {"error": error.description}, error.code or 500

    @app.errorhandler(RecursionError)
    def nested_too_deeply(error: RecursionError) -> tuple[dict[str, Any], int]:
        return {"error": "the JSON is nested too deeply"}, 400

    @app.errorhandler(OutputError)
    def not_written(error: OutputError) -> tuple[dict[str, Any], int]:
        return {"error": str(error)}, 507

    @app.get("/")
    def page() -> Response:
        families = [(family, LIKELY[family], [r for r in RULES if r.family == family]) for family in pages.FAMILIES]
        text = "".join(
            pages.render(
                "label.html",
                styles=("theme.css", "label.css"),
                scripts=_SCRIPTS,
                policy=_PAGE_POLICY,
                groups=families,
                train=train,
            )
        )
        return Response(text, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": _PAGE})

    @app.post("/next")
    def show() -> dict[str, Any]:
        return _view(session, session.next(_tab(request.get_json())))

    @app.post("/judge")
    def judge() -> tuple[dict[str, Any], int]:
        body = request.get_json()
        tab, index = _tab(body), _index(body, session)
        try:
            session.judge(tab, index, _number(body, "version"), _judgement(body, session.items[index].text))
        except ConflictError:
            return _view(session, index), 409
        return _view(session, session.next(tab)), 200

    @app.post("/skip")
    def skip() -> dict[str, Any]:
        body = request.get_json()
        tab = _tab(body)
        session.skip(tab, _index(body, session))
        return _view(session, session.next(tab))

    @app.post("/undo")
    def undo() -> dict[str, Any]:
        tab = _tab(request.get_json())
        undone = session.undo(tab)
        if undone is None:
            return _view(session, session.next(tab))
        index, said = undone
        return _view(session, index) | {"undone": _said(said)}

    @app.post("/flags")
    def flags() -> dict[str, Any]:
        item = session.items[_index(request.get_json(), session)]
        return {"flags": [flag.to_dict() for flag in item.flags]}

    return app


def _view(session: Session, index: int | None) -> dict[str, Any]:
    """The data for the page: progress, and a paragraph with its context, or None if all are done."""
    names = ("judged", "left", "made", "can_undo", "enough")
    progress = {name: getattr(session, name) for name in names}
    if index is None:
        return {"item": None, "progress": progress}
    item = session.items[index]
    near = around(session.items, index, NEIGHBOURS)
    said = session.judgement(index)
    shown = {
        "id": index,
        "version": session.version(index),
        "text": item.text,
        "source": item.source,
        "document": item.document,
        "position": item.position,
        "before": [_end(session.items[i].text) for i in near if i < index],
        "after": [_beginning(session.items[i].text) for i in near if i > index],
        "begins": near[0] == index - item.position,
        "ends": near[-1] == len(session.items) - 1 or session.items[near[-1] + 1].position == 0,
        "judgement": None if said is None else _said(said),
    }
    return {"item": shown, "progress": progress}


def _said(judgement: Judgement) -> dict[str, Any]:
    spans = [{"start": span.start, "end": span.end, "label": span.label} for span in judgement.spans]
    return {"translation": judgement.translation, "scraping": judgement.scraping, "spans": spans}


def _beginning(text: str) -> str:
    return text if len(text) <= NEIGHBOUR_LENGTH else text[:NEIGHBOUR_LENGTH] + " …"


def _end(text: str) -> str:
    return text if len(text) <= NEIGHBOUR_LENGTH else "… " + text[-NEIGHBOUR_LENGTH:]


def _field(body: Any, name: str) -> Any:
    if not isinstance(body, Mapping) or name not in body:
        abort(400, f"“{name}” is missing")
    return body[name]


def _number(body: Any, name: str) -> int:
    value = _field(body, name)
    if type(value) is not int:
        abort(400, f"“{name}” is not a whole number")
    return value


def _tab(body: Any) -> str:
    value = _field(body, "tab")
    if not isinstance(value, str) or not 8 <= len(value) <= 64:
        abort(400, "“tab” must be a string of 8 to 64 characters")
    return value


def _index(body: Any, session: Session) -> int:
    value = _number(body, "id")
    if not 0 <= value < len(session.items):
        abort(400, "“id” is not the number of a paragraph")
    return value


def _judgement(body: Any, text: str) -> Judgement:
    given = {name: _field(body, name) for name in ("translation", "scraping", "spans")}
    try:
        sample = to_sample({"text": text, **given})
    except InputError as error:
        abort(400, str(error))
    return Judgement(sample.translation, sample.scraping, tuple(sorted(sample.spans, key=lambda s: (s.start, s.end))))


def train_command(samples: str) -> str:
    """The command to run once labelling is done."""
    return f"mtdetect train {shlex.quote(samples)} -o models/mine --base default"


def open_browser(address: str) -> None:
    """Opens the page in the user's browser. Runs in a thread, since some browsers block until they are closed."""
    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def serve(session: Session, port: int, train: str, ready: Callable[[str], None]) -> None:
    """Serves until Ctrl-C. Calls `ready` with the page's address once it can be opened.

    Raises OutputError if the port can't be used.
    """
    try:
        listening = socket.create_server((HOST, port))
    except OSError as error:
        raise OutputError(f"port {port}: {error.strerror or error}; leave out --port to use a free one") from error
    with listening:
        token = secrets.token_urlsafe(24)
        host = f"{HOST}:{listening.getsockname()[1]}"
        app = create_app(session, token, host, train)
        server = create_server(
            app,
            sockets=[listening],
            max_request_body_size=MOST_BYTES,
            ident="",
            threads=4,
            connection_limit=CONNECTIONS,
            channel_timeout=IDLE,
            cleanup_interval=IDLE // 5,
            asyncore_use_poll=True,  # select() has a limit of its own
        )
        ready(f"http://{host}/?token={token}")
        server.run()  # returns on Ctrl-C, after answering requests in progress
        server.close()
