"""The Calls API: made, refused, paced, listed, changed and told."""

from __future__ import annotations

import secrets
import time
from typing import Any

import pytest
from twilio.rest import Client

from tests.simulator.conftest import ANA, BO, CY, refused
from tests.simulator.recording_bot import Hit, RecordingBot
from tests.simulator.schema import check_fields
from tests.simulator_process import FROM, ControlError, Simulator

TOLD = ["initiated", "ringing", "answered", "completed"]
HELLO = "<Response><Say>Hello there</Say></Response>"


class Calls:
    """Makes calls of the API; what is told of them comes to a path of its own."""

    def __init__(self, client: Client, bot: RecordingBot) -> None:
        self._client = client
        self._bot = bot
        self._path = f"/told/{secrets.token_hex(4)}"
        self._told = 0

    def __call__(self, to: str = ANA, **more: Any) -> Any:
        given = {"twiml": HELLO} if "url" not in more else {}
        hook = {"status_callback": self._bot.url + self._path, "status_callback_event": TOLD}
        return self._client.calls.create(to=to, from_=FROM, **{**given, **hook, **more})

    def hits(self, count: int) -> list[Hit]:
        """The next callbacks, once there are so many."""
        found = self._bot.wait_for(self._path, self._told + count)[self._told : self._told + count]
        self._told += count
        return found

    def told(self, count: int) -> list[str]:
        """The statuses of the next callbacks."""
        return [hit.fields["CallStatus"] for hit in self.hits(count)]

    @property
    def are_all_told(self) -> bool:
        """Whether nothing was told that was not looked at."""
        return len(self._bot.at(self._path)) == self._told


@pytest.fixture
def calls(simulator: Simulator, client: Client, bot: RecordingBot) -> Calls:
    """Calls that run five hundred times as fast."""
    simulator.settings(call_speed=500, calls_per_second=1000)
    return Calls(client, bot)


def test_call_that_is_answered_is_told_step_by_step(
    calls: Calls, simulator: Simulator, bot: RecordingBot
) -> None:
    simulator.plan(ANA, "connected")
    bot.says("/voice", HELLO)
    call = calls(url=bot.url + "/voice")
    assert call.status == "queued"
    hits = calls.hits(4)
    fields = [hit.fields for hit in hits]
    assert [f["CallStatus"] for f in fields] == ["initiated", "ringing", "in-progress", "completed"]
    assert [f["SequenceNumber"] for f in fields] == ["0", "1", "2", "3"]
    assert {f["CallbackSource"] for f in fields} == {"call-progress-events"}
    assert all(hit.is_signed for hit in hits)
    assert "CallDuration" not in fields[2]
    assert (fields[3]["CallDuration"], fields[3]["Duration"]) == ("1", "1")
    [asked] = bot.at("/voice")
    assert (asked.fields["CallSid"], asked.fields["CallStatus"]) == (call.sid, "in-progress")
    assert (asked.fields["Direction"], asked.is_signed) == ("outbound-api", True)
    assert simulator.heard(ANA) == ["Hello there"]
    status, shape = simulator.api("GET", f"/Calls/{call.sid}.json")
    check_fields("/Calls/{Sid}.json", "get", status, shape)
    assert (shape["status"], shape["duration"]) == ("completed", "1")


@pytest.mark.parametrize(
    ("does", "end", "rings"),
    [
        ("busy", "busy", False),
        ("no_answer", "no-answer", True),
        ("failed", "failed", False),
        ("declined", "busy", True),
    ],
)
def test_call_that_nobody_takes_says_why(
    calls: Calls, simulator: Simulator, bot: RecordingBot, does: str, end: str, rings: bool
) -> None:
    simulator.plan(ANA, does)
    call = calls(timeout=20)
    steps = ["initiated", *(["ringing"] if rings else []), end]
    hits = calls.hits(len(steps))
    assert [hit.fields["CallStatus"] for hit in hits] == steps
    assert hits[-1].fields["CallDuration"] == "0"
    assert (call.fetch().duration, simulator.heard(ANA)) == (None, [])


def test_ringing_lasts_as_long_as_was_asked_for(
    calls: Calls, simulator: Simulator, bot: RecordingBot
) -> None:
    simulator.settings(call_speed=1)
    calls(to=BO, timeout=20)
    assert calls.told(1) == ["initiated"]
    simulator.forward(1)
    assert calls.told(1) == ["ringing"]
    simulator.forward(15)
    assert simulator.get("/simulator/calls")["calls"][0]["status"] == "ringing"
    simulator.forward(6)
    assert calls.told(1) == ["no-answer"]


