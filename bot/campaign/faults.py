"""Pydantic's errors in an organizer's words, at the line and column they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from rapidfuzz import fuzz, process

from bot.campaign.documents import Document, Loc
from bot.campaign.shapes import words_of
from bot.errors import Problem
from bot.sentences import Sentence, either, say


def explain(
    document: Document, error: ValidationError, model: type[BaseModel]
) -> Iterator[Problem]:
    """One problem per error, in file order."""
    problems = [_problem(document, item, model) for item in error.errors(include_url=False)]
    yield from sorted(set(problems), key=lambda p: (p.line, p.column, p.message))


def _problem(document: Document, item: Any, model: type[BaseModel]) -> Problem:
    loc: Loc = tuple(part for part in item["loc"] if part != "[key]")
    message, mend = _words(item, loc, model)
    loc = _closest(document, loc[:-1] if item["type"] == "missing" else loc)
    step = str(loc[1]) if len(loc) > 1 and loc[0] == "steps" else ""
    return document.problem(loc, message, mend, step=step, code=item["type"])


def _closest(document: Document, loc: Loc) -> Loc:
    """`loc` as it is written in the file: without what validators have put in between."""
    found: Loc = ()
    for part in loc:
        if (*found, part) in document.places:
            found = (*found, part)
    return found


def _words(item: Any, loc: Loc, model: type[BaseModel]) -> tuple[str, str]:
    kind, given = item["type"], item["input"]
    name = str(loc[-1]) if loc else "file"
    if kind == "missing":
        return say("'%(name)s' is missing.", name=name), _describe(model, loc)
    if kind == "extra_forbidden":
        return say("There is no '%(name)s' here.", name=name), _did_you_mean(name, model, loc)
    if kind == "value_error":
        return words_of(item["ctx"]["error"])
    if kind == "string_pattern_mismatch":
        shown = given if isinstance(given, str) else name
        return (
            say("'%(shown)s' is not a name.", shown=shown),
            say("Names are small letters, digits and _, beginning with a letter."),
        )
    if given is None:
        return say("'%(name)s' is empty.", name=name), _describe(model, loc)
    return _mistyped(kind, name, given, item)


# Fields that hold a text per language.
_TEXTS = ("say", "label", "outside", "then_say", "title", "org")


def _mistyped(kind: str, name: str, given: object, item: Any) -> tuple[str, str]:
    if kind == "dict_type" and name in _TEXTS:
        return say("'%(name)s' is a text per language.", name=name), say(
            'Write {en: "...", es: "..."}.'
        )
    if kind == "literal_error":
        expected = item["ctx"]["expected"].replace(" or ", ", ")
        return say("'%(value)s' does not fit '%(key)s'.", value=given, key=name), say(
            "It is one of: %(known)s.", known=expected
        )
    if kind == "string_type":
        return say("'%(name)s' is a text, not a list or table.", name=name), say(
            'Write one text, in quotes: "...".'
        )
    if kind in ("dict_type", "model_type", "model_attributes_type"):
        return say("'%(name)s' is a table.", name=name), say(
            "Write what belongs to '%(name)s' below it, indented.", name=name
        )
    if kind == "list_type":
        return say("'%(name)s' is a list.", name=name), say("Write it as [one, two].")
    if kind == "int_parsing":
        return say("'%(value)s' is not a whole number.", value=given), say("Write digits only.")
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = next(iter(item["ctx"].values()))
        return say("%(given)s does not fit '%(name)s'.", given=given, name=name), (
            say("It is at least %(bound)s.", bound=bound)
            if kind.startswith("greater")
            else say("It is at most %(bound)s.", bound=bound)
        )
    if kind in ("too_short", "string_too_short"):
        return say("'%(name)s' is empty.", name=name), say("Write at least one.")
    if kind == "string_too_long":
        most = item["ctx"]["max_length"]
        return say("'%(name)s' is too long.", name=name), say(
            "Write at most %(most)s characters.", most=most
        )
    return say("What stands at '%(name)s' does not fit.", name=name), ""


def _did_you_mean(name: str, model: type[BaseModel], loc: Loc) -> str:
    owner = _owner(model, loc[:-1])
    allowed = [field.alias or key for key, field in owner.model_fields.items()]
    near = process.extract(name, allowed, scorer=fuzz.ratio, score_cutoff=60, limit=3)
    names = [f"'{word}'" for word, score, _ in near if score == near[0][1]]
    return (
        say("Did you mean %(names)s?", names=either(names))
        if names
        else say("It can have: %(allowed)s.", allowed=", ".join(allowed))
    )


def _describe(model: type[BaseModel], loc: Loc) -> str:
    owner = _owner(model, loc[:-1])
    for key, field in owner.model_fields.items():
        if loc and loc[-1] in (key, field.alias):
            return described(field.description or "")
    return ""


def described(text: str) -> Sentence:
    """A field's description as a sentence; `make translations` reads them off the models."""
    return text if isinstance(text, Sentence) else Sentence(text)


def _owner(model: type[BaseModel], loc: Loc) -> type[BaseModel]:
    """The model that the end of `loc` belongs to."""
    current = model
    for part in loc:
        for key, field in current.model_fields.items():
            if part in (key, field.alias):
                current = next(inner_models(field.annotation), current)
                break
    return current


def inner_models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that a field of this type holds, the last one written first."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in reversed(get_args(annotation)):
        yield from inner_models(part)
