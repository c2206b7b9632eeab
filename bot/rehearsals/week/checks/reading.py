"""What checks have in common: which texts came by themselves, and how a broken promise is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.rehearsals.week.acting import Player, Text
from bot.rehearsals.week.ledger import Plan
from bot.rehearsals.week.town import Town

DAY = timedelta(days=1)


def told(player: Player, text: Text, wrong: str) -> str:
    """What is wrong with a text on a phone."""
    local = text.at.astimezone(player.who.zone)
    return f"{local:%a %d %H:%M} there · {player.who}: {wrong}: “{text.body}”"


def unasked(player: Player) -> Iterator[Text]:
    """The texts that answer none of theirs."""
    return (text for text in player.texts if not text.is_answer)


def is_of(town: Town, plan: Plan, name: str, text: Text) -> bool:
    """Whether a text is the campaign's of a name, about something that somebody leads."""
    is_named = plan.word in text.body or plan.place_word in text.body
    is_its_own = is_named or plan.is_bank or is_untitled(town, plan, text.at, text.body)
    return is_its_own and town.is_said(name, text.body)


def is_untitled(town: Town, plan: Plan, at: datetime, body: str) -> bool:
    """Whether a text may be about something whose title went when its host was erased."""
    erased_at = plan.led_by.erased_at
    return erased_at is not None and at >= erased_at and town.ledger.plan_in(body) is None
