"""Why somebody got a broadcast, did not, or will later: the trail of rules, for one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.carrier.codes import reaction
from bot.clarion import Clarion
from bot.errors import InputError, NotFound
from bot.people.numbers import read_phone
from bot.segments import segments
from bot.store.broadcasts import broadcasts as rows
from bot.store.broadcasts import trails
from bot.store.broadcasts.broadcasts import BroadcastRow
from bot.store.broadcasts.trails import Found, Trail
from bot.store.record import Transaction
from bot.store.sending import switches
from bot.texting.audience import condition_of, is_in_time, target_of
from bot.texting.hours import candidates, hours_for, zones_or
from bot.texting.limits import caps_for
from bot.texting.reasons import words as reason_words
from bot.texting.schedules import instant_for

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
                return Answer(person.id, None, tuple(steps), "There is no broadcast yet.")
            row = newest[0]
        else:
            row = rows.load(connection, broadcast_id)
        steps.append(Step("broadcast", None, f"{row.id}, “{row.title}”, is {row.state}"))
        message = trail.message(row.id, person.id)
        if message is not None:
            steps += _about_row(message, caps)
            verdict = _verdict(message, row, person, now, caps)
            return Answer(person.id, row.id, tuple(steps), verdict)
        steps.append(_about_segment(connection, trail, row, person, now))
        steps += _before_planning(clarion, trail, row, person, now)
        if not switches.read(connection, "sending").is_on:
            steps.append(Step("kill switch", False, "sending is switched off for everybody"))
    return Answer(person.id, row.id, tuple(steps), _forecast(row, steps))


def _about_segment(
    connection: Transaction, trail: Trail, row: BroadcastRow, person: Found, now: datetime
) -> Step:
    try:
        condition, parameters = condition_of(connection, segments.parse(row.segment).node, now)
    except InputError as error:  # what it names may be gone since it was written
        return Step("segment", False, str(error))
    is_in = trail.is_in(person.id, condition, parameters)
    return Step("segment", is_in, f"{'in' if is_in else 'not in'} “{row.segment}” now")


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
            raise InputError("Write a contact's id or a phone number.", "who") from None
        person = trail.person_by_digests(digests)
    if person is None:
        raise NotFound("Nobody with that number or id is in the record.")
    return person


def _about_person(person: Found) -> list[Step]:
    steps = []
    if person.opted_in_at is None:
        steps.append(Step("opt-in", False, "never opted in"))
    else:
        how = f" ({person.opt_in_source})" if person.opt_in_source else ""
        steps.append(Step("opt-in", True, f"opted in {_day(person.opted_in_at)}{how}"))
    if person.opted_out_at is None:
        steps.append(Step("stop", True, "has not texted STOP"))
    else:
        how = f" ({person.opt_out_source})" if person.opt_out_source else ""
        steps.append(Step("stop", False, f"stopped {_day(person.opted_out_at)}{how}"))
    takes = person.reach not in ("bad", "landline", "no_reply")
    shown = "takes texts, as far as we know" if takes else f"does not: {person.reach}"
    steps.append(Step("number", takes, f"the number {shown}"))
    return steps


def _about_series(trail: Trail, person: Found, caps: tuple[int, int]) -> list[Step]:
    """The texts that came by themselves, the newest first."""
    steps = []
    for row in trail.series_texts(person.id, _SERIES_SHOWN):
        about = f" ({row.event_code})" if row.event_code else ""
        steps.append(Step("series", None, f"{row.series}/{row.name}{about}, {_moment(row.at)}"))
        if row.message_id is None:
            steps.append(Step("row", None, "it began a conversation"))
        elif row.state:
            reason = f": {reason_words(row.reason, caps=caps)}" if row.reason else ""
            steps.append(Step("row", None, f"message {row.message_id} is {row.state}{reason}"))
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
    where = ", ".join(person.zones) or "zone not known, so every zone counts"
    where += "; " + _whose_law(states, hours.rows_of(person.zones, states))
    if window is None:
        steps = [Step("texting hours", False, f"no hour is allowed ({where})")]
    else:
        goes_at = max(meant, window.opens_at)
        is_soon = is_in_time(window, target, meant, zones)
        steps = [Step("texting hours", is_soon, f"{_clock(goes_at, zones[0])} ({where})")]
    day, week = caps_for(clarion)
    had_day = trail.broadcasts_since(person.id, now - timedelta(days=1))
    had_week = trail.broadcasts_since(person.id, now - timedelta(days=7))
    steps.append(
        Step(
            "caps",
            had_day < day and had_week < week,
            f"{had_day} of {day} texts in a day, {had_week} of {week} in a week",
        )
    )
    return steps


def _whose_law(states: Sequence[str], rows: Sequence[str]) -> str:
    if not states:
        return "state not known, so every state there counts"
    where = "in " if len(states) == 1 else "by the area code in "
    has_rows = f", where the law of {' and '.join(rows)} counts" if rows else ""
    return where + " or ".join(states) + has_rows


def _about_row(message: trails.MessageRow, caps: tuple[int, int]) -> list[Step]:
    state = message.state
    if message.reason:
        state += f": {reason_words(message.reason, caps=caps)}"
    steps = [Step("row", None, f"message {message.id} is {state}")]
    if message.claimed_at:
        steps.append(Step("claimed", None, f"claimed {_moment(message.claimed_at)}"))
    if message.sid:
        steps.append(Step("carrier", True, f"the carrier has it as {message.sid}"))
    if message.looks:
        times = "once" if message.looks == 1 else f"{message.looks} times"
        steps.append(Step("doubt", None, f"looked up {times} at the carrier"))
    if message.error_code:
        said = reaction(message.error_code)
        steps.append(Step("carrier", False, f"{said.en} (code {message.error_code})"))
    if message.status_at:
        steps.append(Step("status", None, f"last word {_moment(message.status_at)}"))
    return steps


_VERDICTS = {
    "claimed": "It is on its way at this moment.",
    "unknown": "We do not know yet whether the carrier took it; it is being looked up.",
    "accepted": "The carrier took it; no word yet of its arrival.",
    "sent": "The carrier passed it on; no word yet of its arrival.",
    "delivered": "They got it.",
    "undelivered": "The carrier could not deliver it.",
    "failed": "It failed.",
    "canceled": "They did not get it: the broadcast was canceled.",
}


def _verdict(
    message: trails.MessageRow,
    row: BroadcastRow,
    person: Found,
    now: datetime,
    caps: tuple[int, int],
) -> str:
    if message.state == "skipped":
        return f"They did not get it: {reason_words(message.reason or '', caps=caps)}."
    if message.state == "failed" and message.reason and not message.error_code:
        return f"It failed: {reason_words(message.reason)}."
    if message.state == "held":
        return (
            "We cannot tell whether they got it. An organizer decides on the page of broadcast "
            f"{row.id}, or with clarion broadcast doubts {row.id}."
        )
    if message.state != "planned":
        return _VERDICTS[message.state]
    if row.state != "sending":
        return f"They will not get it while the broadcast is {row.state}."
    zone = person.zones[0] if person.zones else "UTC"
    if message.not_before and message.not_before > now:
        return f"They will get it at {_clock(message.not_before, zone)}."
    return "They will get it as soon as their turn comes."


def _forecast(row: BroadcastRow, steps: list[Step]) -> str:
    against = [step for step in steps if step.holds is False]
    if row.planned_at is not None:
        return "They were not in the segment when the broadcast was planned."
    if against:
        return f"They will not get it as things stand: {against[0].words}."
    return "They will get it when the broadcast begins."


def _day(at: datetime) -> str:
    return f"on {at:%Y-%m-%d}"


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _clock(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}"
