"""A look at a broadcast before it goes: how many, who not and why, what it costs, how long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot import segments
from bot.drafts import Draft, check
from bot.engine import parts, rewrite
from bot.hours import hours_for
from bot.outbox import load_people
from bot.planning import Target, condition_of, plan_hours
from bot.store import plans
from bot.store.plans import Group
from bot.trials import find_alike
from bot.wording import Wording, find_line

if TYPE_CHECKING:
    from bot.bootstrap import Clarion

_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class TextCost:
    """What a text in one language costs. `offenders` are the characters that force UCS-2, and
    `rewritten` the same text without those that have a plain twin; empty where none would help."""

    lang: str
    people: int
    text: str
    parts: int
    encoding: str
    units: int
    offenders: tuple[str, ...]
    rewritten: str
    rewritten_parts: int
    cost: float


@dataclass(frozen=True, slots=True)
class Preview:
    """`total` people are in the segment; `recipients` of them get it, the others are `skipped`
    by reason. `cost` in US dollars, `seconds` at the sender's rate."""

    total: int
    recipients: int
    by_lang: Mapping[str, int]
    by_zone: Mapping[str, int]
    by_state: Mapping[str, int]
    skipped: Mapping[str, int]
    held: int
    texts: tuple[TextCost, ...]
    parts: int
    cost: float
    seconds: float
    samples: tuple[str, ...]
    warnings: tuple[str, ...]


def preview(clarion: Clarion, draft: Draft) -> Preview:
    """Look at a draft. Nothing is stored. Raises: InputError, RecordAway."""
    draft = check(clarion, draft)
    now = clarion.clock.now()
    wording = Wording(clarion.campaign.current(), draft.texts, now, draft.line)
    with clarion.record.hot() as connection:
        condition, parameters = condition_of(connection, segments.parse(draft.segment).node, now)
        skip_talking = bool(draft.settings.get("skip_in_conversation", False))
        groups = plans.survey(connection, condition, parameters, now, skip_talking=skip_talking)
        sample_ids = plans.sample(connection, condition, parameters, _SAMPLES)
        people = load_people(clarion, connection, sample_ids)
    due = draft.schedule.due_at or now
    target = Target(due, draft.schedule.local_at, timedelta(seconds=draft.lateness_s))
    hours = {
        (hour.zones, hour.place): hour
        for hour in plan_hours(hours_for(clarion), target, groups, now)
    }
    found = _Sums()
    for group in groups:
        hour = hours[group.zones_key, group.state_key]
        reason = group.reason or hour.reason
        lang = wording.language_for(group.lang)
        is_held = hour.not_before is not None and hour.not_before > max(due, now)
        found.add(group, reason, lang, is_held and not draft.schedule.is_local)
    texts = tuple(_cost(clarion, wording, lang, n) for lang, n in sorted(found.by_lang.items()))
    total_parts = sum(text.parts * text.people for text in texts)
    return Preview(
        total=sum(group.people for group in groups),
        recipients=sum(found.by_lang.values()),
        by_lang=found.by_lang,
        by_zone=found.by_zone,
        by_state=found.by_state,
        skipped=found.skipped,
        held=found.held,
        texts=texts,
        parts=total_parts,
        cost=total_parts * clarion.settings.price_per_part,
        seconds=total_parts / clarion.settings.send_rate_per_s,
        samples=tuple(wording.body(p.lang, p).text for p in people.values()),
        warnings=(*_warnings(clarion, draft, texts, total_parts), *_repeated(clarion, draft)),
    )


class _Sums:
    def __init__(self) -> None:
        self.by_lang: dict[str, int] = {}
        self.by_zone: dict[str, int] = {}
        self.by_state: dict[str, int] = {}
        self.skipped: dict[str, int] = {}
        self.held = 0

    def add(self, group: Group, reason: str | None, lang: str, is_held: bool) -> None:
        if reason is not None:
            self.skipped[reason] = self.skipped.get(reason, 0) + group.people
            return
        zone = group.zones[0] if len(group.zones) == 1 else "not known for sure"
        for sums, key in (
            (self.by_lang, lang),
            (self.by_zone, zone),
            (self.by_state, group.state or "not known"),
        ):
            sums[key] = sums.get(key, 0) + group.people
        self.held += group.people if is_held else 0


def _cost(clarion: Clarion, wording: Wording, lang: str, people: int) -> TextCost:
    text = wording.body(lang, None).text
    counted = parts(text)
    plain = rewrite(text)
    plainer = plain if parts(plain).count < counted.count else rewrite(text, accents=True)
    fewer = parts(plainer).count
    helps = fewer < counted.count
    return TextCost(
        lang=lang,
        people=people,
        text=text,
        parts=counted.count,
        encoding=counted.encoding,
        units=counted.units,
        offenders=counted.offenders,
        rewritten=plainer if helps else "",
        rewritten_parts=fewer if helps else counted.count,
        cost=people * counted.count * clarion.settings.price_per_part,
    )


def _repeated(clarion: Clarion, draft: Draft) -> list[str]:
    return [
        f"“{title}”, sent within 48 hours, says nearly the same."
        for title in find_alike(clarion, draft)
    ]


def _warnings(
    clarion: Clarion, draft: Draft, texts: tuple[TextCost, ...], total_parts: int
) -> tuple[str, ...]:
    found = [draft.schedule.note] if draft.schedule.note else []
    for text in texts:
        if text.rewritten:
            shown = " ".join(text.offenders[:8])
            found.append(
                f"{text.lang}: {shown} make this {text.parts} parts; written plainly it is "
                f"{text.rewritten_parts}."
            )
    hours = total_parts / clarion.settings.send_rate_per_s / 3600
    if hours > 9:
        found.append(
            f"At {clarion.settings.send_rate_per_s:g} parts a second this takes {hours:.0f} hours: "
            "longer than one day's texting hours. People whose turn comes too late are skipped."
        )
    due = draft.schedule.due_at or clarion.clock.now()
    campaign = clarion.campaign.current()
    for lang, source in draft.texts.items():
        line = find_line(campaign, draft.line, lang, due)
        if "{line" in source and line is not None and not line.is_open(due):
            found.append(f"The line {line.shown} is closed at that time.")
            break
    return tuple(found)
