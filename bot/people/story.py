"""One person: everything the record knows, and how it knows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.clarion import Clarion
from bot.errors import no_person
from bot.people import answers
from bot.people.contacts import open_fields, open_private
from bot.people.numbers import show_last
from bot.sentences import Sentence, say
from bot.store.inbox import tasks
from bot.store.inbox.tasks import TaskRow
from bot.store.people import finding, story
from bot.store.people.story import ActionRow, BroadcastRow, PersonRow, ReportRow
from bot.store.record import Transaction
from bot.store.sealing import Purpose, Sealer


@dataclass(frozen=True, slots=True)
class Address:
    """A way to reach them. `is_texted`: what goes out goes here."""

    id: int
    channel: str
    ends_in: str
    reach: str
    is_texted: bool


@dataclass(frozen=True, slots=True)
class Consent:
    """A line of the ledger. `words` are those they were shown, where the text is still kept."""

    at: Any
    act: str
    source: str
    words: str
    words_hash: str


@dataclass(frozen=True, slots=True)
class Change:
    """What an organizer changed, from what to what."""

    at: Any
    organizer_id: int | None
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Story:
    """A person. `lang_from` and `zone_from` say how language and zone are known."""

    row: PersonRow
    name: str
    lang_from: Sentence
    zone_from: Sentence
    fields: Mapping[str, str]
    addresses: Sequence[Address]
    consents: Sequence[Consent]
    answers: Sequence[answers.Given]
    reports: Sequence[ReportRow]
    actions: Sequence[ActionRow]
    broadcasts: Sequence[BroadcastRow]
    brought: Sequence[int]
    brought_count: int
    tasks: Sequence[TaskRow]
    changes: Sequence[Change]


def read(clarion: Clarion, contact_id: int) -> Story:
    """All about somebody. Raises: NotFound, RecordAway."""
    sealer = clarion.sealer
    with clarion.record.transaction() as connection:
        row = story.person(connection, contact_id)
        if row is None:
            raise no_person(contact_id)
        changes = story.changes(connection, contact_id)
        brought, brought_count = story.brought(connection, contact_id)
        return Story(
            row=row,
            name=sealer.open_or_unknown(row.name_sealed, Purpose.CONTACT_NAME) or "",
            lang_from=_lang_from(row, {one.what for one in changes}),
            zone_from=_zone_from(row),
            fields=all_fields(clarion, row.fields_sealed, row.private_sealed),
            addresses=_addresses(sealer, connection, contact_id),
            consents=[_consent(sealer, one) for one in story.consents(connection, contact_id)],
            answers=answers.of(sealer, connection, contact_id),
            reports=story.reports(connection, contact_id),
            actions=story.actions(connection, contact_id),
            broadcasts=story.broadcasts(connection, contact_id),
            brought=brought,
            brought_count=brought_count,
            tasks=tasks.of(connection, contact_id),
            changes=[_change(sealer, one) for one in changes],
        )


def merged_into(clarion: Clarion, contact_id: int) -> int | None:
    """Who somebody became part of; None where that never was. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        return finding.merged_into(connection, contact_id)


def all_fields(clarion: Clarion, fields: bytes | None, private: bytes | None) -> dict[str, str]:
    """Every field of a person that the campaign has, or that is filled, by name."""
    found: dict[str, str] = dict.fromkeys(clarion.campaign.current().fields, "")
    opened = {**open_fields(clarion.sealer, fields), **open_private(clarion.sealer, private)}
    found |= {name: str(value) for name, value in opened.items()}
    return dict(sorted(found.items()))


def _lang_from(row: PersonRow, changed: set[str]) -> Sentence:
    if row.lang is None:
        return say("not known; texts come in the campaign's first language")
    if "lang" in changed:
        return say("an organizer set it")
    if (row.source or "").startswith("import"):
        return say("from the list they came with")
    return say("from how they write, or what they chose")


def _zone_from(row: PersonRow) -> Sentence:
    if not row.zones:
        return say("not known, so every zone counts")
    if row.zip is not None and row.city is not None:
        return say("from their ZIP")
    return say("from the area code of their number; every zone of it counts")


def _addresses(sealer: Sealer, connection: Transaction, contact_id: int) -> list[Address]:
    found = story.addresses(connection, contact_id)
    good = [one.id for one in found if one.channel == "sms" and one.reach in ("mobile", "unknown")]
    return [
        Address(
            one.id, one.channel,
            show_last(sealer.open_or_unknown(one.value_sealed, Purpose.ADDRESS_VALUE) or "?"),
            one.reach, one.id in good[:1],
        )
        for one in found
    ]  # fmt: skip


def _consent(sealer: Sealer, row: story.ConsentRow) -> Consent:
    words = sealer.open_or_unknown(row.answered_sealed, Purpose.MESSAGE_BODY) or ""
    return Consent(row.at, row.act, row.source, words, (row.words_hash or "")[:12])


def _change(sealer: Sealer, row: story.ChangeRow) -> Change:
    before, after = (
        sealer.open_or_unknown(value, Purpose.CHANGED_VALUE) or ""
        for value in (row.before_sealed, row.after_sealed)
    )
    return Change(row.at, row.organizer_id, row.what, before, after)
