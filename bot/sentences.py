"""Sentences for people, that keep what they are made of, so that a page can say them in Spanish.

    raise InputError(say("There is no line “%(line)s”.", line=draft.line), "line")
    say_many("%(num)s person gets it", "%(num)s people get it", people)

What is said is English: the command line, the log and an exception show it as it is. It is a
string that also holds its template and values; values may be sentences themselves. Babel finds
templates by the names `say` and `say_many`, so both take literals only. What is stored is
`kept()`, and `recalled()` when it is read; texts of older versions come back as they were.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

Value = object
_KEPT = '{"say": '
_KEPT_WORDS = '{"en": '


class Catalog(Protocol):
    """What translates: Babel's and gettext's translations both do."""

    def gettext(self, message: str, /) -> str: ...
    def ngettext(self, singular: str, plural: str, num: int, /) -> str: ...


class Sentence(str):
    """English, with its template and values. `plural` and `num` where a number decides the form;
    `own` where the words of each language came together and no catalog is asked."""

    __slots__ = ("num", "own", "plural", "template", "values")
    template: str
    values: Mapping[str, Value]
    plural: str
    num: int
    own: Mapping[str, str]

    def __new__(
        cls,
        template: str,
        values: Mapping[str, Value] | None = None,
        plural: str = "",
        num: int = 1,
        own: Mapping[str, str] | None = None,
    ) -> Sentence:
        """A sentence. Raises KeyError where a value of the template is missing."""
        form = plural if plural and num != 1 else template
        made = super().__new__(cls, form % values if values else form)
        made.template, made.values, made.plural, made.num = template, values or {}, plural, num
        made.own = own or {}
        return made

    def __getnewargs__(self) -> tuple[Any, ...]:
        return self.template, self.values, self.plural, self.num, self.own

    def told(self, lang: str, catalog: Catalog) -> str:
        """It in the language `lang`, whose catalog is `catalog`, with what is in it."""
        if self.own:
            return self.own.get(lang, str(self))
        form = (
            catalog.ngettext(self.template, self.plural, self.num)
            if self.plural
            else catalog.gettext(self.template)
        )
        inner = {name: told(value, lang, catalog) for name, value in self.values.items()}
        return form % inner if inner else form


def say(template: str, /, **values: Value) -> Sentence:
    """A sentence; `%(name)s` in the template stands for a value."""
    return Sentence(template, values)


def say_many(singular: str, plural: str, num: int, /, **values: Value) -> Sentence:
    """A sentence in the form that `num` asks for; `%(num)s` is the number itself."""
    return Sentence(singular, {"num": f"{num:,}", **values}, plural, num)


def own_words(words: Mapping[str, str]) -> Sentence:
    """A sentence whose words in each language came together, English among them."""
    return Sentence(words["en"], own=words)


def either(names: Sequence[str]) -> str:
    """ "a", "a or b", "a, b or c"."""
    if len(names) < 2:
        return "".join(names)
    return say("%(names)s or %(last)s", names=", ".join(names[:-1]), last=names[-1])


def joined(*parts: str) -> str:
    """Sentences and words one after the other; what is empty is left out."""
    held = [part for part in parts if part]
    if len(held) < 2:
        return held[0] if held else ""
    names = [f"part{index}" for index in range(len(held))]
    return Sentence(" ".join(f"%({name})s" for name in names), dict(zip(names, held, strict=True)))


def told(value: Value, lang: str, catalog: Catalog) -> str:
    """A sentence, a lazy string or anything else in a language."""
    return value.told(lang, catalog) if isinstance(value, Sentence) else str(value)


def kept(text: Any) -> Any:
    """A text as the record keeps it: a sentence with its template and values, as JSON. Anything
    else is kept as it is."""
    return json.dumps(_parts(text), ensure_ascii=False) if isinstance(text, Sentence) else text


def recalled(text: Any) -> Any:
    """What `kept` gave to the record, as it was said."""
    if not isinstance(text, str) or not text.startswith((_KEPT, _KEPT_WORDS)):
        return text
    try:
        return _made(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError):
        return text  # somebody's own words, that only look like it


def _parts(value: Value) -> object:
    if not isinstance(value, Sentence):
        return str(value)
    if value.own:
        return dict(value.own)
    parts: dict[str, object] = {"say": value.template}
    if value.plural:
        parts |= {"many": value.plural, "num": value.num}
    if value.values:
        parts["with"] = {name: _parts(inner) for name, inner in value.values.items()}
    return parts


def _made(parts: Any) -> str:
    if isinstance(parts, str):
        return parts
    if "say" not in parts:
        return own_words(parts)
    values = {name: _made(inner) for name, inner in parts.get("with", {}).items()}
    return Sentence(parts["say"], values, parts.get("many", ""), parts.get("num", 1))
