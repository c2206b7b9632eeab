"""Who may use which view of the console."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import abort, current_app, request
from flask_security import auth_required, current_user

from bot.organizers.organizers import Role, role_of
from bot.web.doors import Access, Door

View = TypeVar("View", bound=Callable[..., Any])


def needs(role: Role) -> Callable[[View], View]:
    """Mark a view with the least role that may use it."""

    def mark(view: View) -> View:
        view.needed_role = role  # type: ignore[attr-defined]  # read by `_check` and by a test
        return view

    return mark


def may(role: str) -> bool:
    """Whether the signed-in organizer may do what this role may."""
    return bool(current_user.is_authenticated) and role_of(current_user).may(Role(role))


def console_door(name: str, import_name: str, url_prefix: str = "/console") -> Door:
    """A door that only organizers pass, each as far as their role goes."""
    door = Door(name, import_name, access=Access.ORGANIZER, url_prefix=url_prefix)
    door.before_request(_check)
    return door


@auth_required("session")
def _check() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    needed = getattr(view, "needed_role", None)
    if needed is None or not role_of(current_user).may(needed):
        abort(403)
