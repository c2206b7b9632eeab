"""The simulator behind Prism: every request and answer of Twilio's described shape."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from tests.prism import PrismProgram, prism, prism_proxy
from tests.simulator.conftest import ANA
from tests.simulator.recording_bot import RecordingBot
from tests.simulator_process import FROM, SERVICE_SID, Simulator

__all__ = ["prism"]
pytestmark = pytest.mark.contract


@pytest.fixture(scope="module")
def gate(prism: PrismProgram, _simulator: Simulator) -> Iterator[str]:
    """Prism's URL, in front of the simulator."""
    with prism_proxy(prism, _simulator.url) as url:
        yield url


@pytest.fixture
def guarded(simulator: Simulator, gate: str) -> Iterator[Client]:
    """Twilio's own client, through Prism."""
    http = TwilioHttpClient(timeout=20)
    client = Client(simulator.account_sid, simulator.auth_token, http_client=http)
    client.api.base_url = gate
    yield client
    http.session.close()


def test_texts_are_of_twilios_shape(guarded: Client, simulator: Simulator) -> None:
    plain = guarded.messages.create(to=ANA, from_=FROM, body="¡Hola!", validity_period=60)
    guarded.messages.create(to=ANA, messaging_service_sid=SERVICE_SID, body="Hi")
    picture = guarded.messages.create(to=ANA, from_=FROM, media_url=["https://example.org/a.jpg"])
    simulator.inbound(ANA, "CALL")
    simulator.wait_for("status", 3, status="delivered")
    assert plain.fetch().status == "delivered"
    assert plain.update(body="").body == ""
    assert len(guarded.messages.list(page_size=2)) == 4
    since = plain.date_created - timedelta(minutes=1)
    assert len(guarded.messages.list(to=ANA, from_=FROM, date_sent_after=since)) == 3
    assert len(guarded.messages(picture.sid).media.list()) == 1
    assert guarded.messages(plain.sid).feedback.create(outcome="confirmed").outcome == "confirmed"
    assert plain.delete()


def test_failed_text_is_of_twilios_shape(guarded: Client, simulator: Simulator) -> None:
    made = guarded.messages.create(to=ANA, from_=FROM, body="error30007")
    simulator.wait_for("status", status="undelivered")
    assert made.fetch().error_code == 30007


def test_account_numbers_and_calls_are_of_twilios_shape(
    guarded: Client, simulator: Simulator
) -> None:
    assert guarded.api.accounts(simulator.account_sid).fetch().status == "active"
    [number] = guarded.incoming_phone_numbers.list()
    assert number.fetch().update(friendly_name="Line").friendly_name == "Line"
    call = guarded.calls.create(to=ANA, from_=FROM, url="http://127.0.0.1:9/voice")
    assert call.fetch().sid == call.sid
    assert guarded.calls.list()[0].sid == call.sid
    assert call.update(status="completed").status == "completed"


@pytest.mark.parametrize(
    "form",
    [
        {"From": FROM, "Body": "nobody to send to"},
        {"To": ANA, "From": FROM, "Body": "Hi", "ValidityPeriod": "soon"},
        {"To": ANA, "MessagingServiceSid": "MG1", "Body": "Hi"},
        {"To": ANA, "From": FROM, "Body": "Hi", "ScheduleType": "sometime"},
    ],
    ids=["no recipient", "validity no number", "service no SID", "unknown schedule"],
)
def test_malformed_request_is_refused_at_the_gate(
    simulator: Simulator, gate: str, form: dict[str, Any]
) -> None:
    url = f"{gate}/2010-04-01/Accounts/{simulator.account_sid}/Messages.json"
    auth = (simulator.account_sid, simulator.auth_token)
    with requests.post(url, data=form, auth=auth, timeout=20) as answer:
        assert answer.status_code == 422
        assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert simulator.log("accepted") == []
    assert simulator.log("refused") == []


def test_answer_of_another_shape_is_refused_at_the_gate(
    prism: PrismProgram, bot: RecordingBot, simulator: Simulator
) -> None:
    path = f"/2010-04-01/Accounts/{simulator.account_sid}/Messages.json"
    bot.says(path, '{"sid": 5}', status=201, content_type="application/json")
    form = {"To": ANA, "From": FROM, "Body": "Hi"}
    auth = (simulator.account_sid, simulator.auth_token)
    with (
        prism_proxy(prism, bot.url) as url,
        requests.post(url + path, data=form, auth=auth, timeout=20) as answer,
    ):
        assert answer.status_code == 500
        assert "VIOLATIONS" in answer.json()["type"]
