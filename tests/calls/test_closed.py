"""A closed line, and one that closes while somebody calls."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.campaign import CampaignSource
from bot.clarion import Clarion
from bot.people import sources
from bot.people.sources import Asked
from bot.store.sending import outbox
from bot.web import create_app
from tests.calls.phones import NEW, Phone, call_of, counted, texts
from tests.events.conftest import FLOWS, STRANGER, Minutes
from tests.factories import rows

Make = Callable[..., Phone]


def test_closed_line_says_when_it_opens_and_reminds(
    line: Clarion, phone: Make, clock: Minutes
) -> None:
    clock.at = datetime(2026, 9, 25, 22, 0, tzinfo=UTC)  # Friday, six in the evening there
    one = phone(NEW).call()
    assert "It opens Monday, September twenty-eighth at nine in the morning" in one.heard
    assert "Abre el lunes veintiocho de septiembre a las nueve de la mañana" in one.heard
    one.press("2").press("1")
    assert "Te mandamos un mensaje cuando abra" in one.heard
    one.again().hang_up()
    assert texts(line, NEW) == []
    clock.at = datetime(2026, 9, 28, 13, 1, tzinfo=UTC)
    [text] = texts(line, NEW)
    assert text.startswith("Ya abrió la línea")


def test_closed_line_is_said_before_anything_else(
    line: Clarion, phone: Make, clock: Minutes
) -> None:
    clock.at = datetime(2026, 9, 25, 22, 0, tzinfo=UTC)
    one = phone(STRANGER).call()
    assert re.match(r"This is [^.]+\. The line to the White House is closed now\.", one.heard)
    assert "Press one, and we text you" in one.heard
    assert "connect you" not in one.heard
    assert "Say your city" not in one.heard
    assert one.dials is None
    one.press("3")
    assert "Tell us in a few words" in one.heard, "a person can still be asked for"


def test_line_that_has_ended_is_said_at_once_in_both_languages(
    line: Clarion, tmp_path: Path
) -> None:
    shutil.copytree(FLOWS, tmp_path / "flows")
    path = tmp_path / "flows" / "campaign.yaml"
    was, hours = path.read_text(encoding="utf-8"), 'hours: {mon-fri: "09:00-17:00"}'
    assert hours in was
    path.write_text(was.replace(hours, f"{hours}\n    until: 2026-09-01", 1), encoding="utf-8")
    ended = replace(line, campaign=CampaignSource(tmp_path / "flows"))
    one = Phone(create_app(ended), ended, NEW).call()
    assert "That line has ended" in one.heard
    assert "Esa línea ya no recibe llamadas" in one.heard
    assert "connect you" not in one.heard
    assert "Gather" not in one.verbs


def test_number_of_a_poster_counts_at_a_closed_line(
    line: Clarion, phone: Make, clock: Minutes
) -> None:
    clock.at = datetime(2026, 9, 25, 22, 0, tzinfo=UTC)
    sources.add(line, Asked(label="Elm Street Laundry", code="ELM", extension="142"), None)
    one = phone(STRANGER).call().press("987")
    assert "is closed now" in one.heard
    assert "your call counts" not in one.heard
    one.press("142")
    assert "is closed now" in one.heard
    assert call_of(line, one)["source"] == "source:ELM"


def test_reminder_reaches_somebody_who_never_joined(
    line: Clarion, phone: Make, clock: Minutes
) -> None:
    clock.at = datetime(2026, 9, 25, 22, 0, tzinfo=UTC)
    phone(NEW).call().press("1").hang_up()
    clock.at = datetime(2026, 9, 28, 15, 1, tzinfo=UTC)
    texts(line, NEW)
    assert rows(line, "SELECT state, reason FROM message WHERE kind = 'follow_up'") == [
        ("planned", "call")
    ]
    with line.record.transaction() as connection:
        [claimed] = outbox.claim_singles(
            connection, count=10, now=clock.now(), lease=clock.now() - clock.now()
        )
    assert claimed.reason is None


def test_line_that_closes_while_the_briefing_is_heard(
    line: Clarion, phone: Make, clock: Minutes
) -> None:
    clock.at = datetime(2026, 9, 23, 20, 59, 50, tzinfo=UTC)
    one = phone(STRANGER).call()
    assert "Say your city" in one.heard
    clock.forward(seconds=20)
    one.wait()
    assert one.dials is None
    assert "is closed now" in one.heard


def test_line_that_closes_after_it_was_dialed_goes_on(
    line: Clarion, phone: Make, clock: Minutes
) -> None:
    clock.at = datetime(2026, 9, 23, 20, 59, 50, tzinfo=UTC)
    one = phone(STRANGER).call().wait()
    clock.forward(minutes=3)
    one.line_did("completed", 170)
    assert "Your call counts" in one.heard
    assert counted(line) == [("called", 1, "measured")]


def test_line_that_closes_between_two_tries(line: Clarion, phone: Make, clock: Minutes) -> None:
    clock.at = datetime(2026, 9, 23, 20, 59, 50, tzinfo=UTC)
    one = phone(STRANGER).call().wait().line_did("busy")
    clock.forward(seconds=30)
    one.press("1")
    assert "is closed now" in one.heard
