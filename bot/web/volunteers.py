"""A volunteer's page: one task by a link, without an account. First names and words, no numbers."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.clarion import Clarion
from bot.errors import Conflict, InputError, NotFound
from bot.events import checkins
from bot.inbox import answering, claiming, links, ready, threads
from bot.store.inbox.claims import Who
from bot.store.inbox.ready import LinkRow
from bot.web.console.tasks import id_in
from bot.web.doors import Access, Door, services
from bot.web.security import limits
from bot.web.words import gettext as _
from bot.web.words import said

door = Door("volunteers", __name__, access=Access.PUBLIC)
_AT_ONCE = 1  # a volunteer has one conversation at a time


@door.get("/v/<token>")
def work(token: str) -> str | tuple[str, int]:
    """The next conversation of this link, its guests, or that nothing waits."""
    clarion = services()
    try:
        return _page(clarion, token, _found(clarion, token))
    except NotFound as error:
        return render_template("public/volunteer_over.html", why=said(error)), 404


@door.post("/v/<token>")
def act(token: str) -> str | tuple[str, int] | Response:
    """Answer, pass it on, take the next one; or note what a guest said."""
    clarion = services()
    try:
        link = _found(clarion, token)
        problem = _check(clarion, link) if link.task == links.CHECKINS else _do(clarion, link)
        if problem:
            return _page(clarion, token, link, problem), 409
    except NotFound as error:
        return render_template("public/volunteer_over.html", why=said(error)), 404
    return redirect(url_for("volunteers.work", token=token))


def _found(clarion: Clarion, token: str) -> LinkRow:
    """The link of a token, so many wrong ones at a time. Raises: NotFound."""
    address = request.remote_addr or ""
    if not limits().may_follow(address):
        abort(429)
    link = links.find(clarion, token)
    limits().was_right_link(address)
    return link


def _do(clarion: Clarion, link: LinkRow) -> str:
    """What the form asks for; the problem, if any."""
    who, wanted = Who(link_id=link.id), request.form.get("act", "")
    held = claiming.held(clarion, who)
    if wanted == "pass":
        claiming.release(clarion, who)
    elif wanted == "next":
        claiming.claim_next(clarion, who, [link.lang] if link.lang else [], _AT_ONCE)
    elif wanted == "answer" and held:
        text = request.form.get("text", "")
        if not text.strip():
            return str(_("Write what to say."))
        links.count_use(clarion, link)
        try:
            answering.answer(clarion, held[0], text, who)
        except (InputError, Conflict) as error:
            return said(error)
        claiming.release(clarion, who, held)
        flash(_("Sent. Thank you!"), "success")
    return ""


def _check(clarion: Clarion, link: LinkRow) -> str:
    """The next guests, or what one of them said; the problem, if any."""
    try:
        if request.form.get("act") == "next":
            checkins.take_next(clarion, link)
            return ""
        guest = id_in("guest") or 0
        flash(said(checkins.note(clarion, link, guest, request.form.get("heard", ""))), "success")
    except InputError as error:
        return said(error)
    return ""


def _page(clarion: Clarion, token: str, link: LinkRow, problem: str = "") -> str:
    if link.task == links.CHECKINS:
        return render_template(
            "public/volunteer_checkins.html",
            link=link,
            round=checkins.now_with(clarion, link),
            problem=problem,
            left=link.most - link.used,
        )
    held = claiming.held(clarion, Who(link_id=link.id))
    found = threads.open_one(clarion, held[0]) if held else None
    name = found.first_name if found else ""
    return render_template(
        "public/volunteer.html",
        link=link,
        token=token,
        found=found,
        problem=problem,
        typed=request.form,
        left=link.most - link.used,
        answers=ready.answers(clarion, name) if found else [],
    )
