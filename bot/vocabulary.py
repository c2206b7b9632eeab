"""What a segment may ask of a person: every field, what it is compared with, and what it means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum


class Kind(StrEnum):
    """What a field is compared with."""

    WORD = "a word"
    NUMBER = "a number"
    AGE = "an age like 30d, 12h or 2w, or a date like 2026-09-21"
    FLAG = "nothing: it stands alone"


FIELDS: Mapping[str, tuple[Kind, str]] = {
    "lang": (Kind.WORD, "language: en, es"),
    "tag": (Kind.WORD, "a tag on the person"),
    "state": (Kind.WORD, "state: IL"),
    "zip": (Kind.WORD, "ZIP; also: zip within 25 miles of 60608"),
    "city": (Kind.WORD, "city of the ZIP"),
    "zone": (Kind.WORD, "time zone: America/Chicago"),
    "source": (Kind.WORD, "the code they came by"),
    "chapter": (Kind.WORD, "chapter, by its short name"),
    "code": (Kind.WORD, "the person's own invite code"),
    "joined": (Kind.AGE, "since they opted in: joined < 7d"),
    "last_seen": (Kind.AGE, "since they last wrote: last_seen < 30d"),
    "broadcasts": (Kind.NUMBER, "broadcasts received so far"),
    "dj": (Kind.FLAG, "is a DJ"),
    "dj.market": (Kind.WORD, "the DJ's market"),
    "dj.station": (Kind.WORD, "the DJ's station"),
    "dj.lang": (Kind.WORD, "a language the DJ is on air in"),
    "known_zip": (Kind.FLAG, "their ZIP is known"),
    "in_conversation": (Kind.FLAG, "is in the middle of a flow"),
}
# "reports.called >= 3" and "field.shirt = L": a fixed head and a name of the campaign's.
FAMILIES: Mapping[str, tuple[Kind, str]] = {
    "reports": (Kind.NUMBER, "deeds reported, by kind: reports.called >= 3"),
    "field": (Kind.WORD, "a contact field: field.shirt = L"),
}
COMPARISONS = ("!=", "<=", ">=", "=", "<", ">")


def kind_of(name: str) -> Kind | None:
    """What a field is compared with; None for a word that is no field."""
    if name in FIELDS:
        return FIELDS[name][0]
    head, _, rest = name.partition(".")
    if rest and head in FAMILIES and re.fullmatch(r"[a-z0-9_]{1,40}", rest):
        return FAMILIES[head][0]
    return None
