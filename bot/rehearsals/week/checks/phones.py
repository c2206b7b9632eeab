"""What holds for each phone: when it rings, how often, and that every text is answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.rehearsals.week.acting import Player, Text
from bot.rehearsals.week.checks.reading import is_of, told, unasked
from bot.rehearsals.week.ledger import ON
from bot.rehearsals.week.town import Town

# Federal law: 8 am to 9 pm where the person is (47 CFR 64.1200(c)(1)).
_OPENS, _CLOSES = 8, 21
_SOON = timedelta(hours=20)
# Of each of the words that a host handed in, and after each call of our number.
_OF_EACH = (
    "texts/event_words_passed", "texts/event_words_refused", "line_busy/tell", "after_call/ask",
)  # fmt: skip
# What somebody asked to be told each day.
_DAILY = ("call/open_now", "dj_slot/soon")


def in_hours(town: Town, player: Player) -> Iterator[str]:
    """Nobody is texted by night but in answer to a text of theirs, or where an organizer said so of
    a change. Of who has told no ZIP nobody can know that they moved away from where their number
    is."""
    if player.who.has_moved and not player.told_zip:
        return
    for text in unasked(player):
        hour = text.at.astimezone(player.who.zone).hour
        if not _OPENS <= hour < _CLOSES and not _is_approved(town, player, text):
            yield told(player, text, "is texted outside hours")


def _is_approved(town: Town, player: Player, text: Text) -> bool:
    """Whether an organizer had this person told of a change, whatever the hour."""
    return any(
        change.approved_at is not None
        and change.approved_at <= text.at
        and player.who.number in change.people
        and is_of(town, plan, change.text, text)
        for plan in town.ledger.plans
        for change in plan.changes
    )


def after_stop(_town: Town, player: Player) -> Iterator[str]:
    """Whoever has stopped gets nothing but the answer to what they write."""
    for since, until in player.stops:
        for text in unasked(player):
            if since <= text.at and (until is None or text.at < until):
                yield told(player, text, f"is texted after the stop of {since:%a %H:%M} UTC")


def once(town: Town, player: Player) -> Iterator[str]:
    """Nobody gets the same words twice; a reminder that is asked for on two days comes twice, and
    so does news of one more guest, with other news between."""
    seen: dict[str, Text] = {}
    news = ""
    for text in unasked(player):
        before, last_news = seen.get(text.body), news
        seen[text.body] = text
        if town.is_said("texts/event_guests", text.body):
            news = text.body
            if news != last_news:
                continue
        if before is None or any(town.is_said(name, text.body) for name in _OF_EACH):
            continue
        is_daily = any(town.is_said(name, text.body) for name in _DAILY)
        if text.at - before.at < _SOON or not is_daily:
            yield told(player, text, "gets the same words twice")


def wish_kept(town: Town, player: Player) -> Iterator[str]:
    """Who was promised a text once there is something near gets it."""
    if player.wished_at is None or player.stops:
        return
    for plan in town.ledger.plans:
        shown, near = plan.shown_at, plan.led_by.who.area == player.who.area
        is_in_time = shown and shown > player.wished_at and plan.starts > shown + _SOON
        if near and is_in_time and not plan.is_bank and plan.state == ON:
            if not any(town.is_said("texts/event_near", one.body) for one in player.texts):
                yield f"{player.who}: is never told of {plan.title}, which is near"
            return


def was_at_home(_town: Town, player: Player) -> Iterator[str]:
    """Nobody is led round in circles."""
    yield from player.is_lost


def one_text_an_answer(_town: Town, player: Player) -> Iterator[str]:
    """Every text of theirs is answered, unless they have stopped."""
    answered = sum(text.is_answer for text in player.texts)
    if not player.stops and answered < len(player.said):
        yield f"{player.who}: {len(player.said)} texts were answered by {answered} only"


CHECKS = (in_hours, after_stop, once, was_at_home, one_text_an_answer, wish_kept)
