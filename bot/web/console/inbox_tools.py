"""What the inbox works with: ready answers, volunteers' links, and what nobody understood."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from bot.campaign.teaching import AS_SAMPLE, teach, versions_in, write
from bot.conversations import misunderstood
from bot.errors import Conflict, InputError, NotFound
from bot.events import checkins, overview
from bot.inbox import links, ready
from bot.organizers import audit
from bot.organizers.rights import Right
from bot.web.console.roles import console_door, needs
from bot.web.doors import services
from bot.web.words import gettext as _
from bot.web.words import said

door = console_door("inbox_tools", __name__, "/console/inbox/tools")
_DAYS = 7


@door.get("/answers")
@needs(Right.WRITE)
def answers() -> str:
    """Answers the team has ready, and a form to keep one."""
    return _answers_page()


def _answers_page(problem: str = "") -> str:
    clarion = services()
    campaign = clarion.campaign.current()
    return render_template(
        "console/inbox_answers.html",
        answers=ready.answers(clarion, "Ana"),
        of_files=campaign.answers.keys(),
        languages=campaign.languages,
        problem=problem,
        typed=request.form,
    )


@door.post("/answers")
@needs(Right.WRITE)
def keep_answer() -> str | tuple[str, int] | Response:
    """Keep or delete an answer of the team's own."""
    clarion = services()
    if request.form.get("act") == "drop":
        ready.drop(clarion, request.form.get("name", ""), current_user.id)
        flash(_("Deleted."), "success")
        return redirect(url_for("inbox_tools.answers"))
    bodies = {
        lang: request.form.get(f"body_{lang}", "") for lang in clarion.campaign.current().languages
    }
    try:
        ready.keep(clarion, request.form.get("name", ""), bodies, current_user.id)
    except InputError as error:
        return _answers_page(said(error)), 400
    flash(_("Kept: everybody on the team can use it."), "success")
    return redirect(url_for("inbox_tools.answers"))


@door.get("/links")
@needs(Right.WRITE)
def list_links() -> str:
    """Volunteers' links that work, and a form to make one."""
    return _links_page()


def _links_page(address: str = "", problem: str = "") -> str:
    clarion = services()
    return render_template(
        "console/inbox_links.html",
        links=links.working(clarion),
        actions=[one for one in overview.list_to_come(clarion, 50) if one.is_open],
        languages=clarion.campaign.current().languages,
        address=address,
        problem=problem,
        typed=request.form,
    )


@door.post("/links")
@needs(Right.WRITE)
def make_link() -> str | tuple[str, int]:
    """Make a link, shown once; or end one at once."""
    clarion, form = services(), request.form
    try:
        if form.get("act") == "revoke":
            links.revoke(clarion, _number(form.get("link", "")), current_user.id)
            return _links_page()
        for_what = (
            form.get("name", ""), form.get("lang", ""), _number(form.get("most", "")),
            _number(form.get("hours", "")), current_user.id,
        )  # fmt: skip
        if form.get("task") == links.CHECKINS:
            _id, address = checkins.make_link(clarion, form.get("code", ""), *for_what)
        else:
            _id, address = links.make(clarion, *for_what)
    except (InputError, NotFound) as error:
        return _links_page(problem=said(error)), 400
    return _links_page(address)


@door.get("/misunderstood")
@needs(Right.WRITE)
def not_understood() -> str:
    """What the bot did not understand in a week, alike together, numbers and names blotted."""
    groups = misunderstood.groups(services(), _DAYS, request.args.get("lang") or None)
    audit.note(services(), "looked at texts", "misunderstood", None, current_user.id)
    return render_template(
        "console/misunderstood.html",
        groups=groups[:100],
        texts=sum(group.count for group in groups),
        days=_DAYS,
        flows=_flows(),
        languages=services().campaign.current().languages,
    )


@door.post("/teach")
@needs(Right.WRITE)
def teach_flow() -> str | tuple[str, int] | Response:
    """Make a sample or a keyword of what people wrote: first the change is shown, then written."""
    clarion, form = services(), request.form
    folder = clarion.settings.campaign
    flow, how = form.get("flow", ""), form.get("how", AS_SAMPLE)
    lesson, problem = None, ""
    try:
        lesson = teach(folder, flow, form.get("lang", ""), form.get("words", ""), how)
        if form.get("act") == "write":
            write(lesson, versions_in(clarion.settings.data_dir), clarion.clock.now())
            audit.note(clarion, "taught", "flow", 0, current_user.id)
            flash(_("Written: %(flow)s understands it from now on.", flow=flow), "success")
            return redirect(url_for("inbox_tools.not_understood"))
    except (InputError, NotFound, Conflict) as error:
        problem = said(error)
    except OSError:
        problem = _("The campaign's folder cannot be written here. Ask who runs this machine.")
    page = render_template(
        "console/teach.html", lesson=lesson, problem=problem, form=form, flows=_flows()
    )
    return (page, 400) if problem else page


def _flows() -> list[str]:
    flows = services().campaign.current().flows
    return sorted(name for name, flow in flows.items() if flow.keywords or flow.means)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0
