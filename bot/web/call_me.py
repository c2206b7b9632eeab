"""/call-me: a number typed on a page is asked by text, and rung once it answers YES.

No cookie, session or JavaScript, and the same answer for every number, as in joining.py.
"""

from __future__ import annotations

from flask import Response, abort, make_response, render_template, request

from bot.calls import by_web
from bot.errors import InputError, KeyMissing, RecordAway
from bot.web import number_limits
from bot.web.came_by import code_of_link
from bot.web.doors import Access, Door, services
from bot.web.public import facts_of
from bot.web.words import gettext as _
from bot.web.words import language, said

door = Door("call_me", __name__, access=Access.PUBLIC)


@door.get("/call-me")
def form() -> Response:
    """The form, or when the line opens."""
    return _page(200)


@door.post("/call-me")
def send() -> Response:
    """Have the number asked."""
    if not number_limits.may_send():
        return _page(429, _("Too many forms came in just now. Try again in an hour."))
    try:
        by_web.ask_by_page(
            services(), request.form.get("phone", "")[:40], language(), code_of_link()
        )
    except InputError as error:
        return _page(400, said(error))
    except (RecordAway, KeyMissing):
        return _page(503, _("That did not work just now. Try again in a minute."))
    return _page(200, is_sent=True)


def _page(status: int, problem: str = "", *, is_sent: bool = False) -> Response:
    clarion = services()
    if not by_web.is_offered(clarion, clarion.campaign.current()):
        abort(404)
    typed = request.form.get("phone", "")[:40] if problem else ""
    page = render_template(
        "public/call_me.html", facts=facts_of(clarion), problem=problem, typed=typed,
        is_sent=is_sent,
    )  # fmt: skip
    return make_response(page, status)
