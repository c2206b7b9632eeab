"""People of a file onto a calling list: judged by whether they may be called, and taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from bot.calling_lists.hours import place_of
from bot.calling_lists.lists import none_such
from bot.clarion import Clarion
from bot.errors import Conflict, NotFound
from bot.imports import keeping
from bot.imports.cells import find_place
from bot.imports.judging import Fate, Judged
from bot.imports.people import Person, Progress
from bot.people import keyring
from bot.people.contacts import area_states_of, zones_of
from bot.people.numbers import Reach, Sender
from bot.sentences import say
from bot.store.calling_lists import lists as calling
from bot.store.calling_lists import people as rows
from bot.store.calling_lists.people import NewListed
from bot.store.imports import lists
from bot.store.imports.lists import ListRow
from bot.store.record import Transaction
from bot.store.sealing import Purpose

_BATCH = 500
_MOST_NAME = 30


class OntoList:
    """Takes the people of a file onto a list. Of each are kept: the number and the first word of
    the name, sealed, the language, the ZIP with its city, and where they may be."""

    def __init__(self, clarion: Clarion, list_id: int) -> None:
        self._clarion, self.list_id = clarion, list_id

    def judge(self, connection: Transaction, people: Sequence[Person]) -> list[Judged]:
        """New, on the list already, stopped (or asked for no calls), erased."""
        sealer = self._clarion.sealer
        known = [(sealer.digests("sms", p.phone), sealer.traces("sms", p.phone)) for p in people]
        out = rows.not_to_be_called(connection, known)
        there = rows.on_list(connection, self.list_id, (d for own, _ in known for d in own))
        found = []
        for n, person in enumerate(people):
            is_there = not there.isdisjoint(known[n][0])
            fate = Fate(out[n]) if n in out else Fate.SAME if is_there else Fate.NEW
            found.append(Judged(person, fate))
        return found

    def bring(self, import_id: int, people: Sequence[Person], progress: Progress) -> Counter[Fate]:
        """Put on the list who may be called and is not on it. Raises: RecordAway, NotFound."""
        fates: Counter[Fate] = Counter()
        for batch in _batches(people):
            fates += self._bring(import_id, batch)
            progress(sum(fates.values()))
        return fates

    def _bring(self, import_id: int, batch: Sequence[Person]) -> Counter[Fate]:
        now = self._clarion.clock.now()
        with self._clarion.record.transaction() as connection:
            keyring.check(self._clarion.sealer, connection)
            if not rows.lock_list(connection, self.list_id):
                raise none_such()
            judged = self.judge(connection, batch)
            new = [self._new(one.person) for one in judged if one.fate is Fate.NEW]
            rows.add(connection, self.list_id, import_id, new, now)
        return Counter(one.fate for one in judged)

    def _new(self, person: Person) -> NewListed:
        sealer = self._clarion.sealer
        place = find_place(person.zip) if person.zip else None
        sender = Sender("sms", person.phone, Reach(person.reach))
        zones = list(place.zones) if place and place.zones else zones_of(sender, None)
        states = [place.state] if place else area_states_of(sender)
        first = first_name(person.name)
        return NewListed(
            digest=sealer.digest("sms", person.phone),
            value_sealed=sealer.seal(person.phone, Purpose.LISTED_NUMBER),
            name_sealed=sealer.seal(first, Purpose.LISTED_NAME) if first else None,
            lang=person.lang,
            zip=person.zip,
            city=place.city if place else None,
            place=place_of(zones, states),
        )


def first_name(name: str) -> str:
    """The first word of a name, where it is letters: all that callers read of it."""
    word = name.split()[0][:_MOST_NAME] if name.split() else ""
    return word if word.replace("-", "").replace("'", "").replace(".", "").isalpha() else ""


def find_onto(clarion: Clarion, row: ListRow) -> OntoList | None:
    """Where the people of an import go; None: into the record."""
    return None if row.calling_list_id is None else OntoList(clarion, row.calling_list_id)


def check(clarion: Clarion, list_id: int) -> None:
    """See that people may be brought onto a list. Raises: NotFound, Conflict (ended)."""
    with clarion.record.transaction() as connection:
        row = calling.find(connection, list_id)
    if row is None:
        raise none_such()
    if row.state == "ended":
        raise Conflict(say("This list has been ended. Make a new one to call its people again."))


def may_undo(clarion: Clarion, import_id: int) -> bool:
    """Whether nobody of an import has been given to a caller."""
    with clarion.record.transaction() as connection:
        return not rows.first_call(connection, import_id)


def undo(clarion: Clarion, import_id: int, by: int | None) -> int:
    """Take an import's people off their list again, until the first of them is given to a caller.
    How many. Raises: NotFound, Conflict, RecordAway."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        row = lists.find(connection, import_id, lock=True)
        if row is None or row.calling_list_id is None:
            raise NotFound(
                say("There is no list %(id)s. `clarion contacts lists` shows all.", id=import_id)
            )
        if row.state not in ("done", "failed"):
            raise Conflict(say("Only a list that was brought in can be taken back."))
        rows.lock_list(connection, row.calling_list_id)
        if rows.first_call(connection, import_id):
            raise Conflict(
                say("Callers have had names of it: it cannot be taken back as a whole any more."
                    " End the list, and nobody of it is called.")
            )  # fmt: skip
        removed = rows.take_back(connection, import_id)
        counts = {"removed": removed, "restored": 0}
        lists.change(connection, import_id, state="undone", undone_at=now, counts=counts)
        lists.drop_file(connection, import_id, "left_out")
        keeping.note(connection, "import_undone", import_id, counts, now, by)
    return removed


def _batches(people: Sequence[Person]) -> Iterator[list[Person]]:
    waiting = iter(people)
    while batch := list(islice(waiting, _BATCH)):
        yield batch
