"""What the carrier still knows after it was ended or killed."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from twilio.rest import Client

from bot.simulator.journal import Journal, JournalUnusableError
from tests.simulator.conftest import ANA, CY, DEE, refused
from tests.simulator.recording_bot import RecordingBot
from tests.simulator_process import FROM, Simulator


def client_of(simulator: Simulator) -> Client:
    client = Client(simulator.account_sid, simulator.auth_token)
    client.api.base_url = simulator.url
    return client


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "simulator.jsonl"


def test_everything_comes_back_after_a_kill(path: Path, bot: RecordingBot) -> None:
    with Simulator(bot.url + "/sms", journal=path) as simulator:
        client = client_of(simulator)
        simulator.settings(sent_delay_ms=1, delivered_delay_ms=1, list_lag_ms=1)
        made = client.messages.create(
            to=ANA,
            from_=FROM,
            body="¡Hola! \ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        )
        gone = client.messages.create(to=CY, from_=FROM, body="Gone")
        empty = client.messages.create(to=CY, from_=FROM, body="Emptied")
        simulator.wait_for("status", 3, status="delivered")
        gone.delete()
        empty.update(body="")
        simulator.inbound(DEE, "STOP")
        simulator.numbers(landline=["+13125550150"])
        simulator.post("/simulator/phones", {"name": "Max", "number": "+13125550151"})
        before, state = simulator.log(), simulator.state()
        simulator.kill()
        client.http_client.session.close()
    with Simulator(journal=path) as simulator:
        client = client_of(simulator)
        assert simulator.log()[: len(before)] == before
        assert client.messages(made.sid).fetch().body == "¡Hola! 😀"
        assert client.messages(made.sid).fetch().status == "delivered"
        assert client.messages(empty.sid).fetch().body == ""
        assert refused(lambda: client.messages(gone.sid).fetch()).status == 404
        assert refused(lambda: client.messages.create(to=DEE, from_=FROM, body="Hi")).code == 21610
        after = simulator.state()
        for name in ("settings", "phones", "numbers", "opt_out", "behaviours"):
            assert after[name] == state[name], name
        client.http_client.session.close()


def test_texts_under_way_go_on_after_a_restart(path: Path, bot: RecordingBot) -> None:
    with Simulator(journal=path) as simulator:
        client = client_of(simulator)
        simulator.settings(sent_delay_ms=60_000)
        made = client.messages.create(to=ANA, from_=FROM, body="Hi", status_callback=bot.url + "/s")
        simulator.settings(sent_delay_ms=1)
        simulator.stop()
        client.http_client.session.close()
    with Simulator(journal=path) as simulator:
        hits = bot.wait_for("/s", 2)
        assert hits[-1].fields["MessageStatus"] == "delivered"
        assert hits[-1].fields["MessageSid"] == made.sid


def test_torn_last_line_is_cut_off(path: Path) -> None:
    with Simulator(journal=path) as simulator:
        simulator.inbound(ANA, "CALL")
        count = len(simulator.log())
        simulator.kill()
    with path.open("ab") as file:
        file.write(b'[3,1795504456.1,1,null,["0011')
    for _ in range(2):
        with Simulator(journal=path) as simulator:
            assert len(simulator.log("inbound")) == 1
            assert len(simulator.log()) >= count
            simulator.kill()


def test_reset_is_remembered(path: Path) -> None:
    with Simulator(journal=path) as simulator:
        simulator.inbound(ANA, "STOP")
        simulator.reset()
        simulator.kill()
    with Simulator(journal=path) as simulator:
        assert simulator.state()["counters"]["messages"] == 0
        assert ANA not in simulator.state()["opt_out"]["stopped"]


def test_journal_is_its_owners_alone(path: Path) -> None:
    with Simulator(journal=path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_simulators_do_not_share_a_journal(path: Path) -> None:
    with Simulator(journal=path), pytest.raises(RuntimeError, match="exit 1"):
        Simulator(journal=path)


@pytest.mark.parametrize("text", ["hello\n", '{"a":1}\n', '{"clarion-simulator":1}\n{broken}\n'])
def test_other_file_is_refused_and_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / "notes.txt"
    path.write_text(text)
    journal = Journal(path)
    journal.open()
    with pytest.raises(JournalUnusableError, match="not a journal"):
        list(journal.read())
    journal.close()
    assert path.read_text() == text


def test_calls_come_back_after_a_kill_and_those_under_way_are_over(
    path: Path, bot: RecordingBot
) -> None:
    form = {"To": ANA, "From": FROM, "Twiml": "<Response><Say>Hola</Say></Response>"}
    told = {**form, "StatusCallback": bot.url + "/told"}
    with Simulator(journal=path) as simulator:
        simulator.settings(call_speed=1000, calls_per_second=100)
        simulator.plan(ANA, "connected")
        done = simulator.api("POST", "/Calls.json", form)[1]["sid"]
        simulator.wait_for("call", sid=done, status="completed")
        simulator.settings(call_speed=1)
        ringing = simulator.api("POST", "/Calls.json", {**told, "To": CY})[1]["sid"]
        simulator.wait_for("call", sid=ringing, status="initiated")
        simulator.kill()
    with Simulator(journal=path) as simulator:
        calls = {call["sid"]: call for call in simulator.get("/simulator/calls")["calls"]}
        assert calls[done]["status"] == "completed"
        assert [line["words"] for line in calls[done]["lines"]] == ["Hola"]
        assert calls[ringing]["status"] == "failed"
        assert bot.wait_for("/told")[0].fields["CallStatus"] == "failed"
        assert simulator.api("GET", f"/Calls/{done}.json")[1]["status"] == "completed"
        simulator.settings(call_speed=1000)
        simulator.api("POST", "/Calls.json", form)
        simulator.wait_for("heard", 2, words="Hola", to=ANA)
