"""What a segment may ask of a person: every field, what it is compared with, and what it means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from bot.sentences import Sentence, say


class Kind(StrEnum):
    """What a field is compared with."""

    WORD = "a word"
    NUMBER = "a number"
    AGE = "an age like 30d, 12h or 2w, or a date like 2026-09-21"
    FLAG = "nothing: it stands alone"
    EVENT = "an action's code, or any"
    DAY = "a date like 2026-09-23, today or tomorrow"


# What an action may be.
EVENT_KINDS = ("rally", "protest", "registration", "phone_bank", "other")


FIELDS: Mapping[str, tuple[Kind, Sentence]] = {
    "lang": (Kind.WORD, say("language: en, es")),
    "tag": (Kind.WORD, say("a tag on the person")),
    "state": (Kind.WORD, say("state: IL")),
    "zip": (Kind.WORD, say("ZIP; also: zip within 25 miles of 60608")),
    "city": (Kind.WORD, say("city of the ZIP")),
    "zone": (Kind.WORD, say("time zone: America/Chicago")),
    "source": (Kind.WORD, say("the code they came by")),
    "chapter": (Kind.WORD, say("chapter, by its short name")),
    "code": (Kind.WORD, say("the person's own invite code")),
    "joined": (Kind.AGE, say("since they opted in: joined < 7d")),
    "last_seen": (Kind.AGE, say("since they last wrote: last_seen < 30d; not seen for 30 days")),
    "broadcasts": (Kind.NUMBER, say("broadcasts received so far")),
    "brought": (Kind.NUMBER, say("people who came by their code: brought 3 friends")),
    "never_texted": (Kind.FLAG, say("never texted by us, as one may write it too")),
    "flow": (Kind.WORD, say("got texts of this flow, or of a step: flow = lead, flow = lead/when")),
    "dj": (Kind.FLAG, say("is a DJ")),
    "dj.market": (Kind.WORD, say("the DJ's market")),
    "dj.station": (Kind.WORD, say("the DJ's station")),
    "dj.lang": (Kind.WORD, say("a language the DJ is on air in")),
    "known_zip": (Kind.FLAG, say("their ZIP is known")),
    "in_conversation": (Kind.FLAG, say("is in the middle of a flow")),
    "event": (
        Kind.EVENT,
        say("goes to this action, or to any to come: event = KTR47, event = any"),
    ),
    "event.day": (Kind.DAY, say("goes to an action on that day: event.day = 2026-09-23, today")),
    "event.kind": (
        Kind.WORD,
        say("goes to an action to come that is: %(kinds)s", kinds=", ".join(EVENT_KINDS)),
    ),
    "events": (Kind.NUMBER, say("actions signed up for so far: events = 0")),
    "came": (Kind.NUMBER, say("actions they came to: came >= 2")),
    "led": (Kind.NUMBER, say("actions they led that took place: led >= 1")),
    "waiting": (Kind.EVENT, say("on the waiting list of this action, or of any to come")),
    "hosting": (Kind.EVENT, say("leads this action, or any to come: hosting = any")),
    "hosting.day": (Kind.DAY, say("leads an action on that day")),
    "hosting.kind": (Kind.WORD, say("leads an action to come of that kind: hosting.kind = rally")),
    "called_off": (Kind.EVENT, say("had signed up for this action, which was called off")),
}
# "reports.called >= 3" and "field.shirt = L": a fixed head and a name of the campaign's.
FAMILIES: Mapping[str, tuple[Kind, Sentence]] = {
    "reports": (Kind.NUMBER, say("deeds reported, by kind: reports.called >= 3")),
    "field": (Kind.WORD, say("a contact field: field.shirt = L")),
}
# What people write when they mean a field of another name.
MEANT: Mapping[str, str] = {
    "language": "lang", "idioma": "lang", "lengua": "lang", "etiqueta": "tag", "estado": "state",
    "ciudad": "city", "zona": "zone", "timezone": "zone", "postal": "zip", "zipcode": "zip",
    "evento": "event", "action": "event", "accion": "event", "acción": "event", "rsvp": "event",
    "going": "event", "host": "hosting", "waitlist": "waiting", "fuente": "source",
    "seen": "last_seen", "reportes": "reports", "fields": "field", "campo": "field",
}  # fmt: skip
COMPARISONS = ("!=", "<=", ">=", "=", "<", ">")


def wanted_after(kind: Kind, field: str) -> Sentence:
    """What should stand after a field and its comparison."""
    return {
        Kind.WORD: say("a word after %(field)s", field=field),
        Kind.NUMBER: say("a number after %(field)s", field=field),
        Kind.AGE: say(
            "an age like 30d, 12h or 2w, or a date like 2026-09-21 after %(field)s", field=field
        ),
        Kind.EVENT: say("an action's code, or any after %(field)s", field=field),
        Kind.DAY: say("a date like 2026-09-23, today or tomorrow after %(field)s", field=field),
    }[kind]


def kind_of(name: str) -> Kind | None:
    """What a field is compared with; None for a word that is no field."""
    if name in FIELDS:
        return FIELDS[name][0]
    head, _, rest = name.partition(".")
    if rest and head in FAMILIES and re.fullmatch(r"[a-z0-9_]{1,40}", rest):
        return FAMILIES[head][0]
    return None


def nearest(name: str) -> str | None:
    """The field somebody probably meant by a word that is none; None where nothing is near."""
    from rapidfuzz import fuzz, process  # only a slip pays for it

    head, dot, rest = name.partition(".")
    if name in MEANT or (head in MEANT and rest):
        return f"{MEANT.get(name) or MEANT[head]}{dot}{rest}"
    words = [*FIELDS, *FAMILIES, "all", "received", "segment"]
    found = process.extractOne(name, words, scorer=fuzz.ratio, score_cutoff=70)
    if found is None and rest:
        found = process.extractOne(head, list(FAMILIES), scorer=fuzz.ratio, score_cutoff=70)
    if found is None:
        return None
    return f"{found[0]}.{rest or '…'}" if found[0] in FAMILIES else str(found[0])
