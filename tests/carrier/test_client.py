"""The adapter over HTTP, against the simulator: what is asked, and what each answer becomes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs

import pytest

from bot.carrier import connect
from bot.carrier.client import Carrier, _encode
from bot.carrier.texts import Accepted, OutboundText
from bot.clock import wall_time
from bot.config import Settings
from bot.errors import CarrierBusy, CarrierRefused, CarrierSilent
from tests.crowd import carried_by
from tests.simulator_process import Simulator

ANA = "+13125550142"
TEXT = OutboundText(ANA, "¡Únete! Call & win = 100 %", 7, "https://c.example/twilio/status/7")


@pytest.fixture(scope="module")
def running() -> Iterator[Simulator]:
    with Simulator() as simulator:
        yield simulator


@pytest.fixture
def simulator(running: Simulator) -> Simulator:
    running.reset()
    running.clear_faults()
    running.settings(callbacks=False)
    return running


@pytest.fixture
def carrier(settings: Settings, simulator: Simulator) -> Carrier:
    return connect(carried_by(settings, simulator, carrier_timeout_s=0.5))


def _send(carrier: Carrier, text: OutboundText = TEXT) -> Accepted:
    async def send() -> Accepted:
        try:
            return await carrier.send(text)
        finally:
            await carrier.close()

    return asyncio.run(send())


def test_text_arrives_as_it_was_given(carrier: Carrier, simulator: Simulator) -> None:
    accepted = _send(carrier)
    [entry] = simulator.log("accepted")
    assert (entry["sid"], entry["to"], entry["body"]) == (accepted.sid, ANA, TEXT.body)
    assert entry["callback"] == TEXT.status_callback
    assert accepted.status == "queued"


@pytest.mark.parametrize("validity_s", [None, -5, 0, 60, 999_999])
def test_form_is_what_urlencode_would_write(validity_s: int | None) -> None:
    text = OutboundText(
        "whatsapp:+1312", "a b+c&d=é", 1, "https://c.example/x?a=1/2", ("https://m.example/1",),
        validity_s,
    )  # fmt: skip
    form = parse_qs(_encode(text, "From=%2B1202").decode(), strict_parsing=True)
    assert form["To"] == ["whatsapp:+1312"]
    assert form["From"] == ["+1202"]
    assert form["Body"] == ["a b+c&d=é"]
    assert form["StatusCallback"] == ["https://c.example/x?a=1/2"]
    assert form["MediaUrl"] == ["https://m.example/1"]
    expected = None if validity_s is None else [str(max(1, min(36_000, validity_s)))]
    assert form.get("ValidityPeriod") == expected


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("429", CarrierBusy),
        ("500_before", CarrierSilent),
        ("500_after", CarrierSilent),
        ("lost_response", CarrierSilent),
        ("reset", CarrierSilent),
        ("timeout_after", CarrierSilent),
    ],
)
def test_fault_becomes_an_error_of_the_house_and_is_not_tried_again(
    carrier: Carrier, simulator: Simulator, fault: str, error: type[Exception]
) -> None:
    simulator.fault(fault, times=1)
    with pytest.raises(error) as raised:
        _send(carrier)
    assert ANA not in str(raised.value)
    assert len(simulator.log("accepted")) <= 1


def test_refusal_carries_the_code_and_no_number(carrier: Carrier, simulator: Simulator) -> None:
    simulator.numbers(opted_out=[ANA])
    with pytest.raises(CarrierRefused) as raised:
        _send(carrier)
    assert raised.value.code == 21610
    assert ANA not in str(raised.value)


def test_carrier_nobody_reaches_is_busy_not_silent(settings: Settings) -> None:
    with pytest.raises(CarrierBusy):
        _send(connect(settings))


def test_wrong_key_is_refused(carrier: Carrier, settings: Settings, simulator: Simulator) -> None:
    wrong = carried_by(settings, simulator)
    token = type(settings.twilio_auth_token)("wrong")
    with pytest.raises(CarrierRefused) as raised:
        _send(connect(wrong.model_copy(update={"twilio_auth_token": token})))
    assert raised.value.http_status == 401


def test_messages_are_listed_fetched_and_counted(carrier: Carrier, simulator: Simulator) -> None:
    sent = _send(carrier)
    simulator.inbound(ANA, "hola", wait=False)
    listed = list(carrier.list_messages(to=ANA))
    assert [(one.sid, one.recipient, one.is_inbound) for one in listed] == [(sent.sid, ANA, False)]
    assert carrier.fetch(sent.sid).body == TEXT.body
    assert [one.is_inbound for one in carrier.list_messages(from_=ANA)] == [True]
    later = wall_time() + timedelta(days=1)
    assert list(carrier.list_messages(sent_after=later)) == []
    assert carrier.account() == "active"
    assert [own.number for own in carrier.numbers()] == [simulator.number]


def test_lookup_of_a_message_nobody_has_is_refused(carrier: Carrier) -> None:
    with pytest.raises(CarrierRefused) as raised:
        carrier.fetch("SM" + "0" * 32)
    assert raised.value.code == 20404


def test_lookups_ignore_edge_and_region(carrier: Carrier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_EDGE", "dublin")
    monkeypatch.setenv("TWILIO_REGION", "ie1")
    assert carrier.account() == "active"


def test_lookup_of_a_carrier_nobody_reaches_is_silent(settings: Settings) -> None:
    with pytest.raises(CarrierSilent):
        connect(settings).account()