def test_only_the_end_is_told_when_nothing_was_asked(calls: Calls, simulator: Simulator) -> None:
    simulator.plan(ANA, "connected")
    call = calls(status_callback_event=[])
    assert calls.told(1) == ["completed"]
    simulator.wait_for("call_callback", sid=call.sid, status="completed")
    assert calls.are_all_told


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"From": FROM, "Url": "http://x/"}, 21201),
        ({"To": ANA, "Url": "http://x/"}, 21213),
        ({"To": "12", "From": FROM, "Url": "http://x/"}, 21211),
        ({"To": "+15005550001", "From": FROM, "Url": "http://x/"}, 21211),
        ({"To": "+15005550002", "From": FROM, "Url": "http://x/"}, 21214),
        ({"To": "+15005550003", "From": FROM, "Url": "http://x/"}, 21215),
        ({"To": ANA, "From": "12", "Url": "http://x/"}, 21212),
        ({"To": ANA, "From": ANA, "Url": "http://x/"}, 21210),
        ({"To": ANA, "From": FROM}, 21205),
        ({"To": ANA, "From": FROM, "Url": "ftp://x/"}, 21205),
        ({"To": ANA, "From": FROM, "Twiml": "x" * 4001}, 20001),
        ({"To": ANA, "From": FROM, "Url": "http://x/", "Timeout": "soon"}, 21208),
        ({"To": ANA, "From": FROM, "Url": "http://x/", "Method": "PUT"}, 21209),
        ({"To": ANA, "From": FROM, "Url": "http://x/", "StatusCallback": "x"}, 21609),
        ({"To": ANA, "From": FROM, "Url": "http://x/", "MachineDetection": "yes"}, 20001),
    ],
)
def test_wrong_call_is_refused(simulator: Simulator, form: dict[str, str], code: int) -> None:
    status, body = simulator.api("POST", "/Calls.json", form)
    assert (status, body["code"]) == (400, code)
    assert simulator.get("/simulator/calls") == {"calls": []}


def test_longest_instructions_are_taken(simulator: Simulator) -> None:
    words = "<Response><Say>" + "x" * (4000 - 32) + "</Say></Response>"
    form = {"To": ANA, "From": FROM, "Twiml": words}
    assert (len(words), simulator.api("POST", "/Calls.json", form)[0]) == (4000, 201)


def test_somebody_who_stopped_texts_can_still_be_called(calls: Calls, bot: RecordingBot) -> None:
    calls(to=BO)
    assert calls.told(2) == ["initiated", "ringing"]


def test_calls_start_one_after_the_other_at_the_accounts_pace(
    calls: Calls, simulator: Simulator, bot: RecordingBot
) -> None:
    simulator.settings(calls_per_second=20)
    began = time.monotonic()
    made = [calls(to=f"+1312555{n:04}") for n in range(100, 110)]
    starts = calls.hits(40)
    assert time.monotonic() - began >= 9 / 20
    first = [hit.fields["To"] for hit in starts if hit.fields["CallStatus"] == "initiated"]
    assert first == [call.to for call in made]
    waits = [int(call.fetch().queue_time) for call in made]
    assert waits == sorted(waits)
    assert waits[-1] > 200


def test_call_above_the_accounts_concurrency_is_refused(calls: Calls, simulator: Simulator) -> None:
    simulator.settings(call_concurrency=2, call_speed=1)
    first, _ = calls(to=ANA), calls(to=BO)
    assert refused(lambda: calls(to=CY)).code == 10004
    assert refused(lambda: calls(to=CY)).status == 429
    first.update(status="completed")
    assert calls(to=CY).sid


def test_queued_and_ringing_calls_can_be_canceled(
    calls: Calls, simulator: Simulator, bot: RecordingBot
) -> None:
    simulator.settings(calls_per_second=0.01, call_speed=1)
    ringing, queued = calls(to=ANA), calls(to=BO)
    simulator.wait_for("call", sid=ringing.sid, status="initiated")
    simulator.forward(1)
    assert calls.told(2) == ["initiated", "ringing"]
    assert ringing.fetch().status == "ringing"
    assert ringing.update(status="canceled").status == "canceled"
    assert queued.update(status="canceled").status == "canceled"
    assert calls.told(2) == ["canceled", "canceled"]
    assert refused(lambda: queued.update(status="completed")).code == 21220


