"""The carrier's own STOP, START and HELP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from twilio.rest import Client

from bot.clock import wall_time
from tests.simulator.conftest import ANA, BO, INBOUND, refused, table
from tests.simulator.recording_bot import RecordingBot
from tests.simulator_process import FROM, SERVICE_SID, Simulator

SPANISH = {"opt_out_words": {"stop": ["alto"], "start": ["alta"]}}


@pytest.mark.parametrize(
    "row", table("keywords.yaml"), ids=lambda r: f"{r['mode']}-{r['text']}-{r.get('before', False)}"
)
def test_carrier_acts_on_its_words(
    simulator: Simulator, bot: RecordingBot, row: dict[str, Any]
) -> None:
    if row.get("before"):
        simulator.inbound(ANA, "STOP")
        bot.forget()
    told = simulator.settings(opt_out=row["mode"], **SPANISH)
    replies = simulator.state()["opt_out"]["replies"]
    answer = simulator.inbound(ANA, row["text"])
    says = answer["carrier_reply"]["body"] if answer["carrier_reply"] else None
    assert says == (replies[row["says"]] if "says" in row else None)
    [hit] = bot.at(INBOUND)
    assert hit.fields.get("OptOutType") == row.get("type")
    assert hit.fields["Body"] == row["text"]
    stopped = ANA in simulator.state()["opt_out"]["stopped"]
    assert stopped is row.get("stopped", False)
    assert told["opt_out"] == row["mode"]


def test_state_names_every_word_answered(simulator: Simulator) -> None:
    words = simulator.state()["opt_out"]["words"]
    stop = "CANCEL END OPTOUT QUIT REVOKE STOP STOPALL UNSUBSCRIBE"
    assert " ".join(sorted(words["stop"])) == stop
    assert set(words["start"]) == {"START", "YES", "UNSTOP"}
    assert set(words["help"]) == {"HELP", "INFO"}
    simulator.settings(opt_out="none")
    assert simulator.state()["opt_out"]["words"] == {"stop": [], "start": [], "help": []}


def test_text_to_a_stopped_phone_is_refused_until_it_starts_again(
    client: Client, simulator: Simulator
) -> None:
    simulator.inbound(ANA, "STOP")
    error = refused(lambda: client.messages.create(to=ANA, from_=FROM, body="Hi"))
    assert (error.status, error.code) == (400, 21610)
    by_service = {"to": ANA, "messaging_service_sid": SERVICE_SID, "body": "Hi"}
    assert refused(lambda: client.messages.create(**by_service)).code == 21610
    simulator.inbound(ANA, "START")
    assert client.messages.create(**by_service).status == "accepted"


def test_reply_to_a_stopped_phone_is_dropped_and_noted(
    simulator: Simulator, bot: RecordingBot
) -> None:
    bot.says(INBOUND, "<Response><Message>You are out.</Message></Response>")
    answer = simulator.inbound(ANA, "STOP")
    assert answer["replies"] == []
    assert "You are out" in answer["twiml"]
    assert simulator.errors()[0]["code"] == 21610
    assert simulator.texts_to(ANA) == []
    assert [e["to"] for e in simulator.log("carrier")] == [ANA]


def test_confirmation_of_the_carrier_is_delivered_and_listed(
    client: Client, simulator: Simulator
) -> None:
    reply = simulator.inbound(ANA, "STOP")["carrier_reply"]
    simulator.wait_for("status", status="delivered", sid=reply["sid"])
    assert client.messages.list(to=ANA)[0].direction == "outbound-reply"


def test_short_code_blocks_nobody(client: Client, simulator: Simulator) -> None:
    simulator.settings(opt_out="none")
    simulator.inbound(ANA, "STOP")
    assert client.messages.create(to=ANA, from_=FROM, body="Hi").status == "queued"
    assert client.messages.create(to=BO, from_=FROM, body="Hi").status == "queued"


def test_advanced_replies_can_be_worded(simulator: Simulator) -> None:
    simulator.settings(opt_out="advanced", opt_out_replies={"stop": "Adiós."})
    assert simulator.inbound(ANA, "STOP")["carrier_reply"]["body"] == "Adiós."


def test_stop_after_scheduling_fails_the_text_when_it_is_due(
    client: Client, simulator: Simulator
) -> None:
    simulator.settings(schedule_min_s=0)
    due = wall_time() + timedelta(seconds=1.2)
    made = client.messages.create(
        to=ANA,
        messaging_service_sid=SERVICE_SID,
        body="Later",
        send_at=due.isoformat(timespec="milliseconds"),
        schedule_type="fixed",
    )
    assert made.status == "scheduled"
    simulator.inbound(ANA, "STOP")
    simulator.wait_for("status", status="failed", sid=made.sid)
    assert made.fetch().error_code == 21610
