"""Sentences that mean no flow, whatever the campaign: none_of_these.yaml and the campaign's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from bot.campaign.documents import read_document


def usual_and(
    own: Mapping[str, Sequence[str]], languages: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """By language of the campaign: the usual sentences, then its own."""
    return {lang: (*_usual().get(lang, ()), *own.get(lang, ())) for lang in languages}


@cache
def _usual() -> Mapping[str, Sequence[str]]:
    name = "none_of_these.yaml"
    document, problems = read_document(Path(__file__).with_name(name), name)
    if document is None:
        raise RuntimeError(str(problems[0]))
    found: Mapping[str, Sequence[str]] = document.data
    return found
