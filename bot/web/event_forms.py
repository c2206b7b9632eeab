"""Signing up on an event's page, without a cookie or JavaScript: the answer is the same for every
number, and nobody comes before the number's own YES by text."""

from __future__ import annotations

from flask import make_response, request
from werkzeug.wrappers import Response

from bot.errors import InputError, KeyMissing, NotFound, RecordAway
from bot.events import by_web
from bot.events.public_list import PublicEvent
from bot.web import number_limits
from bot.web.came_by import code_of_link
from bot.web.doors import services
from bot.web.events import door, event_of, event_page
from bot.web.words import gettext as _
from bot.web.words import language, said


@door.post("/events/<code>")
def sign_up(code: str) -> Response:
    """Have the number asked whether it wants to come."""
    event = event_of(code)
    if isinstance(event, Response):
        return event
    if not number_limits.may_send():
        return _refuse(event, _("Too many forms came in just now. Try again in an hour."), 429)
    if request.form.get("agree") != "yes":
        return _refuse(event, _("Tick the box if you want texts about this."), 400)
    form = request.form
    try:
        by_web.ask_by_page(
            services(), event.code, form.get("phone", "")[:40], form.get("party", "1")[:10],
            [need[:40] for need in form.getlist("need")[:20]], language(), code_of_link(),
        )  # fmt: skip
    except (InputError, NotFound) as error:
        return _refuse(event, said(error), 400, getattr(error, "field", ""))
    except (RecordAway, KeyMissing):
        return _refuse(event, _("That did not work just now. Try again in a minute."), 503)
    return _kept_nowhere(make_response(event_page(event, is_sent=True)))


def _refuse(event: PublicEvent, problem: str, status: int, field: str = "") -> Response:
    page = event_page(event, problem=problem, wrong=field or "phone", typed=request.form)
    return _kept_nowhere(make_response(page, status))


def _kept_nowhere(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
