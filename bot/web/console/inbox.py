"""The inbox: who needs a person, the reply bank, and one conversation as on a phone."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from bot.clarion import Clarion
from bot.conversations.beginning import begin
from bot.errors import Conflict, InputError, NotFound
from bot.events import by_hand, overview
from bot.inbox import answering, claiming, doing, ready, threads
from bot.inbox.kinds import Kind, named
from bot.organizers import audit, organizers
from bot.organizers.rights import Right
from bot.people import held_reports, reporting
from bot.store.inbox.listing import Filter
from bot.web.console.roles import console_door, needs
from bot.web.console.tasks import add_task, finish_task, id_in, me
from bot.web.doors import services
from bot.web.words import gettext as _
from bot.web.words import ngettext, said

door = console_door("inbox", __name__, "/console/inbox")
POLL_S = 15
_MOST_ACTIONS = 50


@door.get("/")
@needs(Right.INBOX)
def list_all() -> str:
    """What needs a person, most urgent first; filters are in the address."""
    clarion = services()
    items = threads.list_open(clarion, _wanted())
    return render_template(
        "console/inbox.html",
        items=items,
        mine=threads.list_open(clarion, ids=claiming.held(clarion, me())),
        kinds=[(kind.value, said(named(kind))) for kind in Kind],
        languages=clarion.campaign.current().languages,
        names=_names(clarion),
        alarming=threads.stops_after_answers(clarion),
        poll_s=POLL_S,
    )


@door.get("/rows")
@needs(Right.INBOX)
def rows() -> str:
    """The list alone, for the page that renews itself."""
    clarion = services()
    items = threads.list_open(clarion, _wanted())
    return render_template("console/_inbox_rows.html", items=items, names=_names(clarion))


@door.post("/claim")
@needs(Right.INBOX)
def claim() -> Response:
    """Give me the next ten: nobody else gets them for twenty minutes."""
    langs = [lang for lang in request.form.getlist("speaks") if lang]
    found = claiming.claim_next(services(), me(), langs)
    if not found:
        flash(_("Nothing more waits that nobody has."), "success")
        return redirect(url_for("inbox.list_all"))
    words = ngettext("1 conversation is yours.", "%(num)s conversations are yours.", len(found))
    flash(words, "success")
    return redirect(url_for("inbox.open_one", ticket_id=found[0]))


@door.post("/release")
@needs(Right.INBOX)
def release() -> Response:
    """Let go of everything I have claimed."""
    claiming.release(services(), me())
    flash(_("Let go: others can take them."), "success")
    return redirect(url_for("inbox.list_all"))


@door.get("/<int:ticket_id>")
@needs(Right.INBOX)
def open_one(ticket_id: int) -> str | tuple[str, int]:
    """One conversation: what they wrote and got, and all that one can do. It is noted."""
    page = _page(ticket_id)
    if isinstance(page, str):
        audit.note(services(), "opened conversation", "ticket", ticket_id, current_user.id)
    return page


@door.post("/<int:ticket_id>")
@needs(Right.INBOX)
def act(ticket_id: int) -> str | tuple[str, int] | Response:
    """One act: `act` names it. What is refused comes back with what was typed."""
    do = _ACTS.get(request.form.get("act", ""))
    if do is None:
        return _page(ticket_id)
    try:
        words, onward = do(services(), ticket_id)
    except (InputError, Conflict, NotFound) as error:
        return _page(ticket_id, problem=said(error), status=409)
    flash(words, "success")
    return redirect(onward or url_for("inbox.open_one", ticket_id=ticket_id))


@door.post("/of/<int:contact_id>")
@needs(Right.INBOX)
def take_over(contact_id: int) -> Response:
    """Begin to talk to somebody by hand."""
    try:
        ticket_id = answering.take_over(services(), contact_id, me())
    except (Conflict, NotFound) as error:
        flash(said(error), "warning")
        return redirect(url_for("inbox.list_all"))
    return redirect(url_for("inbox.open_one", ticket_id=ticket_id))


def _page(ticket_id: int, problem: str = "", status: int = 200) -> str | tuple[str, int]:
    clarion = services()
    try:
        found = threads.open_one(clarion, ticket_id)
    except NotFound as error:
        flash(said(error), "warning")
        return render_template("console/inbox_gone.html"), 404
    is_mine = found.ticket.state == "open" and claiming.keep(clarion, me(), ticket_id)
    page = render_template(
        "console/conversation.html",
        found=found,
        is_mine=is_mine,
        problem=problem,
        typed=request.form,
        answers=ready.answers(clarion, found.first_name),
        flows=_flows(clarion),
        names=_names(clarion),
        kinds=reporting.kinds(clarion),
        reports=reporting.of(clarion, found.ticket.contact_id),
        actions=[one for one in overview.list_to_come(clarion, _MOST_ACTIONS) if one.is_open],
        task_words=threads.task_words(clarion, found.tasks),
        next_id=_next(clarion, ticket_id),
    )
    return (page, status) if status != 200 else page


def _wanted() -> Filter:
    given = request.args
    return Filter(
        kind=given.get("kind", "")[:20],
        lang=given.get("lang", "")[:8],
        mine=current_user.id if given.get("mine") else None,
        is_waiting=bool(given.get("waiting")),
        flag=given.get("flag", "")[:20],
    )


def _names(clarion: Clarion) -> dict[int, str]:
    return {one.id: one.name or one.email for one in organizers.list_all(clarion.record)}


def _flows(clarion: Clarion) -> list[str]:
    flows = clarion.campaign.current().flows
    return sorted(name for name, flow in flows.items() if flow.keywords)


def _next(clarion: Clarion, ticket_id: int) -> int | None:
    held = claiming.held(clarion, me())
    return next((one for one in held if one != ticket_id), None)


# --- acts: each returns the words to show, and where to go on ------------------------------------

_Done = tuple[str, str | None]


def _answer(clarion: Clarion, ticket_id: int) -> _Done:
    sent = answering.answer(clarion, ticket_id, request.form.get("text", ""), me())
    if sent.waits_until is not None:
        when = sent.waits_until.astimezone(ZoneInfo(clarion.campaign.current().zone))
        return _("It waits for their texting hours: %(when)s.", when=f"{when:%a %H:%M}"), None
    return _("On its way."), None


def _note(clarion: Clarion, ticket_id: int) -> _Done:
    answering.add_note(clarion, ticket_id, request.form.get("note", ""), me())
    return _("Noted, for the team only."), None


def _assign(clarion: Clarion, ticket_id: int) -> _Done:
    answering.assign(clarion, ticket_id, id_in("to"), me())
    return _("Assigned."), None


def _give_back(clarion: Clarion, ticket_id: int) -> _Done:
    answering.give_back(clarion, ticket_id, me())
    onward = _next(clarion, ticket_id)
    where = url_for("inbox.open_one", ticket_id=onward) if onward else url_for("inbox.list_all")
    return _("Given back to the bot."), where


def _opt_out(clarion: Clarion, ticket_id: int) -> _Done:
    answering.opt_out(clarion, ticket_id, me())
    return _("They get no more texts."), url_for("inbox.list_all")


def _lift(clarion: Clarion, ticket_id: int) -> _Done:
    answering.lift_hold(clarion, ticket_id, me())
    return _("The hold is lifted."), None


def _block(clarion: Clarion, ticket_id: int) -> _Done:
    days = request.form.get("days", "")
    number = int(days) if days.isdecimal() and len(days) < 4 else 0
    answering.block(clarion, ticket_id, request.form.get("kind", ""), number, me())
    return _("Not answered for %(days)s days.", days=number), url_for("inbox.list_all")


def _task(clarion: Clarion, ticket_id: int) -> _Done:
    return add_task(clarion, threads.contact_of(clarion, ticket_id)), None


def _task_done(clarion: Clarion, _ticket_id: int) -> _Done:
    return finish_task(clarion), None


def _tag(clarion: Clarion, ticket_id: int) -> _Done:
    contact_id = threads.contact_of(clarion, ticket_id)
    added = [tag for tag in request.form.get("add", "").lower().split() if tag]
    doing.change_tags(clarion, contact_id, added, request.form.getlist("remove"), me())
    return _("Tags are changed."), None


def _flow(clarion: Clarion, ticket_id: int) -> _Done:
    contact_id = threads.contact_of(clarion, ticket_id)
    flow, words = request.form.get("flow", ""), request.form.get("words", "").strip()[:80]
    begin(clarion, contact_id, flow, words, current_user.id)
    return _("Begun: %(flow)s.", flow=flow), None


def _sign_up(clarion: Clarion, ticket_id: int) -> _Done:
    contact_id = threads.contact_of(clarion, ticket_id)
    state = by_hand.sign_up(clarion, contact_id, request.form.get("code", ""), current_user.id)
    return _("Signed up.") if state == "going" else _("It is full: they wait for a seat."), None


def _report(clarion: Clarion, ticket_id: int) -> _Done:
    contact_id = threads.contact_of(clarion, ticket_id)
    count = id_in("count") or 0
    held = reporting.record(
        clarion, contact_id, request.form.get("kind", ""), count, current_user.id
    )
    return _counted(held), None


def _correct(clarion: Clarion, ticket_id: int) -> _Done:
    contact_id = threads.contact_of(clarion, ticket_id)
    count, report_id = id_in("count") or 0, id_in("report") or 0
    held = reporting.correct(clarion, contact_id, report_id, count, current_user.id)
    return _counted(held) if count else _("Taken back."), None


def _counted(held: str | None) -> str:
    if held is None:
        return str(_("It counts."))
    return str(_("Written down, but it looks odd: let it count below once you are sure."))


def _release(clarion: Clarion, ticket_id: int) -> _Done:
    contact_id, report_id = threads.contact_of(clarion, ticket_id), id_in("report") or 0
    if report_id not in [one.id for one in reporting.of(clarion, contact_id)]:
        raise Conflict(_("There is no such report, or it was taken back already."))
    held_reports.release(clarion, report_id, current_user.id)
    return _("It counts."), None


_ACTS: dict[str, Callable[[Clarion, int], _Done]] = {
    "answer": _answer,
    "note": _note,
    "assign": _assign,
    "give_back": _give_back,
    "opt_out": _opt_out,
    "lift": _lift,
    "block": _block,
    "task": _task,
    "task_done": _task_done,
    "tag": _tag,
    "flow": _flow,
    "sign_up": _sign_up,
    "report": _report,
    "correct": _correct,
    "release": _release,
}