def test_live_call_gets_other_instructions_or_is_ended(
    calls: Calls, simulator: Simulator, bot: RecordingBot
) -> None:
    simulator.settings(call_speed=1)
    call = calls(twiml="<Response><Pause length='3600'/></Response>")
    simulator.wait_for("call", sid=call.sid, status="initiated")
    simulator.forward(1)
    assert calls.told(2) == ["initiated", "ringing"]
    simulator.act(call.sid, "answer")
    assert calls.told(1) == ["in-progress"]
    assert call.update(status="canceled").status == "in-progress"
    call.update(twiml="<Response><Say>Instead</Say><Pause length='3600'/></Response>")
    simulator.wait_for("heard", words="Instead")
    assert call.update(status="completed").status == "completed"
    assert calls.told(1) == ["completed"]
    with pytest.raises(ControlError, match="over"):
        simulator.act(call.sid, "press", "1")


def test_calls_are_listed_by_what_they_are(
    calls: Calls, client: Client, simulator: Simulator, bot: RecordingBot
) -> None:
    simulator.plan(ANA, "busy")
    one, other = calls(to=ANA), calls(to=CY)
    calls.hits(4)
    assert [c.sid for c in client.calls.list()] == [other.sid, one.sid]
    assert [c.sid for c in client.calls.list(to=ANA)] == [one.sid]
    assert [c.sid for c in client.calls.list(status="busy")] == [one.sid]
    assert client.calls.list(from_=CY) == []
    assert [c.sid for c in client.calls.list(page_size=1)] == [other.sid, one.sid]
    status, page = simulator.api("GET", "/Calls.json")
    check_fields("/Calls.json", "get", status, page)


def test_late_list_leaves_out_what_was_just_made(
    calls: Calls, client: Client, simulator: Simulator
) -> None:
    simulator.settings(list_lag_ms=60_000)
    calls()
    assert client.calls.list() == []


@pytest.mark.parametrize("fault", ["500_after", "lost_response", "bad_json"])
def test_call_is_made_though_its_answer_is_lost(
    simulator: Simulator, client: Client, bot: RecordingBot, fault: str
) -> None:
    simulator.settings(call_speed=500)
    simulator.fault(fault, call="call", times=1)
    with pytest.raises(Exception):  # noqa: B017, PT011  # whichever the client makes of it
        client.calls.create(to=ANA, from_=FROM, url=bot.url + "/voice")
    assert [c.to for c in client.calls.list()] == [ANA]


@pytest.mark.parametrize("fault", ["429", "500_before", "503_before"])
def test_call_is_not_made_when_it_fails_before(
    simulator: Simulator, client: Client, fault: str
) -> None:
    simulator.fault(fault, call="call", times=1)
    refused(lambda: client.calls.create(to=ANA, from_=FROM, twiml=HELLO))
    assert client.calls.list() == []


def test_callbacks_go_wrong_on_request(
    calls: Calls, simulator: Simulator, bot: RecordingBot
) -> None:
    simulator.plan(ANA, "connected")
    order = ["initiated", "ringing", "in-progress", "completed"]
    simulator.fault("duplicate_callback", call="call", times=1)
    calls()
    assert calls.told(8) == [status for status in order for _ in range(2)]
    simulator.fault("reorder_callbacks", call="call", times=1)
    calls()
    assert calls.told(4) == order[::-1]
    simulator.fault("late_callback:100", call="call", times=1)
    began = time.monotonic()
    calls()
    assert calls.told(4) == order
    assert time.monotonic() - began > 0.4
    simulator.fault("no_callback", call="call", times=1)
    call = calls()
    simulator.wait_for("call", sid=call.sid, status="completed")
    assert calls.are_all_told


def test_callback_may_come_before_the_answer(
    calls: Calls, simulator: Simulator, bot: RecordingBot
) -> None:
    simulator.fault("early_callback", call="call", times=1)
    calls()
    assert not calls.are_all_told
    assert calls.told(1) == ["initiated"]


def test_unknown_call_is_not_found(client: Client) -> None:
    assert refused(lambda: client.calls("CA" + "0" * 32).fetch()).code == 20404
