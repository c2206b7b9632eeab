"""Strict YAML: every scalar a string, every place remembered, nothing clever.

PyYAML turns YES and 12:30 into booleans and numbers and lets a second key of the same name win.
Here every scalar stays text, duplicate keys, tags, anchors and aliases are refused, and the line
and column of each key and value is kept. Files over MAX_BYTES are not even parsed.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.errors import Problem
from bot.sentences import say

MAX_BYTES = 256 * 1024
MAX_DEPTH = 24
MAX_NODES = 40_000
Loc = tuple[str | int, ...]
Place = tuple[int, int]


@dataclass(frozen=True)
class Document:
    """A file as plain dicts, lists and strings.

    `places` maps a path to the (line, column) of its key, from 1; `spans` the path of a text or
    list to where it begins and ends itself.
    """

    path: str
    data: Any
    places: Mapping[Loc, Place] = field(default_factory=dict)
    text: str = ""
    spans: Mapping[Loc, tuple[Place, Place]] = field(default_factory=dict)

    def place(self, loc: Loc) -> Place:
        """Where `loc` is, or where the nearest thing around it begins."""
        while loc and loc not in self.places:
            loc = loc[:-1]
        return self.places.get(loc, (1, 1))

    def problem(self, loc: Loc, message: str, mend: str = "", **more: str) -> Problem:
        """A problem at `loc`."""
        line, column = self.place(loc)
        return Problem(self.path, line, column, message, mend, **more)


def _at(mark: Any) -> Place:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _name_of(error: OSError) -> str:
    return errno.errorcode.get(error.errno or 0, str(error.errno))


# What libyaml says, in an organizer's words; anything else is only said to be no YAML.
_SYNTAX = {
    "did not find expected key": say("The line is indented like none above it."),
    "did not find expected '-' indicator": say("A list goes on here without its -."),
    "did not find expected ',' or ']'": say("A [ is opened and never closed."),
    "did not find expected ',' or '}'": say("A { is opened and never closed."),
    "could not find expected ':'": say("A : is missing after the name."),
    "found character that cannot start any token": say("No text may begin with this character."),
    "found unknown escape character": say("A \\ in double quotes has a meaning of its own."),
    "block sequence entries are not allowed in this context": say("A list cannot begin here."),
}


class _Refused(Exception):
    def __init__(self, mark: Any, message: str, mend: str, code: str) -> None:
        self.place = _at(mark)
        self.message, self.mend, self.code = message, mend, code
        super().__init__(message)


def read_document(path: Path, shown: str) -> tuple[Document | None, list[Problem]]:
    """Read one file. `shown` is the path as messages show it. Never raises for bad content."""
    text, problems = read_text(path, shown)
    return (None, problems) if text is None else parse_document(text, shown)


def read_text(path: Path, shown: str) -> tuple[str | None, list[Problem]]:
    """The text of one file, or why there is none. Never raises for bad content."""
    try:
        raw = path.read_bytes()[: MAX_BYTES + 1]
    except OSError as error:
        return None, [
            Problem(
                shown,
                1,
                1,
                say("The system cannot read the file (%(code)s).", code=_name_of(error)),
                say("Look whether it is a file, and whether Clarion may read it."),
                code="unreadable",
            )
        ]
    if len(raw) > MAX_BYTES:
        return None, [
            Problem(
                shown,
                1,
                1,
                say("The file is larger than %(size)s kB.", size=MAX_BYTES // 1024),
                say("Split it into several flows."),
                code="too_big",
            )
        ]
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return None, [
            Problem(
                shown,
                1,
                1,
                say("The file is not UTF-8 text."),
                say("Save it as UTF-8."),
                code="encoding",
            )
        ]


def parse_document(text: str, shown: str) -> tuple[Document | None, list[Problem]]:
    """Parse YAML text into a Document, or say what is wrong and where."""
    composer = _Composer()
    try:
        data = composer.compose(yaml.parse(text, Loader=yaml.CSafeLoader))
    except _Refused as error:
        return None, [_refusal(shown, error)]
    except yaml.MarkedYAMLError as error:
        return None, [_syntax_problem(error, text, shown)]
    except yaml.YAMLError as error:
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        message = say("There is a character that YAML does not allow.")
        return None, [Problem(shown, line, 1, message, say("Delete it."), code="syntax")]
    return Document(shown, data, composer.places, text, composer.spans), []


def _refusal(shown: str, error: _Refused) -> Problem:
    line, column = error.place
    return Problem(shown, line, column, error.message, error.mend, code=error.code)


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, shown: str) -> Problem:
    if error.context and "quoted scalar" in error.context:
        message = say("A quote is opened here and never closed.")
        place = _Refused(error.context_mark, message, say('End the text with ".'), "syntax")
        return _refusal(shown, place)
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.splitlines()
    row = lines[line] if line < len(lines) else ""
    message = _SYNTAX.get(error.problem or "", say("This is not YAML."))
    mend = say("Look at the indentation and the quotes.")
    value = row.partition(":")[2].strip()
    if "\t" in row[: len(row) - len(row.lstrip())]:
        message, mend = say("The line is indented with a tab."), say("Indent with blanks.")
    elif value[:1] in "{[" and value[:1]:
        message = say("A text that begins with { or [ needs quotes.")
        mend = say('Write %(row)s: "%(value)s"', row=row.strip().partition(":")[0], value=value)
    elif error.problem and "mapping values are not allowed" in error.problem:
        message, mend = (
            say("A text with a colon in it needs quotes."),
            say('Write it as "text: more text".'),
        )
    elif value[:1] and value[:1] in "@%`&*!|>":
        message, mend = (
            say("A text that begins with %(value)s needs quotes.", value=value[:1]),
            say('Put "..." around it.'),
        )
    return Problem(shown, line + 1, column + 1, message, mend, code="syntax")


class _Composer:
    """Builds plain data from parser events."""

    def __init__(self) -> None:
        self.places: dict[Loc, Place] = {}
        self.spans: dict[Loc, tuple[Place, Place]] = {}
        self.starts: dict[Loc, Place] = {}
        self.nodes = 0

    def compose(self, events: Iterator[yaml.Event]) -> Any:
        data: Any = None
        seen = False
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent) and seen:
                raise _Refused(
                    event.start_mark,
                    say("A second document begins here."),
                    say("Delete the ---."),
                    "documents",
                )
            if isinstance(event, yaml.NodeEvent):
                data, seen = self._node(event, events, ()), True
        return data

    def _node(self, event: yaml.NodeEvent, events: Iterator[yaml.Event], loc: Loc) -> Any:
        mark = event.start_mark
        self._refuse(event, loc)
        self.places.setdefault(loc, _at(mark))
        if isinstance(event, yaml.ScalarEvent):
            self.spans[loc] = (_at(mark), _at(event.end_mark))
            if event.value in ("", "~", "null") and event.implicit[0] and event.style is None:
                return None
            return event.value
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(events, loc)
        self.starts[loc] = _at(mark)
        return self._sequence(events, loc)

    def _refuse(self, event: yaml.NodeEvent, loc: Loc) -> None:
        mark = event.start_mark
        self.nodes += 1
        if len(loc) > MAX_DEPTH or self.nodes > MAX_NODES:
            raise _Refused(
                mark,
                say("The file is nested too deep or too large."),
                say("Make it simpler."),
                "too_big",
            )
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise _Refused(
                mark,
                say("Anchors (&) and aliases (*) are not used here."),
                say("Write the text out, or put it in quotes if it begins with & or *."),
                "alias",
            )
        tag = getattr(event, "tag", None)
        if tag:
            raise _Refused(
                mark,
                say(
                    "The tag %(tag)s is not used here.", tag=tag.replace("tag:yaml.org,2002:", "!!")
                ),
                say("Delete it, or put the text in quotes if it begins with !."),
                "tag",
            )

    def _mapping(self, events: Iterator[yaml.Event], loc: Loc) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent):
                raise _Refused(
                    event.start_mark,
                    say("A text that begins with { or [ needs quotes."),
                    say('Put "..." around it.'),
                    "key",
                )
            key, mark = event.value, event.start_mark
            self._refuse(event, loc)
            if key in data:
                first = self.places[(*loc, key)][0]
                raise _Refused(
                    mark,
                    say("'%(key)s' is here twice (first on line %(first)s).", key=key, first=first),
                    say("Keep one of them."),
                    "duplicate",
                )
            data[key] = None
            self.places[(*loc, key)] = _at(mark)
            data[key] = self._node(next(events), events, (*loc, key))  # type: ignore[arg-type]
        return data

    def _sequence(self, events: Iterator[yaml.Event], loc: Loc) -> list[Any]:
        data: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                self.spans[loc] = (self.starts.pop(loc), _at(event.end_mark))
                break
            data.append(self._node(event, events, (*loc, len(data))))  # type: ignore[arg-type]
        return data
