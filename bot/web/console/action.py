"""One event in the console: looked at, changed, answered, made one with its double, filled."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response as FileResponse
from flask import abort, flash, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from bot.broadcasts import invitations
from bot.clarion import Clarion
from bot.errors import Conflict, InputError, NotFound
from bot.events import door as at_the_door
from bot.events import doubles, editing, overview, pages, review, sheets
from bot.organizers import audit
from bot.organizers.rights import Right
from bot.segments.vocabulary import EVENT_KINDS
from bot.web.console import action_form
from bot.web.console.actions import STATES, door
from bot.web.console.roles import asks_password, may, needs
from bot.web.console.tasks import id_in
from bot.web.doors import services
from bot.web.exports import csv_file
from bot.web.words import gettext as _
from bot.web.words import language, ngettext, said


@door.get("/<code>")
@needs(Right.LOOK)
def show(code: str) -> str | tuple[str, int]:
    """One event: what is odd, who comes, all that can be done about it."""
    return _page(services(), code)


@door.post("/<code>")
@needs(Right.WRITE)
def act(code: str) -> str | tuple[str, int] | Response:
    """One act about an event: `act` names it. What is refused comes back with what was typed."""
    do = _ACTS.get(request.form.get("act", ""))
    if do is None:
        return _page(services(), code)
    try:
        words = do(services(), code)
    except (InputError, Conflict) as error:
        return _page(services(), code, said(error), getattr(error, "field", ""))
    except NotFound:
        abort(404)
    if isinstance(words, Response):
        return words
    flash(words, "success")
    return redirect(url_for("actions.show", code=code))


@door.post("/<code>/page")
@needs(Right.WRITE)
def make_page(code: str) -> str | tuple[str, int]:
    """A new link to the host's page, shown once."""
    try:
        link = pages.make(services(), code, current_user.id)
    except NotFound:
        abort(404)
    return _page(services(), code, link=link)


@door.route("/new", methods=["GET", "POST"])
@needs(Right.WRITE)
def lead() -> str | tuple[str, int] | Response:
    """Lead an event, by a form."""
    clarion = services()
    if request.method == "GET":
        return _form(clarion)
    try:
        written = action_form.read(clarion)
        code = editing.lead(clarion, written, request.form.get("phone", "")[:40], current_user.id)
    except (InputError, Conflict) as error:
        return _form(clarion, said(error), getattr(error, "field", "")), 409
    flash(_("It is on the list."), "success")
    return redirect(url_for("actions.show", code=code))


@door.get("/<code>/guests.csv")
@needs(Right.EXPORT)
@asks_password("GET")
def guests_sheet(code: str) -> FileResponse:
    """The guests of an event as CSV: first names, no numbers."""
    try:
        text = sheets.guests_csv(services(), code)
    except NotFound:
        abort(404)
    audit.note(services(), "took out a sheet", "guests", None, current_user.id)
    return csv_file(services(), text, f"guests-{code.upper()[:20]}")


# --- acts ----------------------------------------------------------------------------------------


def _edit(clarion: Clarion, code: str) -> str:
    told = editing.edit(clarion, code, action_form.read(clarion), current_user.id)
    if not told:
        return str(_("Changed."))
    return str(ngettext("Changed. %(num)s person is told.", "Changed. %(num)s people are told.",
                        told))  # fmt: skip


def _ask_changes(clarion: Clarion, code: str) -> str:
    review.ask_changes(clarion, code, request.form.get("why", "")[:400], current_user.id)
    return str(_("Its host is asked for it. Nobody finds it meanwhile."))


def _decline(clarion: Clarion, code: str) -> str:
    review.decline(clarion, code, request.form.get("why", "")[:400], current_user.id)
    return str(_("Declined. Its host is told why."))


def _approve(clarion: Clarion, code: str) -> str:
    overview.approve(clarion, code, current_user.id)
    return str(_("Approved. Its host is told, and whoever has joined."))


def _merge(clarion: Clarion, code: str) -> Response:
    kept = request.form.get("kept", "")[:20]
    moved = doubles.merge(clarion, code, kept, current_user.id)
    words = ngettext(
        "They are one now. %(num)s person moved along and is told.",
        "They are one now. %(num)s people moved along and are told.",
        moved,
    )
    flash(words, "success")
    return redirect(url_for("actions.show", code=kept))


def _revoke(clarion: Clarion, _code: str) -> str:
    pages.revoke(clarion, id_in("page") or 0, current_user.id)
    return str(_("The link does not work any more."))


def _mark(clarion: Clarion, code: str) -> str:
    came = request.form.get("came", "")[:10]
    at_the_door.mark(clarion, code, id_in("guest") or 0, came, current_user.id)
    return str(_("Noted."))


_ACTS: dict[str, Callable[[Clarion, str], str | Response]] = {
    "edit": _edit,
    "ask_changes": _ask_changes,
    "decline": _decline,
    "approve": _approve,
    "merge": _merge,
    "revoke": _revoke,
    "mark": _mark,
}


# --- pages ---------------------------------------------------------------------------------------


def _page(
    clarion: Clarion, code: str, problem: str = "", wrong: str = "", link: str = ""
) -> str | tuple[str, int]:
    try:
        found = overview.look(clarion, code)
        written = editing.read(clarion, code)
        odd = review.odd(clarion, code)
        page = render_template(
            "console/action.html",
            one=found,
            odd=odd,
            typed=request.form if wrong or _is_edit() else action_form.typed_of(written),
            links=pages.working(clarion, code),
            circles=_circles(clarion, code),
            guests=pages.guests_of(clarion, code, language()) if may("people") else [],
            problem=problem,
            wrong=wrong,
            link=link,
            states=STATES,
            **_choices(clarion),
        )
    except NotFound:
        abort(404)
    return (page, 409) if problem else page


def _circles(clarion: Clarion, code: str) -> list[invitations.Circle] | None:
    """Whom one may invite, where the address asks for it: each circle is counted."""
    is_asked = may("write") and request.args.get("invite") == "yes"
    return invitations.circles(clarion, code) if is_asked else None


def _is_edit() -> bool:
    return request.form.get("act") == "edit"


def _form(clarion: Clarion, problem: str = "", wrong: str = "") -> str:
    return render_template(
        "console/action_new.html", typed=request.form, problem=problem, wrong=wrong,
        **_choices(clarion),
    )  # fmt: skip


def _choices(clarion: Clarion) -> dict[str, object]:
    """What the fields of the form let one choose."""
    campaign, lang = clarion.campaign.current(), language()

    def words(name: str, default: str) -> str:
        return (campaign.values.get(name, {})).get(lang) or default.replace("_", " ")

    return {
        "kinds": {kind: words(f"action_{kind}", kind) for kind in EVENT_KINDS},
        "needs": {kind: words(f"need_{kind}", kind) for kind in editing.kinds_of_needs(clarion)},
        "venues": action_form.VENUES,
        "access": action_form.ACCESS,
        "languages_of": campaign.languages,
    }
