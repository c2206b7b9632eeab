"""What a broadcast costs: the parts of what is sent, counted over the people who get it.

Exact at any size: whatever of a person is shown is opened and counted, and worded once for all
whose texts are alike. 100,000 people with names take a second on a busy machine; where nothing is
shown of people, nobody is looked at.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from bot.clarion import Clarion
from bot.engine import Parts, Person, parts, rewrite
from bot.people.contacts import open_fields, open_private
from bot.store.broadcasts.shown import Shown
from bot.store.record import Transaction
from bot.store.sealing import Purpose
from bot.texting.audience import Audience, shown_to
from bot.texting.prices import price
from bot.texting.wording import Wording


@dataclass(frozen=True, slots=True)
class Share:
    """People whose text has so many parts in this encoding, with what is shown of them."""

    parts: int
    encoding: str
    people: int


@dataclass(frozen=True, slots=True)
class TextCost:
    """What a text in one language costs.

    `shares` are its people by the parts of what they are sent, most first; they add up to `people`,
    and with their parts to `total_parts`. `parts`, `encoding` and `units` are those of `text`, in
    which nothing of a person is shown; `offenders` are the characters of it that force UCS-2, and
    `rewritten` the same text without those that have a plain twin, empty where none would help.
    `own_offenders` come from what is shown of people, most frequent first.
    """

    lang: str
    people: int
    text: str
    parts: int
    encoding: str
    units: int
    offenders: tuple[str, ...]
    rewritten: str
    rewritten_parts: int
    shares: tuple[Share, ...]
    total_parts: int
    own_offenders: tuple[str, ...]
    cost: float


def texts_of(
    clarion: Clarion,
    connection: Transaction,
    wording: Wording,
    audience: Audience,
    *,
    has_media: bool,
) -> tuple[TextCost, ...]:
    """What each text costs over the people who get it, by language."""
    counted = _count(clarion, connection, wording, audience)
    return tuple(
        _cost(clarion, wording, lang, counted[lang], has_media=has_media)
        for lang in sorted(counted)
    )


def _count(
    clarion: Clarion, connection: Transaction, wording: Wording, audience: Audience
) -> Mapping[str, Counter[Parts]]:
    """People by language and by what they are sent."""
    found: defaultdict[str, Counter[Parts]] = defaultdict(Counter)
    langs: set[str | None] = set()
    names: set[str] = set()
    for share in audience.shares:
        if share.reason is not None:
            continue
        used = wording.language_for(share.group.lang)
        own = wording.own_fields(used)
        if own:
            names |= own
            langs.add(share.group.lang)
        else:
            found[used][wording.body(used, None).counted] += share.group.people
    if not names:
        return found
    opener = _Opener(clarion)
    alike: Counter[tuple[str, tuple[str | None, ...]]] = Counter()
    bodies: dict[tuple[str, tuple[str | None, ...]], Parts] = {}
    for row in shown_to(connection, audience, frozenset(names), sorted(langs, key=str)):
        used = wording.language_for(row.lang)
        person = opener.open(row)
        key = (used, wording.shape(used, person))
        if key not in bodies:
            bodies[key] = wording.body(used, person).counted
        alike[key] += row.people
    for key, counted in bodies.items():
        found[key[0]][counted] += alike[key]
    return found


class _Opener:
    """Opens what texts show of people."""

    def __init__(self, clarion: Clarion) -> None:
        self._sealer = clarion.sealer

    def open(self, row: Shown) -> Person:
        """As much of a person as the texts show."""
        fields = open_fields(self._sealer, row.fields_sealed)
        fields |= open_private(self._sealer, row.private_sealed)
        return Person(
            id=0,
            lang=row.lang,
            name=self._sealer.open_or_unknown(row.name_sealed, Purpose.CONTACT_NAME),
            zip=row.zip,
            city=row.city,
            state=row.state,
            zone=row.zones[0] if row.zones and len(row.zones) == 1 else None,
            fields=fields,
            code=row.code or "",
        )


def _cost(
    clarion: Clarion, wording: Wording, lang: str, counted: Counter[Parts], *, has_media: bool
) -> TextCost:
    text = wording.body(lang, None).sms
    written = parts(text)
    plain = rewrite(text)
    plainer = plain if parts(plain).count < written.count else rewrite(text, accents=True)
    fewer = parts(plainer).count
    helps = fewer < written.count
    shares: Counter[tuple[int, str]] = Counter()
    offenders: Counter[str] = Counter()
    for one, number in counted.items():
        shares[one.count, one.encoding] += number
        offenders.update(dict.fromkeys(set(one.offenders) - set(written.offenders), number))
    people, total = counted.total(), sum(one.count * n for one, n in counted.items())
    return TextCost(
        lang=lang,
        people=people,
        text=text,
        parts=written.count,
        encoding=written.encoding,
        units=written.units,
        offenders=written.offenders,
        rewritten=plainer if helps else "",
        rewritten_parts=fewer if helps else written.count,
        shares=tuple(
            Share(*key, n) for key, n in sorted(shares.items(), key=lambda one: (-one[1], one[0]))
        ),
        total_parts=total,
        own_offenders=tuple(one for one, _ in offenders.most_common()),
        cost=price(clarion.settings, texts=people, parts=total, has_media=has_media),
    )
