"""The checker: reads every text on every phone, and says which promise was broken."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

from bot.rehearsals.week.acting import Player, Text
from bot.rehearsals.week.ledger import DECLINED, GOING, OFF, ON, Plan
from bot.rehearsals.week.town import Town

# Federal law: 8 am to 9 pm where the person is (47 CFR 64.1200(c)(1)).
_OPENS, _CLOSES = 8, 21
_NUMBER = re.compile(r"\d+")
_SOON = timedelta(hours=20)
_MORNING = "series/before_your_action/this_morning"
_REMINDERS = ((("coming/ask", "coming/sure"), 1, 11), ((_MORNING,), 0, 9))
_LATE = timedelta(hours=4)  # a reminder later than this is none (flows/series)
_LOOK = timedelta(minutes=30)  # how often series are looked at here


def check(town: Town) -> list[str]:
    """Every promise that was broken, with who got what and when."""
    found = list(town.faults)
    for player in town.everybody:
        for one in _OF_A_PHONE:
            found += one(town, player)
    for plan in town.ledger.plans:
        for look in _OF_A_PLAN:
            found += look(town, plan)
    found += [f"the campaign has no “{name}”, which is looked for" for name in
              sorted(town.sayings.missing)]  # fmt: skip
    return found


def _told(player: Player, text: Text, wrong: str) -> str:
    local = text.at.astimezone(player.who.zone)
    return f"{local:%a %d %H:%M} there · {player.who}: {wrong}: “{text.body}”"


# --- what is on one phone ------------------------------------------------------------------------


def _in_hours(_town: Town, player: Player) -> Iterator[str]:
    """Nobody is texted by night but in answer to a text of theirs. Of who has told no ZIP nobody
    can know that they moved away from where their number is."""
    if player.who.has_moved and not any(player.who.zip in body for _, body in player.said):
        return
    for text in player.texts:
        hour = text.at.astimezone(player.who.zone).hour
        if not text.is_answer and not _OPENS <= hour < _CLOSES:
            yield _told(player, text, "is texted outside hours")


def _after_stop(_town: Town, player: Player) -> Iterator[str]:
    """Whoever has stopped gets nothing but the answer to what they write."""
    for since, until in player.stops:
        for text in player.texts:
            if not text.is_answer and since <= text.at and (until is None or text.at < until):
                yield _told(player, text, f"is texted after the stop of {since:%a %H:%M} UTC")


def _once(town: Town, player: Player) -> Iterator[str]:
    """Nobody gets the same words twice; a reminder that is asked for on two days comes twice, and
    so does news of one more guest, with other news between."""
    seen: dict[str, Text] = {}
    news = ""
    for text in player.texts:
        if text.is_answer:
            continue
        before, last_news = seen.get(text.body), news
        seen[text.body] = text
        if town.is_said("texts/event_guests", text.body):
            news = text.body
            if news != last_news:
                continue
        if before is None:
            continue
        if text.at - before.at < _SOON or not town.is_said("call/open_now", text.body):
            yield _told(player, text, "gets the same words twice")


def _wish_kept(town: Town, player: Player) -> Iterator[str]:
    """Who was promised a text once there is something near gets it."""
    if player.wished_at is None or player.stops:
        return
    for plan in town.ledger.plans:
        shown, near = plan.shown_at, plan.host.who.area == player.who.area
        is_in_time = shown and shown > player.wished_at and plan.starts > shown + _SOON
        if near and is_in_time and not plan.is_bank and plan.state == ON:
            if not any(town.is_said("texts/event_near", one.body) for one in player.texts):
                yield f"{player.who}: is never told of {plan.title}, which is near"
            return


def _was_at_home(town: Town, player: Player) -> Iterator[str]:
    """Nobody is led round in circles."""
    yield from player.is_lost


def _one_text_an_answer(town: Town, player: Player) -> Iterator[str]:
    """Every text of theirs is answered, unless they have stopped."""
    answered = sum(text.is_answer for text in player.texts)
    if not player.stops and answered < len(player.said):
        yield f"{player.who}: {len(player.said)} texts were answered by {answered} only"


# --- what somebody leads -------------------------------------------------------------------------


def _unseen(town: Town, plan: Plan) -> Iterator[str]:
    """Nobody reads a stranger's words before an organizer has, nor an address unless they come."""
    own = (plan.word, plan.place_word, plan.address)
    for player in town.everybody:
        if player is plan.host:
            continue
        joined = plan.ever.get(player.who.number)
        for text in (one for one in player.texts if any(word in one.body for word in own)):
            if plan.shown_at is None or text.at < plan.shown_at:
                yield _told(player, text, "reads words that nobody has looked at")
            if plan.address in text.body and (joined is None or text.at < joined):
                yield _told(player, text, "reads an address without having signed up")


