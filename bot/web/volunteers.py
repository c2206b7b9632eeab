"""A volunteer's page: one task by a link, without an account. First names and words, no numbers."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.clarion import Clarion
from bot.errors import Conflict, InputError, NotFound
from bot.inbox import answering, claiming, links, ready, threads
from bot.store.inbox.claims import Who
from bot.store.inbox.ready import LinkRow
from bot.web.doors import Access, Door, services
from bot.web.security import limits
from bot.web.words import gettext as _
from bot.web.words import said

door = Door("volunteers", __name__, access=Access.PUBLIC)
_AT_ONCE = 1  # a volunteer has one conversation at a time


@door.get("/v/<token>")
def work(token: str) -> str | tuple[str, int]:
    """The next conversation of this link, or that nothing waits."""
    clarion = services()
    try:
        link = _found(clarion, token)
    except NotFound as error:
        return render_template("public/volunteer_over.html", why=said(error)), 404
    return _page(clarion, token, link)


@door.post("/v/<token>")
def act(token: str) -> str | tuple[str, int] | Response:
    """Answer, pass it on, or take the next one."""
    clarion = services()
    try:
        link = _found(clarion, token)
        problem = _do(clarion, link)
    except NotFound as error:
        return render_template("public/volunteer_over.html", why=said(error)), 404
    if problem:
        return _page(clarion, token, link, problem), 409
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


def _page(clarion: Clarion, token: str, link: LinkRow, problem: str = "") -> str:
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
