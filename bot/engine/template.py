"""Texts with fields in them: "{name|first}", and nothing that could run.

A field is a name, with a closed list of filters. A part in [square brackets] is left out when a
field in it is not known: "Hi[ {name|first}]!". `[[` is a bracket. A part may begin with when it is
said: "[before: It begins {week}.]", "[closed: It opens {line.opens|date}.]". What a person wrote is
put in as it is and never read as a template again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from bot.engine.ear import spell_number
from bot.engine.events import Scalar
from bot.engine.text import shorten
from bot.engine.wording import Lexicon, Meanings
from bot.sentences import say

MAX_VALUE = 1600  # a text's length: copy for a DJ is one value
FIELD = re.compile(r"\{([^{}]*)\}|(\[\[|\]\])|([\[\]{}])")
# When a part is said: in a phase of the campaign, or while the call-in line is in a state.
PHASES = ("before", "week", "after")
LINE_STATES = ("open", "closed", "over")
LABEL = re.compile(rf"({'|'.join((*PHASES, *LINE_STATES))}):\s?")
NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")


class TemplateError(ValueError):
    """A template that cannot be read; `mend` says how to write it."""

    def __init__(self, message: str, mend: str, at: int = 0) -> None:
        self.message = message
        self.mend = mend
        self.at = at
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Field:
    """A place in a text that a value fills. `filters` are (name, argument) pairs."""

    name: str
    filters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A part in brackets: left out when a field in it is not known, or at another time than
    `when`, a phase or a state of the line ("" is always)."""

    pieces: tuple[str | Field, ...]
    when: str = ""


Piece = str | Field | Part


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled text. `is_plain` texts have no field at all; `shows_line` ones cannot do without
    the number of the call-in line."""

    source: str
    pieces: tuple[Piece, ...]
    is_plain: bool
    shows_line: bool = False

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field in the text."""
        return tuple(_fields(self.pieces))

    @property
    def has_phases(self) -> bool:
        """Whether a part of it is said in one phase of the campaign only."""
        return any(isinstance(piece, Part) and piece.when in PHASES for piece in self.pieces)

    def render(self, look_up: Callable[[str], Scalar | None], lang: str, lexicon: Lexicon) -> str:
        """Fill the fields. An unknown one without a default becomes nothing."""
        if self.is_plain:
            return self.source
        return "".join([_render(piece, look_up, lang, lexicon) for piece in self.pieces])


def compile_template(source: str) -> Template:
    """Read `source`. Raises TemplateError."""
    if not any(mark in source for mark in "{}[]"):
        return Template(source, (source,), True)
    outer: list[Piece] = []
    inner: list[str | Field] | None = None
    when, end = "", 0
    for found in FIELD.finditer(source):
        into: list[Any] = outer if inner is None else inner
        if found.start() > end:
            into.append(source[end : found.start()])
        end = found.end()
        expression, escaped, mark = found.groups()
        if expression is not None:
            into.append(_read_field(expression, found.start()))
        elif escaped:
            into.append(escaped[0])
        elif mark == "[" and inner is None:
            inner, label = [], LABEL.match(source, end)
            when, end = (label[1], label.end()) if label else ("", end)
        elif mark == "]" and inner is not None:
            outer.append(Part(tuple(inner), when))
            inner = None
        else:
            raise _stray(mark, found.start())
    if inner is not None:
        raise _stray("[", source.rfind("["))
    if end < len(source):
        outer.append(source[end:])
    shows_line = any(isinstance(one, Field) and one.name.startswith("line") for one in outer)
    return Template(source, tuple(outer), False, shows_line)


def _stray(mark: str, at: int) -> TemplateError:
    if mark in "[]":
        return TemplateError(
            say("'%(mark)s' without its partner.", mark=mark),
            say(
                "Square brackets mark a part that is left out when a field in it is not known; "
                "write [[ or ]] for the bracket itself."
            ),
            at,
        )
    return TemplateError(
        say("'%(mark)s' without its partner.", mark=mark),
        say("A field is written {name}; texts hold no other braces."),
        at,
    )


def _read_field(expression: str, at: int) -> Field:
    name, *rest = (part for part in expression.split("|"))
    name = name.strip()
    if not NAME.fullmatch(name):
        raise TemplateError(
            say("'%(text)s' is not a field.", text=f"{{{expression}}}"),
            say(
                "A field is a name like {name} or {line.hours}, with filters like {name|first}; "
                "nothing is calculated in a text."
            ),
            at,
        )
    filters = []
    for part in rest:
        key, _, argument = part.partition(":")
        key = key.strip()
        if key not in FILTERS:
            raise TemplateError(
                say("'%(text)s' is not a filter.", text=key),
                say("Filters are: %(known)s.", known=", ".join(sorted(FILTERS))),
                at,
            )
        if not FITS.get(key, _ANYTHING).fullmatch(argument):
            raise TemplateError(
                say("'%(text)s' does not fit the filter '%(name)s'.", text=argument, name=key),
                say("Write it like %(example)s.", example=_LIKE[key]),
                at,
            )
        filters.append((key, argument))
    return Field(name, tuple(filters))


