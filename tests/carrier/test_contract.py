"""Every request the adapter makes, through Prism: held against Twilio's own OpenAPI description."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.carrier import connect
from bot.carrier.client import Carrier
from bot.carrier.texts import OutboundText
from bot.clock import wall_time
from bot.config import Settings
from tests.crowd import carried_by
from tests.prism import PrismProgram, prism, prism_proxy
from tests.simulator_process import Simulator

__all__ = ["prism"]

pytestmark = pytest.mark.contract

ANA = "+13125550142"


@pytest.fixture(scope="module")
def gate(prism: PrismProgram) -> Iterator[tuple[Simulator, str]]:
    with Simulator() as simulator, prism_proxy(prism, simulator.url) as url:
        simulator.settings(callbacks=False)
        yield simulator, url


@pytest.fixture
def carrier(settings: Settings, gate: tuple[Simulator, str]) -> Carrier:
    simulator, url = gate
    made = carried_by(settings, simulator, twilio_api_base_url=url, carrier_timeout_s=10.0)
    return connect(made)


async def _send(carrier: Carrier, text: OutboundText) -> str:
    try:
        return (await carrier.send(text)).sid
    finally:
        await carrier.close()


@pytest.mark.parametrize(
    "text",
    [
        OutboundText(ANA, "Call now", 1),
        OutboundText(ANA, "¡Únete! 📣", 2, "https://c.example/twilio/status/2", (), 3600),
        OutboundText(ANA, "A picture", 3, "", ("https://m.example/a.png",), 36_000),
    ],
    ids=["plain", "with callback and validity", "with a picture"],
)
def test_send_is_of_twilios_shape(carrier: Carrier, text: OutboundText) -> None:
    sid = asyncio.run(_send(carrier, text))
    assert carrier.fetch(sid).body == text.body


def test_lookups_are_of_twilios_shape(carrier: Carrier) -> None:
    asyncio.run(_send(carrier, OutboundText(ANA, "Call now", 4)))
    yesterday = wall_time() - timedelta(days=1)
    assert list(carrier.list_messages(to=ANA, page_size=100))
    list(carrier.list_messages(sent_after=yesterday))
    assert carrier.account() == "active"
    assert carrier.numbers()
