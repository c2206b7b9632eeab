"""What the record knows of the people of a file, and what would become of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.imports.people import Person
from bot.imports.problems import Kind, Problem
from bot.store.imports import staging
from bot.store.imports.staging import KnownRow
from bot.store.record import Transaction
from bot.store.sealing import Purpose, Sealer


class Fate(StrEnum):
    """What becomes of somebody of a file."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    STOPPED = "stopped"
    ERASED = "erased"


Value = str | list[str] | bool | None
Changes = Mapping[str, tuple[Value, Value]]


@dataclass(frozen=True, slots=True)
class Judged:
    """Somebody of a file, with their fate. `changes` are fields before and after: name, lang, zip,
    tags, consent. `differs` are fields where the record's own value stays. `known_name` is the
    record's, opened."""

    person: Person
    fate: Fate
    known: KnownRow | None = None
    changes: Changes = field(default_factory=dict)
    differs: tuple[str, ...] = ()
    known_name: str | None = None


def judge(sealer: Sealer, person: Person, row: KnownRow | None, *, has_proof: bool) -> Judged:
    """Say what becomes of somebody. `row` is what the record says of their number."""
    if row is None:
        return Judged(person, Fate.NEW)
    if row.is_opted_out or row.last_act == "opt_out":
        return Judged(person, Fate.STOPPED, row)
    if row.contact_id is None:
        return Judged(person, Fate.ERASED, row)
    changes: dict[str, tuple[Value, Value]] = {}
    differs = []
    name = sealer.open_or_unknown(row.name_sealed, Purpose.CONTACT_NAME)
    for what, before, after in (
        ("name", name, person.name),
        ("lang", row.lang, person.lang),
        ("zip", row.zip, person.zip),
    ):
        if not after or before == after:
            continue
        if before and not row.is_from_list:
            differs.append(what)  # what somebody has told us themselves stays
        else:
            changes[what] = (before, after)
    if person.tags - set(row.tags):
        changes["tags"] = (sorted(row.tags), sorted(person.tags | set(row.tags)))
    if has_proof and not row.is_opted_in:
        changes["consent"] = (False, True)
    fate = Fate.CHANGED if changes else Fate.SAME
    return Judged(person, fate, row, changes, tuple(differs), name)


def judge_all(
    sealer: Sealer, connection: Transaction, people: Iterable[Person], *, has_proof: bool
) -> list[Judged]:
    """`judge` everybody of a file. Writes nothing but a table of its own transaction."""
    listed = list(people)
    staging.stage_digests(
        connection,
        (
            (n, sealer.digests("sms", one.phone), sealer.traces("sms", one.phone))
            for n, one in enumerate(listed)
        ),
    )
    rows = {row.n: row for row in staging.known(connection)}
    return [judge(sealer, one, rows.get(n), has_proof=has_proof) for n, one in enumerate(listed)]


def problems_of(judged: Iterable[Judged]) -> list[Problem]:
    """What the record finds wrong, row by row."""
    found = []
    for one in judged:
        row = one.person.row
        if one.fate is Fate.STOPPED:
            found.append(Problem(Kind.STOPPED, row))
        elif one.fate is Fate.ERASED:
            found.append(Problem(Kind.ERASED, row))
        elif one.person.reach == "landline":
            found.append(Problem(Kind.LANDLINE_FOUND, row))
        elif one.known is not None and one.known.reach in ("landline", "bad", "reassigned"):
            found.append(Problem(Kind.LANDLINE, row))
        found += [Problem(Kind.DIFFERS, row, what) for what in one.differs]
    return found
