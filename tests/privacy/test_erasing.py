"""Who is erased is out of the record; that they stopped, or were there, is remembered by digest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clarion import Clarion
from bot.clock import SetClock
from bot.config import Settings
from bot.conversations import inbound
from bot.errors import NotFound
from bot.events import finding, guest_news, hosting, leading, overview, signing_up
from bot.privacy import erasing
from bot.store.events import actions as event_rows
from bot.store.events import hosts
from bot.store.sealing import Purpose, Sealer
from tests.factories import BO, CY, NOON, add_person, exchange_with, make_clarion, make_form, rows

FLOWS = Path(__file__).parents[2] / "flows"


@pytest.fixture
def shipped(settings: Settings, record: str, redis_url: str) -> Iterator[Clarion]:
    """The services with the campaign that ships."""
    made = make_clarion(settings, FLOWS)
    yield made
    made.record.dispose()


def test_who_stopped_and_is_erased_may_still_come_themselves(clarion: Clarion) -> None:
    inbound.receive(clarion, make_form(CY, "call"))
    inbound.receive(clarion, make_form(CY, "alto"))
    [(contact_id,)] = rows(clarion, "SELECT id FROM contact WHERE source = 'keyword:call'")

    erasing.erase(clarion, contact_id)
    assert rows(clarion, "SELECT 1 FROM contact WHERE id = %s", contact_id) == []
    assert rows(
        clarion,
        "SELECT count(*)::int FROM message WHERE contact_id = %s AND body_sealed IS NOT NULL",
        contact_id,
    ) == [(0,)]
    assert inbound.receive(clarion, make_form(CY, "join")).body


def test_the_ledger_remembers_whom_it_knew_nothing_of(clarion: Clarion) -> None:
    contact_id = add_person(clarion, "+16465550109", opted_in_at=None)
    erasing.erase(clarion, contact_id)
    digest = clarion.sealer.digest("sms", "+16465550109")
    assert rows(
        clarion, "SELECT act, contact_id FROM consent WHERE address_digest = %s", digest
    ) == [("erased", None)]


def test_erasing_nobody_says_so(clarion: Clarion) -> None:
    with pytest.raises(NotFound):
        erasing.erase(clarion, 999_999)


def test_erasing_is_in_the_audit_by_id(clarion: Clarion) -> None:
    contact_id = add_person(clarion, "+16465550109", opted_in_at=None)
    erasing.erase(clarion, contact_id, 7)
    assert rows(
        clarion, "SELECT organizer_id, object, object_id FROM audit WHERE act = 'erased'"
    ) == [(7, "contact", contact_id)]


# --- their actions -------------------------------------------------------------------------------


def lead(clarion: Clarion, host: int, **more: str) -> str:
    """An action of a host that an organizer has let people find. Its code."""
    wanted = {"kind": "rally", "date": "2026-09-26", "zip": "60608", "place": "Calle Secreta 12"}
    with exchange_with(clarion, host) as exchange:
        leading.create(exchange, {**wanted, **more})
    [(code,)] = rows(clarion, "SELECT code FROM event WHERE host_id = %s", host)
    overview.approve(clarion, code)
    return str(code)


def texts_to(clarion: Clarion, contact_id: int) -> list[str]:
    """What waits to go to somebody."""
    found = rows(
        clarion,
        "SELECT body_sealed FROM message WHERE contact_id = %s AND kind = 'follow_up' ORDER BY id",
        contact_id,
    )
    return [clarion.sealer.open(body, Purpose.MESSAGE_BODY) for (body,) in found]


def test_the_actions_of_whoever_is_erased_end_and_guests_are_told(shipped: Clarion) -> None:
    host, guest = add_person(shipped, BO), add_person(shipped, CY)
    code = lead(shipped, host)
    with exchange_with(shipped, guest) as exchange:
        assert signing_up.rsvp(exchange, {"choice": code}).outcome == "ok"
    erasing.erase(shipped, host)
    assert rows(shipped, "SELECT state, is_listed, place_sealed FROM event") == [
        ("called_off", False, None)
    ]
    (told,) = texts_to(shipped, guest)
    assert "is called off. Sorry!" in told
    with exchange_with(shipped, guest) as exchange:
        assert finding.find(exchange, {"zip": "60608"}).outcome == "none"
        assert signing_up.rsvp(exchange, {"choice": code}).outcome == "unknown"


@pytest.mark.parametrize("stopped", [0, 1, 2])
def test_with_a_co_host_the_action_of_whoever_is_erased_goes_on(
    shipped: Clarion, stopped: int
) -> None:
    host, guest = add_person(shipped, BO), add_person(shipped, CY)
    co_hosts = [add_person(shipped, one, lang="es") for one in ("+17185550147", "+17185550148")]
    code = lead(shipped, host)
    with exchange_with(shipped, guest) as exchange:
        signing_up.rsvp(exchange, {"choice": code})
    with shipped.record.transaction() as connection:
        [(event_id,)] = connection.execute("SELECT id FROM event WHERE code = %s", [code])
        for minutes, who in enumerate(co_hosts):
            at = shipped.clock.now() + timedelta(minutes=minutes)
            hosts.ask(connection, event_id, who, at)
            hosts.accept(connection, event_id, who, at)
        connection.execute(
            "UPDATE contact SET opted_out_at = %s WHERE id = ANY(%s)", [NOON, co_hosts[:stopped]]
        )
    erasing.erase(shipped, host)
    if stopped == len(co_hosts):
        assert rows(shipped, "SELECT state FROM event") == [("called_off",)]
        return
    now = co_hosts[stopped]
    assert rows(shipped, "SELECT state, host_id, is_listed FROM event") == [("open", now, True)]
    assert "Calle Secreta 12" in texts_to(shipped, now)[-1]
    assert "Ahora tú lo organizas y sigue en pie." in texts_to(shipped, now)[-1]
    assert not any("called off" in one for one in texts_to(shipped, guest))
    with exchange_with(shipped, now) as exchange:
        assert hosting.guests(exchange, {"code": code}).values["going"] == 1
    assert rows(shipped, "SELECT act FROM audit WHERE act = 'new_host'") == [("new_host",)]


def test_a_guest_who_is_erased_leaves_their_seat(shipped: Clarion) -> None:
    host, guest, waits = (add_person(shipped, one) for one in (BO, CY, "+17185550146"))
    code = lead(shipped, host)
    with shipped.record.transaction() as connection:
        [(event_id,)] = connection.execute("SELECT id FROM event WHERE code = %s", [code])
        for person, state in ((guest, "going"), (waits, "waiting")):
            event_rows.set_guest(connection, event_id, person, state, shipped.clock.now())
    assert guest_news.tell_hosts(shipped) == 1
    erasing.erase(shipped, guest)
    assert rows(shipped, "SELECT contact_id, state FROM rsvp") == [(waits, "offered")]
    assert "1 cannot come after all. Coming now: 0." in texts_to(shipped, host)[-1]


# --- after a restore -----------------------------------------------------------------------------


def bring_back(clarion: Clarion, phone: str) -> int:
    """The person as an older backup has them, and nothing of the list of who was erased."""
    with clarion.record.transaction() as connection:
        connection.execute("DELETE FROM erased")
    contact_id = add_person(clarion, phone)
    with clarion.record.transaction() as connection:
        connection.execute(
            "UPDATE contact SET created_at = created_at - interval '9 days' WHERE id = %s",
            [contact_id],
        )
    return contact_id


def test_a_backup_brings_nobody_back_who_was_erased(clarion: Clarion) -> None:
    erasing.erase(clarion, add_person(clarion, CY))
    listed = clarion.settings.data_dir / "erased"
    assert listed.stat().st_mode & 0o077 == 0
    assert CY[2:] not in listed.read_text()

    bring_back(clarion, CY)
    assert erasing.apply_again(clarion) == 1
    digest = clarion.sealer.digest("sms", CY)
    assert rows(clarion, "SELECT 1 FROM address WHERE digest = %s", digest) == []
    assert erasing.apply_again(clarion) == 0


def test_a_list_kept_beside_the_backups_serves_a_new_machine(
    clarion: Clarion, tmp_path: Path
) -> None:
    erasing.erase(clarion, add_person(clarion, CY))
    kept = (clarion.settings.data_dir / "erased").rename(tmp_path / "beside-the-backup")
    kept.write_text(kept.read_text() + "cut sho")
    bring_back(clarion, CY)
    assert erasing.apply_again(clarion) == 0
    assert erasing.take_in(clarion, kept) == 1


def test_whoever_comes_anew_after_they_were_erased_stays(clarion: Clarion) -> None:
    erasing.erase(clarion, add_person(clarion, CY))
    later = replace(clarion, clock=SetClock(clarion.clock.now() + timedelta(hours=1)))
    assert inbound.receive(later, make_form(CY, "join")).body
    assert erasing.apply_again(later) == 0


def test_a_backup_under_another_key_brings_nobody_back(clarion: Clarion) -> None:
    old = clarion.settings.data_keys[0]
    during = replace(clarion, sealer=Sealer([bytes(range(32)), old]))
    erasing.erase(during, add_person(clarion, CY))
    bring_back(during, CY)
    assert erasing.apply_again(during) == 1
