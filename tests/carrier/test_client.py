"""The adapter against a server that speaks Twilio's API, and against Twilio's own description."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.carrier import connect
from bot.carrier.client import Carrier
from bot.carrier.texts import Accepted, OutboundText
from bot.config import Settings
from bot.errors import CarrierBusy, CarrierError, CarrierRefused, CarrierSilent
from tests.conftest import ACCOUNT_SID, AUTH_TOKEN
from tests.factories import ANA, CY
from tests.prism import PrismProgram, prism, prism_proxy
from tests.simulator_process import Simulator

__all__ = ["prism"]


@pytest.fixture(scope="module")
def shared_simulator() -> Iterator[Simulator]:
    with Simulator(account_sid=ACCOUNT_SID, auth_token=AUTH_TOKEN, number="+12025550100") as made:
        yield made


@pytest.fixture
def simulator(shared_simulator: Simulator) -> Simulator:
    shared_simulator.reset()
    return shared_simulator


def at(settings: Settings, url: str, **changes: Any) -> Carrier:
    """The adapter, pointed at a server."""
    return connect(settings.model_copy(update={"twilio_api_base_url": url, **changes}))


def send(carrier: Carrier, to: str = ANA, body: str = "¡Hola!", **more: Any) -> Accepted:
    text = OutboundText(
        to=to,
        body=body,
        message_id=7,
        status_callback="https://clarion.test/twilio/status/7",
        **{"media": (), "validity_s": 3600, **more},
    )

    async def once() -> Accepted:
        try:
            return await carrier.send(text)
        finally:
            await carrier.close()

    return asyncio.run(once())


def test_accepted_text_is_at_the_carrier_with_our_id_in_its_callback(
    settings: Settings, simulator: Simulator
) -> None:
    carrier = at(settings, simulator.url)
    accepted = send(carrier)

    assert accepted.sid.startswith("SM")
    [listed] = carrier.list_messages(to=ANA)
    assert (listed.sid, listed.body) == (accepted.sid, "¡Hola!")
    [logged] = simulator.log("accepted", to=ANA)
    assert logged["callback"].endswith("/twilio/status/7")


@pytest.mark.parametrize(
    ("do", "error", "is_taken"),
    [
        ("429", CarrierBusy, False),
        ("500_before", CarrierSilent, False),
        ("500_after", CarrierSilent, True),
        ("lost_response", CarrierSilent, True),
        ("reset", CarrierSilent, False),
        ("timeout_after", CarrierSilent, True),
        ("timeout_before", CarrierSilent, False),
    ],
)
def test_faults_are_told_apart_and_never_tried_again(
    settings: Settings, simulator: Simulator, do: str, error: type[CarrierError], is_taken: bool
) -> None:
    simulator.fault(do)
    carrier = at(settings, simulator.url, carrier_timeout_s=0.5)
    with pytest.raises(error):
        send(carrier)
    simulator.clear_faults()
    assert len(list(carrier.list_messages(to=ANA))) == is_taken


@pytest.mark.parametrize(
    ("to", "body", "code"),
    [("+1", "Hi", 21211), (CY, "", 21602), (CY, "x" * 1601, 21617), ("", "Hi", 21604)],
)
def test_a_final_no_carries_twilios_code(
    settings: Settings, simulator: Simulator, to: str, body: str, code: int
) -> None:
    with pytest.raises(CarrierRefused) as caught:
        send(at(settings, simulator.url), to, body)
    assert caught.value.code == code


def test_server_that_is_not_there_is_busy_for_nothing_was_processed(
    settings: Settings, free_port: int
) -> None:
    with pytest.raises(CarrierBusy):
        send(at(settings, f"http://127.0.0.1:{free_port}"))


def test_wrong_token_is_a_final_no(settings: Settings, simulator: Simulator) -> None:
    from pydantic import SecretStr

    with pytest.raises(CarrierRefused):
        send(at(settings, simulator.url, twilio_auth_token=SecretStr("wrong")))


@pytest.mark.contract
def test_every_request_is_of_twilios_shape(
    settings: Settings, simulator: Simulator, prism: PrismProgram
) -> None:
    with prism_proxy(prism, simulator.url) as url:
        carrier = at(settings, url)
        plain = send(carrier)
        send(carrier, to=CY, body="Look", media=("https://clarion.test/a.png",), validity_s=36_000)
        assert carrier.fetch(plain.sid).sid == plain.sid
        since = datetime.now(UTC) - timedelta(hours=1)
        simulator.wait_for("status", 2, status="sent")
        assert len(list(carrier.list_messages(to=ANA, sent_after=since))) == 1
        assert len(list(carrier.list_messages(from_="+12025550100", page_size=1))) == 2
        assert carrier.account() == "active"
        assert [number.number for number in carrier.numbers()] == ["+12025550100"]

        by_service = at(settings, url, twilio_messaging_service_sid="MG" + "0" * 31 + "1")
        with pytest.raises(CarrierRefused):  # of the right shape, but there is no such service
            send(by_service)
