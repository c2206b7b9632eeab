"""What may wait leaves room, in what one person gets in a day, for the reminders they are owed."""

from __future__ import annotations

from datetime import time

import pytest

from bot.clarion import Clarion
from tests.broadcasts.series_cases import action, change, local, person, run, write
from tests.broadcasts.series_cases import clarion as clarion
from tests.broadcasts.series_cases import folder as folder
from tests.broadcasts.test_series_gate import sent_broadcasts

REMIND = """from: event
texts:
  morning: {when: on the day at 9:00, say: "Today: {events.title}"}
  half: {when: 30 minutes before, say: "In half an hour: {events.title}"}
"""
THANK = """from: event
late: 2d
texts:
  thanks: {when: 1 day after at 11:00, say: "Thank you for the {events.title}"}
  more: {when: 1 day after at 12:00, say: "Lead one, after the {events.title}"}
"""


def set_up(clarion: Clarion) -> int:
    """Somebody who went on Friday and goes again on Saturday at two."""
    write(clarion, REMIND, "remind")
    write(clarion, THANK, "thank")
    guest = person(clarion)
    action(clarion, guest, day="2026-09-25", kind="protest", led_by="+13125550198")
    action(clarion, guest, day="2026-09-26", starts_at=time(14))
    return guest


def day_of(clarion: Clarion) -> list[str]:
    hours = ("9:00", "11:00", "12:00", "13:30", "14:30", "18:00")
    return [text for hour in hours for text in run(clarion, f"2026-09-26 {hour:0>5}")]


def test_a_reminder_is_not_starved_by_thanks(clarion: Clarion) -> None:
    set_up(clarion)

    assert day_of(clarion) == [
        "Today: rally",
        "Thank you for the protest",
        "In half an hour: rally",
    ]
    # What waited comes once there is room again.
    assert run(clarion, "2026-09-27 09:00") == []
    assert run(clarion, "2026-09-27 12:05") == [
        "Thank you for the rally",
        "Lead one, after the protest",
    ]


def test_a_full_day_before_leaves_only_the_reminders(clarion: Clarion) -> None:
    guest = set_up(clarion)
    sent_broadcasts(clarion, guest, 1, local("2026-09-25 20:00"))

    assert day_of(clarion)[:2] == ["Today: rally", "In half an hour: rally"]


def test_room_is_kept_for_hosts_too(clarion: Clarion) -> None:
    write(clarion, REMIND.replace("from: event", "from: hosting"), "hosts")
    write(clarion, THANK, "thank")
    guest = person(clarion)
    action(clarion, guest, day="2026-09-25", kind="protest", led_by="+13125550198")
    led = action(clarion, day="2026-09-26", starts_at=time(14))
    change(clarion, "event", led, host_id=guest)

    assert "In half an hour: rally" in day_of(clarion)


@pytest.mark.parametrize("state", ["canceled", "waiting"])
def test_no_room_is_kept_for_what_will_not_come(clarion: Clarion, state: str) -> None:
    guest = set_up(clarion)
    with clarion.record.transaction() as connection:
        connection.execute(
            "UPDATE rsvp SET state = %s WHERE contact_id = %s AND event_id ="
            " (SELECT max(id) FROM event)",
            [state, guest],
        )
    sent_broadcasts(clarion, guest, 1, local("2026-09-25 20:00"))

    assert day_of(clarion) == ["Thank you for the protest", "Lead one, after the protest"]


def test_of_many_actions_in_a_day_the_one_that_begins_first_is_told_first(clarion: Clarion) -> None:
    """The others wait for the next look, and may find no room in the day or have begun by then."""
    write(clarion, REMIND.replace("{events.title}", "{events.time}"))
    guest = person(clarion)
    for number, starts_at in enumerate([time(15), time(11), time(13)]):
        action(clarion, guest, led_by=f"+1312555010{number}", starts_at=starts_at)

    planned = [run(clarion, f"2026-09-26 09:0{minute}") for minute in range(3)]

    assert planned == [["Today: 11:00"], ["Today: 13:00"], ["Today: 15:00"]]
