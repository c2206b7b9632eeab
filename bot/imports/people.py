"""Rows as people: who would come in, and what is wrong with the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from bot.imports import cells
from bot.imports.columns import Column, Layout
from bot.imports.decoding import UNREADABLE
from bot.imports.lines import Row
from bot.imports.names import fold, known
from bot.imports.phones import Phone, read_cell
from bot.imports.problems import NOTICES, Cost, Kind, Problem

Progress = Callable[[int], None]
_EVERY = 2000
# "Hi NULL" has been texted to people: what databases and scripts write for nothing.
_NOTHING = frozenset(
    {"null", "(null)", "<null>", "n/a", "#n/a", "nan", "none", "undefined", "-", "--"}
)
# Questions that are asked once for a file: its name → the kind, and the answers, the harmless last.
QUESTIONS: Mapping[str, tuple[Kind, tuple[str, ...]]] = {
    "zeros": (Kind.ZIP_ZERO, ("add", "drop")),
    "extensions": (Kind.EXTENSION, ("take", "leave")),
    "two": (Kind.TWO_IN_CELL, ("first", "leave")),
    "bars": (Kind.BAR_TAG, ("split", "keep")),
}
_TAKING = {Kind.EXTENSION: ("extensions", "take"), Kind.TWO_IN_CELL: ("two", "first")}


@dataclass(slots=True)
class Person:
    """Somebody of a file as they would be kept."""

    row: int
    phone: str
    reach: str
    name: str = ""
    lang: str | None = None
    zip: str | None = None
    tags: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Found:
    """What a file holds. `left_out` are the rows that cost a person, with the kind; `written`
    counts tags as written and as kept; `problems` has every one, row by row."""

    people: dict[str, Person] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    left_out: list[tuple[Row, Kind]] = field(default_factory=list)
    written: dict[tuple[str, str], int] = field(default_factory=dict)
    rows: int = 0


def read_people(
    layout: Layout,
    rows: Iterable[Row],
    languages: tuple[str, ...],
    answers: Mapping[str, str],
    progress: Progress = lambda _: None,
) -> Found:
    """Everybody of a file, each number once. `progress` is told now and then how many rows are
    read."""
    reader = _Reader(layout, languages, answers)
    found = Found()
    for row in rows:
        found.rows += 1
        reader.read(row, found)
        if found.rows % _EVERY == 0:
            progress(found.rows)
    progress(found.rows)
    return found


class _Reader:
    def __init__(
        self, layout: Layout, languages: tuple[str, ...], answers: Mapping[str, str]
    ) -> None:
        self._languages, self._answers = languages, answers
        self._width = len(layout.columns)
        self._phones = [(one, _type_beside(layout, one)) for one in layout.of("cell", "phone")]
        self._others = layout.of("other_phone")
        parts = layout.of("first_name") + layout.of("last_name")
        self._parts, self._whole = parts, layout.of("name")
        self._lang, self._zip = layout.of("lang"), layout.of("zip")
        self._tags, self._groups = layout.of("tags"), layout.of("group")
        self._says = layout.of("opt_out", "status")
        self._used = [one.index for one in layout.columns if one.is_used]

    def read(self, row: Row, found: Found) -> None:
        """Take a row in."""
        problems: list[Problem] = []
        fault = self._fault(row)
        person = None
        if fault is None:
            phone, fault = self._phone(row)
        if fault is None:
            person = Person(row.row, phone.e164, phone.reach)
            fault = self._fill(person, row, problems, found)
        found.problems += problems
        if fault is not None:
            kind, value = fault
            found.problems.append(Problem(kind, row.row, value))
            found.left_out.append((row, kind))
        elif person is not None:
            _take(person, found)

    # --- the row as a whole --------------------------------------------------------------------

    def _fault(self, row: Row) -> tuple[Kind, str] | None:
        if row.fault:
            return Kind(row.fault), " ".join(row.cells)[:80]
        extra = [cell for cell in row.cells[self._width :] if cell.strip()]
        if extra:
            return Kind.TOO_MANY_CELLS, extra[0][:80]
        for index in self._used:
            text = row.cells[index] if index < len(row.cells) else ""
            if cells.has_control(text):
                return Kind.CONTROL, _shown(text)
            if text.count('"') % 2:
                return Kind.OPEN_QUOTE, _shown(text)
            if UNREADABLE in text:
                return Kind.UNREADABLE, _shown(text)
        for column in self._says:
            text = _cell(row, column)
            if text and cells.says_stop(column.field, text):
                return Kind.STOPPED_IN_FILE, _shown(text)
        return None

    def _phone(self, row: Row) -> tuple[Phone, tuple[Kind, str] | None]:
        """The one number to text; a file that has two says which it is, or the row is refused."""
        read: list[tuple[str, Phone]] = []
        has_other = any(_cell(row, one) for one in self._others)
        for column, beside in self._phones:
            text = _cell(row, column)
            if not text:
                continue
            if beside and known().types.get(fold(_cell(row, beside))) == "other":
                has_other = True
                continue
            read.append((text, read_cell(text)))
        if not read:
            return Phone(), (Kind.ONLY_OTHER_PHONE if has_other else Kind.NO_NUMBER, "")
        usable = {phone.e164 for _, phone in read if phone.e164}
        if len(usable) > 1:
            return Phone(), (Kind.TWO_NUMBERS, _shown(" / ".join(text for text, _ in read)))
        text, phone = min(read, key=lambda one: (not one[1].e164, one[1].fault is not None))
        if phone.fault is None or self._is_taken(phone):
            return phone, None
        return phone, (phone.fault, _shown(text))

    def _is_taken(self, phone: Phone) -> bool:
        if phone.fault not in _TAKING or not phone.e164:
            return False
        name, answer = _TAKING[phone.fault]
        return self._answers.get(name) == answer

    # --- what is kept of a person --------------------------------------------------------------

    def _fill(
        self, person: Person, row: Row, problems: list[Problem], found: Found
    ) -> tuple[Kind, str] | None:
        name, fault = self._name(row)
        if fault is not None and NOTICES[fault].cost is Cost.ROW:
            return fault, _shown(self._written_name(row))
        if fault is not None:
            problems.append(Problem(fault, row.row, _shown(self._written_name(row))))
        person.name = name
        self._fill_place(person, row, problems)
        for column in self._lang:
            text = _cell(row, column)
            lang, fault = cells.read_lang(text, self._languages)
            person.lang = person.lang or lang
            if fault is not None:
                problems.append(Problem(fault, row.row, _shown(text)))
        self._fill_tags(person, row, problems, found)
        return None

    def _name(self, row: Row) -> tuple[str, Kind | None]:
        parts = [_cell(row, one) for one in self._parts]
        return cells.read_name(parts if any(parts) else [_cell(row, one) for one in self._whole])

    def _written_name(self, row: Row) -> str:
        return " ".join(filter(None, (_cell(row, one) for one in (*self._parts, *self._whole))))

    def _fill_place(self, person: Person, row: Row, problems: list[Problem]) -> None:
        for column in self._zip:
            text = _cell(row, column)
            place, fault = cells.read_zip(text, self._answers.get("zeros", ""))
            if place is not None:
                person.zip = person.zip or place.zip
            if fault is not None and not (fault is Kind.ZIP_ZERO and "zeros" in self._answers):
                problems.append(Problem(fault, row.row, _shown(text)))

    def _fill_tags(self, person: Person, row: Row, problems: list[Problem], found: Found) -> None:
        read: list[tuple[str, str]] = []
        for column in self._tags:
            text = _cell(row, column)
            if text:
                tags, faults = cells.read_tags(text, self._answers.get("bars", ""))
                read += tags
                problems += [Problem(kind, row.row, _shown(value)) for kind, value in faults]
        for column in self._groups:
            if cells.is_true(_cell(row, column)):
                name = column.header.partition(":")[2]
                read.append((name.strip(), cells.keep_tag(name)[: cells.MAX_TAG]))
        for pair in read:
            person.tags.add(pair[1])
            found.written[pair] = found.written.get(pair, 0) + 1


def _take(person: Person, found: Found) -> None:
    """A number that comes again fills in what its first row left empty."""
    first = found.people.setdefault(person.phone, person)
    if first is person:
        return
    differs = any(
        mine and theirs and mine != theirs
        for mine, theirs in (
            (first.name, person.name), (first.lang, person.lang), (first.zip, person.zip)
        )
    )  # fmt: skip
    kind = Kind.TWICE_DIFFERS if differs else Kind.TWICE
    found.problems.append(Problem(kind, person.row, str(first.row)))
    first.name = first.name or person.name
    first.lang = first.lang or person.lang
    first.zip = first.zip or person.zip
    first.tags |= person.tags


def _type_beside(layout: Layout, phone: Column) -> Column | None:
    """The column that says what kind of number a phone column holds: of the same number in its
    name, "Phone 2 - Type" for "Phone 2 - Value"."""
    digits = "".join(filter(str.isdigit, phone.header))
    for column in layout.of("phone_type"):
        if "".join(filter(str.isdigit, column.header)) == digits:
            return column
    return None


def _cell(row: Row, column: Column) -> str:
    """A cell, without the mark that keeps spreadsheets from taking it for a formula; empty where
    a program wrote that there is nothing."""
    text = row.cells[column.index].strip() if column.index < len(row.cells) else ""
    if text.lower() in _NOTHING:
        return ""
    return text[1:] if text.startswith("'") and text[1:2] in ("=", "+", "-", "@") else text


def _shown(text: str) -> str:
    """A cell as a preview shows it: on one line, without what a terminal obeys."""
    return "".join(char if char.isprintable() else "�" for char in text)[:80]
