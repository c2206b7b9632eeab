"""Who may use which view of the console."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from flask import abort, current_app, flash, redirect, request, url_for
from flask_security import auth_required, check_and_update_authn_fresh, current_user
from werkzeug.wrappers import Response

from bot.clock import wall_time
from bot.organizers.organizers import role_of
from bot.organizers.rights import Right
from bot.web.doors import Access, Door, services
from bot.web.words import gettext as _

View = TypeVar("View", bound=Callable[..., Any])


def needs(right: Right) -> Callable[[View], View]:
    """Mark a view with the right it takes."""

    def mark(view: View) -> View:
        view.needed_right = right  # type: ignore[attr-defined]  # read by `_check` and by a test
        return view

    return mark


def may(right: str) -> bool:
    """Whether the signed-in organizer has this right."""
    return bool(current_user.is_authenticated) and role_of(current_user).may(Right(right))


def asks_password(*methods: str) -> Callable[[View], View]:
    """Mark a view before which the password is asked for again, if that was some minutes ago."""

    def mark(view: View) -> View:
        view.needs_password = frozenset(methods)  # type: ignore[attr-defined]  # read by `_check`
        return view

    return mark


def console_door(name: str, import_name: str, url_prefix: str = "/console") -> Door:
    """A door that only organizers pass, each as far as their role goes."""
    door = Door(name, import_name, access=Access.ORGANIZER, url_prefix=url_prefix)
    door.before_request(_check)
    return door


@auth_required("session")
def _check() -> Response | None:
    view = current_app.view_functions.get(request.endpoint or "")
    needed = getattr(view, "needed_right", None)
    if needed is None or not role_of(current_user).may(needed):
        if request.endpoint == "console.home" and may(Right.INBOX):
            return redirect(url_for("inbox.list_all"))  # all that a texter has
        abort(403)
    if request.blueprint != "account" and is_second_factor_overdue():
        flash(_("Your role takes a second factor. Set it up here; then the console opens."), "info")
        return redirect(url_for("security.two_factor_setup"))
    asked = getattr(view, "needs_password", None)
    return _ask_password() if asked and request.method in asked else None


def _ask_password() -> Response | None:
    lasts, grace = current_app.config["SECURITY_FRESHNESS"], timedelta(0)
    if check_and_update_authn_fresh(lasts, grace, "session"):
        return None
    asked: Response = current_app.extensions["security"]._reauthn_handler(lasts, grace)
    return asked


def second_factor_due() -> datetime | None:
    """Until when the organizer of this request may go without a second factor; None where they
    have one or need none. The time begins when it is first asked for."""
    if current_user.has_second_factor or not current_user.needs_second_factor:
        return None
    if current_user.factor_due_at is None:
        grace = timedelta(hours=services().settings.second_factor_grace_hours)
        current_user.factor_due_at = wall_time() + grace
        datastore = current_app.extensions["security"].datastore
        datastore.put(current_user._get_current_object())
        datastore.commit()
    due: datetime = current_user.factor_due_at
    return due


def is_second_factor_overdue() -> bool:
    """Whether the console shows them nothing before they have set one up."""
    due = second_factor_due()
    return due is not None and wall_time() >= due
