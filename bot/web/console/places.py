"""The console's places, as its navigation shows them. A place that does not exist is left out."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request, url_for

from bot.web.console.roles import may
from bot.web.words import lazy_gettext as lazy

INBOX = "inbox.list_all"
# View, words, the least role that may look.
PLACES = (
    ("console.home", lazy("Home"), "viewer"),
    ("inbox.list_all", lazy("Inbox"), "organizer"),
    ("contacts.search", lazy("People"), "organizer"),
    ("imports.list_all", lazy("Lists"), "organizer"),
    ("broadcasts.list_all", lazy("Broadcasts"), "viewer"),
    ("calendar.to_come", lazy("Calendar"), "viewer"),
    ("segments.list_all", lazy("Segments"), "viewer"),
    ("campaign.overview", lazy("Campaign"), "viewer"),
    ("scripts.list_all", lazy("Scripts"), "viewer"),
    ("djs.list_all", lazy("DJs"), "viewer"),
    ("actions.list_all", lazy("Actions"), "viewer"),
    ("why.ask", lazy("Why"), "organizer"),
    ("people.list_all", lazy("Organizers"), "admin"),
    ("audit.list_all", lazy("Audit"), "admin"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation."""

    url: str
    words: str
    is_here: bool
    is_inbox: bool = False


def places() -> list[Place]:
    """The places this organizer may go to."""
    here = request.blueprint
    return [
        Place(url_for(view), str(words), view.partition(".")[0] == here, view == INBOX)
        for view, words, role in PLACES
        if view in current_app.view_functions and may(role)
    ]