def _host_hears(town: Town, plan: Plan) -> Iterator[str]:
    """The host was told that an organizer looks at it, and so hears what came of it."""
    host = plan.host
    if host.stops:
        return
    names = ["texts/event_approved"] if plan.shown_at else []
    names += ["texts/event_declined"] if plan.state == DECLINED else []
    names += ["texts/event_changes"] if plan.is_asked else []
    if not names:
        yield f"{host.who}: led {plan.title}, and no organizer ever looked"
    for name in names:
        if not any(_is_of(town, plan, name, text) for text in host.texts):
            yield f"{host.who}: is never told {name} of {plan.title}"


def _news_adds_up(town: Town, plan: Plan) -> Iterator[str]:
    """A host hears of everybody who comes and of everybody who leaves: who was on the list, with
    those of the news, are who is on it now."""
    before = 0
    for text in plan.host.texts:
        if plan.word not in text.body or not town.is_said("texts/event_guests", text.body):
            continue
        *news, now = map(int, _NUMBER.findall(text.body.partition(": ")[2]))
        changes = {news[0] - news[1]} if len(news) > 1 else {news[0], -news[0]}
        if now - before not in changes:
            yield _told(plan.host, text, f"was told that {before} come, and not who else")
        before = now


def _reminded(town: Town, plan: Plan) -> Iterator[str]:
    """Whoever goes is reminded, the day before at 11 and in the morning, unless it begins before
    they may be texted."""
    if plan.shown_at is None or plan.state in (DECLINED, OFF):
        return
    for player in town.everybody:
        since = plan.since.get(player.who.number)
        if since is None or plan.guests[player.who.number] != GOING or player.stops:
            continue
        for names, days, hour in _REMINDERS:
            due = plan.host.at(plan.day - timedelta(days=days), hour).until
            may = town.may_be_texted(player, due)
            if since >= due or may >= min(due + _LATE, plan.starts - _LOOK):
                continue
            if not any(_is_of(town, plan, name, one) for one in player.texts for name in names):
                yield f"{player.who}: goes to {plan.title} on {plan.day} and never got {names[0]}"


def _told_of_changes(town: Town, plan: Plan) -> Iterator[str]:
    """Everybody who came or waited when something changed was told of it."""
    players = {player.who.number: player for player in town.everybody}
    for change in plan.changes:
        for number in sorted(change.guests):
            player = players[number]
            if player.stops:
                continue
            after = [text for text in player.texts if text.at >= change.at]
            if not any(_is_of(town, plan, change.text, text) for text in after):
                yield f"{player.who}: is never told {change.text} of {plan.title}"


def _is_of(town: Town, plan: Plan, name: str, text: Text) -> bool:
    is_named = plan.word in text.body or plan.place_word in text.body
    return (is_named or plan.is_bank) and town.is_said(name, text.body)


_OF_A_PHONE: tuple[Callable[[Town, Player], Iterator[str]], ...] = (
    _in_hours, _after_stop, _once, _was_at_home, _one_text_an_answer, _wish_kept,
)  # fmt: skip
_OF_A_PLAN: tuple[Callable[[Town, Plan], Iterator[str]], ...] = (
    _unseen, _host_hears, _news_adds_up, _reminded, _told_of_changes,
)  # fmt: skip
