"""The words of the counter, in whatever language is spoken when it is called."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import format_number

from bot.results.live import Live
from bot.web.public import Facts
from bot.web.words import gettext as _


def labels(found: Live, facts: Facts, target: str) -> Mapping[str, str]:
    """Every label of the page and the cards. `target` is who is called, "" where nobody says."""
    return {
        "count": shown(found.called),
        "calls": _("calls to %(target)s", target=target) if target else _("calls"),
        "said": _("%(count)s said by text", count=shown(found.said)),
        "measured": _("%(count)s measured by the phone line", count=shown(found.measured)),
        "today": _today(found),
        "hour": _("The last hour"),
        "hour_about": _("Calls in the last hour, every five minutes"),
        "states": _("By state"),
        "cities": _("Cities"),
        "rooms": _("Rooms that call together"),
        "on_air": _("On the air today"),
        "readings": _("%(count)s readings", count=shown(found.aired_today)),
        "hosted": _("%(count)s events hosted", count=shown(found.hosted)),
        "do": _("Text %(word)s to %(number)s", word=facts.call_word, number=facts.text_to),
        "call": _("or call %(number)s", number=facts.line.shown) if facts.line else "",
        "hours": facts.hours,
        "scan": _("Scan it: the text writes itself"),
        "small": _("Fewer than five are not told. Places with five callers are named."),
    }


def shown(count: int | None) -> str:
    """A count, or that it is fewer than five."""
    return "<5" if count is None else str(format_number(count))


def _today(found: Live) -> str:
    if found.goal:
        told = _("today %(count)s of %(goal)s", count=shown(found.today), goal=shown(found.goal))
        return str(told)
    return str(_("today %(count)s", count=shown(found.today)))
