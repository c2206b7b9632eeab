"""Sources: posters, links, numbers, DJs with a code each, what came by them, sheets to print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO

import segno
from flask import Response as FileResponse
from flask import abort, flash, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from bot.errors import Conflict, InputError, NotFound
from bot.imports.decoding import decode
from bot.organizers.rights import Right
from bot.people import posters, source_lists, sources
from bot.people.source_lists import Added
from bot.people.sources import Asked
from bot.web.console.roles import console_door, needs
from bot.web.doors import services
from bot.web.words import gettext as _
from bot.web.words import language, said
from bot.web.words import lazy_gettext as lazy

door = console_door("sources", __name__, "/console/sources")
KIND_WORDS = {
    "poster": lazy("poster"),
    "keyword": lazy("word"),
    "link": lazy("link"),
    "number": lazy("phone number"),
    "dj": lazy("DJ"),
    "broadcast": lazy("broadcast"),
    "other": lazy("other"),
}


@door.get("/")
@needs(Right.LOOK)
def list_all() -> str:
    """Every source with what came by it, and forms for more."""
    return _page()


@door.post("/")
@needs(Right.WRITE)
def add() -> str | tuple[str, int] | Response:
    """Add one."""
    form = {name: request.form.get(name, "")[:200] for name in sources.FIELDS}
    asked = Asked.of({name: typed for name, typed in form.items() if typed.strip()})
    try:
        made = sources.add(services(), asked, current_user.id)
    except (InputError, Conflict) as error:
        field = getattr(error, "field", "") or "code"
        return _page({field: said(error)}, form), 400
    flash(_("Its code is %(code)s.", code=made.code), "success")
    return redirect(url_for("sources.list_all"))


@door.post("/rows")
@needs(Right.WRITE)
def add_rows() -> str | tuple[str, int]:
    """Add one for each line or row; what is wrong with the others is said."""
    sent = request.files.get("file")
    data = sent.read() if sent else b""
    try:
        text = decode(data).text if data else request.form.get("rows", "")
        added = source_lists.add_all(
            services(), text, current_user.id, with_extensions="extensions" in request.form
        )
    except InputError as error:
        return _page({"rows": said(error)}, {"rows": request.form.get("rows", "")}), 400
    return _page(added=added)


@door.post("/<code>/close")
@needs(Right.WRITE)
def close(code: str) -> Response:
    """Credit it nothing more."""
    try:
        sources.close(services(), code, current_user.id)
        flash(_("%(code)s is closed.", code=code), "success")
    except (NotFound, Conflict) as error:
        flash(said(error), "warning")
    return redirect(url_for("sources.list_all"))


@door.get("/posters.pdf")
@needs(Right.LOOK)
def print_posters() -> str | tuple[str, int] | FileResponse:
    """Sheets of the sources that are named, else of all open posters."""
    clarion, codes = services(), request.args.getlist("code")
    try:
        found = posters.chosen(clarion, codes)
        data = posters.sheets(
            clarion, found, request.args.getlist("lang"), is_beside="beside" in request.args
        )
    except (InputError, NotFound) as error:
        return _page({"print": said(error)}), 400
    answer = FileResponse(data, mimetype="application/pdf")
    name = found[0].code.lower() if len(found) == 1 else f"{len(found)}-posters"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


@door.get("/<code>/link.svg")
@needs(Right.LOOK)
def link_to_scan(code: str) -> FileResponse:
    """The code to scan of its link, as a drawing that prints at any size."""
    try:
        source = sources.find(services(), code)
    except NotFound:
        abort(404)
    scan = segno.make(_link(source.code), error="m", micro=False)
    drawn = BytesIO()
    scan.save(drawn, kind="svg", border=3, scale=8, dark="#000", light="#fff", xmldecl=False)
    answer = FileResponse(drawn.getvalue(), mimetype="image/svg+xml")
    name = f"{source.code.lower()}-link.svg"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _link(code: str) -> str:
    """The address of a source, short enough to be typed."""
    return f"{services().settings.public_url}/s/{code}"


def _page(
    problems: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
    added: Sequence[Added] = (),
) -> str:
    clarion, with_closed = services(), "closed" in request.args
    return render_template(
        "console/sources.html",
        found=sources.list_all(clarion, with_closed=with_closed),
        with_closed=with_closed,
        link=_link,
        kinds=KIND_WORDS,
        flows=sources.flows(clarion, language()),
        problems=problems or {},
        form=form or {},
        added=added,
        most=source_lists.MOST,
    )
