"""Bringing the people of a file in: a thousand at a time, each judged again as they are then.

Whoever stops, joins or is erased between the preview and now is judged as they are now, in the
transaction that writes; a run that was cut short goes on where it stood, for whom it has brought
are known.
"""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from bot.clarion import Clarion
from bot.imports.cells import find_place
from bot.imports.judging import Fate, Judged, judge
from bot.imports.people import Person, Progress
from bot.imports.proofs import Proof
from bot.people import keyring
from bot.people.consent import bind
from bot.people.contacts import area_states_of, new_code, zones_of
from bot.people.numbers import Reach, Sender
from bot.store.imports import staging, writing
from bot.store.imports.staging import Staged
from bot.store.imports.writing import Agreed, Change
from bot.store.people import ledger
from bot.store.people.ledger import Wording
from bot.store.record import Transaction
from bot.store.sealing import Purpose, Sealer

_BATCH = 1000  # each takes an advisory lock, and a server has room for some 6,400


def bring_in(
    clarion: Clarion,
    import_id: int,
    people: Sequence[Person],
    *,
    source: str,
    proof: Proof | None,
    progress: Progress = lambda _: None,
) -> Counter[Fate]:
    """Write everybody who is new or changed. How many of each fate. Nobody is texted because of
    it. Raises: RecordAway; what is written by then stays, and a further run goes on."""
    bringer = _Bringer(clarion, import_id, source, proof)
    fates: Counter[Fate] = Counter()
    for batch in _batches(people):
        fates += bringer.bring(batch)
        progress(sum(fates.values()))
    return fates


def _batches(people: Sequence[Person]) -> Iterator[list[Person]]:
    waiting = iter(people)
    while batch := list(islice(waiting, _BATCH)):
        yield batch


class _Bringer:
    def __init__(self, clarion: Clarion, import_id: int, source: str, proof: Proof | None) -> None:
        self._clarion, self._sealer = clarion, clarion.sealer
        self._id, self._source, self._proof = import_id, source, proof
        program = clarion.campaign.current().name
        self._wording = Wording(proof.words, None, program) if proof else None
        self._agreed = (
            Agreed(proof.summary, program, self._wording.hash)
            if proof and self._wording
            else Agreed()
        )

    def bring(self, batch: Sequence[Person]) -> Counter[Fate]:
        """Write a batch in a transaction of its own."""
        now = self._clarion.clock.now()
        with self._clarion.record.transaction() as connection:
            keyring.check(self._sealer, connection)
            codes = _free_codes(connection, len(batch))
            staging.stage(
                connection,
                (_staged(self._sealer, n, one, codes[n]) for n, one in enumerate(batch)),
            )
            staging.lock(connection)
            rows = {row.n: row for row in staging.known(connection, is_locking=True)}
            judged = [
                judge(self._sealer, one, rows.get(n), has_proof=self._proof is not None)
                for n, one in enumerate(batch)
            ]
            self._write(connection, judged, now)
        return Counter(one.fate for one in judged)

    def _write(self, connection: Transaction, judged: Sequence[Judged], now: datetime) -> None:
        if self._wording is not None:
            ledger.keep_wording(connection, self._wording, now)
        new = [n for n, one in enumerate(judged) if one.fate is Fate.NEW]
        if new:
            writing.bring_in(
                connection, self._id, new, source=self._source, agreed=self._agreed, now=now
            )
        changes = [
            _change(self._sealer, n, one)
            for n, one in enumerate(judged)
            if one.fate is Fate.CHANGED
        ]
        if changes:
            writing.change(connection, self._id, changes, agreed=self._agreed, now=now)


def _free_codes(connection: Transaction, count: int) -> list[str]:
    """So many codes that nobody has: among a million people, a thousand new ones meet two."""
    free: set[str] = set()
    while len(free) < count:
        made = {new_code() for _ in range(count - len(free))}
        free |= made - staging.taken_codes(connection, made)
    return list(free)


def _staged(sealer: Sealer, n: int, person: Person, code: str) -> Staged:
    sender = Sender("sms", person.phone, Reach(person.reach))
    place = find_place(person.zip) if person.zip else None
    salt = secrets.token_bytes(32)
    return Staged(
        n=n,
        digests=sealer.digests("sms", person.phone),
        traces=sealer.traces("sms", person.phone),
        value_sealed=sealer.seal(person.phone, Purpose.ADDRESS_VALUE),
        reach=person.reach,
        code=code,
        lang=person.lang,
        name_sealed=sealer.seal(person.name, Purpose.CONTACT_NAME) if person.name else None,
        zip=person.zip,
        city=place.city if place else None,
        state=place.state if place else None,
        zones=list(place.zones) if place and place.zones else zones_of(sender, None),
        area_states=area_states_of(sender),
        tags=sorted(person.tags),
        binding=bind(salt, f"sms:{person.phone}"),
        salt_sealed=sealer.seal(salt.hex(), Purpose.CONSENT_SALT),
    )


def _change(sealer: Sealer, n: int, one: Judged) -> Change:
    known, changes = one.known, one.changes
    assert known is not None and known.contact_id is not None  # noqa: S101, PT018 - CHANGED says so
    sender = Sender("sms", one.person.phone, Reach(one.person.reach))
    place = find_place(one.person.zip) if "zip" in changes and one.person.zip else None
    name = changes.get("name")
    kept: dict[str, object] = dict(changes)
    if place:
        kept["place"] = {"city": known.city, "state": known.state, "zones": known.zones}
    return Change(
        n=n,
        contact_id=known.contact_id,
        lang=one.person.lang if "lang" in changes else known.lang,
        name_sealed=sealer.seal(str(name[1]), Purpose.CONTACT_NAME) if name else known.name_sealed,
        zip=place.zip if place else known.zip,
        city=place.city if place else known.city,
        state=place.state if place else known.state,
        zones=(list(place.zones) or zones_of(sender, None)) if place else known.zones,
        tags=sorted(one.person.tags | set(known.tags)),
        opts_in="consent" in changes,
        change_sealed=sealer.seal(json.dumps(kept, ensure_ascii=False), Purpose.IMPORT_CHANGE),
    )
