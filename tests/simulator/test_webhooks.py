"""Time-outs, retries and connection overrides of the webhooks."""

from __future__ import annotations

import socket
import threading

import pytest

from bot.simulator.signature import sign
from bot.simulator.webhooks import Overrides, read_overrides
from tests.simulator.conftest import ANA, INBOUND
from tests.simulator.recording_bot import Hit, RecordingBot, Says
from tests.simulator_process import Simulator

HI = "<Response><Message>Hi</Message></Response>"


def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def fails_first(times: int, failure: Says) -> object:
    left = [failure] * times

    def answer(_: Hit) -> Says:
        return left.pop() if left else Says(HI)

    return answer


def test_refused_connection_is_retried_once_and_then_told(
    simulator: Simulator, bot: RecordingBot
) -> None:
    port = closed_port()
    simulator.set_webhook(f"http://127.0.0.1:{port}/x")
    told = simulator.inbound(ANA, "CALL")
    assert told["status"] == 0
    assert (
        told["error"] == f"The bot did not answer: connection refused at http://127.0.0.1:{port}."
    )
    [entry] = simulator.log("webhook")
    assert (entry["http"], entry["attempts"]) == (0, 2)
    assert simulator.errors()[0]["code"] == 11205


def test_server_error_is_not_retried_by_default(simulator: Simulator, bot: RecordingBot) -> None:
    bot.does(INBOUND, fails_first(1, Says("", 500)))
    assert simulator.inbound(ANA, "CALL")["replies"] == []
    assert len(bot.at(INBOUND)) == 1


def test_slow_answer_is_given_up_and_not_retried(simulator: Simulator, bot: RecordingBot) -> None:
    gate = threading.Event()
    bot.says(INBOUND, HI, wait_for=gate)
    simulator.settings(webhook_read_timeout_ms=200)
    told = simulator.inbound(ANA, "CALL")
    gate.set()
    assert (told["status"], len(bot.at(INBOUND))) == (0, 1)
    assert "no answer in time" in told["error"]


def test_broken_connection_is_told(simulator: Simulator, bot: RecordingBot) -> None:
    bot.says(INBOUND, HI, drop=True)
    assert "connection broke" in simulator.inbound(ANA, "CALL")["error"]


def test_fragment_asks_for_retries_and_is_not_signed(
    simulator: Simulator, bot: RecordingBot
) -> None:
    simulator.set_webhook(bot.url + INBOUND + "#rc=3&rp=5xx")
    bot.does(INBOUND, fails_first(2, Says("", 503)))
    told = simulator.inbound(ANA, "CALL")
    hits = bot.at(INBOUND)
    assert [text["body"] for text in told["replies"]] == ["Hi"]
    tokens = [hit.headers.get("I-Twilio-Idempotency-Token") for hit in hits]
    assert tokens[0] is None
    assert tokens[1] is not None
    assert tokens[1] == tokens[2]
    assert all(hit.is_signed for hit in hits)


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("", Overrides()),
        ("#", Overrides()),
        ("#ct=2000&rt=4000&rc=3&rp=all", Overrides(2000, 4000, 15_000, 3, frozenset({"all"}))),
        ("#rp=ct,rt,5xx", Overrides(retry_on=frozenset({"ct", "rt", "5xx"}))),
        ("#rc=9&ct=1&rt=99999", Overrides()),
        ("#rp=sometimes&rc=x", Overrides()),
        ("#tt=300&e=ashburn", Overrides(total_ms=300)),
    ],
)
def test_fragment_is_read_within_twilios_ranges(fragment: str, expected: Overrides) -> None:
    assert read_overrides("https://example.org/sms" + fragment) == expected


def test_signature_is_that_of_twilios_own_example() -> None:
    fields = [
        ("CallSid", "CA1234567890ABCDE"),
        ("Caller", "+14158675309"),
        ("Digits", "1234"),
        ("From", "+14158675309"),
        ("To", "+18005551212"),
    ]
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert sign(url, fields, "12345") == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    assert sign(url + "#rc=2", fields[::-1], "12345") == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
