"""What nobody understood, grouped by likeness, so that organizers can make words of it.

Numbers, addresses and names are blotted out of everything that is shown: what people write to a
line that failed to understand them is often the most private of all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clarion import Clarion
from bot.conversations.blotting import Blotter
from bot.people.exchange import Exchange
from bot.store.conversations import misunderstood as rows
from bot.store.conversations.misunderstood import MisunderstoodRow
from bot.store.sealing import Purpose
from bot.understanding import likeness

_MOST = 5000  # texts that are grouped at once, the newest


@dataclass(frozen=True, slots=True)
class Group:
    """Texts that are alike: how many, by how many people, where they were met, what was offered,
    the newest of them blotted as `example`. `ids` are of their rows, the newest first."""

    ids: tuple[int, ...]
    people: int
    lang: str
    where: str
    offered: str
    example: str
    newest_at: datetime

    @property
    def count(self) -> int:
        """How many texts."""
        return len(self.ids)


def keep(exchange: Exchange, where: str, offered: str) -> None:
    """Keep the text of this turn as one that nobody understood."""
    if not exchange.heard.strip():
        return
    sealed = exchange.clarion.sealer.seal(exchange.heard, Purpose.MISUNDERSTOOD_WORDS)
    exchange.misunderstood = rows.kept(sealed, exchange.lang, where, offered)


def groups(clarion: Clarion, days: int = 7, lang: str | None = None) -> list[Group]:
    """What was not understood in the last days, alike together, the most first. Raises: RecordAway.

    Of more than 5,000 texts the newest are grouped.
    """
    began = clarion.clock.now() - timedelta(days=days)
    with clarion.record.transaction() as connection:
        found = rows.since(connection, began, lang, _MOST)
    words = [
        clarion.sealer.open_or_unknown(row.words_sealed, Purpose.MISUNDERSTOOD_WORDS) or ""
        for row in found
    ]
    blotter = Blotter(clarion.campaign.current())
    result = []
    for places in likeness.group(words):
        first = found[places[0]]
        name = clarion.sealer.open_or_unknown(first.name_sealed, Purpose.CONTACT_NAME) or ""
        example = blotter.blotted(words[places[0]], name)
        result.append(_group([found[place] for place in places], example))
    return result


def _group(members: Sequence[MisunderstoodRow], example: str) -> Group:
    return Group(
        ids=tuple(row.id for row in members),
        people=len({row.contact_id for row in members}),
        lang=_most(row.lang or "" for row in members),
        where=_most(f"{row.flow}/{row.step}" if row.flow else "" for row in members),
        offered=_most(row.offered or "" for row in members),
        example=example,
        newest_at=max(row.at for row in members),
    )


def _most(values: Iterable[str]) -> str:
    return Counter(values).most_common(1)[0][0]
