"""Made-up people for chats and dry runs."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from bot.campaign.documents import parse_document, read_document
from bot.campaign.shapes import WrongValue
from bot.sentences import say

STOPPED = "bo"  # has stopped before the chat begins


@cache
def cast() -> dict[str, dict[str, Any]]:
    """Everybody in cast.yaml, by name."""
    document, problems = read_document(Path(__file__).with_name("cast.yaml"), "cast.yaml")
    if document is None:
        raise RuntimeError(str(problems[0]))
    people: dict[str, dict[str, Any]] = document.data
    return people


def find_person(text: str) -> dict[str, Any]:
    """One of the cast by name, or a person written out: "{name: Ana, zip: '60608'}".

    Raises: WrongValue.
    """
    if text in cast():
        return dict(cast()[text])
    document, _ = parse_document(text, "--as")
    if document is None or not isinstance(document.data, dict):
        names = ", ".join(cast())
        raise WrongValue(
            say("There is no '%(text)s'.", text=text),
            say("Name one of %(names)s, or write {name: Ana}.", names=names),
        )
    return dict(document.data)
