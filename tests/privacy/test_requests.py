"""Who asks by text to be erased is erased within minutes, and so are the carrier's copies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.bootstrap import build
from bot.clarion import Clarion
from bot.clock import SetClock
from bot.config import Settings
from bot.conversations import inbound
from bot.errors import CarrierRefused, CarrierSilent
from bot.privacy import erasing, requests
from bot.sending import outbox
from tests.carried import simulator as simulator
from tests.crowd import carried_by
from tests.factories import BO, CY, NOON, make_form, rows
from tests.simulator_process import Simulator

FLOWS = Path(__file__).parents[2] / "flows"


@pytest.fixture
def line(settings: Settings, record: str, simulator: Simulator) -> Iterator[Clarion]:
    """The shipped campaign on a carrier."""
    clarion = build(carried_by(settings, simulator, campaign=FLOWS), clock=SetClock(NOON))
    yield clarion
    clarion.record.dispose()


def say(clarion: Clarion, simulator: Simulator, *bodies: str, sender: str = CY) -> str:
    """Text something through the carrier, which keeps it, and take it in; the last answer."""
    answer = ""
    for body in bodies:
        sid = simulator.inbound(sender, body)["sid"]
        answer = inbound.receive(clarion, make_form(sender, body, sid=sid)).body or ""
    return answer


def later(clarion: Clarion, **more: float) -> Clarion:
    assert isinstance(clarion.clock, SetClock)
    return replace(clarion, clock=SetClock(clarion.clock.at + timedelta(**more)))


def people(clarion: Clarion) -> int:
    found: int = rows(clarion, "SELECT count(*)::int FROM contact")[0][0]
    return found


def test_a_yes_erases_within_minutes_at_the_carrier_too(
    line: Clarion, simulator: Simulator
) -> None:
    say(line, simulator, "CALL", "DONE")
    assert "YES or NO" in say(line, simulator, "erase me")
    assert "This is our last text" in say(line, simulator, "yes")
    assert requests.run_due(line) == 0
    assert people(line) == 1  # the answer is on its way

    minutes = later(line, minutes=2)
    assert requests.run_due(minutes) == 1
    assert people(line) == 0
    assert rows(line, "SELECT outcome, count(*)::int FROM carrier_copy GROUP BY 1") == [
        ("deleted", 4)
    ]
    (sids,) = zip(*rows(line, "SELECT sid FROM carrier_copy"), strict=True)
    for sid in sids:
        with pytest.raises(CarrierRefused) as refused:
            line.carrier.fetch(sid)
        assert refused.value.http_status == 404
    assert rows(line, "SELECT act, detail FROM audit ORDER BY id") == [
        ("erased", {}), ("copies at the carrier", {"deleted": 4}),
    ]  # fmt: skip
    digest = line.sealer.digest("sms", CY)
    assert rows(line, "SELECT count(*)::int FROM suppression WHERE digest = %s", digest) == [(1,)]


def test_the_last_text_is_the_last_also_before_they_are_erased(
    line: Clarion, simulator: Simulator
) -> None:
    say(line, simulator, "CALL", "erase me")
    rows(
        line,
        "INSERT INTO message (contact_id, address_id, kind, state)"
        " SELECT contact_id, id, 'follow_up', 'planned' FROM address RETURNING 1",
    )
    say(line, simulator, "yes")
    assert people(line) == 1
    assert rows(line, "SELECT state, reason FROM message WHERE kind = 'follow_up'") == [
        ("skipped", "opted_out")
    ]
    assert rows(line, "SELECT opted_out_at IS NOT NULL FROM contact") == [(True,)]
    assert rows(
        line,
        "SELECT c.source, c.message_id = (SELECT max(id) FROM message WHERE kind = 'inbound')"
        " FROM consent c WHERE act = 'opt_out'",
    ) == [("erase me", True)]


def test_no_and_silence_erase_nothing(line: Clarion, simulator: Simulator) -> None:
    assert "nothing is erased" in say(line, simulator, "delete my data", "no")
    say(line, simulator, "BORRAR MIS DATOS", sender=BO)
    assert requests.run_due(later(line, minutes=30)) == 0
    assert people(line) == 2


def test_my_data_is_answered_in_one_text(line: Clarion, simulator: Simulator) -> None:
    say(line, simulator, "CALL", "DONE", "MADE 6")
    told = say(line, simulator, "my data")
    assert "calls you told us of: 7" in told
    assert "ERASE ME" in told
    assert "Guardamos bajo llave" in say(line, simulator, "mis datos", sender=BO)


def test_a_text_that_is_not_finished_at_the_carrier_is_tried_again(
    line: Clarion, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(line, simulator, "erase me", "yes")
    delete, busy = line.carrier.delete, [True]

    def not_yet(sid: str) -> None:
        if busy:
            raise CarrierRefused("not finished", 20009, 400)
        delete(sid)

    monkeypatch.setattr(line.carrier, "delete", not_yet)
    minutes = later(line, minutes=2)
    requests.run_due(minutes)
    assert rows(line, "SELECT DISTINCT outcome, tries FROM carrier_copy") == [("waiting", 1)]
    busy.clear()
    requests.run_due(minutes)
    assert rows(line, "SELECT DISTINCT outcome FROM carrier_copy") == [("waiting",)]
    requests.run_due(later(minutes, minutes=2))
    assert rows(line, "SELECT DISTINCT outcome, tries FROM carrier_copy") == [("deleted", 2)]


def test_a_carrier_that_never_answers_is_given_up_and_said(
    line: Clarion, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(line, simulator, "erase me", "yes")

    def silent(_: str) -> None:
        raise CarrierSilent("no answer")

    monkeypatch.setattr(line.carrier, "delete", silent)
    for hours in range(0, 60, 3):
        requests.run_due(later(line, hours=hours, minutes=2))
    assert people(line) == 0
    assert rows(line, "SELECT DISTINCT outcome FROM carrier_copy") == [("refused",)]
    assert requests.list_copies(line)[0][2] == {"refused": 2}


def test_an_answer_that_waits_goes_out_before_the_person_goes(
    line: Clarion, simulator: Simulator
) -> None:
    say(line, simulator, "erase me", "yes")
    with line.record.transaction() as connection:
        connection.execute(
            "UPDATE message SET via = 'api', state = 'planned', lease_until = NULL WHERE id ="
            " (SELECT max(id) FROM message WHERE kind = 'reply')"
        )
    minutes = later(line, minutes=2)
    assert requests.run_due(minutes) == 0
    outbox.send_due(minutes)
    assert requests.run_due(minutes) == 1
    assert rows(line, "SELECT count(*)::int FROM carrier_copy") == [(3,)]


def test_one_who_cannot_be_erased_stops_no_other(
    line: Clarion, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    for sender in (CY, BO):
        say(line, simulator, "erase me", "yes", sender=sender)
    erase, failed = erasing.erase_in, []

    def fails_once(clarion: Clarion, connection: object, contact_id: int) -> bool:
        if not failed:
            failed.append(contact_id)
            raise ValueError
        return erase(clarion, connection, contact_id)  # type: ignore[arg-type]

    monkeypatch.setattr(erasing, "erase_in", fails_once)
    assert requests.run_due(later(line, minutes=2)) == 1
    assert rows(line, "SELECT id FROM contact") == [(failed[0],)]
    assert rows(line, "SELECT kind FROM set_aside") == [("erasing of a person",)]


@pytest.mark.parametrize(
    ("before", "stop", "words", "answer"),
    [
        ("CALL", "STOP", "Erase me!", "This is our last text"),
        ("CALL", "ALTO", "borrar mis datos", "nuestro último"),
        ("LLAMAR", "ALTO", "delete my data", "This is our last text"),
        ("ESPAÑOL", "STOP", "borrar mis datos", "nuestro último"),
        ("ESPAÑOL", "STOP", "erase me", "nuestro último"),
    ],
)
def test_whoever_stopped_is_erased_by_the_word_alone(
    line: Clarion, simulator: Simulator, before: str, stop: str, words: str, answer: str
) -> None:
    """Their yes would be the carrier's word for joining again: one text says that it is done, in
    the language of the word unless they chose one."""
    say(line, simulator, before, stop)
    assert answer in say(line, simulator, words)
    assert rows(line, "SELECT opted_out_at IS NOT NULL, opted_in_at FROM contact") == [(True, None)]
    assert requests.run_due(later(line, minutes=2)) == 1
    assert people(line) == 0
    digest = line.sealer.digest("sms", CY)
    assert rows(line, "SELECT count(*)::int FROM suppression WHERE digest = %s", digest) == [(1,)]


@pytest.mark.parametrize(
    ("words", "answer"), [("MY DATA", "We keep, locked: your number"), ("mis datos", "Guardamos")]
)
def test_whoever_stopped_hears_what_is_kept_and_stays_stopped(
    line: Clarion, simulator: Simulator, words: str, answer: str
) -> None:
    say(line, simulator, "CALL", "STOP")
    assert answer in say(line, simulator, words)
    assert say(line, simulator, "MENU") == ""
    assert rows(
        line, "SELECT opted_out_at IS NOT NULL, flow FROM contact JOIN session ON contact_id = id"
    ) == [(True, None)]
    assert rows(line, "SELECT count(*)::int FROM erasure_ask") == [(0,)]


@pytest.mark.parametrize("words", ["can you erase me from the picture", "CALL", "MENU", "my day"])
def test_nothing_else_of_whoever_stopped_is_answered(
    line: Clarion, simulator: Simulator, words: str
) -> None:
    say(line, simulator, "CALL", "STOP")
    assert say(line, simulator, words) == ""
    assert rows(line, "SELECT count(*)::int FROM erasure_ask") == [(0,)]
