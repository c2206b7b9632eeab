"""Why somebody got a broadcast, did not, or will later: the trail of rules, for one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.broadcasts.why_words import (
    clock,
    moment,
    opted_in,
    stopped,
    text_is,
    verdict_on,
    whose_law,
)
from bot.carrier.codes import reaction
from bot.clarion import Clarion
from bot.errors import InputError, NotFound
from bot.people.numbers import read_phone
from bot.segments import segments
from bot.sentences import Sentence, say, say_many
from bot.store.broadcasts import broadcasts as rows
from bot.store.broadcasts import trails
from bot.store.broadcasts.broadcasts import BroadcastRow
from bot.store.broadcasts.trails import Found, Trail
from bot.store.record import Transaction
from bot.store.sealing import Sealer
from bot.store.sending import switches
from bot.texting.audience import condition_of, is_in_time, target_of
from bot.texting.hours import candidates, hours_for, zones_or
from bot.texting.limits import caps_for
from bot.texting.schedules import instant_for
from bot.texting.words import broadcast_state

_SERIES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Step:
    """One rule. `holds` is whether it lets the text pass; None for a fact that decides nothing."""

    rule: str
    holds: bool | None
    words: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The trail, and what comes of it in one sentence."""

    contact_id: int
    broadcast_id: int | None
    steps: tuple[Step, ...]
    verdict: str


def explain(clarion: Clarion, who: str, broadcast_id: int | None = None) -> Answer:
    """The trail for a contact (an id or a phone number) and a broadcast (the newest without).

    Raises: NotFound, InputError, RecordAway.
    """
    now = clarion.clock.now()
    caps = caps_for(clarion)
    with clarion.record.transaction() as connection:
        person = _find(clarion, who, trails.Trail(connection))
        trail = trails.Trail(connection)
        steps = [*_about_person(person), *_about_series(trail, person, caps)]
        if broadcast_id is None:
            newest = rows.newest(connection, 1)
            if not newest:
                return Answer(person.id, None, tuple(steps), say("There is no broadcast yet."))
            row = newest[0]
        else:
            row = rows.load(connection, broadcast_id)
        steps.append(Step("broadcast", None, _broadcast_words(row)))
        message = trail.message(row.id, person.id)
        if message is not None:
            steps += _about_row(message, caps)
            verdict = verdict_on(message, row, person, now, caps)
            return Answer(person.id, row.id, tuple(steps), verdict)
        steps.append(_about_segment(clarion.sealer, connection, trail, row, person, now))
        steps += _before_planning(clarion, trail, row, person, now)
        if not switches.read(connection, "sending").is_on:
            steps.append(Step("kill switch", False, say("sending is switched off for everybody")))
    return Answer(person.id, row.id, tuple(steps), _forecast(row, steps))


def _about_segment(
    sealer: Sealer,
    connection: Transaction,
    trail: Trail,
    row: BroadcastRow,
    person: Found,
    now: datetime,
) -> Step:
    try:
        condition, parameters = condition_of(
            sealer, connection, segments.parse(row.segment).node, now
        )
    except InputError as error:  # what it names may be gone since it was written
        return Step("segment", False, error.said)
    is_in = trail.is_in(person.id, condition, parameters)
    words = (
        say("in “%(segment)s” now", segment=row.segment)
        if is_in
        else say("not in “%(segment)s” now", segment=row.segment)
    )
    return Step("segment", is_in, words)


def _broadcast_words(row: BroadcastRow) -> Sentence:
    return say(
        "%(id)s, “%(title)s”, is %(state)s",
        id=row.id,
        title=row.title,
        state=broadcast_state(row.state),
    )


def find_contact(clarion: Clarion, who: str) -> int:
    """The contact with this id or phone number. Raises: NotFound, InputError, RecordAway."""
    with clarion.record.transaction() as connection:
        return _find(clarion, who, Trail(connection)).id


def _find(clarion: Clarion, who: str, trail: Trail) -> Found:
    plain = who.strip().removeprefix("#")
    person = None
    if plain.isascii() and plain.isdigit() and len(plain) < 10:
        person = trail.person(int(plain))
    else:
        try:
            digests = clarion.sealer.digests("sms", read_phone(who))
        except InputError:
            raise InputError(say("Write a contact's id or a phone number."), "who") from None
        person = trail.person_by_digests(digests)
    if person is None:
        raise NotFound(
            say(
                "Nobody with that number or id is in the record. Look for a slip, or find them by "
                "name in the console, under People."
            )
        )
    return person


