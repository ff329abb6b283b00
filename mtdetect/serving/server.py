"""The server: which requests it accepts, and how errors are answered.

It has no accounts and keeps nothing. A page of some website that the user has open could still make it work, so
requests from web pages are refused unless their origin is allowed. If only this machine can reach the server, so are
requests for another host: a foreign name that points here (DNS rebinding).
"""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request
from waitress.server import create_server
from werkzeug.exceptions import HTTPException

from mtdetect import __version__
from mtdetect.labelling.server import CONNECTIONS, IDLE
from mtdetect.reporters.destination import OutputError
from mtdetect.scoring.model_card import described
from mtdetect.serving import languagetool, score_api
from mtdetect.serving.scorer import BusyError, Scorer, TooLongError

LOCAL = ("127.0.0.1", "localhost", "::1")
ANY = "*"
THREADS = 8


def most_bytes(scorer: Scorer) -> int:
    """Maximum size of a request's body. Forms and JSON may take up to twelve bytes for one character."""
    return 12 * scorer.characters + 64 * 1024


def create_app(scorer: Scorer, local: bool = True, allow_origin: str | None = None) -> Flask:
    """Creates the application. `local`: only this machine can reach it. `allow_origin`: `*` for every web page."""
    app = Flask("mtdetect.serving", static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=most_bytes(scorer))
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the order of the command line
    app.register_blueprint(languagetool.routes(scorer))
    app.register_blueprint(score_api.routes(scorer))

    def allowed() -> bool:
        return allow_origin in (ANY, request.headers.get("Origin"))

    @app.before_request
    def refuse_strangers() -> None:
        if local and urlsplit(f"//{request.host}").hostname not in LOCAL:
            abort(403, f"wrong host; this server answers only to {', '.join(LOCAL)}, unless started with --host")
        if "Origin" in request.headers and not allowed():
            origin = request.headers["Origin"][:100]
            abort(403, f"requests from {origin} are refused; to allow them, start with: --allow-origin '{origin}'")

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        if allow_origin and allowed():
            response.headers["Access-Control-Allow-Origin"] = allow_origin
            response.headers["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
            response.headers["Access-Control-Allow-Headers"] = "Content-Type"
        return response

    def failed(message: str, status: int) -> Response:
        """An error as its reader expects it: LanguageTool's clients show it as text."""
        if request.path.startswith("/v2/"):
            return Response(f"Error: {message}", status, content_type="text/plain; charset=utf-8")
        body = json.dumps({"error": message}, ensure_ascii=False).encode("utf-8", "backslashreplace")
        return Response(body, status, content_type="application/json")

    @app.errorhandler(HTTPException)
    def tell(error: HTTPException) -> Response:
        message = error.description or error.name
        if error.code == 413:
            message = f"the request is larger than {most_bytes(scorer):,} bytes; send fewer or shorter texts at a time"
        response = failed(message, error.code or 500)
        for name, value in error.get_headers():
            if name == "Allow":
                response.headers[name] = value
        return response

    @app.errorhandler(TooLongError)
    def too_long(error: TooLongError) -> Response:
        return failed(str(error), 413)

    @app.errorhandler(BusyError)
    def busy(error: BusyError) -> Response:
        response = failed(str(error), 503)
        response.headers["Retry-After"] = "1"
        return response

    @app.get("/")
    def about() -> Response:
        lines = (f"mtdetect {__version__}", "POST /score: reports", "/v2: for LanguageTool plug-ins", "GET /health")
        return Response("\n".join((*lines, "")), content_type="text/plain")

    @app.get("/health")
    def health() -> dict[str, str]:
        folder, card = scorer.model.folder, scorer.model.card
        return {"status": "ok", "version": __version__, "model": described(folder, card) if folder else "not saved"}

    return app


def serve(scorer: Scorer, host: str, port: int, allow_origin: str | None, ready: Callable[[str], None]) -> None:
    """Serves until Ctrl-C or SIGTERM. Calls `ready` with the server's address once it accepts requests.

    Raises OutputError if the host or port can't be used.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        fix = "choose another with --port, or 0 for any free one" if host in LOCAL else "check --host and --port"
        raise OutputError(f"{host}, port {port}: {error.strerror or error}; {fix}") from error
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # requests that wait are no news
    with listening:
        app = create_app(scorer, host in LOCAL, allow_origin)
        server = create_server(
            app,
            sockets=[listening],
            max_request_body_size=most_bytes(scorer),
            ident="",
            threads=THREADS,
            connection_limit=CONNECTIONS,
            channel_timeout=IDLE,
            cleanup_interval=IDLE // 5,
            asyncore_use_poll=True,  # select() has a limit of its own
        )
        shown = f"[{host}]" if ":" in host else host
        ready(f"http://{shown}:{listening.getsockname()[1]}")
        server.run()  # returns on Ctrl-C, after answering requests in progress
        server.close()
