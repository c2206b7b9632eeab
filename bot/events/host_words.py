"""Words of a host that guests read: TEXT ALL and NOTE. A stranger's own words wait until one
of the team has looked; ready texts of the campaign's, chosen by digit, go at once.

Twice a day for each action. Refused ones are not counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clarion import Clarion
from bot.engine import ActResult, Campaign
from bot.errors import Conflict
from bot.events import changing
from bot.events.changing import By
from bot.events.hosting import facts_of, led
from bot.events.telling import plan_in, value
from bot.people import budgets
from bot.people.alarms import alarm_of
from bot.people.exchange import Exchange
from bot.people.passing_on import may_pass_on
from bot.people.telling import tell
from bot.sentences import say
from bot.store.events import actions as rows
from bot.store.events import changes, hosting
from bot.store.events import host_words as queries
from bot.store.events.actions import EventRow
from bot.store.events.host_words import HostWordRow
from bot.store.organizers import notes
from bot.store.record import Transaction
from bot.store.sealing import Purpose

MOST_A_DAY = 2
READY = ("host_late", "host_on_time", "host_friend", "host_inside")
_MOST_CHARACTERS = 160
_FEWEST = 2  # letters
_MOST_SHOWN = 100
_DAY = timedelta(days=1)


# --- by text --------------------------------------------------------------------------------------


def reach(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Whom a text to all would reach. Outcomes: ok, nobody, limited (two were sent today), pending
    (nobody can have signed up yet), gone."""
    event = led(exchange, args)
    if event is None:
        return ActResult("gone")
    return ActResult(_may_text(exchange, event), facts_of(exchange, event))


def _may_text(exchange: Exchange, event: EventRow) -> str:
    if event.state != "open":
        return "pending"
    connection, since = exchange.connection, exchange.now - _DAY
    if queries.count_texts(connection, event.id, since) >= MOST_A_DAY:
        return "limited"
    found = changes.to_tell(connection, event.id, [exchange.taken.contact_id])
    return "ok" if found else "nobody"


