"""What holds for each thing that somebody leads: who reads what, and who is told."""

from __future__ import annotations

from collections.abc import Iterator

from bot.rehearsals.week import clockwork
from bot.rehearsals.week.acting import Player, Text
from bot.rehearsals.week.checks.reading import is_of, told
from bot.rehearsals.week.ledger import DECLINED, Change, Guest, Plan
from bot.rehearsals.week.town import Town


def unseen(town: Town, plan: Plan) -> Iterator[str]:
    """Nobody reads a stranger's words before an organizer has, nor an address unless they come and,
    where the host lets people in, were let in."""
    for player in town.everybody:
        if player is plan.led_by or player.who.number in plan.asked:
            continue
        for text in (one for one in player.texts if any(w in one.body for w in plan.own_words)):
            if plan.shown_at is None or text.at < plan.shown_at:
                yield told(player, text, "reads words that nobody has looked at")
            if plan.where in text.body and not _may_read_address(plan, player, text):
                yield told(player, text, "reads an address without having signed up")


def _may_read_address(plan: Plan, player: Player, text: Text) -> bool:
    guest: Guest | None = plan.guests.get(player.who.number) or plan.erased.get(player.who.number)
    if guest is None or text.at < guest.ever:
        return False
    return not plan.lets_in or (guest.let_in_at is not None and guest.let_in_at <= text.at)


def own_words_passed(town: Town, plan: Plan) -> Iterator[str]:
    """A host's words are read by others once an organizer has passed them on, and refused ones
    never."""
    passed = dict(plan.passed_words)
    all_words = (*passed, *plan.refused_words, *(one.words for one in plan.pending_words))
    for player in (one for one in town.everybody if one is not plan.led_by):
        for text, words in ((one, words) for one in player.texts for words in all_words):
            if words in text.body and (words not in passed or text.at < passed[words]):
                yield told(player, text, "reads words that no organizer passed on")


def host_hears(town: Town, plan: Plan) -> Iterator[str]:
    """The host was told that an organizer looks at it, and so hears what came of it, and of each of
    their words."""
    host = plan.led_by
    if host.stops or host.is_gone:
        return
    names = ["texts/event_approved"] if plan.shown_at else []
    names += ["texts/event_declined"] if plan.state == DECLINED else []
    names += ["texts/event_changes"] if plan.is_asked else []
    if not names:
        yield f"{host.who}: led {plan.title}, and no organizer ever looked"
    names += ["texts/event_words_passed"] if plan.passed_words else []
    names += ["texts/event_words_refused"] if plan.refused_words else []
    names += ["texts/event_co_host_yes"] if plan.co_hosts else []
    for name in names:
        if not any(is_of(town, plan, name, text) for text in host.texts):
            yield f"{host.who}: is never told {name} of {plan.title}"


def told_of_changes(town: Town, plan: Plan) -> Iterator[str]:
    """Everybody who came, waited or led when something changed was told of it, in time."""
    for change in plan.changes:
        for number in sorted(change.people):
            player = town.numbers[number]
            if player.stops or not _can_be_told(town, plan, change, player):
                continue
            after = [text for text in player.texts if text.at >= change.at]
            found = [text for text in after if is_of(town, plan, change.text, text)]
            if not any(change.words in text.body for text in found):
                yield f"{player.who}: is never told {change.text} of {plan.title}"


def _can_be_told(town: Town, plan: Plan, change: Change, player: Player) -> bool:
    """Whether they can be within their hours before it begins or is off, or an organizer had them
    told. It goes out when the clock looks next."""
    if change.approved_at is not None:
        return True
    ends = plan.starts
    if plan.off_at is not None and change.at < plan.off_at:
        ends = min(ends, plan.off_at)
    return town.may_be_texted(player, change.at + clockwork.STEP) < ends


def asked_co_hosts(town: Town, plan: Plan) -> Iterator[str]:
    """Whoever is asked to lead too, and may be texted, is told."""
    for number in sorted(plan.asked):
        player = town.numbers[number]
        if not player.stops and not any(
            is_of(town, plan, "texts/event_co_host", one) for one in player.texts
        ):
            yield f"{player.who}: is never asked to lead {plan.title}, too"


CHECKS = (unseen, own_words_passed, host_hears, told_of_changes, asked_co_hosts)
