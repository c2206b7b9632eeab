"""Stage 7, before keywords are looked for: what a "no" denies is none."""

from __future__ import annotations

import re

from bot.engine.definition import Campaign
from bot.engine.listening.trimmings import Heard

_SAID_FIRST = re.compile(r"\w+\W*[,.;:!¡\n]")  # "No, call", "no! menu": a word for itself


def not_denied(campaign: Campaign, heard: Heard, bodies: list[str]) -> list[str]:
    """Without the bodies that a "no" before them denies: "no quiero llamar" is no "llamar"."""
    denials = [m.negations for m in campaign.lexicon.languages.values()]
    if len(bodies) < 2 or all(one.isdisjoint(heard.words) for one in denials):
        return bodies
    if _SAID_FIRST.match(heard.core):
        return bodies
    words = heard.folded.split(" ")
    at = next((n for n, w in enumerate(words) if any(w in one for one in denials)), len(words))
    denied = f" {' '.join(words[at + 1 :])} "
    return [body for body in bodies if f" {body} " not in denied]
