"""Making two contacts one, who turned out to be one person with two numbers.

Everything of the other moves to whom is kept; what either stopped stays stopped, on every number.
Consent is for the number it was given with, so it does not move: who alone said yes is kept.
It cannot be taken back; the audit says what moved, and the history what the other one was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.clarion import Clarion
from bot.errors import Conflict, InputError, no_person
from bot.people.contacts import (
    merge_tags,
    open_fields,
    open_private,
    seal_fields,
    seal_private,
)
from bot.people.finding import Person, shown
from bot.sentences import Sentence, say
from bot.store.inbox import tickets
from bot.store.organizers import notes
from bot.store.people import finding, merging, people, story
from bot.store.people.merging import Side
from bot.store.record import Transaction
from bot.store.sealing import Purpose, Sealer

_TABLES: dict[str, Sentence] = {
    "address": say("numbers"),
    "message": say("texts"),
    "consent": say("lines of consent"),
    "report": say("reports"),
    "rsvp": say("sign-ups"),
    "event": say("actions they lead"),
    "dj": say("DJ sign-ups"),
    "ticket": say("conversations in the inbox"),
    "task": say("tasks"),
    "timer": say("reminders"),
    "series_sent": say("texts of series"),
    "script_share": say("scripts"),
}


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge would do: what moves, how much of each, and what to know. `refusal` says why
    it cannot be done this way round."""

    kept: Person
    gone: Person
    moves: Sequence[tuple[Sentence, int]]
    notes: Sequence[Sentence]
    refusal: Sentence | None


def preview(clarion: Clarion, kept_id: int, gone_id: int) -> Preview:
    """What would move. Nothing is changed. Raises: InputError (one and the same), NotFound."""
    with clarion.record.transaction() as connection:
        kept, gone = _both(connection, kept_id, gone_id)
        counts = merging.counts(connection, gone_id)
        rows = {row.id: row for row in finding.rows_of(connection, [kept_id, gone_id])}
    return Preview(
        kept=shown(clarion.sealer, rows[kept_id]),
        gone=shown(clarion.sealer, rows[gone_id]),
        moves=[(_TABLES[name], counts[name]) for name in _TABLES if counts.get(name)],
        notes=_notes(kept, gone),
        refusal=_refusal(kept, gone),
    )


def merge(clarion: Clarion, kept_id: int, gone_id: int, organizer_id: int | None) -> None:
    """Make them one. Raises: InputError, NotFound, Conflict (the other's consent), RecordAway."""
    now, sealer = clarion.clock.now(), clarion.sealer
    with clarion.record.transaction() as connection:
        kept, gone = _both(connection, kept_id, gone_id)
        if (refusal := _refusal(kept, gone)) is not None:
            raise Conflict(refusal)
        counts = merging.counts(connection, gone_id)
        changes = _changes(sealer, kept, gone)
        merging.move(connection, gone_id, kept_id, now)
        people.change_contact(connection, kept_id, changes)
        if changes["opted_out_at"] is not None:
            people.cancel_waiting(connection, kept_id, "opted_out", now)
            merging.stop_addresses(connection, kept_id, now)
            tickets.close(connection, kept_id, "stopped", now, organizer_id)
        elif changes["held_at"] is not None:
            people.cancel_waiting(connection, kept_id, "may_want_out", now)
        was = sealer.seal(_was(sealer, gone), Purpose.CHANGED_VALUE)
        story.add_change(connection, kept_id, organizer_id, "merged", (None, was), now)
        notes.note(
            connection, act="merged", object_name="contact", object_id=kept_id,
            detail={"gone": gone_id, **{f"moved {name}": n for name, n in counts.items()}},
            now=now, organizer_id=organizer_id,
        )  # fmt: skip


def _both(connection: Transaction, kept_id: int, gone_id: int) -> tuple[Side, Side]:
    if kept_id == gone_id:
        raise InputError(say("That is one and the same person already."), "other")
    found = merging.lock(connection, kept_id, gone_id)
    for one in (kept_id, gone_id):
        if one not in found:
            raise no_person(one)
    return found[kept_id], found[gone_id]


def _refusal(kept: Side, gone: Side) -> Sentence | None:
    is_only_theirs = kept.opted_in_at is None and gone.opted_in_at is not None
    if is_only_theirs and kept.opted_out_at is None and gone.opted_out_at is None:
        return say(
            "Only #%(gone)s said yes to texts, and with that number. Keep #%(gone)s instead.",
            gone=gone.id,
        )
    return None


def _notes(kept: Side, gone: Side) -> list[Sentence]:
    found = [say("Texts go to the number of #%(kept)s from now on.", kept=kept.id)]
    if kept.opted_out_at or gone.opted_out_at:
        found.append(say("One of them has stopped, so both numbers get no more texts."))
    elif kept.held_at or gone.held_at:
        found.append(say("One of them may want no more texts, so nothing goes out until that is"
                         " settled."))  # fmt: skip
    if kept.name_sealed and gone.name_sealed:
        found.append(say("The name, language and ZIP of #%(kept)s stay.", kept=kept.id))
    found.append(say("This cannot be taken back."))
    return found


def _changes(sealer: Sealer, kept: Side, gone: Side) -> dict[str, Any]:
    """The kept person's columns: their own, the other's where they had none; a stop of either."""
    changes: dict[str, Any] = {
        "name_sealed": kept.name_sealed or gone.name_sealed,
        "lang": kept.lang or gone.lang,
        "tags": merge_tags(kept.tags, gone.tags, []),
        "source": kept.source or gone.source,
        **seal_fields(
            sealer,
            {
                **open_fields(sealer, gone.fields_sealed),
                **open_fields(sealer, kept.fields_sealed),
            },
        ),
        "private_sealed": seal_private(
            sealer,
            {
                **open_private(sealer, gone.private_sealed),
                **open_private(sealer, kept.private_sealed),
            },
        ),
        "import_id": None,  # no list brought this person alone: undoing one leaves them
        "opted_out_at": kept.opted_out_at or gone.opted_out_at,
        "held_at": kept.held_at or gone.held_at,
        "handed_off_at": kept.handed_off_at or gone.handed_off_at,
    }
    if kept.zip is None and gone.zip is not None:
        changes |= {"zip": gone.zip, "city": gone.city, "state": gone.state, "zones": gone.zones}
    if changes["opted_out_at"] is not None:
        changes |= {"held_at": None, "handed_off_at": None}
    return changes


def _was(sealer: Sealer, gone: Side) -> str:
    """What the other one was, for the history."""
    name = sealer.open_or_unknown(gone.name_sealed, Purpose.CONTACT_NAME)
    known = [f"#{gone.id}", name, gone.lang, gone.zip, " ".join(gone.tags)]
    return ", ".join(part for part in known if part)
