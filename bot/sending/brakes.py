"""Brakes: a broadcast pauses by itself when carriers filter too much of it, or too much fails.

The reason it stores names the text that fares worst and says why, for organizers to read.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bot.carrier.codes import filtering, reaction
from bot.clarion import Clarion
from bot.sentences import say
from bot.store.broadcasts import broadcasts as rows
from bot.store.broadcasts.broadcasts import BroadcastRow
from bot.store.record import Transaction
from bot.store.sealing import Purpose
from bot.store.sending import statuses
from bot.store.sending.statuses import Answered
from bot.texting.wording import Wording
from bot.texting.words import language_name

_NO_REASON = say("The carrier gave no reason.")


@dataclass(slots=True)
class _Text:
    """How the text in one language fares."""

    lang: str
    taken: int = 0
    filtered: int = 0
    failed: int = 0
    codes: Counter[int | None] = field(default_factory=Counter)

    def add(self, row: Answered) -> None:
        self.taken += row.taken
        self.failed += row.failed
        if row.error_code in filtering():
            self.filtered += row.taken
        if row.failed:
            self.codes[row.error_code] += row.failed


def too_much(clarion: Clarion, connection: Transaction, broadcast_id: int) -> str | None:
    """Why a broadcast should pause by itself; None where it fares well enough.

    Raises: NotFound.
    """
    limits = clarion.settings
    broadcast = rows.load(connection, broadcast_id)
    seen = statuses.answered(connection, broadcast_id, _resumed_at(broadcast))
    taken = sum(row.taken for row in seen)
    filtered = sum(row.taken for row in seen if row.error_code in filtering())
    failed = sum(row.failed for row in seen)
    if _is_over(filtered, taken, limits.brake_filtered_percent, limits.brake_filtered_least):
        worst = _worst(_by_text(clarion, broadcast, seen), "filtered")
        return say(
            "%(count)s of %(all)s texts were filtered by carriers as unwanted (the limit is "
            "%(limit)s percent), most of all the text in %(language)s: %(its)s of %(its_all)s. "
            "Carriers take its words, its links or our number for spam: change them before you "
            "resume.",
            **_figures(filtered, taken, limits.brake_filtered_percent, worst, worst.filtered),
        )
    if _is_over(failed, taken, limits.brake_failed_percent, limits.brake_failed_least):
        worst = _worst(_by_text(clarion, broadcast, seen), "failed")
        [(code, _)] = worst.codes.most_common(1)
        return say(
            "%(count)s of %(all)s texts failed (the limit is %(limit)s percent), most of all the "
            "text in %(language)s: %(its)s of %(its_all)s. Most often: %(reason)s Look at the "
            "reasons below before you resume.",
            reason=_NO_REASON if code is None else reaction(code).sentence,
            **_figures(failed, taken, limits.brake_failed_percent, worst, worst.failed),
        )
    return None


def _resumed_at(row: BroadcastRow) -> datetime | None:
    """When an organizer last let it go on: what was sent before has been judged."""
    at = row.settings.get("resumed_at")
    return datetime.fromisoformat(str(at)) if at else None


def _is_over(count: int, taken: int, percent: float, least: int) -> bool:
    return count >= least and count * 100 > taken * percent


def _by_text(clarion: Clarion, row: BroadcastRow, seen: Iterable[Answered]) -> list[_Text]:
    """Answers by the language of the text, which is not always the person's."""
    texts = json.loads(clarion.sealer.open(row.texts_sealed, Purpose.BROADCAST_TEXTS))
    wording = Wording(clarion.campaign.current(), texts, clarion.clock.now(), row.line)
    found = {lang: _Text(lang) for lang in texts}
    for one in seen:
        found[wording.language_for(one.lang)].add(one)
    return list(found.values())


def _worst(texts: list[_Text], what: str) -> _Text:
    """The text with the largest share of `what`, "filtered" or "failed"."""
    return max(texts, key=lambda one: (getattr(one, what) / max(1, one.taken), one.taken))


def _figures(count: int, taken: int, limit: float, worst: _Text, its: int) -> dict[str, object]:
    """What both reasons tell: how many, of how many, and of which text the most."""
    return {
        "count": count, "all": taken, "limit": f"{limit:g}", "its": its, "its_all": worst.taken,
        "language": language_name(worst.lang),
    }  # fmt: skip
