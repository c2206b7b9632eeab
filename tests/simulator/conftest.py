"""One simulator and one recording bot for all tests here, cleared between them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from tests.simulator.recording_bot import RecordingBot
from tests.simulator_process import SERVICE_SID, Simulator

HERE = Path(__file__).parent
ANA, BO, DEE, CY = "+13125550142", "+12135550143", "+15055550144", "+17185550145"
INBOUND = "/twilio/sms"


def table(name: str) -> list[Any]:
    """The rows of a YAML file beside the tests."""
    rows: list[Any] = yaml.safe_load((HERE / name).read_text("utf-8"))
    return rows


@pytest.fixture(scope="session")
def _bot() -> Iterator[RecordingBot]:
    bot = RecordingBot()
    yield bot
    bot.stop()


@pytest.fixture(scope="session")
def _simulator(_bot: RecordingBot) -> Iterator[Simulator]:
    with Simulator(_bot.url + INBOUND, service_sid=SERVICE_SID) as simulator:
        yield simulator


@pytest.fixture
def bot(_bot: RecordingBot) -> Iterator[RecordingBot]:
    """The bot, with nothing on record."""
    _bot.forget()
    yield _bot
    _bot.forget()


@pytest.fixture
def simulator(_simulator: Simulator, bot: RecordingBot) -> Simulator:
    """The simulator on its first day, in a hurry: sent after 2 ms, delivered 5 ms later."""
    _simulator.reset()
    _simulator.settings(sent_delay_ms=2, delivered_delay_ms=5)
    _simulator.set_webhook(bot.url + INBOUND, SmsMethod="POST", SmsFallbackUrl="")
    return _simulator


@pytest.fixture
def client(simulator: Simulator) -> Iterator[Client]:
    """Twilio's own client, pointed at the simulator."""
    http = TwilioHttpClient(timeout=5)
    client = Client(simulator.account_sid, simulator.auth_token, http_client=http)
    client.api.base_url = client.lookups.base_url = simulator.url
    yield client
    http.session.close()


def refused(call: Any) -> TwilioRestException:
    """The refusal a call of the client meets. Fails when it is let through."""
    with pytest.raises(TwilioRestException) as caught:
        call()
    return caught.value
