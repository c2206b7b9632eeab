"""People who call our number: they hear the briefing and are connected, or the line is busy, does
not answer, or they hang up before. No text of theirs tells of it: the phone line measures."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.rehearsals.week.acting import Player, Script, Wait
from bot.rehearsals.week.handset import Handset
from bot.rehearsals.week.ledger import Calls
from bot.rehearsals.week.town import Town

_OPEN, _CLOSED = 9, 17  # the line's, in its zone
_MONDAY_TO_FRIDAY = 5
_COUNTS_FROM_S = 45  # longer than what a call has to last to count


def ring(town: Town, player: Player, on: date, times: int) -> Script:
    """Call on some days of the week, once a day, while the line answers."""
    day = on
    for _ in range(times):
        while day.weekday() >= _MONDAY_TO_FRIDAY:
            day += timedelta(days=1)
        minutes = player.random.randrange((_CLOSED - _OPEN) * 60 - 30)
        opens = datetime.combine(day, time(_OPEN), ZoneInfo("America/New_York"))
        yield Wait(opens + timedelta(minutes=minutes))
        _call(town, player)
        day += timedelta(days=player.random.randint(1, 2))


def _call(town: Town, player: Player) -> None:
    phone = town.pages.handset(player.who.phone)
    phone.ring()
    if player.who.lang == "es":
        phone.press("2")
    if player.chance(0.15):  # they hear that it is us, and hang up
        phone.hang_up(8)
        town.note(player, "hangs up")
        return
    _listen(town, player, phone)
    if not phone.is_dialing:
        return
    kind = player.random.choices(("completed", "busy", "no-answer"), (6, 2, 2))[0]
    seconds = player.random.randint(_COUNTS_FROM_S, 400) if kind == "completed" else 0
    phone.line_did(kind, seconds)
    phone.hang_up(seconds + 40)
    if kind == "completed":
        town.ledger.calls.append(Calls(player, 1, town.now))
        town.note(player, "is connected")
    else:
        town.note(player, "is not connected")


def _listen(town: Town, player: Player, phone: Handset) -> None:
    """To the briefing once more, or not; then wait until the line is rung."""
    if player.chance(0.2):
        phone.press("1")
    if not phone.is_dialing:
        phone.press()
    if not phone.is_dialing:
        town.fault(player, f"calls while the line is open and is told “{phone.heard}”")
