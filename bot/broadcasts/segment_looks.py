"""A look at whom a segment finds: how many, ten of them, where they live.

Of a long list it is quick and says so: everybody where they are few and found fast, else an
estimate from some thousand people drawn at random, with how far it may be off.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.clarion import Clarion
from bot.segments import segments
from bot.segments.checking import check_values
from bot.store.broadcasts import plans
from bot.store.record import Transaction
from bot.store.sealing import Purpose
from bot.store.segments import estimates
from bot.texting.audience import condition_of

SAMPLE = 10
LONG = 20_000  # people; of a shorter list everybody is counted
DRAWN = 3_000  # of any long list, this puts the error below 1.8 in a hundred of it
_QUICK_MS = 80
_SURE = 1.96  # standard deviations: 95 in 100


@dataclass(frozen=True, slots=True)
class Somebody:
    """One person of a segment, without a number. The first name is for organizers only."""

    contact_id: int
    lang: str | None
    city: str | None
    state: str | None
    first_name: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """`total` people are in the segment, `reachable` of them may be texted at all, `by_lang` in
    which language each (the campaign's default where theirs is not known); a few of those are the
    `sample`. `by_state` counts everybody in it, "" where the state is not known.

    Where `drawn` people stand for all, numbers are estimated and `reachable` may be off by `margin`
    either way, 95 times in 100."""

    total: int
    reachable: int
    by_lang: Mapping[str, int]
    sample: tuple[Somebody, ...]
    by_state: Mapping[str, int]
    drawn: int = 0
    margin: int = 0

    @property
    def is_about(self) -> bool:
        """Whether the numbers are estimated."""
        return self.drawn > 0

    @property
    def fewest(self) -> int:
        """The least `reachable` may be, 95 times in 100."""
        return max(0, self.reachable - self.margin)

    @property
    def most(self) -> int:
        """The most `reachable` may be, 95 times in 100."""
        return self.reachable + self.margin


@dataclass(frozen=True, slots=True)
class _Counts:
    groups: Sequence[estimates.Alike]
    ids: Sequence[int]


def look(clarion: Clarion, text: str, *, is_quick: bool = False) -> Look:
    """Whom a segment finds now; of a long list estimated where `is_quick`, else counted.

    Raises: InputError that shows the place, RecordAway.
    """
    now = clarion.clock.now()
    node = segments.parse(text).node
    with clarion.record.transaction() as connection:
        check_values(clarion, connection, node)
        asked = condition_of(clarion.sealer, connection, node, now)
        total = plans.people_about(connection)
        if not is_quick or total <= LONG:
            counts, drawn = _count(connection, *asked, now), 0
        else:
            counts, drawn = _estimate(connection, *asked, now, total)
        found = sorted(plans.people(connection, counts.ids), key=lambda row: row.id)
    return _look(clarion, counts.groups, found, drawn, total)


def _count(
    connection: Transaction, condition: str, parameters: Mapping[str, Any], now: datetime
) -> _Counts:
    groups = plans.survey(connection, condition, parameters, now)
    ids = plans.sample(connection, condition, parameters, SAMPLE)
    return _Counts([estimates.Alike(g.lang, g.state, g.reason, g.people) for g in groups], ids)


def _estimate(
    connection: Transaction,
    condition: str,
    parameters: Mapping[str, Any],
    now: datetime,
    total: int,
) -> tuple[_Counts, int]:
    """The groups, and how many people were drawn; none where all are counted after all."""
    few = estimates.find_few(connection, condition, parameters, DRAWN, _QUICK_MS)
    if few is not None:
        return _counts(estimates.survey(connection, few, "true", {}, now, SAMPLE)), 0
    drawn = estimates.draw(connection, DRAWN, total)
    groups = estimates.survey(connection, drawn, condition, parameters, now, SAMPLE)
    return _counts(groups), len(drawn)


def _counts(groups: Sequence[estimates.Alike]) -> _Counts:
    ids = sorted(one for group in groups if group.reason is None for one in group.first_ids)
    return _Counts(groups, ids[:SAMPLE])


def _look(
    clarion: Clarion,
    groups: Iterable[estimates.Alike],
    found: Sequence[plans.PersonRow],
    drawn: int,
    total: int,
) -> Look:
    campaign = clarion.campaign.current()
    everybody, reachable = 0, 0
    by_lang: Counter[str] = Counter()
    by_state: Counter[str] = Counter()
    for group in groups:
        everybody += group.people
        by_state[group.state or ""] += group.people
        if group.reason is None:
            reachable += group.people
            lang = group.lang if group.lang in campaign.languages else None
            by_lang[lang or campaign.default_lang] += group.people
    scale = total / drawn if drawn else 1.0
    return Look(
        total=_scaled(everybody, scale),
        reachable=_scaled(reachable, scale),
        by_lang={lang: _scaled(count, scale) for lang, count in by_lang.items()},
        sample=tuple(_somebody(clarion, row) for row in found),
        by_state={state: _scaled(count, scale) for state, count in by_state.most_common()},
        drawn=drawn,
        margin=_margin(reachable, drawn, total),
    )


def _scaled(count: int, scale: float) -> int:
    """A count of those drawn as one of all, to three figures: the rest would only look exact."""
    if scale == 1.0 or not count:
        return count
    whole = count * scale
    step: int = 10 ** max(0, math.floor(math.log10(whole)) - 2)
    return round(whole / step) * step


def _margin(count: int, drawn: int, total: int) -> int:
    """How far an estimate may be off: by the normal approximation; where nobody or everybody was
    found, by the rule of three (Hanley and Lippman-Hand, JAMA 1983)."""
    if not drawn:
        return 0
    if count in (0, drawn):
        return _scaled(1, 3 * total / drawn)
    share = count / drawn
    return _scaled(1, _SURE * math.sqrt(share * (1 - share) / drawn) * total)


def _somebody(clarion: Clarion, row: plans.PersonRow) -> Somebody:
    name = clarion.sealer.open_or_unknown(row.name_sealed, Purpose.CONTACT_NAME) or ""
    return Somebody(row.id, row.lang, row.city, row.state, name.partition(" ")[0])
