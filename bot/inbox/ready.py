"""Ready answers: of the campaign's files (`answers:` in campaign.yaml) and of the team's own, per
language, with {name} and the campaign's values in them. The same name in another language is its
translation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.clarion import Clarion
from bot.engine import Campaign
from bot.errors import InputError
from bot.sentences import say
from bot.store.inbox import ready
from bot.store.organizers import notes
from bot.store.record import Transaction

_FIELD = re.compile(r"\{([a-z_.]+)\}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
MAX_BODY = 600


@dataclass(frozen=True, slots=True)
class Ready:
    """A ready answer in one language, its fields filled in."""

    name: str
    lang: str
    words: str


def answers(clarion: Clarion, first_name: str = "") -> list[Ready]:
    """Every ready answer, the campaign's first, filled in for somebody. Raises: RecordAway."""
    campaign = clarion.campaign.current()
    with clarion.record.transaction() as connection:
        own = ready.canned(connection)
    given = [
        (name, lang, words)
        for name, by_lang in campaign.answers.items()
        for lang, words in by_lang.items()
    ]
    return [
        Ready(name, lang, _fill(campaign, words, lang, first_name))
        for name, lang, words in [*given, *own]
    ]


def keep(clarion: Clarion, name: str, bodies: dict[str, str], by: int | None) -> None:
    """Keep an answer of the team's own, in each language given. Raises: InputError."""
    name = name.strip().lower().replace(" ", "_").replace("-", "_")
    if not _NAME.fullmatch(name):
        raise InputError(say("Name it in a word or two: office hours."), "name")
    campaign, now = clarion.campaign.current(), clarion.clock.now()
    bodies = {lang: body.strip() for lang, body in bodies.items() if body.strip()}
    if not bodies:
        raise InputError(say("Write it in at least one language."), "body")
    for lang, body in bodies.items():
        if lang not in campaign.languages or len(body) > MAX_BODY:
            raise InputError(say("At most %(most)s characters.", most=MAX_BODY), "body")
        for field in _FIELD.findall(body):
            if field != "name" and campaign.value(field, lang) is None:
                raise InputError(say("There is no field {%(field)s}.", field=field), "body")
    with clarion.record.transaction() as connection:
        for lang, body in bodies.items():
            ready.keep_canned(connection, name, lang, body, by, now)
        _note(clarion, connection, "kept answer", by)


def drop(clarion: Clarion, name: str, by: int | None) -> None:
    """Delete an answer of the team's own."""
    with clarion.record.transaction() as connection:
        ready.drop_canned(connection, name)
        _note(clarion, connection, "dropped answer", by)


def _note(clarion: Clarion, connection: Transaction, act: str, by: int | None) -> None:
    notes.note(
        connection, act=act, object_name="answer", object_id=None, detail={},
        now=clarion.clock.now(), organizer_id=by,
    )  # fmt: skip


def _fill(campaign: Campaign, words: str, lang: str, first_name: str) -> str:
    def value(found: re.Match[str]) -> str:
        if found[1] == "name":
            return first_name
        return campaign.value(found[1], lang) or found[0]

    return re.sub(r"\s+([,.!?])", r"\1", _FIELD.sub(value, words)).strip()
