"""/host/<token>: what whoever leads an event needs on their phone and at the door, also on paper.

A secret link opens it, no account: first names, taps that work without JavaScript, never a number.
"""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.clarion import Clarion
from bot.errors import Conflict, InputError, NotFound
from bot.events import door as at_the_door
from bot.events import page_words, pages
from bot.store.events.pages import PageRow
from bot.web.console.tasks import id_in
from bot.web.doors import Access, Door, services
from bot.web.public import our_number
from bot.web.security import limits
from bot.web.words import gettext as _
from bot.web.words import language, said
from bot.web.words import lazy_gettext as lazy

door = Door("host_page", __name__, access=Access.PUBLIC)
_EMPTY_LINES = 12  # of the printed list, for who comes without having signed up


@door.get("/host/<token>")
def show(token: str) -> str | tuple[str, int]:
    """Who comes, what is needed, and the list for the door."""
    try:
        return _page(services(), token, _found(services(), token))
    except NotFound as error:
        return _over(error)


@door.post("/host/<token>")
def act(token: str) -> str | tuple[str, int] | Response:
    """A tap: who is there, who is not, who is let in."""
    clarion = services()
    try:
        page = _found(clarion, token)
        problem = _do(clarion, page)
        if problem:
            return _page(clarion, token, page, problem), 409
    except NotFound as error:
        return _over(error)
    lang = request.args.get("lang")
    guest = f"guest-{id_in('guest')}" if id_in("guest") else None
    return redirect(url_for("host_page.show", token=token, lang=lang, _anchor=guest))


def _found(clarion: Clarion, token: str) -> PageRow:
    """The page of a token, so many wrong ones at a time. Raises: NotFound."""
    address = request.remote_addr or ""
    if not limits().may_follow(address):
        abort(429)
    page = pages.find(clarion, token)
    limits().was_right_link(address)
    return page


def _do(clarion: Clarion, page: PageRow) -> str:
    """What the form asks for; the problem, if any."""
    wanted, guest = request.form.get("act", ""), id_in("guest") or 0
    try:
        if wanted == "text_all":
            return _text_all(clarion, page)
        if wanted == "let_in":
            at_the_door.let_guest_in(clarion, page, guest)
            flash(_("Let in: they are texted where it is."), "success")
        else:
            at_the_door.tap(clarion, page, guest, wanted)
    except (InputError, Conflict) as error:
        return said(error)
    return ""


# What became of a text to all, by outcome.
_TOLD = {
    "ok": lazy("On its way to everybody who signed up."),
    "short": lazy(
        "On its way; some hear it once an organizer says so, for it is late where they are."
    ),
    "review": lazy(
        "Handed in. An organizer looks at it first, then everybody who signed up gets it."
    ),
}
_NOT_TOLD = {
    "limited": lazy("Two a day were sent already. Tomorrow you can again."),
    "nobody": lazy("Nobody has signed up yet."),
    "pending": lazy("An organizer looks at your action first."),
    "unclear": lazy("Choose a text, or write one."),
    "unfit": lazy("No links, phone numbers or money can be in it. Write it another way."),
}


def _text_all(clarion: Clarion, page: PageRow) -> str:
    """Text everybody who signed up: a ready text, or own words that an organizer looks at."""
    own = request.form.get("words", "").strip()[:300]
    done = page_words.text_all(clarion, page, own or request.form.get("ready", "")[:1]).outcome
    if done not in _TOLD:
        return str(_NOT_TOLD.get(done, _NOT_TOLD["unclear"]))
    flash(str(_TOLD[done]), "success")
    return ""


def _page(clarion: Clarion, token: str, page: PageRow, problem: str = "") -> str:
    return render_template(
        "public/host.html",
        found=pages.read(clarion, page, language()),
        token=token,
        problem=problem,
        reach=page_words.reach(clarion, page),
        ready=page_words.ready_texts(clarion, language()),
        typed=request.form,
        base=clarion.settings.public_url,
        text_to=our_number(clarion),
        empty_lines=range(_EMPTY_LINES),
    )


def _over(error: NotFound) -> tuple[str, int]:
    return render_template("public/volunteer_over.html", why=said(error)), 404
