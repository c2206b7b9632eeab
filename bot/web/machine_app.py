"""The app for machines: Twilio's hooks, health and metrics. No sessions, no cookies, no pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Response
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.exceptions import HTTPException

from bot.clarion import Clarion
from bot.web import headers, health, meters, request_log, twilio_hooks, voice_hooks

# Twilio's largest form: 1,600 characters of SMS or 4,096 of WhatsApp, at up to 12 bytes each when
# percent-encoded, and ten media addresses.
MAX_FORM_BYTES = 96 * 1024


class _NoSession(SessionInterface):
    """A machine has no session: none is read, none is written, nothing is signed."""

    def open_session(self, app: Flask, request: Any) -> SessionMixin | None:
        return None

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        return None


class _Machines(Flask):
    """No view here is a coroutine, and nothing asks at each request whether one is."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is."""
        return func


def create(clarion: Clarion) -> Flask:
    """The machines' app."""
    app = _Machines(__name__, static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=MAX_FORM_BYTES, MAX_FORM_MEMORY_SIZE=MAX_FORM_BYTES)
    app.session_interface = _NoSession()
    app.extensions["clarion"] = clarion
    meters.prepare(clarion.settings.data_dir)
    meters.meters()
    request_log.register(app, clarion.settings)
    headers.for_machines(app, clarion.settings)
    app.register_blueprint(twilio_hooks.door)
    app.register_blueprint(voice_hooks.door)
    app.register_blueprint(voice_hooks.recordings)
    app.register_blueprint(health.door)
    app.register_error_handler(HTTPException, _say_plainly)
    return app


def _say_plainly(error: HTTPException) -> Response:
    """A machine needs the status and a word, not a page."""
    response = Response(f"{error.name}\n", error.code or 500, mimetype="text/plain")
    if error.code == 405:
        response.headers["Allow"] = ", ".join(getattr(error, "valid_methods", None) or ())
    return response
