"""Errors as pages in plain words: what happened and what to do now. Never a traceback."""

from __future__ import annotations

import structlog
from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from bot.errors import CampaignError, ClarionError, Conflict, InputError, NotFound, RecordAway
from bot.store.record import away_as_record_away
from bot.web.words import gettext as _
from bot.web.words import lazy_gettext as lazy
from bot.web.words import said

_log = structlog.get_logger()

RETRY_AFTER_S = 10

# Status -> what happened, what to do now.
_WORDS = {
    400: (
        lazy("That did not work"),
        lazy("The page sent something we cannot use. Go back and try again."),
    ),
    403: (
        lazy("Not for this account"),
        lazy("Your role does not allow this. An admin can change it."),
    ),
    404: (lazy("Nothing here"), lazy("This page does not exist, or no longer does.")),
    405: (lazy("That did not work"), lazy("This address is not used that way.")),
    409: (
        lazy("Somebody was faster"),
        lazy("Go back, look again, and repeat it if it is still needed."),
    ),
    413: (lazy("Too much at once"), lazy("What was sent is too large.")),
    429: (lazy("Too many tries"), lazy("Wait a little and try again.")),
    500: (
        lazy("Our mistake"),
        lazy("Something went wrong here. It has been noted. Nothing you scheduled is lost."),
    ),
    503: (
        lazy("One moment"),
        lazy("The record cannot be reached now. Nothing is lost. This page tries again by itself."),
    ),
}


def configure(app: Flask) -> None:
    """Show every error of this app as a page, or as JSON where JSON was asked for."""
    app.register_error_handler(CSRFError, _on_csrf)
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(ClarionError, _on_ours)
    app.register_error_handler(Exception, _on_unforeseen)


def error_page(status: int, detail: str = "") -> Response:
    """A page for this status. `detail` is one more sentence, in plain words."""
    title, advice = _WORDS.get(status, _WORDS[400 if status < 500 else 500])
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], "text/html")
    if best == "application/json":
        response = make_response(jsonify(error=str(title), detail=detail or str(advice)), status)
    else:
        page = render_template(
            "error.html",
            title=title,
            advice=detail or advice,
            status=status,
            request_id=g.get("request_id", ""),
        )
        response = make_response(page, status)
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
        if request.method == "GET":
            response.headers["Refresh"] = str(RETRY_AFTER_S)
    return response


def _on_csrf(_error: CSRFError) -> Response:
    return error_page(400, _("The form is too old or came from another page. Open it again."))


def _on_http(error: HTTPException) -> AnyResponse:
    if error.code is not None and error.code < 400:
        return error.get_response()
    return error_page(error.code or 500)


_STATUS = {RecordAway: 503, NotFound: 404, Conflict: 409, InputError: 400, CampaignError: 503}


def _on_ours(error: ClarionError) -> Response:
    status = next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), 500)
    if status == 500:
        _log.error("page_failed", request_id=g.get("request_id"), exc_info=error)
        return error_page(500)
    return error_page(status, "" if status == 503 else said(error))


def _on_unforeseen(error: Exception) -> Response:
    """The sign-in library talks to the record itself: its "server is away" is ours too."""
    try:
        with away_as_record_away():
            raise error
    except RecordAway:
        return error_page(503)
    except Exception:
        _log.error("page_failed", request_id=g.get("request_id"), exc_info=error)
        return error_page(500)
