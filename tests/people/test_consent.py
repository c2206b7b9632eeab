"""A stop stays, by whatever door somebody comes in, and outlives entry, key and backup."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from bot.clarion import Clarion
from bot.conversations import inbound
from bot.errors import Conflict, KeyMissing
from bot.imports.bringing import bring_in
from bot.imports.judging import Fate
from bot.imports.looking import Asked, look
from bot.imports.proofs import Proof
from bot.organizers import own_phones
from bot.people import consent, stop_journal
from bot.people.contacts import NewContact, add_contact
from bot.privacy import erasing
from bot.sending import outbox
from bot.store.sealing import Sealer
from tests.factories import ANA, BO, CY, NOON, add_person, make_form, rows

OLD = base64.b64decode(b"dGVzdC1kYXRhLWtleS1vZi0zMi1ieXRlcy0tLS0tLS0=")
NEW = b"another-data-key-of-32-bytes----"

PROOF = Proof("rally", "2026-09-01", "Yes, text me", "Olga")


def is_stopped(clarion: Clarion, phone: str) -> bool:
    with clarion.record.transaction() as connection:
        return consent.stopped_since(clarion, connection, "sms", phone) is not None


def may_be_texted(clarion: Clarion, phone: str) -> bool:
    return rows(
        clarion,
        "SELECT 1 FROM contact c JOIN address a ON a.contact_id = c.id WHERE a.digest = ANY(%s)"
        " AND c.opted_in_at IS NOT NULL AND c.opted_out_at IS NULL",
        clarion.sealer.digests("sms", phone),
    ) == [(1,)]


def erase(clarion: Clarion, phone: str) -> None:
    [(contact_id,)] = rows(
        clarion,
        "SELECT contact_id FROM address WHERE digest = ANY(%s)",
        clarion.sealer.digests("sms", phone),
    )
    erasing.erase(clarion, contact_id)


def add(clarion: Clarion, phone: str) -> None:
    add_contact(clarion, NewContact(phone, consent="paper", opted_in_at=clarion.clock.now()))


def link(clarion: Clarion, phone: str) -> None:
    own_phones.send_code(clarion, 1, phone)


@pytest.mark.parametrize("door", [add, link])
def test_no_door_revives_who_stopped_and_was_erased(
    clarion: Clarion, door: Callable[[Clarion, str], None]
) -> None:
    erase(clarion, BO)
    with pytest.raises(Conflict, match="START"):
        door(clarion, BO)
    assert is_stopped(clarion, BO)
    assert not may_be_texted(clarion, BO)


def test_adding_who_stopped_and_is_there_changes_nothing(clarion: Clarion) -> None:
    new = NewContact(BO, consent="paper", opted_in_at=clarion.clock.now())
    assert add_contact(clarion, new) is None
    assert not may_be_texted(clarion, BO)


@pytest.mark.parametrize("word", ["START", "JOIN"])
def test_their_own_word_takes_it_back_and_nothing_remains(clarion: Clarion, word: str) -> None:
    erase(clarion, BO)
    inbound.receive(clarion, make_form(BO, "hello"))
    assert not may_be_texted(clarion, BO)
    inbound.receive(clarion, make_form(BO, word))
    assert may_be_texted(clarion, BO)
    assert not is_stopped(clarion, BO)
    erase(clarion, BO)
    add(clarion, BO)
    assert may_be_texted(clarion, BO)


def test_the_record_itself_refuses_to_take_a_stop_back(clarion: Clarion) -> None:
    with (
        pytest.raises(psycopg.errors.CheckViolation, match="only their own word"),
        clarion.record.transaction() as connection,
    ):
        connection.execute("UPDATE contact SET opted_out_at = NULL")


def test_a_stop_by_whatever_statement_is_kept(clarion: Clarion) -> None:
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE contact SET opted_out_at = %s", [NOON])
    assert is_stopped(clarion, ANA)


def test_stop_outlives_a_new_key(clarion: Clarion) -> None:
    erase(clarion, BO)
    both = replace(clarion, sealer=Sealer([NEW, OLD]))
    assert is_stopped(both, BO)
    with pytest.raises(Conflict):
        add(both, BO)
    add_person(both, CY)
    inbound.receive(both, make_form(CY, "stop"))
    assert is_stopped(both, CY)


def test_a_list_brought_with_a_new_key_leaves_out_who_stopped(clarion: Clarion) -> None:
    erase(clarion, BO)
    both = replace(clarion, sealer=Sealer([NEW, OLD]))
    looked = look(both, f"phone\n{BO}\n{CY}\n".encode(), Asked(proof=PROOF))
    fates = bring_in(both, 1, list(looked.found.people.values()), source="x", proof=PROOF)
    assert fates == {Fate.STOPPED: 1, Fate.NEW: 1}
    with pytest.raises(KeyMissing):
        look(replace(clarion, sealer=Sealer([NEW])), b"phone\n6465550101\n", Asked())


def test_without_the_old_key_nothing_goes_out_and_nobody_is_added(clarion: Clarion) -> None:
    inbound.receive(clarion, make_form(ANA, "CALL"))
    lost = replace(clarion, sealer=Sealer([NEW]))
    with pytest.raises(KeyMissing, match="CLARION_DATA_KEY"):
        add(lost, CY)
    with pytest.raises(KeyMissing):
        is_stopped(lost, BO)
    with clarion.record.transaction() as connection:
        connection.execute(
            "INSERT INTO message (contact_id, address_id, kind, via, state, body_sealed,"
            " created_at) SELECT contact_id, id, 'notice', 'api', 'planned', %s, %s FROM address"
            " LIMIT 1",
            [b"x", NOON],
        )
    outbox.send_due(lost)
    assert rows(clarion, "SELECT state FROM message WHERE kind = 'notice'") == [("planned",)]


def test_who_writes_is_heard_with_a_key_missing(clarion: Clarion) -> None:
    lost = replace(clarion, sealer=Sealer([NEW]))
    inbound.receive(lost, make_form(CY, "stop"))
    both = replace(clarion, sealer=Sealer([NEW, OLD]))
    assert is_stopped(both, CY)


def test_stops_since_a_backup_come_back_after_its_restore(clarion: Clarion) -> None:
    stop_journal.keep(clarion)
    inbound.receive(clarion, make_form(ANA, "stop"))
    add_person(clarion, CY)
    inbound.receive(clarion, make_form(CY, "stop"))
    erase(clarion, CY)
    assert stop_journal.keep(clarion) == 2
    _go_back_to_before(clarion, ANA)

    assert may_be_texted(clarion, ANA)
    outbox.send_due(clarion)  # nothing waits, so nothing is looked at
    assert stop_journal.read_back(clarion) == 1
    assert not may_be_texted(clarion, ANA)
    assert is_stopped(clarion, CY)
    assert stop_journal.read_back(clarion) == 0


def test_the_journal_stops_nobody_who_came_back(clarion: Clarion) -> None:
    inbound.receive(clarion, make_form(ANA, "stop"))
    stop_journal.keep(clarion)
    clarion.clock.at = NOON + timedelta(hours=1)  # type: ignore[attr-defined]
    inbound.receive(clarion, make_form(ANA, "start"))
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE stop_journal SET done = 0")
    assert stop_journal.read_back(clarion) == 0
    assert may_be_texted(clarion, ANA)


def test_the_journal_names_nobody_and_is_private(clarion: Clarion) -> None:
    stop_journal.keep(clarion)
    file = stop_journal.path(clarion)
    assert file.stat().st_mode & 0o077 == 0
    assert BO[-4:] not in file.read_text()
    assert len(file.read_text().splitlines()) == 2  # its name, and Bo


def _go_back_to_before(clarion: Clarion, phone: str) -> None:
    """As a restore of the backup that was made then would leave it."""
    with clarion.record.transaction() as connection:
        connection.execute("DELETE FROM suppression WHERE is_journaled AND since >= %s", [NOON])
        connection.execute(
            "UPDATE contact SET opted_out_at = NULL WHERE id IN"
            " (SELECT contact_id FROM address WHERE digest = %s)",
            [clarion.sealer.digest("sms", phone)],
        )
        connection.execute(
            "UPDATE stop_journal SET done = (SELECT min(done) FROM stop_journal) - %s",
            [2 * len(f"{NOON.isoformat()} {64 * 'x'} 00000000\n")],
        )
