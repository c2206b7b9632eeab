"""What hosts hear of their guests: digests an hour apart, each as it is at that minute."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from bot.rehearsals.week.acting import Player, Text
from bot.rehearsals.week.checks.reading import told, unasked
from bot.rehearsals.week.ledger import GOING, ON, Plan, leads
from bot.rehearsals.week.town import Town

_TEXT = "texts/event_guests"
_NUMBER = re.compile(r"\d+")
# People who come and, where some bring others, how many signed up: "Coming now: 12 (8 signed up)."
_NOW = re.compile(r": (\d+)(?: \([^\d)]*(\d+)[^\d)]*\))?\.$")
_APART = timedelta(minutes=60)


def hear(town: Town, player: Player, text: Text) -> None:
    """Who is told of guests leads what they are told of, and the number is right."""
    if not town.is_said(_TEXT, text.body):
        return
    plan = town.ledger.plan_in(text.body) or town.ledger.bank_of(player)
    if plan is None or not leads(plan, player):
        town.fault(player, f"hears of guests of what they do not lead: “{text.body}”")
        return
    people, signed = _told(text)
    going = plan.count(GOING)
    # Who was erased at this minute was told of one by one.
    erased = sum(town.numbers[one].erased_at == town.now for one in plan.erased)
    if not going <= signed <= going + erased or (not erased and people != plan.seats_taken):
        town.fault(
            player, f"{plan.seats_taken} ({going}) come to {plan.title}, and reads “{text.body}”"
        )
    plan.digested[player.who.number] = signed


def _told(text: Text) -> tuple[int, int]:
    """How many people come by a digest, and how many signed up; -1 where it says neither."""
    found = _NOW.search(text.body)
    return (int(found[1]), int(found[2] or found[1])) if found else (-1, -1)


def digests_apart(town: Town, plan: Plan) -> Iterator[str]:
    """No two within an hour, to the host and to each who leads it too."""
    for player in _leaders(town, plan):
        times = [
            one.at for one in unasked(player)
            if plan.word in one.body and town.is_said(_TEXT, one.body)
        ]  # fmt: skip
        for before, after in pairwise(times):
            # Whoever is erased is told of at once: nothing of it can be told later.
            if after - before < _APART and not _was_erased(town, before, after):
                span = f"{before:%a %H:%M} and {after:%H:%M} UTC"
                yield f"{player.who}: two digests of {plan.title} at {span}"


def news_adds_up(town: Town, plan: Plan) -> Iterator[str]:
    """A host hears of everybody who comes and of everybody who leaves: who was on the list, with
    those of the news, are who is on it now."""
    before = 0
    for text in plan.led_by.texts:
        if plan.word not in text.body or not town.is_said(_TEXT, text.body):
            continue
        now = _told(text)[1]
        news = [int(one) for one in _NUMBER.findall(_NOW.sub("", text.body).partition(": ")[2])]
        changes = {news[0] - news[1]} if len(news) > 1 else {news[0], -news[0]}
        if now - before not in changes:
            yield told(plan.led_by, text, f"was told that {before} come, and not who else")
        before = now


def _was_erased(town: Town, since: datetime, until: datetime) -> bool:
    return any(
        one.erased_at is not None and since <= one.erased_at <= until for one in town.everybody
    )


def digested(town: Town, plan: Plan) -> Iterator[str]:
    """The last one has who comes in the end, where it was read before it began."""
    if plan.state != ON or plan.is_bank or not plan.is_held:
        return
    lately = any(one.since > plan.starts - timedelta(hours=14) for one in plan.guests.values())
    host = plan.host
    told = plan.digested.get(host.who.number, 0)
    if not lately and not host.stops and told == 0 and plan.count(GOING) > 0:
        yield f"{host.who}: never hears that {plan.count(GOING)} come to {plan.title}"


def _leaders(town: Town, plan: Plan) -> list[Player]:
    return [plan.host, *(town.numbers[number] for number in sorted(plan.co_hosts))]


CHECKS = (digests_apart, digested, news_adds_up)
