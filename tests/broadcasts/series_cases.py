"""A campaign with series, and people and actions to try them on."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.broadcasts import series
from bot.campaign import loading
from bot.clarion import Clarion
from bot.clock import SetClock
from bot.config import Settings
from bot.store.events import actions as event_rows
from bot.store.events.actions import NewEvent
from tests.factories import ANA, NOON, SMALL, add_person, make_clarion, rows

CHICAGO = "America/Chicago"

HEAD = "series: {name}\nabout: A test.\n"

REMINDER = """
from: event
texts:
  day_before:
    when: 1 day before at 11:00
    say: {en: "Tomorrow: {events.title}, {events.date|date}.", es: "Es el {events.date|date}."}
"""

WELCOME = """
from: joined
texts:
  hello:
    when: 1 day after at 12:00
    say: {en: "Hello[ {name|first}].", es: "Hola."}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small campaign with dates, its files looked at every time."""
    monkeypatch.setattr(loading, "SWEEP_S", 0.0)
    target = tmp_path / "campaign"
    shutil.copytree(SMALL, target)
    with (target / "campaign.yaml").open("a", encoding="utf-8") as file:
        file.write("\ndates:\n  week: {from: 2026-09-26, until: 2026-09-30}\n")
    (target / "series").mkdir()
    return target


@pytest.fixture
def clarion(settings: Settings, record: str, redis_url: str, folder: Path) -> Any:
    made = make_clarion(settings.model_copy(update={"send_rate_per_s": 10_000.0}), folder)
    yield made
    made.record.dispose()


def write(clarion: Clarion, body: str, name: str = "one", known_since: datetime = NOON) -> None:
    """A series file, which the clock has seen at `known_since`."""
    path = clarion.campaign.path / "series" / f"{name}.yaml"
    path.write_text(HEAD.format(name=name) + body, encoding="utf-8")
    series.run_due(at(clarion, known_since))


def at(clarion: Clarion, moment: datetime) -> Clarion:
    return replace(clarion, clock=SetClock(moment))


def local(text: str, zone: str = CHICAGO) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def run(clarion: Clarion, moment: str, zone: str = CHICAGO) -> list[str]:
    """One look at a local time; the texts it has planned."""
    seen = rows(clarion, "SELECT coalesce(max(id), 0) FROM message")[0][0]
    series.run_due(at(clarion, local(moment, zone)))
    sealed = rows(
        clarion,
        "SELECT body_sealed FROM message WHERE id > %s AND kind = 'follow_up' ORDER BY id",
        seen,
    )
    return [clarion.sealer.open(body, "message.body") for (body,) in sealed]


def person(clarion: Clarion, phone: str = ANA, zone: str = CHICAGO, **columns: Any) -> int:
    contact_id = add_person(clarion, phone)
    change(clarion, "contact", contact_id, zones=[zone], state=None, **columns)
    return contact_id


def change(clarion: Clarion, table: str, row_id: int, **columns: Any) -> None:
    names = ", ".join(f"{name} = %({name})s" for name in columns)
    key = "contact_id" if table == "session" else "id"
    with clarion.record.transaction() as connection:
        connection.execute(
            f"UPDATE {table} SET {names} WHERE {key} = %(row_id)s",  # noqa: S608 - a test's names
            {**columns, "row_id": row_id},
        )


def action(
    clarion: Clarion,
    *guests: int,
    day: str = "2026-09-26",
    starts_at: time | None = time(14),
    kind: str = "rally",
    zone: str = CHICAGO,
    led_by: str = "+13125550199",
) -> int:
    """An action led by somebody else, with guests since noon."""
    host = add_person(clarion, led_by)
    if not host:
        raise AssertionError
    new = NewEvent(
        code=f"KTR{host}", kind=kind, host_id=host, state="open", day=date.fromisoformat(day),
        starts_at=starts_at, zip=None, city="Chicago", zone=zone, latitude=None, longitude=None,
        place_sealed=None, what_sealed=None, capacity=None, goal=None,
    )  # fmt: skip
    with clarion.record.transaction() as connection:
        event_id = event_rows.add_event(connection, new, NOON)
        for guest in guests:
            event_rows.set_guest(connection, event_id, guest, "going", NOON)
    return event_id
