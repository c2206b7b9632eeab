"""A look at a broadcast before it goes: how many and when, who not and why, what it costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.broadcasts.costs import TextCost, texts_of
from bot.broadcasts.drafts import Draft, audience_of_draft, check
from bot.broadcasts.warnings import warnings_of
from bot.clarion import Clarion
from bot.sending import canary, comparing
from bot.sending.outbox import load_people
from bot.store.broadcasts import plans
from bot.store.record import Transaction
from bot.texting.audience import Audience, Share, recipients
from bot.texting.hours import Hours, hours_for, zones_or
from bot.texting.limits import caps_for
from bot.texting.wording import Wording

_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Start:
    """People who get it from one instant on. `at` is None for at once; `zone` is where its clock
    is read ("" is UTC); `is_held`: later than meant, for their texting hours."""

    at: datetime | None
    zone: str
    is_held: bool
    people: int


@dataclass(frozen=True, slots=True)
class Part:
    """People who are alike. `zone` and `state` are "" where more than one is possible. `at` as in
    `Start`; `reason` is why they do not get it, else None."""

    lang: str
    zone: str
    state: str
    at: datetime | None
    is_held: bool
    reason: str | None
    people: int


@dataclass(frozen=True, slots=True)
class Preview:
    """`total` people are in the segment; `recipients` of them get it, the others are `skipped`
    by reason. `at_once` of the recipients get it at once, `held` wait for their texting hours;
    `starts` say when, earliest first, and add up to them. `groups` is all of it, group by
    group. `cost` in US dollars, `seconds` at the sender's rate. `caps` are the most broadcasts to
    one person in a day and in a week. `first_wave` people get it before the rest does, about; 0
    where all get it at once. `texts_b` is what the other text would cost if everybody got it, and
    `compared` the rule, where two are compared; `parts` and `cost` are then those of the longer."""

    total: int
    recipients: int
    by_lang: Mapping[str, int]
    by_zone: Mapping[str, int]
    by_state: Mapping[str, int]
    skipped: Mapping[str, int]
    at_once: int
    held: int
    starts: tuple[Start, ...]
    groups: tuple[Part, ...]
    as_of: datetime
    texts: tuple[TextCost, ...]
    parts: int
    cost: float
    seconds: float
    samples: tuple[str, ...]
    warnings: tuple[str, ...]
    caps: tuple[int, int]
    first_wave: int
    texts_b: tuple[TextCost, ...] = ()
    compared: comparing.Rule | None = None


def preview(clarion: Clarion, draft: Draft) -> Preview:
    """Look at a draft. Nothing is stored. Raises: InputError, RecordAway."""
    draft = check(clarion, draft)
    now = clarion.clock.now()
    due = max(now, draft.schedule.due_at or now)
    wording = Wording(clarion.campaign.current(), draft.texts, due, draft.line)
    with clarion.record.transaction() as connection:
        # One snapshot, so that people, parts and cost are of the same people while others join.
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        audience = audience_of_draft(clarion, connection, draft, now)
        texts = texts_of(clarion, connection, wording, audience, has_media=bool(draft.media))
        texts_b = _other_texts(clarion, connection, draft, audience, due)
        sample_ids = plans.sample(connection, audience.condition, audience.parameters, _SAMPLES)
        people = load_people(clarion, connection, sample_ids)
    shares = audience.shares
    groups = tuple(_part(share, wording, now) for share in shares)
    reached = [group for group in groups if group.reason is None]
    starts = _starts(clarion, draft, shares, now)
    by_lang = _sums(reached, lambda group: group.lang)
    total_parts = max(sum(text.total_parts for text in one) for one in (texts, texts_b))
    return Preview(
        total=sum(group.people for group in groups),
        recipients=recipients(shares),
        by_lang=by_lang,
        by_zone=_sums(reached, lambda group: group.zone or "not known for sure"),
        by_state=_sums(reached, lambda group: group.state or "not known"),
        skipped=_sums((g for g in groups if g.reason is not None), lambda g: g.reason or ""),
        at_once=sum(start.people for start in starts if start.at is None),
        held=sum(start.people for start in starts if start.is_held),
        starts=starts,
        groups=groups,
        as_of=now,
        texts=texts,
        texts_b=texts_b,
        compared=comparing.rule_of(draft.settings) if texts_b else None,
        parts=total_parts,
        cost=max(sum(text.cost for text in one) for one in (texts, texts_b)),
        seconds=total_parts / clarion.settings.send_rate_per_s,
        samples=tuple(wording.body(p.lang, p).sms for p in people.values()),
        warnings=tuple(warnings_of(clarion, draft, wording, shares, texts)),
        caps=caps_for(clarion),
        first_wave=canary.size(clarion, draft.settings, recipients(shares)),
    )


def _other_texts(
    clarion: Clarion, connection: Transaction, draft: Draft, audience: Audience, due: datetime
) -> tuple[TextCost, ...]:
    """What the other text costs, where two are compared."""
    if not draft.texts_b:
        return ()
    wording = Wording(clarion.campaign.current(), draft.texts_b, due, draft.line)
    return texts_of(clarion, connection, wording, audience, has_media=bool(draft.media))


def _part(share: Share, wording: Wording, now: datetime) -> Part:
    group, hour = share.group, share.hour
    is_reached = share.reason is None
    return Part(
        lang=wording.language_for(group.lang),
        zone=group.zones[0] if len(group.zones) == 1 else "",
        state=group.state or "",
        at=_later(hour.not_before, now) if is_reached else None,
        is_held=is_reached and hour.is_held,
        reason=share.reason,
        people=group.people,
    )


def _later(at: datetime | None, now: datetime) -> datetime | None:
    return at if at is not None and at > now else None


def _sums(groups: Iterable[Part], key: Callable[[Part], str]) -> dict[str, int]:
    """People by a key, most of them first."""
    found: dict[str, int] = {}
    for group in groups:
        found[key(group)] = found.get(key(group), 0) + group.people
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _starts(
    clarion: Clarion, draft: Draft, shares: Sequence[Share], now: datetime
) -> tuple[Start, ...]:
    hours, schedule = hours_for(clarion), draft.schedule
    found: dict[tuple[datetime | None, str, bool], int] = {}
    for share in shares:
        if share.reason is not None:
            continue
        at = _later(share.hour.not_before, now)
        zone = schedule.zone or ""
        if at is not None and (share.hour.is_held or schedule.is_local):
            zone = _clock_of(hours, share.group.zones, at)
        key = (at, zone, share.hour.is_held)
        found[key] = found.get(key, 0) + share.group.people
    ordered = sorted(found.items(), key=lambda item: (item[0][0] or now, item[0][1]))
    return tuple(Start(*key, people) for key, people in ordered)


def _clock_of(hours: Hours, zones: Sequence[str], at: datetime) -> str:
    """Where the clock for these people is read: the farthest west of their zones, whose hours
    open last, by the name of the list's zone that shows the same time then."""
    there = zones_or(zones, hours.unknown_zones)
    offset = min(at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta() for zone in there)
    alike = (z for z in hours.all_zones if at.astimezone(ZoneInfo(z)).utcoffset() == offset)
    if len(there) == 1 and there[0] in hours.all_zones:
        return there[0]
    return next(alike, there[0])
