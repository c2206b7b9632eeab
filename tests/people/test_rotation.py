"""A new data key: everything is sealed anew, found again, and the old key may be thrown away."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace

import pytest
from click.testing import CliRunner, Result

import bot.store.tables  # noqa: F401 - fills Base.metadata
from bot.clarion import Clarion
from bot.cli import key_change, keys
from bot.conversations import inbound
from bot.errors import Conflict
from bot.people import consent, consent_proof, finding, key_needs, keyring, rotation, search_keys
from bot.people.contacts import NewContact, add_contact
from bot.privacy import erasing
from bot.store.kept import tables
from bot.store.rekeying import DIGESTS
from bot.store.sealing import Sealer
from bot.store.sending import marks
from tests.beginnings import empty
from tests.factories import ANA, BO, CY, NOON, add_person, make_form, rows
from tests.people.test_consent import NEW, OLD, is_stopped
from tests.privacy.filling import fill

THIRD = b"a-third-data-key-of-32-bytes----"


def with_keys(clarion: Clarion, *keys: bytes) -> Clarion:
    return replace(clarion, sealer=Sealer(keys))


def old_id() -> bytes:
    return Sealer([OLD]).key_ids[0]


@pytest.fixture
def full(clarion: Clarion, record: str) -> Iterator[Clarion]:
    """A record whose tables all hold something sealed."""
    empty(record)
    fill(clarion, NOON)
    with clarion.record.transaction() as connection:
        connection.execute("DELETE FROM data_key WHERE n = 1 OR length(id) <> 4")
        connection.execute("INSERT INTO data_key (id) VALUES (%s) ON CONFLICT DO NOTHING",
                           [old_id()])  # fmt: skip
        connection.execute("DELETE FROM suppression")
    yield clarion
    empty(record)


def test_every_digest_has_its_way_under_a_new_key() -> None:
    told = {
        (name, column)
        for name, one in tables().items()
        for column, kind in one.columns.items()
        if kind == "digest"
    }
    assert told == DIGESTS.keys(), "say in bot/store/rekeying.py what a new key makes of it"


def test_everything_sealed_opens_with_the_new_key_alone(full: Clarion) -> None:
    rotation.rotate(with_keys(full, NEW, OLD))
    alone = Sealer([NEW])
    looked = 0
    for name, one in tables().items():
        for column, purpose in one.purposes.items():
            for (value,) in rows(full, f"SELECT {column} FROM {name} WHERE {column} IS NOT NULL"):  # noqa: S608
                alone.open(bytes(value), purpose)
                looked += 1
    assert looked > 30
    assert key_needs.needs(with_keys(full, NEW, OLD))[old_id()] == {}


def test_nobody_is_lost_and_who_stopped_stays_stopped(clarion: Clarion) -> None:
    inbound.receive(clarion, make_form(CY, "JOIN"))
    inbound.receive(clarion, make_form(CY, "stop"))
    [(cy,)] = rows(clarion, "SELECT max(id) FROM contact")
    erasing.erase(clarion, cy)
    rotation.rotate(with_keys(clarion, NEW, OLD))

    alone = with_keys(clarion, NEW)
    assert is_stopped(alone, BO)
    assert is_stopped(alone, CY)
    with pytest.raises(Conflict):
        add_contact(alone, NewContact(CY, opted_in_at=NOON))
    before = rows(clarion, "SELECT count(*) FROM contact")
    assert inbound.receive(alone, make_form(ANA, "CALL")).body
    assert rows(clarion, "SELECT count(*) FROM contact") == before
    search_keys.fill(alone)
    assert finding.search(alone, ANA[-4:], None).people
    assert len(consent_proof.of_number(alone, CY, None)["lines"]) == 2
    assert consent_proof.check_all(alone).wrong == []


def test_two_rotations_one_after_the_other_and_one_broken_off(clarion: Clarion) -> None:
    erasing.erase(
        clarion, rows(clarion, "SELECT id FROM contact WHERE opted_out_at > '-infinity'")[0][0]
    )
    rotation.rotate(with_keys(clarion, NEW, OLD))
    rotation.rotate(with_keys(clarion, THIRD, NEW))
    alone = with_keys(clarion, THIRD)
    assert is_stopped(alone, BO)
    assert key_needs.needs(alone).keys() == {alone.sealer.key_ids[0]}


def test_what_was_broken_off_goes_on(clarion: Clarion, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(30):
        add_person(clarion, f"+164655502{n:02}", name=f"Person {n}")
    both = with_keys(clarion, NEW, OLD)
    monkeypatch.setattr(rotation, "_AT_ONCE", 7)
    told: list[str] = []

    def tell(place: str, done: int, total: int) -> None:
        told.append(place)
        if place == "contact" and done > 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotation.rotate(both, tell)
    assert key_needs.needs(both)[old_id()]["contact.name_sealed"] < 33
    assert inbound.receive(both, make_form("+16465550205", "CALL")).body
    rotation.rotate(both)
    assert key_needs.needs(both)[old_id()] == {}


def test_texts_come_in_meanwhile(clarion: Clarion, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(40):
        add_person(clarion, f"+164655503{n:02}", name=f"Person {n}")
    both = with_keys(clarion, NEW, OLD)
    monkeypatch.setattr(rotation, "_AT_ONCE", 5)
    before = rows(clarion, "SELECT count(*) FROM contact")
    answers: list[str | None] = []

    def write() -> None:
        answers.extend(
            inbound.receive(both, make_form(f"+164655503{n:02}", "CALL")).body for n in range(40)
        )

    writer = threading.Thread(target=write)
    writer.start()
    rotation.rotate(both)
    writer.join()
    rotation.rotate(both)
    assert len(answers) == 40
    assert all(answers)
    assert rows(clarion, "SELECT count(*) FROM contact") == before
    assert key_needs.needs(both)[old_id()] == {}


def test_somebody_who_came_in_twice_is_named_and_a_stop_is_of_both(clarion: Clarion) -> None:
    lost = with_keys(clarion, NEW)
    inbound.receive(lost, make_form(ANA, "stop"))  # known under the new key alone, as somebody new
    both = with_keys(clarion, NEW, OLD)
    done = rotation.rotate(both)
    assert len(done.doubles) == 1
    assert rows(
        clarion,
        "SELECT bool_and(opted_out_at IS NOT NULL) FROM contact WHERE id = ANY(%s)",
        list(next(iter(done.doubles))),
    ) == [(True,)]


def test_one_rotation_at_a_time(clarion: Clarion) -> None:
    with clarion.record.alone() as alone, marks.only_one(alone, "rotation of keys") as is_ours:
        assert is_ours
        with pytest.raises(Conflict, match="already"):
            rotation.rotate(with_keys(clarion, NEW, OLD))


def test_a_stop_that_only_an_old_digest_knows_reaches_the_person(clarion: Clarion) -> None:
    """As after the restore of a backup from before the rotation."""
    digest = Sealer([OLD]).digest("sms", ANA)
    with clarion.record.transaction() as connection:
        connection.execute(
            "INSERT INTO suppression (digest, key_id, since) VALUES (%s, %s, %s)",
            [digest, old_id(), NOON],
        )
    rotation.rotate(with_keys(clarion, NEW, OLD))
    with clarion.record.transaction() as connection:
        alone = Sealer([NEW])
        keyring.check(alone, connection)
        assert consent.stopped_since(with_keys(clarion, NEW), connection, "sms", ANA) is not None
    assert rows(clarion, "SELECT count(*)::int FROM contact WHERE opted_out_at > '-infinity'") == [
        (2,)
    ]


def run(clarion: Clarion, monkeypatch: pytest.MonkeyPatch, *words: str, **more: str) -> Result:
    monkeypatch.setattr(key_change, "services", lambda: nullcontext(clarion))
    return CliRunner().invoke(keys.command, words, **more)  # type: ignore[arg-type]


def test_the_command_says_what_losing_a_key_means_before_it_asks(
    clarion: Clarion, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = with_keys(clarion, NEW, OLD)
    said = run(both, monkeypatch, "rotate", input="n\n")
    assert said.exit_code == 1
    assert "no way back" in said.stderr
    assert rows(clarion, "SELECT 1 FROM data_key WHERE lookup_sealed IS NOT NULL") == []


def test_the_check_names_the_key_that_may_go(
    clarion: Clarion, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = with_keys(clarion, NEW, OLD)
    before = run(both, monkeypatch, "check")
    assert isinstance(before.exception, Conflict)
    assert f"Key {old_id().hex()} is needed by: " in before.output
    assert "sealed anew" in run(both, monkeypatch, "rotate", "--yes").output
    after = run(both, monkeypatch, "check")
    assert after.exit_code == 0
    assert f"Key {old_id().hex()} is needed by nothing" in after.output
    lost = run(with_keys(clarion, THIRD), monkeypatch, "check")
    assert isinstance(lost.exception, Conflict)
    assert "is not here and is needed by" in lost.output
