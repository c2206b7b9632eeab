"""Where a one-time link leads: signed in, and then a place to set a password."""

from __future__ import annotations

from flask import (
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_security import login_user
from werkzeug.wrappers import Response as AnyResponse

from bot.clock import wall_time
from bot.errors import InputError
from bot.web import security, sign_in
from bot.web.doors import Access, Door, services
from bot.web.error_pages import error_page
from bot.web.words import gettext as _
from bot.web.words import said

door = Door("link", __name__, access=Access.PUBLIC, url_prefix="/console")

# How long after a link a new password may be set without the old one.
MAY_SET_PASSWORD_S = 15 * 60


@door.get("/link")
def follow() -> AnyResponse:
    """Sign in by a one-time link. A second factor, where there is one, is asked for."""
    if request.method == "HEAD":  # a preview of the link must not spend it
        return Response(status=204)
    clarion, address = services(), request.remote_addr or ""
    if not security.limits().may_follow(address):
        return error_page(429)
    try:
        organizer_id = sign_in.spend(
            clarion.settings, clarion.record, request.args.get("token", ""), clarion.clock.now()
        )
    except InputError as error:
        page = render_template("console/link_spent.html", why=said(error))
        return make_response(page, 410)
    security.limits().was_right_link(address)
    return _enter(organizer_id)


def _enter(organizer_id: int) -> AnyResponse:
    extension = current_app.extensions["security"]
    user = extension.datastore.find_user(id=organizer_id)
    if user is None or not user.active:
        return make_response(render_template("console/link_spent.html", why=""), 410)
    session.clear()
    session["by_link_at"] = wall_time().timestamp()
    asked: AnyResponse | None = extension.two_factor_plugins.tf_enter(
        user, False, "link", next_loc=url_for("account.set_password")
    )
    if asked is not None:
        return asked
    login_user(user, authn_via=["link"])
    extension.datastore.commit()
    flash(_("You are signed in."), "success")
    return redirect(url_for("account.set_password"))
