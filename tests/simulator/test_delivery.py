"""What becomes of accepted texts, and the callbacks that tell it."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from twilio.rest import Client

from bot.clock import wall_time
from tests.simulator.conftest import ANA, CY, DEE, refused
from tests.simulator.recording_bot import RecordingBot
from tests.simulator_process import FROM, SERVICE_SID, ControlError, Simulator


def test_callbacks_have_twilios_form_and_keep_our_query(
    client: Client, simulator: Simulator, bot: RecordingBot
) -> None:
    callback = bot.url + "/status/a%2Fb?m=1&x=%C3%A9&blank="
    made = client.messages.create(to=ANA, from_=FROM, body="Hi", status_callback=callback)
    hits = bot.wait_for("/status/a%2Fb", 2)
    assert [hit.path for hit in hits] == ["/status/a%2Fb?m=1&x=%C3%A9&blank="] * 2
    assert all(hit.is_signed for hit in hits)
    assert hits[1].fields == {
        "SmsSid": made.sid,
        "SmsStatus": "delivered",
        "MessageStatus": "delivered",
        "To": ANA,
        "MessageSid": made.sid,
        "AccountSid": simulator.account_sid,
        "From": FROM,
        "ApiVersion": "2010-04-01",
    }


def test_service_texts_are_told_queued_too(client: Client, bot: RecordingBot) -> None:
    client.messages.create(
        to=ANA, messaging_service_sid=SERVICE_SID, body="Hi", status_callback=bot.url + "/s"
    )
    hits = bot.wait_for("/s", 3)
    assert [hit.fields["MessageStatus"] for hit in hits] == ["queued", "sent", "delivered"]
    assert {hit.fields["MessagingServiceSid"] for hit in hits} == {SERVICE_SID}


def test_validity_ends_before_a_slow_delivery(
    client: Client, simulator: Simulator, bot: RecordingBot
) -> None:
    simulator.settings(sent_delay_ms=60_000)
    made = client.messages.create(
        to=ANA, from_=FROM, body="Hi", validity_period=1, status_callback=bot.url + "/s"
    )
    [hit] = bot.wait_for("/s")
    assert (hit.fields["MessageStatus"], hit.fields["ErrorCode"]) == ("failed", "30036")
    assert made.fetch().error_code == 30036


def test_queue_paces_parts_by_the_sender(client: Client, simulator: Simulator) -> None:
    simulator.settings(mps=20, sent_delay_ms=0)
    for number in range(4):
        client.messages.create(to=ANA, from_=FROM, body=f"{number}" + "x" * 300)
    sent = simulator.wait_for("status", 4, status="sent")
    gaps = [later["at"] - earlier["at"] for earlier, later in itertools.pairwise(sent)]
    assert all(0.07 < gap < 0.3 for gap in gaps), gaps
    assert [entry["to"] for entry in sent] == [ANA] * 4


def test_full_queue_refuses_a_number_and_fails_a_service(
    client: Client, simulator: Simulator
) -> None:
    simulator.settings(mps=1, queue_limit_s=0.5)
    client.messages.create(to=ANA, from_=FROM, body="Hi")
    assert refused(lambda: client.messages.create(to=ANA, from_=FROM, body="Hi")).code == 21611
    made = client.messages.create(to=ANA, messaging_service_sid=SERVICE_SID, body="Hi")
    simulator.wait_for("status", status="failed", sid=made.sid)
    assert made.fetch().error_code == 30001


def test_scheduled_text_waits_and_can_be_canceled(
    client: Client, simulator: Simulator, bot: RecordingBot
) -> None:
    later = wall_time() + timedelta(minutes=20)
    made = client.messages.create(
        to=ANA,
        messaging_service_sid=SERVICE_SID,
        body="Later",
        send_at=later,
        schedule_type="fixed",
        status_callback=bot.url + "/s",
    )
    assert (made.status, made.date_sent) == ("scheduled", None)
    assert made.update(status="canceled").status == "canceled"
    [hit] = bot.wait_for("/s")
    assert hit.fields["MessageStatus"] == "canceled"
    assert refused(lambda: made.update(status="canceled")).code == 30409


def test_scheduled_text_goes_out_when_due(client: Client, simulator: Simulator) -> None:
    simulator.settings(schedule_min_s=0)
    due = (wall_time() + timedelta(seconds=1)).isoformat(timespec="milliseconds")
    made = client.messages.create(
        to=ANA,
        messaging_service_sid=SERVICE_SID,
        body="Later",
        send_at=due,
        schedule_type="fixed",
    )
    simulator.wait_for("status", status="delivered", sid=made.sid)
    told = [entry["status"] for entry in simulator.log("status")]
    assert told == ["queued", "sent", "delivered"]


def test_outcomes_follow_their_weights(client: Client, simulator: Simulator) -> None:
    simulator.settings(seed=1, outcomes={"delivered": 0.5, "undelivered:30003": 0.5})
    for _ in range(20):
        client.messages.create(to=ANA, from_=FROM, body="Hi")
    simulator.wait_for("status", 40)
    ends = [e["status"] for e in simulator.log("status") if e["status"] != "sent"]
    assert {"delivered", "undelivered"} == set(ends)


def test_unknown_outcome_is_refused(simulator: Simulator) -> None:
    with pytest.raises(ControlError, match="There is no fault 'vanished'"):
        simulator.settings(outcomes={"vanished": 1})


def test_callbacks_can_be_switched_off(
    client: Client, simulator: Simulator, bot: RecordingBot
) -> None:
    simulator.settings(callbacks=False)
    client.messages.create(to=ANA, from_=FROM, body="Hi", status_callback=bot.url + "/s")
    simulator.wait_for("status", status="delivered")
    assert bot.at("/s") == []


def test_whatsapp_text_out_of_the_24_hours_fails(client: Client, simulator: Simulator) -> None:
    send = {"to": "whatsapp:" + ANA, "from_": "whatsapp:" + FROM, "body": "Hola"}
    cold = client.messages.create(**send)
    simulator.wait_for("status", status="failed", sid=cold.sid)
    assert cold.fetch().error_code == 63016
    simulator.inbound("whatsapp:" + ANA, "Hola")
    warm = client.messages.create(**send)
    simulator.wait_for("status", status="delivered", sid=warm.sid)


def test_clock_may_differ_from_ours(client: Client, simulator: Simulator) -> None:
    simulator.settings(clock_skew_s=3600)
    made = client.messages.create(to=ANA, from_=FROM, body="Hi")
    assert 3500 < (made.date_created - wall_time()).total_seconds() < 3700


def test_log_is_the_ground_truth_of_who_got_what(client: Client, simulator: Simulator) -> None:
    for to in (ANA, DEE, ANA):
        client.messages.create(
            to=to, from_=FROM, body="Rally", status_callback="http://127.0.0.1:9/b/1"
        )
    client.messages.create(to=CY, from_=FROM, body="Other")
    assert simulator.recipients("Rally") == {ANA: 2, DEE: 1}
    entry = simulator.log("accepted", to=DEE)[0]
    assert (entry["body"], entry["callback"]) == ("Rally", "http://127.0.0.1:9/b/1")
    assert (entry["parts"], entry["direction"], entry["from"]) == (1, "outbound-api", FROM)
    numbers = [entry["n"] for entry in simulator.log()]
    assert numbers == list(range(len(numbers)))
    assert simulator.log(since=3)[0]["n"] == 3
