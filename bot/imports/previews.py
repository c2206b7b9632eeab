"""What an organizer is shown of a file before anything is written, as plain data.

The command prints it, `--json` gives it as it is, a page keeps it sealed. Words are in
bot/imports/problems.py: a preview names kinds, so that each reader has them in their language.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.imports.columns import Column
from bot.imports.files import File
from bot.imports.judging import Fate, Judged, problems_of
from bot.imports.people import QUESTIONS, Found, Person
from bot.imports.problems import NOTICES, Cost, Kind, Problem
from bot.imports.proofs import Proof

FIRST = 10
_EXAMPLES = 5
_CHANGES = 20
_TAGS = 200


@dataclass(frozen=True, slots=True)
class KindShown:
    """Problems of one kind. `rows` are the file's own numbers, at most so many; `count` is all."""

    kind: Kind
    count: int
    rows: tuple[int, ...]
    examples: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question that is asked once for the file; `answer` is empty while nobody has."""

    name: str
    kind: Kind
    count: int
    answers: tuple[str, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything that is shown of a file. `counts` are rows and people by what becomes of them."""

    form: Mapping[str, Any]
    export: str
    header_row: int | None
    columns: tuple[Mapping[str, Any], ...]
    counts: Mapping[str, int]
    first: tuple[Mapping[str, Any], ...]
    problems: tuple[KindShown, ...]
    questions: tuple[Question, ...]
    changes: Mapping[str, int]
    changed: tuple[Mapping[str, Any], ...]
    tags: tuple[Mapping[str, Any], ...]
    answers: Mapping[str, str]
    proof: Mapping[str, str] | None
    is_against_record: bool = True

    @property
    def can_be_written(self) -> bool:
        """Whether bringing it in would change anything."""
        return bool(self.counts["new"] or self.counts["changed"])

    @property
    def leaves_out(self) -> int:
        """Rows that cost a person."""
        return self.counts["left_out"]

    def as_json(self) -> dict[str, Any]:
        """As JSON knows it. Questions and kinds stand by their names."""
        return {**asdict(self), "can_be_written": self.can_be_written}


def recall(kept: Mapping[str, Any]) -> Preview:
    """What `as_json` gave."""
    values = {name: value for name, value in kept.items() if name != "can_be_written"}
    values["problems"] = tuple(
        KindShown(Kind(one["kind"]), one["count"], tuple(one["rows"]),
                  tuple((row, value) for row, value in one["examples"]))
        for one in kept["problems"]
    )  # fmt: skip
    values["questions"] = tuple(
        Question(one["name"], Kind(one["kind"]), one["count"], tuple(one["answers"]), one["answer"])
        for one in kept["questions"]
    )
    return Preview(**values)


def preview(
    file: File,
    found: Found,
    judged: Sequence[Judged] | None,
    answers: Mapping[str, str],
    proof: Proof | None,
    *,
    rows_shown: int = 200,
    looked_up: tuple[int, int] = (0, 0),
) -> Preview:
    """Put together what is shown. `judged` is None where the record is not at hand: then
    everybody counts as new. `rows_shown` limits the row numbers of each kind. `looked_up` says how
    many numbers were looked up at their carrier, and how many could not be."""
    fates = judged if judged is not None else [Judged(p, Fate.NEW) for p in found.people.values()]
    problems = [*found.problems, *problems_of(fates)]
    return Preview(
        form=asdict(file.form),
        export=file.layout.export,
        header_row=file.layout.header.row if file.layout.header else None,
        columns=tuple(_column(one, file) for one in file.layout.columns),
        counts=_counts(found, fates) | _looked_up(*looked_up),
        first=tuple(_shown(one) for one in fates[:FIRST]),
        problems=_by_kind(problems, rows_shown),
        questions=_questions(problems, answers),
        changes=dict(Counter(what for one in fates for what in one.changes)),
        changed=tuple(_change(one) for one in fates if one.changes)[:_CHANGES],
        tags=_tags(found),
        answers=dict(answers),
        proof=proof.as_json() if proof else None,
        is_against_record=judged is not None,
    )


def _counts(found: Found, fates: Sequence[Judged]) -> dict[str, int]:
    by_fate = Counter(one.fate for one in fates)
    twice = sum(one.kind in (Kind.TWICE, Kind.TWICE_DIFFERS) for one in found.problems)
    return {
        "rows": found.rows,
        **{fate.value: by_fate[fate] for fate in Fate},
        "twice": twice,
        "left_out": len(found.left_out),
    }


def _looked_up(done: int, missing: int) -> dict[str, int]:
    return {"looked_up": done, "not_looked_up": missing} if done or missing else {}


def _column(column: Column, file: File) -> dict[str, Any]:
    cells = (row.cells[column.index] for row in file.rows if column.index < len(row.cells))
    example = next((cell.strip() for cell in cells if cell.strip()), "")
    return {
        "number": column.index + 1,
        "header": column.header,
        "is": column.choice if column.field != "group" else "tags",
        "field": column.field,
        "how": column.how,
        "example": "".join(char if char.isprintable() else " " for char in example)[:40],
    }


def _shown(one: Judged) -> dict[str, Any]:
    """Somebody as they will be kept: of who is known, with what stays of the record."""
    shown = {**_person(one.person), "becomes": one.fate.value}
    known = one.known
    if known is None or one.fate in (Fate.STOPPED, Fate.ERASED):
        return shown
    record = {"name": one.known_name, "lang": known.lang, "zip": known.zip}
    for what, value in record.items():
        if what in one.differs or not shown[what]:
            shown[what] = value or shown[what]
    shown["tags"] = sorted(one.person.tags | set(known.tags))
    return shown


def _person(person: Person) -> dict[str, Any]:
    return {
        "row": person.row,
        "phone": person.phone,
        "name": person.name,
        "lang": person.lang,
        "zip": person.zip,
        "tags": sorted(person.tags),
    }


def _change(one: Judged) -> dict[str, Any]:
    return {
        "row": one.person.row,
        "changes": {what: list(pair) for what, pair in one.changes.items()},
    }


def _by_kind(problems: Sequence[Problem], rows_shown: int) -> tuple[KindShown, ...]:
    groups: dict[Kind, list[Problem]] = {}
    for one in problems:
        groups.setdefault(one.kind, []).append(one)
    order = list(Cost)
    kinds = sorted(groups, key=lambda kind: (order.index(NOTICES[kind].cost), -len(groups[kind])))
    return tuple(
        KindShown(
            kind,
            len(groups[kind]),
            tuple(dict.fromkeys(one.row for one in groups[kind]))[:rows_shown],
            tuple((one.row, one.value) for one in groups[kind] if one.value)[:_EXAMPLES],
        )
        for kind in kinds
    )


def _questions(problems: Sequence[Problem], answers: Mapping[str, str]) -> tuple[Question, ...]:
    counts = Counter(one.kind for one in problems)
    return tuple(
        Question(name, kind, counts[kind], choices, answers.get(name, ""))
        for name, (kind, choices) in QUESTIONS.items()
        if counts[kind] or name in answers
    )


def _tags(found: Found) -> tuple[Mapping[str, Any], ...]:
    """Each tag with what is kept of it, the changed ones first."""
    pairs = sorted(found.written.items(), key=lambda one: (one[0][0] == one[0][1], -one[1], one[0]))
    return tuple(
        {"written": written, "kept": kept, "count": count}
        for (written, kept), count in pairs[:_TAGS]
    )
