"""Pydantic's errors in an organizer's words, at the line and column they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from rapidfuzz import fuzz, process

from bot.campaign.documents import Document, Loc
from bot.errors import Problem


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
        return f"'{name}' is missing.", _describe(model, loc)
    if kind == "extra_forbidden":
        return f"There is no '{name}' here.", _did_you_mean(name, model, loc)
    if kind == "value_error":
        message, _, mend = str(item["ctx"]["error"]).partition("||")
        return message, mend
    if kind == "string_pattern_mismatch":
        shown = given if isinstance(given, str) else name
        return (
            f"'{shown}' is not a name.",
            "Names are small letters, digits and _, beginning with a letter.",
        )
    if given is None:
        return f"'{name}' is empty.", _describe(model, loc)
    return _mistyped(kind, name, given, item)


# Fields that hold a text per language.
_TEXTS = ("say", "label", "outside", "then_say", "title", "org")


def _mistyped(kind: str, name: str, given: object, item: Any) -> tuple[str, str]:
    if kind == "dict_type" and name in _TEXTS:
        return f"'{name}' is a text per language.", 'Write {en: "...", es: "..."}.'
    if kind == "literal_error":
        return f"'{given}' does not fit '{name}'.", f"It is one of: {item['ctx']['expected']}."
    if kind == "string_type":
        return f"'{name}' is a text, not a list or table.", 'Write one text, in quotes: "...".'
    if kind in ("dict_type", "model_type", "model_attributes_type"):
        return f"'{name}' is a table.", f"Write what belongs to '{name}' below it, indented."
    if kind == "list_type":
        return f"'{name}' is a list.", "Write it as [one, two]."
    if kind == "int_parsing":
        return f"'{given}' is not a whole number.", "Write digits only."
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = next(iter(item["ctx"].values()))
        way = "at least" if kind.startswith("greater") else "at most"
        return f"{given} does not fit '{name}'.", f"It is {way} {bound}."
    if kind == "too_short":
        return f"'{name}' is empty.", "Write at least one."
    return f"'{name}': {item['msg']}.", ""


def _did_you_mean(name: str, model: type[BaseModel], loc: Loc) -> str:
    owner = _owner(model, loc[:-1])
    allowed = [field.alias or key for key, field in owner.model_fields.items()]
    near = process.extract(name, allowed, scorer=fuzz.ratio, score_cutoff=60, limit=3)
    names = [f"'{word}'" for word, score, _ in near if score == near[0][1]]
    return f"Did you mean {' or '.join(names)}?" if names else f"It can have: {', '.join(allowed)}."


def _describe(model: type[BaseModel], loc: Loc) -> str:
    owner = _owner(model, loc[:-1])
    for key, field in owner.model_fields.items():
        if loc and loc[-1] in (key, field.alias):
            return field.description or ""
    return ""


def _owner(model: type[BaseModel], loc: Loc) -> type[BaseModel]:
    """The model that the end of `loc` belongs to."""
    current = model
    for part in loc:
        for key, field in current.model_fields.items():
            if part in (key, field.alias):
                current = _inner(field.annotation) or current
                break
    return current


def _inner(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in reversed(get_args(annotation)):
        found = _inner(part)
        if found is not None:
            return found
    return None
