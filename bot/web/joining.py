"""/join: a number typed on a page is asked by text, and joins by YES; also for partners' sites.

No cookie, session or JavaScript: the form means the same from any site, and the answer is the same
for every number, so that nobody learns who is on the list. Only /join/embed may be framed, and only
by the sites that CLARION_PARTNERS names.
"""

from __future__ import annotations

from flask import Response, make_response, render_template, request

from bot.errors import InputError, KeyMissing, RecordAway
from bot.people import joining
from bot.web import number_limits
from bot.web.came_by import code_of_link
from bot.web.doors import Access, Door, services
from bot.web.headers import framed_by
from bot.web.public import our_number
from bot.web.words import gettext as _
from bot.web.words import language, said

door = Door("joining", __name__, access=Access.PUBLIC)


@door.get("/join")
def form() -> str:
    """The form, with the words that people agree to."""
    return _page("public/join.html")


@door.post("/join")
def send() -> Response:
    """Have the number asked."""
    return _send("public/join.html")


@door.get("/join/embed")
def embedded() -> Response:
    """The form for a partner's frame."""
    return _framed(make_response(_page("public/join_embed.html")))


@door.post("/join/embed")
def send_embedded() -> Response:
    """Have the number asked, from within a partner's frame."""
    return _framed(_send("public/join_embed.html"))


@door.get("/join/snippet")
def snippet() -> str:
    """What a partner puts into their page: a frame, or a plain form."""
    return _page("public/join_snippet.html", address=services().settings.public_url)


def _send(template: str) -> Response:
    if not number_limits.may_send():
        return _refuse(template, _("Too many forms came in just now. Try again in an hour."), 429)
    if request.form.get("agree") != "yes":
        return _refuse(template, _("Tick the box if you want our texts."), 400)
    try:
        joining.ask_by_page(
            services(), request.form.get("phone", "")[:40], language(), code_of_link()
        )
    except InputError as error:
        return _refuse(template, said(error), 400)
    except (RecordAway, KeyMissing):
        return _refuse(template, _("That did not work just now. Try again in a minute."), 503)
    return make_response(_page(template, is_sent=True))


def _refuse(template: str, problem: str, status: int) -> Response:
    return make_response(_page(template, problem=problem), status)


def _page(template: str, **more: object) -> str:
    clarion = services()
    campaign, lang = clarion.campaign.current(), language()
    org = campaign.org.get(lang) or campaign.org.get("*") or campaign.name
    typed = request.form.get("phone", "")[:40] if more.get("problem") else ""
    return render_template(
        template, org=org, terms=joining.terms(campaign, lang), typed=typed,
        number=our_number(clarion), **more,
    )  # fmt: skip


def _framed(response: Response) -> Response:
    return framed_by(response, services().settings.partners)