def _fields(pieces: tuple[Piece, ...]) -> list[Field]:
    found: list[Field] = []
    for piece in pieces:
        if isinstance(piece, Field):
            found.append(piece)
        elif isinstance(piece, Part):
            found.extend(_fields(piece.pieces))
    return found


def _render(
    piece: Piece, look_up: Callable[[str], Scalar | None], lang: str, lexicon: Lexicon
) -> str:
    if isinstance(piece, str):
        return piece
    if isinstance(piece, Field):
        return show(piece, look_up(piece.name), lang, lexicon)
    if not _is_now(piece.when, look_up):
        return ""
    if any(look_up(f.name) in (None, "") for f in _fields(piece.pieces)):
        return ""
    return "".join(_render(inner, look_up, lang, lexicon) for inner in piece.pieces)


def _is_now(when: str, look_up: Callable[[str], Scalar | None]) -> bool:
    """Whether a part belongs in; where nobody knows the phase, it is the week itself."""
    if when in PHASES:
        return (look_up("phase") or "week") == when
    return not when or look_up("line.state") == when


def show(field: Field, value: Scalar | None, lang: str, lexicon: Lexicon) -> str:
    """What a field shows of a value, through its filters."""
    text = "" if value is None else str(value)[:MAX_VALUE]
    words = lexicon.languages.get(lang) or Meanings()
    for name, argument in field.filters:
        text = FILTERS[name](text, argument, lang, words)
    return text


# --- filters: (text, argument, language, that language's words) -> text --------------------


def _date(text: str, _argument: str, _lang: str, words: Meanings) -> str:
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return text
    if not words.weekday_labels:
        return day.isoformat()
    return words.day_form.format(
        weekday=words.weekday_labels[day.weekday()],
        month=words.month_labels[day.month - 1],
        day=day.day,
    )


def _time(text: str, _argument: str, _lang: str, _words: Meanings) -> str:
    try:
        clock = datetime.fromisoformat(text).time() if "T" in text else time.fromisoformat(text)
    except ValueError:
        return text
    return written_time(clock)


def written_time(clock: time) -> str:
    """A time of day as texts show it: 6pm, 12:30pm."""
    hour = clock.hour % 12 or 12
    minute = f":{clock.minute:02}" if clock.minute else ""
    return f"{hour}{minute}{'am' if clock.hour < 12 else 'pm'}"


def _hour(text: str, argument: str, lang: str, words: Meanings) -> str:
    """An hour as it stands in a sentence: "hasta la 1pm", "a las 4:30pm"; "until 4:30pm"."""
    said = _time(text, argument, lang, words)
    number = re.match(r"\d+", said)
    if number is None or not words.hour_forms:
        return said
    form = words.hour_forms.get(said) or words.hour_forms.get(number[0]) or words.hour_forms["*"]
    return form.format(time=said)


def _number(text: str, _argument: str, _lang: str, _words: Meanings) -> str:
    return f"{int(text):,}" if text.lstrip("-").isdigit() else text


def _plural(text: str, argument: str, _lang: str, _words: Meanings) -> str:
    one, _, many = argument.partition(":")
    return one if text == "1" else many


# What may follow a filter's colon; anything where nothing is written here.
_ANYTHING = re.compile(r".*", re.DOTALL)
_NOTHING = re.compile("")
FITS: Mapping[str, re.Pattern[str]] = {
    "short": re.compile(r"[1-9]\d{0,3}|"),
    "plural": re.compile(r"[^:]*:[^:]*"),
    "ear": re.compile(r"digits|"),
    **dict.fromkeys(
        ("first", "upper", "lower", "title", "date", "time", "hour", "number"), _NOTHING
    ),
}
_LIKE = {
    "short": "{name|short:40}",
    "plural": "{calls|plural:call:calls}",
    "ear": "{line|ear} or {line|ear:digits}",
    **{key: f"{{name|{key}}}" for key in FITS if FITS[key] is _NOTHING},
}
Filter = Callable[[str, str, str, Meanings], str]

FILTERS: Mapping[str, Filter] = {
    "default": lambda text, argument, _l, _w: text or argument,
    "first": lambda text, _a, _l, _w: text.split()[0] if text.split() else "",
    "upper": lambda text, _a, _l, _w: text.upper(),
    "lower": lambda text, _a, _l, _w: text.lower(),
    "title": lambda text, _a, _l, _w: text.title(),
    "short": lambda text, argument, _l, _w: shorten(text, max(8, int(argument or "40"))),
    "date": _date,
    "time": _time,
    "hour": _hour,
    "number": _number,
    "plural": _plural,
    "ear": lambda text, how, lang, _w: spell_number(text, lang, digit_by_digit=how == "digits"),
}