def plan_text(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """A text to all before it goes: the ready one that a digit names, or the host's own words.
    Outcomes: ready, own (an organizer looks first), unclear, unfit, and those of `reach`."""
    event = led(exchange, args)
    if event is None:
        return ActResult("gone")
    may = _may_text(exchange, event)
    if may != "ok":
        return ActResult(may)
    words = _own(event, args.get("words", ""))
    facts, ready = facts_of(exchange, event), _ready(words)
    if ready:
        lang = exchange.lang
        return ActResult("ready", facts | {"words": value(exchange.campaign, ready, lang) or ""})
    if len(words) < _FEWEST or words.isdecimal():
        return ActResult("unclear")
    if not may_pass_on(words):
        return ActResult("unfit")
    return ActResult("own", facts | {"words": words})


def text_all(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Send a ready text to everybody who signed up, or hand own words to the organizers. Outcomes:
    ok, short (some only once an organizer says so), review, gone."""
    event = led(exchange, args)
    if event is None or _may_text(exchange, event) != "ok":
        return ActResult("gone")
    words = _own(event, args.get("words", ""))
    ready = _ready(words)
    if not ready:
        if not may_pass_on(words):
            return ActResult("gone")
        keep(exchange, event, "text", words)
        return ActResult("review", facts_of(exchange, event))
    sealed = exchange.clarion.sealer.seal(ready, Purpose.HOST_WORD)
    by = By(contact=exchange.taken.contact_id)
    told = _send(exchange.clarion, exchange.connection, event, ready, by)
    queries.add(
        exchange.connection, event.id, exchange.taken.contact_id, "text", sealed, exchange.now,
        state="passed", told=told.people,
    )  # fmt: skip
    facts = facts_of(exchange, event) | {"people": told.people, "late": told.late or ""}
    return ActResult("short" if told.late else "ok", facts)


def note(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """The host's word to guests, said with each reminder: what to bring. Outcomes: ok (it goes with
    the action to the organizers), review, unclear, unfit, gone."""
    event = led(exchange, args)
    if event is None:
        return ActResult("gone")
    words = _own(event, args.get("words", ""))
    if len(words) < _FEWEST:
        return ActResult("unclear")
    if not may_pass_on(words):
        return ActResult("unfit")
    facts = facts_of(exchange, event) | {"words": words}
    if event.reviewed_at is None and event.state != "open":
        sealed = exchange.clarion.sealer.seal(words, Purpose.EVENT_BRING)
        hosting.set_bring(exchange.connection, event.id, sealed)
        if event.state == "changes":  # what an organizer asked for: they look again
            rows.set_state(exchange.connection, event.id, "pending")
        return ActResult("ok", facts)
    keep(exchange, event, "note", words)
    return ActResult("review", facts)


def keep(exchange: Exchange, event: EventRow, kind: str, words: str) -> None:
    """Hand words to the organizers, who are told once an hour that some wait."""
    clarion, connection = exchange.clarion, exchange.connection
    sealed = clarion.sealer.seal(words, Purpose.HOST_WORD)
    queries.add(connection, event.id, exchange.taken.contact_id, kind, sealed, exchange.now)
    if budgets.is_first(clarion, connection, f"host words {event.code}", timedelta(hours=1)):
        tell(
            clarion, connection, alarm_of("host_words", code=event.code), whom="host_words",
            contact_id=exchange.taken.contact_id, most_an_hour=budgets.ALARMS_AN_HOUR,
        )  # fmt: skip


def _own(event: EventRow, words: str) -> str:
    """The words without the action's code, cut to what a text takes."""
    spaced = f"{event.code[:4]} {event.code[4:]}"
    kept = " ".join(words.split())
    for code in (event.code, spaced):
        if kept.upper().startswith(code):
            kept = kept[len(code) :].strip(" ,:;-")
    return kept[:_MOST_CHARACTERS]


def _ready(words: str) -> str:
    """The ready text that a digit names; "" where it is none."""
    number = int(words) if words.isdecimal() and len(words) == 1 else 0
    return READY[number - 1] if 1 <= number <= len(READY) else ""


def _send(
    clarion: Clarion, connection: Transaction, event: EventRow, words: str, by: By
) -> changing.Told:
    """A ready text is said in each guest's language, own words as they are."""
    name = f"event_{words}" if words in READY else "event_host_says"
    more = {} if words in READY else {"words": words}
    return changing.tell_all(clarion, connection, event, "words", name, by, more=more)


# --- somebody of the team looks -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HostWord:
    """Words that wait. `kind`: text, note, place."""

    id: int
    code: str
    contact_id: int
    kind: str
    words: str
    at: datetime


def waiting(clarion: Clarion) -> list[HostWord]:
    """Words of hosts that nobody has looked at, the oldest first. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        found = queries.waiting(connection, _MOST_SHOWN)
    return [
        HostWord(one.id, one.code, one.contact_id, one.kind, _open(clarion, one), one.at)
        for one in found
    ]


def pass_on(clarion: Clarion, word_id: int, by: int | None) -> int:
    """Let guests read words: a text goes to all, a note is said with each reminder, a new place is
    told. How many are told. Raises: Conflict (somebody decided before, or it is over)."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        word, event = _take(connection, word_id)
        of = By(contact=word.contact_id, organizer=by)
        told = _PASS[word.kind](clarion, connection, event, _open(clarion, word), of)
        queries.decide(connection, word.id, "passed", by, now, told)
        _tell_host(clarion, connection, word, event, "event_words_passed", told)
        _note(clarion, connection, "passed_host_words", word, by)
    return told


def refuse(clarion: Clarion, word_id: int, by: int | None) -> None:
    """Let nobody read words; their host is told. Raises: Conflict."""
    with clarion.record.transaction() as connection:
        word, event = _take(connection, word_id)
        queries.decide(connection, word.id, "refused", by, clarion.clock.now(), 0)
        _tell_host(clarion, connection, word, event, "event_words_refused", 0)
        _note(clarion, connection, "refused_host_words", word, by)


def _pass_text(
    clarion: Clarion, connection: Transaction, event: EventRow, words: str, by: By
) -> int:
    return _send(clarion, connection, event, words, by).people


def _pass_note(
    clarion: Clarion, connection: Transaction, event: EventRow, words: str, by: By
) -> int:
    hosting.set_bring(connection, event.id, clarion.sealer.seal(words, Purpose.EVENT_BRING))
    return 0


def _pass_place(
    clarion: Clarion, connection: Transaction, event: EventRow, words: str, by: By
) -> int:
    hosting.set_place(connection, event.id, clarion.sealer.seal(words, Purpose.EVENT_PLACE))
    moved = rows.lock_event(connection, event.code) or event
    return changing.tell_all(clarion, connection, moved, "place", "event_moved", by).people


_PASS = {"text": _pass_text, "note": _pass_note, "place": _pass_place}


def _take(connection: Transaction, word_id: int) -> tuple[HostWordRow, EventRow]:
    word = queries.take(connection, word_id)
    event = rows.lock_event(connection, word.code) if word is not None else None
    if word is None or event is None or event.state not in ("open", "pending", "changes"):
        raise Conflict(say("Somebody has decided about this before, or its action is over."))
    return word, event


def _open(clarion: Clarion, word: HostWordRow) -> str:
    return clarion.sealer.open_or_unknown(word.words_sealed, Purpose.HOST_WORD) or ""


def _tell_host(
    clarion: Clarion,
    connection: Transaction,
    word: HostWordRow,
    event: EventRow,
    text_name: str,
    told: int,
) -> None:
    campaign: Campaign = clarion.campaign.current()
    plan_in(
        clarion, connection, campaign, word.contact_id, event, text_name,
        more={"people": told or ""}, is_ours=True,
    )  # fmt: skip


def _note(
    clarion: Clarion, connection: Transaction, act: str, word: HostWordRow, by: int | None
) -> None:
    notes.note(
        connection, act=act, object_name="host_word", object_id=word.id,
        detail={"kind": word.kind}, now=clarion.clock.now(), organizer_id=by,
    )  # fmt: skip
