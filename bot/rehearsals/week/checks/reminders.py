"""Who goes is reminded, and hears from us afterwards: thanks, a kind word, or to lead one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.rehearsals.week.acting import Player, Text
from bot.rehearsals.week.checks.reading import DAY, is_of, unasked
from bot.rehearsals.week.ledger import GOING, Guest, Plan
from bot.rehearsals.week.town import Town

_BEFORE = "series/before_your_action"
_MORNING, _HALF_HOUR = f"{_BEFORE}/this_morning", f"{_BEFORE}/half_an_hour"
_DAY_BEFORE = ("coming/ask", "coming/sure")
_THANKS, _MISSED = "series/after_your_action/thanks", "series/missed_your_action/next_time"
_LEAD_ONE = "came_twice/begin"
_FLOWS = (*_DAY_BEFORE, _LEAD_ONE)  # series that begin a conversation
_LATE = timedelta(hours=4)  # a reminder later than this is none (flows/series)
_LOOK = timedelta(minutes=30)  # how often series are looked at here
_TALK = timedelta(hours=2)  # who is in the middle of something is not disturbed


def reminded(town: Town, plan: Plan, capped: frozenset[int]) -> Iterator[str]:
    """Whoever goes is reminded the day before at 11, in the morning and half an hour before, unless
    it begins before they may be texted, or they had the most that one gets in a day."""
    if not plan.is_held or plan.is_bank:
        return
    for player, guest in _guests(town, plan):
        for names, due in _due(plan):
            is_known = (guest.going_at or guest.since) < due and _known_since(plan) < due
            if any(is_of(town, plan, name, one) for one in player.texts for name in names):
                continue
            until = min(due + _LATE, plan.starts)
            if is_known and _can_be_told(town, player, due, until, capped):
                yield f"{player.who}: goes to {plan.title}, {plan.day}, and never got {names[0]}"


def _due(plan: Plan) -> Sequence[tuple[Sequence[str], datetime]]:
    at = plan.at
    found = [
        (_DAY_BEFORE, at(plan.day - DAY, 11)), ((_MORNING,), at(plan.day, 9)),
        ((_HALF_HOUR,), plan.starts - timedelta(minutes=30)),
    ]  # fmt: skip
    return found


def _known_since(plan: Plan) -> datetime:
    """Since when its hour is what it is."""
    moves = [one.at for one in plan.changes if one.text == "texts/event_moved"]
    assert plan.shown_at is not None  # noqa: S101 - it is held
    return max([plan.shown_at, *moves])


def _guests(town: Town, plan: Plan) -> Iterator[tuple[Player, Guest]]:
    """Who goes, never stopped, and goes to nothing else on that day."""
    for number, guest in sorted(plan.guests.items()):
        player = town.numbers[number]
        same_day = [
            one for one in town.ledger.plans
            if one.day == plan.day and one.stands(number) and not one.is_bank
        ]  # fmt: skip
        if guest.state == GOING and not player.stops and len(same_day) == 1:
            yield player, guest


def _can_be_told(
    town: Town,
    player: Player,
    due: datetime,
    until: datetime,
    capped: frozenset[int],
    *,
    yields: bool = False,
) -> bool:
    """Whether they may be texted when series are looked at before then, are in no conversation,
    and had not too much; what `yields` leaves room for the reminders of the next day, too."""
    opens = town.may_be_texted(player, due)
    if opens >= until or _next_look(opens) >= until:
        return False
    if any(due - _TALK <= at <= until for at, _ in player.said):
        return False
    had = [one.at for one in unasked(player) if _counts(town, one, capped)]
    may = _next_look(opens)
    settings, end = town.clarion.settings, may + (DAY if yields else _LOOK)
    for most, days in ((settings.most_a_day, 1), (settings.most_a_week, 7)):
        if sum(may - days * DAY < at <= end for at in had) >= most:
            return False
    return True


def _next_look(at: datetime) -> datetime:
    return at + timedelta(seconds=-at.timestamp() % _LOOK.total_seconds())


def _counts(town: Town, text: Text, capped: frozenset[int]) -> bool:
    """Whether a text counts for what one gets in a day; of flows that a series begins, too."""
    return text.message_id in capped or any(town.is_said(name, text.body) for name in _FLOWS)


def heard_afterwards(town: Town, plan: Plan, capped: frozenset[int]) -> Iterator[str]:
    """The day after at 11: who was there is thanked; who was not gets one kind text, where anybody
    was checked in; where nobody was, everybody is thanked."""
    if not plan.is_held or plan.is_bank:
        return
    due = plan.at(plan.day + DAY, 11)
    if due + _LATE > town.now:
        return
    is_checked = any(_is_here(one, due) for one in (*plan.guests.values(), *plan.erased.values()))
    for player, guest in _guests(town, plan):
        name = _THANKS if _is_here(guest, due) or not is_checked else _MISSED
        other = _MISSED if name == _THANKS else _THANKS
        is_told_later = guest.here_at is not None and not _is_here(guest, due)  # CAME, after it
        if not is_told_later and any(is_of(town, plan, other, one) for one in player.texts):
            yield f"{player.who}: gets {other} of {plan.title}, which is not for them"
        is_told = any(is_of(town, plan, name, one) for one in player.texts)
        if is_told or is_told_later:
            continue
        if _can_be_told(town, player, due, due + _LATE, capped, yields=True):
            yield f"{player.who}: was signed up for {plan.title} and never got {name}"


def _is_here(guest: Guest, by: datetime) -> bool:
    return guest.here_at is not None and guest.here_at < by


def host_asked(town: Town, plan: Plan, capped: frozenset[int]) -> Iterator[str]:
    """The host is asked how it went."""
    host, due = plan.host, plan.starts + timedelta(hours=1)
    if not plan.is_held or plan.is_bank or host.stops or due + timedelta(hours=18) > town.now:
        return
    name = "series/your_action_after/how_did_it_go"
    is_asked = any(is_of(town, plan, name, one) for one in host.texts)
    if not is_asked and _can_be_told(town, host, due, due + timedelta(hours=18), capped):
        yield f"{host.who}: led {plan.title} and is never asked how it went"


def asked_to_lead(town: Town, player: Player) -> Iterator[str]:
    """Who came twice is asked once to lead one, and nobody else is."""
    asked = [one for one in unasked(player) if town.is_said(_LEAD_ONE, one.body)]
    number = player.who.number
    came = sorted(
        guest.here_at
        for plan in town.ledger.plans
        for guest in (plan.guests.get(number) or plan.erased.get(number),)
        if guest is not None and guest.here_at is not None
    )
    if len(asked) > 1:
        yield f"{player.who}: is asked {len(asked)} times to lead one"
    if asked and (len(came) < 2 or asked[0].at < came[1]):
        yield f"{player.who}: is asked to lead one, and came {len(came)} times"


OF_A_PLAN = (reminded, heard_afterwards, host_asked)
OF_A_PHONE = (asked_to_lead,)
