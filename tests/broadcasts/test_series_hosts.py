"""Series of whoever leads an action, and of who leads it with them."""

from __future__ import annotations

from bot.clarion import Clarion
from bot.store.events import actions as event_rows
from bot.store.events import hosts
from tests.broadcasts.series_cases import CHICAGO, REMINDER, action, change, person, run, write
from tests.broadcasts.series_cases import clarion as clarion
from tests.broadcasts.series_cases import folder as folder
from tests.factories import NOON


def test_co_hosts_have_the_hosts_and_not_the_guests(clarion: Clarion) -> None:
    write(clarion, REMINDER)
    body = (
        "\nfrom: hosting\ntexts:\n  eve:\n    when: 1 day before at 11:00\n"
        '    say: "Going: {events.going}."\n'
    )
    write(clarion, body, name="two")
    guest, asked = person(clarion), person(clarion, phone="+13125550149")
    event_id = action(clarion, guest)
    with clarion.record.transaction() as connection:
        event_rows.set_guest(connection, event_id, asked, "going", NOON)
        hosts.ask(connection, event_id, asked, NOON)
        host = connection.execute("SELECT host_id FROM event").fetchone()
    change(clarion, "contact", host[0], zones=[CHICAGO])
    reminder = "Tomorrow: rally, Sat Sep 26."

    assert sorted(run(clarion, "2026-09-25 11:00")) == ["Going: 2.", reminder, reminder]
    with clarion.record.transaction() as connection:
        hosts.accept(connection, event_id, asked, NOON)
    assert run(clarion, "2026-09-25 11:01") == ["Going: 2."]
