"""Calls played whole: the real web process, the simulator's phones and line, the real record."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.bootstrap import build
from bot.calls import sweep
from bot.clarion import Clarion
from bot.config import Settings
from bot.conversations import timers
from tests.calls.phones import LINE, counted
from tests.conftest import make_settings
from tests.crowd import until
from tests.events.conftest import got
from tests.factories import add_person, rows
from tests.ports import find_free_port
from tests.shipped import copy_with_few_sentences
from tests.simulator_process import AUTH_TOKEN, FROM, Simulator
from tests.web.web_process import served

EN, ES = "+13125550142", "+13125550143"
ALWAYS = "hours: {}"
LATER = 'hours: {}\n    from: 2099-01-01\n    hours_text: {en: "from the year 2099 on"}'


@dataclass
class World:
    """The simulator, the services on the same record as the web process, the campaign's folder."""

    simulator: Simulator
    clarion: Clarion
    campaign: Path

    def call(self, sender: str, *presses: str, stays_s: float = 200) -> dict[str, Any]:
        """A phone calls and does this; the call when it is over."""
        return self.simulator.call(
            sender, presses=list(presses), hangs_up_after_s=stays_s, wait=True
        )

    def heard(self, call: dict[str, Any]) -> str:
        return " ".join(one["words"] for one in call["lines"] if one["who"] == "them")

    def row(self, call: dict[str, Any]) -> tuple[Any, ...]:
        """What is written down of a call, once its end was told."""
        statement = "SELECT state, dialed, outcome, outcome_by, lang FROM call WHERE sid = %s"
        until(lambda: rows(self.clarion, statement, call["sid"])[0][0] == "ended")
        return rows(self.clarion, statement, call["sid"])[0]


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped campaign, whose line is always open."""
    folder = tmp_path_factory.mktemp("campaign") / "flows"
    copy_with_few_sentences(folder)
    _set_hours(folder, 'hours: {mon-fri: "09:00-17:00"}', ALWAYS)
    _set_hours(
        folder, 'hours_text: {en: "Mon-Fri 9am-5pm ET", es: "lun-vie 9am-5pm ET"}', "closed: []"
    )
    return folder


def _set_hours(folder: Path, before: str, after: str) -> None:
    file = folder / "campaign.yaml"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


@pytest.fixture(scope="module")
def stage(
    migrated_url: str,
    redis_server_url: str,
    campaign: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Simulator, Settings]]:
    port = find_free_port()
    base = f"http://127.0.0.1:{port}"
    with Simulator(f"{base}/twilio/sms", is_quiet=True) as simulator:
        settings = make_settings(
            data_dir=tmp_path_factory.mktemp("voice"),
            database_url=migrated_url,
            redis_url=redis_server_url,
        ).model_copy(
            update={
                "public_url": base,
                "campaign": campaign,
                "twilio_account_sid": simulator.account_sid,
                "twilio_auth_token": type(make_settings().twilio_auth_token)(AUTH_TOKEN),
                "twilio_from": FROM,
                "twilio_api_base_url": simulator.url,
                "calls_an_hour": 60,
            }
        )
        with served(settings, port):
            yield simulator, settings


@pytest.fixture
def world(
    stage: tuple[Simulator, Settings], campaign: Path, record: str, redis_url: str
) -> Iterator[World]:
    simulator, settings = stage
    simulator.reset()
    simulator.set_webhook(
        f"{settings.public_url}/twilio/sms",
        VoiceUrl=f"{settings.public_url}/twilio/voice",
        StatusCallback=f"{settings.public_url}/twilio/voice/status",
    )
    simulator.settings(call_speed=200, ring_s=1)
    clarion = build(settings, pool_size=4)
    add_person(clarion, EN, lang="en", zip="60608")
    add_person(clarion, ES, lang="es", zip="60608")
    yield World(simulator, clarion, campaign)
    clarion.record.dispose()


@pytest.mark.parametrize(
    ("sender", "thanks"), [(EN, "Your call counts"), (ES, "Tu llamada cuenta")]
)
def test_connected_call_counts(world: World, sender: str, thanks: str) -> None:
    world.simulator.plan(LINE, "connected:95")
    call = world.call(sender, "")
    assert thanks in world.heard(call)
    state, dialed, outcome, by, _ = world.row(call)
    assert (state, dialed, outcome, by) == ("ended", "completed", "called", "measured")
    assert counted(world.clarion) == [("called", 1, "measured")]


@pytest.mark.parametrize("does", ["busy", "no_answer", "failed"])
@pytest.mark.parametrize(("sender", "text"), [(EN, "did not answer"), (ES, "No contestaron")])
def test_line_that_is_not_reached(world: World, does: str, sender: str, text: str) -> None:
    world.simulator.plan(LINE, does)
    call = world.call(sender, "", "")
    _, dialed, outcome, by, _ = world.row(call)
    assert dialed == {"no_answer": "no-answer"}.get(does, does)
    assert (outcome, by) == ("busy" if does == "busy" else "no_answer", "measured")
    timers.run_due(world.clarion)
    [told] = got(world.clarion, sender)
    assert text in told


@pytest.mark.parametrize(("sender", "text"), [(EN, "How did it go?"), (ES, "¿Cómo te fue?")])
@pytest.mark.parametrize("does", ["hangs_up:6", "voicemail:9"])
def test_short_connection_is_asked_about(world: World, does: str, sender: str, text: str) -> None:
    world.simulator.plan(LINE, does)
    call = world.call(sender, "")
    assert world.row(call)[1] == "completed"
    timers.run_due(world.clarion)
    [told] = got(world.clarion, sender)
    assert text in told
    assert counted(world.clarion) == []


def test_caller_who_hangs_up_while_the_line_rings(world: World) -> None:
    world.simulator.plan(LINE, "no_answer")
    call = world.call(EN, "", stays_s=40)
    state, _, outcome, _, _ = world.row(call)
    assert (state, outcome) == ("ended", None)


def test_stranger_presses_for_spanish_and_an_extension(world: World) -> None:
    world.simulator.plan(LINE, "connected:60")
    call = world.call("+13125550199", "2", "777")
    assert "No conocemos ese número" in world.heard(call)
    assert world.row(call)[4] == "es"
    assert counted(world.clarion) == [("called", 1, "measured")]


def test_message_is_said_and_lands(world: World) -> None:
    call = world.call(ES, "3", "say: quiero hablar con alguien")
    assert "Lo va a leer una persona" in world.heard(call)
    assert rows(world.clarion, "SELECT kind, topic FROM ticket") == [("question", "call")]


def test_stop_is_keyed(world: World) -> None:
    call = world.call(EN, "9")
    assert "you get no more texts from us" in world.heard(call)
    assert rows(world.clarion, "SELECT source FROM consent WHERE act = 'opt_out'") == [
        ("call:key",)
    ]


def test_machine_that_presses_nothing_is_only_counted_by_what_is_measured(world: World) -> None:
    """Who calls us and presses nothing is connected: it is the far line that tells."""
    world.simulator.plan(LINE, "busy")
    call = world.call("+13125550198")
    assert world.row(call)[2] == "busy"
    assert counted(world.clarion) == []


def test_callbacks_told_twice_and_late_count_once(world: World) -> None:
    world.simulator.plan(LINE, "connected:70")
    world.simulator.fault("duplicate_callback", call="phone_call")
    call = world.call(EN, "")
    world.row(call)
    assert counted(world.clarion) == [("called", 1, "measured")]


def test_end_that_nobody_tells_is_asked_for(world: World) -> None:
    world.simulator.plan(LINE, "connected:70")
    world.simulator.fault("no_callback", call="phone_call")
    call = world.call(EN, "")
    statement = "SELECT state FROM call WHERE sid = %s"
    assert rows(world.clarion, statement, call["sid"]) == [("dialing",)]
    rows(world.clarion, "UPDATE call SET created_at = created_at - interval '1 hour' RETURNING id")
    assert sweep.sweep(world.clarion).closed == 1
    assert rows(world.clarion, statement, call["sid"]) == [("ended",)]
    assert counted(world.clarion) == [("called", 1, "measured")]
    assert sweep.sweep(world.clarion).closed == 0


def test_call_of_while_the_record_was_away_is_written_down_later(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.simulator.plan(LINE, "connected:70")
    call = world.call(EN, "")
    world.row(call)
    with world.clarion.record.transaction() as connection:
        connection.execute("DELETE FROM call")
        connection.execute("DELETE FROM report")
    assert sweep.sweep(world.clarion).unknown == 0, "one this fresh may be in its webhook"
    monkeypatch.setattr(sweep, "_SILENT", timedelta(0))
    assert sweep.sweep(world.clarion).unknown == 1
    assert world.row(call)[:3] == ("ended", "completed", "called")
    assert counted(world.clarion) == [("called", 1, "measured")]
    assert sweep.sweep(world.clarion).unknown == 0


def test_carrier_that_cannot_be_asked_changes_nothing(world: World) -> None:
    world.simulator.plan(LINE, "connected:70")
    world.simulator.fault("no_callback", call="phone_call")
    world.call(EN, "")
    rows(world.clarion, "UPDATE call SET created_at = created_at - interval '1 hour' RETURNING id")
    world.simulator.fault("503_before", call="call_fetch")
    assert sweep.sweep(world.clarion).closed == 0
    world.simulator.clear_faults()
    assert sweep.sweep(world.clarion).closed == 1


def test_line_that_closes_during_a_call(world: World) -> None:
    """The campaign's file changes while somebody hears the briefing."""
    world.simulator.settings(call_speed=1)
    sid = world.simulator.call(EN)["sid"]
    until(lambda: "Say your city" in " ".join(world.simulator.heard(EN)))
    before = (world.campaign / "campaign.yaml").read_text(encoding="utf-8")
    _set_hours(world.campaign, ALWAYS, LATER)
    try:
        until(lambda: "2099" in _page(world, "/phone-bank-kit?lang=en"))
        world.simulator.act(sid, "press", "0")
        until(lambda: "is closed now" in " ".join(world.simulator.heard(EN)))
        world.simulator.act(sid, "hang_up")
    finally:
        (world.campaign / "campaign.yaml").write_text(before, encoding="utf-8")
        until(lambda: "2099" not in _page(world, "/phone-bank-kit?lang=en"))
    assert rows(world.clarion, "SELECT dialed_at, reason FROM call") == [(None, "closed")]


def _page(world: World, path: str) -> str:
    with urllib.request.urlopen(f"{world.clarion.settings.public_url}{path}") as answer:  # noqa: S310 - loopback
        return str(answer.read().decode())
