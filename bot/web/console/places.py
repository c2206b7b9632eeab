"""The console's places, as its navigation shows them. A place that does not exist is left out."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request, url_for

from bot.organizers.rights import Right
from bot.web.console.roles import may
from bot.web.words import lazy_gettext as lazy

INBOX = "inbox.list_all"
# View, words, the right it takes.
PLACES = (
    ("console.home", lazy("Home"), Right.LOOK),
    ("inbox.list_all", lazy("Inbox"), Right.INBOX),
    ("contacts.search", lazy("People"), Right.PEOPLE),
    ("imports.list_all", lazy("Lists"), Right.PEOPLE),
    ("broadcasts.list_all", lazy("Broadcasts"), Right.LOOK),
    ("calendar.to_come", lazy("Calendar"), Right.LOOK),
    ("segments.list_all", lazy("Segments"), Right.LOOK),
    ("campaign.overview", lazy("Campaign"), Right.LOOK),
    ("scripts.list_all", lazy("Scripts"), Right.LOOK),
    ("djs.list_all", lazy("DJs"), Right.LOOK),
    ("actions.list_all", lazy("Actions"), Right.LOOK),
    ("calling.list_all", lazy("Calling lists"), Right.LOOK),
    ("results.show_day", lazy("Results"), Right.LOOK),
    ("sources.list_all", lazy("Sources"), Right.LOOK),
    ("calls.today", lazy("Calls"), Right.LOOK),
    ("why.ask", lazy("Why"), Right.PEOPLE),
    ("people.list_all", lazy("Organizers"), Right.MANAGE),
    ("audit.list_all", lazy("Audit"), Right.MANAGE),
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
        for view, words, right in PLACES
        if view in current_app.view_functions and may(right)
    ]