def _about_person(person: Found) -> list[Step]:
    steps = []
    if person.opted_in_at is None:
        steps.append(Step("opt-in", False, say("never opted in")))
    else:
        day, how = f"{person.opted_in_at:%Y-%m-%d}", person.opt_in_source
        steps.append(Step("opt-in", True, opted_in(day, how)))
    if person.opted_out_at is None:
        steps.append(Step("stop", True, say("has not texted STOP")))
    else:
        day, how = f"{person.opted_out_at:%Y-%m-%d}", person.opt_out_source
        steps.append(Step("stop", False, stopped(day, how)))
    if person.reach in ("bad", "landline", "no_reply", "reassigned"):
        words = say("the number does not: %(how)s", how=person.reach)
        return [*steps, Step("number", False, words)]
    return [*steps, Step("number", True, say("the number takes texts, as far as we know"))]


def _about_series(trail: Trail, person: Found, caps: tuple[int, int]) -> list[Step]:
    """The texts that came by themselves, the newest first."""
    steps = []
    for row in trail.series_texts(person.id, _SERIES_SHOWN):
        about = f" ({row.event_code})" if row.event_code else ""
        name = f"{row.series}/{row.name}{about}"
        steps.append(Step("series", None, say("%(name)s, %(at)s", name=name, at=moment(row.at))))
        if row.message_id is None:
            steps.append(Step("row", None, say("it began a conversation")))
        elif row.state:
            steps.append(Step("row", None, text_is(row.message_id, row.state, row.reason, caps)))
    return steps


def _before_planning(
    clarion: Clarion, trail: Trail, row: BroadcastRow, person: Found, now: datetime
) -> list[Step]:
    hours = hours_for(clarion)
    zones = zones_or(person.zones, hours.unknown_zones)
    target = target_of(row, now)
    meant = instant_for(target.local_at, zones) if target.local_at else target.due_at
    states = candidates(person.state, person.area_states)
    window = hours.window(person.zones, states, max(meant, now))
    where = say(
        "%(zones)s; %(law)s",
        zones=", ".join(person.zones) or say("zone not known, so every zone counts"),
        law=whose_law(states, hours.rows_of(person.zones, states)),
    )
    if window is None:
        steps = [Step("texting hours", False, say("no hour is allowed (%(where)s)", where=where))]
    else:
        goes_at = max(meant, window.opens_at)
        is_soon = is_in_time(window, target, meant, zones)
        steps = [
            Step(
                "texting hours",
                is_soon,
                say("%(at)s (%(where)s)", at=clock(goes_at, zones[0]), where=where),
            )
        ]
    day, week = caps_for(clarion)
    had_day = trail.broadcasts_since(person.id, now - timedelta(days=1))
    had_week = trail.broadcasts_since(person.id, now - timedelta(days=7))
    steps.append(
        Step(
            "caps",
            had_day < day and had_week < week,
            say(
                "%(had_day)s of %(day)s texts in a day, %(had_week)s of %(week)s in a week",
                had_day=had_day,
                day=day,
                had_week=had_week,
                week=week,
            ),
        )
    )
    return steps


def _about_row(message: trails.MessageRow, caps: tuple[int, int]) -> list[Step]:
    words = text_is(message.id, message.state, message.reason, caps)
    steps = [Step("row", None, words)]
    if message.claimed_at:
        steps.append(Step("claimed", None, say("claimed %(at)s", at=moment(message.claimed_at))))
    if message.sid:
        steps.append(Step("carrier", True, say("the carrier has it as %(sid)s", sid=message.sid)))
    if message.looks:
        looks = say_many(
            "looked up %(num)s time at the carrier",
            "looked up %(num)s times at the carrier",
            message.looks,
        )
        steps.append(Step("doubt", None, looks))
    if message.error_code:
        why = reaction(message.error_code).sentence
        words = say("%(reason)s (code %(code)s)", reason=why, code=message.error_code)
        steps.append(Step("carrier", False, words))
    if message.status_at:
        steps.append(Step("status", None, say("last word %(at)s", at=moment(message.status_at))))
    return steps


def _forecast(row: BroadcastRow, steps: list[Step]) -> str:
    against = [step for step in steps if step.holds is False]
    if row.planned_at is not None:
        return say("They were not in the segment when the broadcast was planned.")
    if against:
        return say("They will not get it as things stand: %(reason)s.", reason=against[0].words)
    return say("They will get it when the broadcast begins.")
