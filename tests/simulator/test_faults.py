"""Faults on request: what the client meets, and what Twilio really did."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import aiohttp
import pytest
import requests
from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from tests.simulator.conftest import ANA, CY, DEE, table
from tests.simulator.recording_bot import RecordingBot
from tests.simulator_process import FROM, ControlError, Simulator


def post(simulator: Simulator, to: str = ANA, body: str = "Hi") -> tuple[str | int, Any]:
    """A create without Twilio's library: the status or how it failed, and the answer."""
    url = f"{simulator.url}/2010-04-01/Accounts/{simulator.account_sid}/Messages.json"
    auth = (simulator.account_sid, simulator.auth_token)
    try:
        answer = requests.post(
            url, data={"To": to, "From": FROM, "Body": body}, auth=auth, timeout=0.4
        )
    except requests.Timeout:
        return "timeout", None
    except requests.ConnectionError:
        return "reset", None
    with answer:
        try:
            return answer.status_code, answer.json()
        except requests.exceptions.JSONDecodeError:
            return answer.status_code, None


@pytest.mark.parametrize("row", table("mishaps.yaml"), ids=lambda row: row["do"])
def test_client_meets_the_fault_and_twilio_has_the_text_or_not(
    simulator: Simulator, row: dict[str, Any]
) -> None:
    simulator.fault(row["do"], times=1)
    met, body = post(simulator)
    assert met == row["meets"]
    if "code" in row:
        assert body["code"] == row["code"]
    assert len(simulator.log("accepted")) == row["accepted"]
    assert post(simulator)[0] == 201


def test_rule_counts_only_calls_it_is_about(simulator: Simulator) -> None:
    simulator.fault("500_before", to=DEE, nth=2)
    simulator.fault("429", body_contains="secret", times=2)
    met = [post(simulator, to)[0] for to in (DEE, ANA, DEE, DEE)]
    assert met == [201, 201, 500, 201]
    assert [post(simulator, CY, "a secret")[0] for _ in range(3)] == [429, 429, 201]
    fired = [(rule["seen"], rule["fired"]) for rule in simulator.state()["faults"]]
    assert fired == [(3, 1), (2, 2)]


def test_chance_repeats_with_its_seed(simulator: Simulator) -> None:
    def run() -> list[str | int]:
        simulator.reset()
        simulator.settings(seed=7)
        simulator.fault("500_before", probability=0.5)
        return [post(simulator)[0] for _ in range(12)]

    first = run()
    assert {201, 500} == set(first)
    assert run() == first


def test_lists_can_fail_too(client: Client, simulator: Simulator) -> None:
    simulator.fault("500_before", times=1, call="list")
    assert client.messages.create(to=ANA, from_=FROM, body="Hi")
    with pytest.raises(TwilioException, match="HTTP 500"):
        client.messages.list(to=ANA)
    assert len(client.messages.list(to=ANA)) == 1


@pytest.mark.parametrize(
    ("do", "statuses"),
    [
        ("undelivered:30003", ["sent", "undelivered"]),
        ("failed:30007", ["failed"]),
        ("unknown_status:foo", ["sent", "foo"]),
        ("no_receipt", ["sent"]),
        ("duplicate_callback", ["sent", "sent", "delivered", "delivered"]),
        ("reorder_callbacks", ["delivered", "sent"]),
        ("early_callback", ["sent", "delivered"]),
        ("no_callback", []),
    ],
)
def test_callbacks_go_wrong_as_asked(
    client: Client, simulator: Simulator, bot: RecordingBot, do: str, statuses: list[str]
) -> None:
    simulator.fault(do, times=1)
    odd = client.messages.create(to=ANA, from_=FROM, body="Hi", status_callback=bot.url + "/odd")
    client.messages.create(to=DEE, from_=FROM, body="Hi", status_callback=bot.url + "/fine")
    bot.wait_for("/fine", 2)
    hits = bot.wait_for("/odd", len(statuses))
    assert [hit.fields["MessageStatus"] for hit in hits] == statuses
    if do.partition(":")[2].isdecimal():
        assert hits[-1].fields["ErrorCode"] == do.partition(":")[2]
        assert odd.fetch().error_code == int(do.partition(":")[2])


def test_early_callback_comes_before_the_answer(simulator: Simulator, bot: RecordingBot) -> None:
    simulator.fault("early_callback", times=1)
    form = {"To": ANA, "From": FROM, "Body": "Hi", "StatusCallback": bot.url + "/early"}
    simulator.api("POST", "/Messages.json", form)
    assert len(bot.at("/early")) >= 1


def test_text_names_its_own_failure(client: Client, simulator: Simulator) -> None:
    made = client.messages.create(to=ANA, from_=FROM, body="Try error30005 now")
    simulator.wait_for("status", status="undelivered", sid=made.sid)
    assert made.fetch().error_code == 30005


def test_rate_limit_lets_so_many_through_a_second(simulator: Simulator) -> None:
    simulator.settings(rate_limit=5)
    started = int(time.monotonic())
    met = [post(simulator)[0] for _ in range(40)]
    seconds = int(time.monotonic()) - started + 1
    assert 5 <= met.count(201) <= 5 * seconds
    assert set(met) == {201, 429}


def test_concurrency_limit_refuses_the_rest(simulator: Simulator) -> None:
    simulator.settings(concurrency_limit=3, latency_ms=200)
    url = f"{simulator.url}/2010-04-01/Accounts/{simulator.account_sid}/Messages.json"

    async def run() -> list[int]:
        auth = aiohttp.encode_basic_auth(simulator.account_sid, simulator.auth_token)
        async with aiohttp.ClientSession(headers={"Authorization": auth}) as session:

            async def one() -> int:
                data = {"To": ANA, "From": FROM, "Body": "Hi"}
                async with session.post(url, data=data) as answer:
                    return answer.status

            return await asyncio.gather(*(one() for _ in range(8)))

    assert sorted(asyncio.run(run())) == [201] * 3 + [429] * 5


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"do": "explode"}, "There is no fault 'explode'"),
        ({"do": "undelivered"}, "needs a delivery error code"),
        ({"do": "429:5"}, "takes nothing after it"),
        ({"do": "delay:soon"}, "milliseconds"),
        ({"when": {"nth": 0}, "do": "429"}, "nth"),
        ({"when": {"who": "x"}, "do": "429"}, "who"),
        ({}, "do"),
    ],
)
def test_wrong_rule_is_explained(simulator: Simulator, rule: dict[str, Any], words: str) -> None:
    with pytest.raises(ControlError, match=words):
        simulator.post("/simulator/faults", [rule])
    assert simulator.state()["faults"] == []


def test_cleared_faults_act_no_more(simulator: Simulator) -> None:
    simulator.fault("429")
    simulator.clear_faults()
    assert post(simulator)[0] == 201


def test_text_is_taken_although_the_client_gave_up(simulator: Simulator) -> None:
    simulator.settings(latency_ms=600)
    assert post(simulator)[0] == "timeout"
    simulator.wait_for("accepted", to=ANA)
