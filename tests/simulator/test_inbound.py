"""A phone texts: the webhook, its answer and the replies."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from twilio.rest import Client

from tests.simulator.conftest import ANA, CY, INBOUND, table
from tests.simulator.recording_bot import Hit, RecordingBot, Says
from tests.simulator_process import FROM, SERVICE_SID, ControlError, Simulator


def test_webhook_has_twilios_form_and_signature(simulator: Simulator, bot: RecordingBot) -> None:
    told = simulator.inbound(ANA, "¿Llamar?  ")
    [hit] = bot.at(INBOUND)
    assert hit.is_signed
    assert hit.headers["Content-Type"].startswith("application/x-www-form-urlencoded")
    assert "I-Twilio-Idempotency-Token" not in hit.headers
    assert hit.fields == {
        "ToCountry": "US",
        "ToState": "DC",
        "ToCity": "WASHINGTON",
        "ToZip": "20001",
        "FromCountry": "US",
        "FromState": "IL",
        "FromCity": "CHICAGO",
        "FromZip": "60601",
        "SmsMessageSid": told["sid"],
        "SmsSid": told["sid"],
        "MessageSid": told["sid"],
        "SmsStatus": "received",
        "NumMedia": "0",
        "NumSegments": "1",
        "Body": "¿Llamar?  ",
        "From": ANA,
        "To": FROM,
        "AccountSid": simulator.account_sid,
        "MessagingServiceSid": SERVICE_SID,
        "ApiVersion": "2010-04-01",
    }


def test_pictures_are_numbered_fields(simulator: Simulator, bot: RecordingBot) -> None:
    media = [{"url": "https://example.org/a.jpg"}, {"content_type": "image/png"}]
    told = simulator.inbound(ANA, "", media=media)
    [hit] = bot.at(INBOUND)
    assert told["sid"].startswith("MM")
    assert (hit.fields["NumMedia"], hit.fields["MediaContentType1"]) == ("2", "image/png")
    assert hit.fields["MediaUrl0"] == "https://example.org/a.jpg"
    assert hit.fields["MediaUrl1"].startswith(simulator.url)


def test_whatsapp_texts_carry_whatsapps_fields(simulator: Simulator, bot: RecordingBot) -> None:
    simulator.inbound("whatsapp:" + ANA, "Hola")
    simulator.inbound("whatsapp:US.abc123", "Hola")
    first, second = bot.at(INBOUND)
    assert (first.fields["WaId"], first.fields["To"]) == (ANA[1:], "whatsapp:" + FROM)
    assert (second.fields["From"], second.fields["WaId"]) == ("whatsapp:US.abc123", "US.abc123")


@pytest.mark.parametrize("row", table("answers.yaml"), ids=lambda row: row["name"])
def test_answer_becomes_texts_or_a_warning(
    simulator: Simulator, bot: RecordingBot, row: dict[str, Any]
) -> None:
    bot.says(
        INBOUND,
        row["answer"],
        content_type=row.get("type", "text/xml"),
        status=row.get("http", 200),
    )
    told = simulator.inbound(ANA, "CALL")
    assert [text["body"] for text in told["replies"]] == row.get("texts", [])
    assert [error["code"] for error in simulator.errors()] == (
        [row["code"]] if "code" in row else []
    )
    assert told["status"] == row.get("http", 200)
    assert simulator.texts_to(ANA) == row.get("texts", [])


def test_reply_of_1601_characters_is_not_sent(simulator: Simulator, bot: RecordingBot) -> None:
    bot.says(INBOUND, f"<Response><Message>{'x' * 1601}</Message></Response>")
    assert simulator.inbound(ANA, "CALL")["replies"] == []
    assert simulator.errors()[0]["code"] == 21617


def test_reply_has_its_own_sid_and_callbacks(
    simulator: Simulator, bot: RecordingBot, client: Client
) -> None:
    bot.says(INBOUND, '<Response><Message statusCallback="/status/7?x=1">Hi</Message></Response>')
    [reply] = simulator.inbound(ANA, "CALL")["replies"]
    hits = bot.wait_for("/status/7", 2)
    assert [hit.fields["MessageStatus"] for hit in hits] == ["sent", "delivered"]
    assert all(hit.is_signed and hit.path == "/status/7?x=1" for hit in hits)
    fetched = client.messages(reply["sid"]).fetch()
    assert (fetched.direction, fetched.from_, fetched.to) == ("outbound-reply", FROM, ANA)


def test_reply_may_go_to_somebody_else(simulator: Simulator, bot: RecordingBot) -> None:
    bot.says(INBOUND, f'<Response><Message to="{CY}">For Cy</Message></Response>')
    simulator.inbound(ANA, "CALL")
    assert simulator.texts_to(CY) == ["For Cy"]


def test_redirect_is_followed(simulator: Simulator, bot: RecordingBot) -> None:
    bot.says(INBOUND, "<Response><Message>One</Message><Redirect>/more?a=b</Redirect></Response>")
    bot.says("/more", "<Response><Message>Two</Message></Response>")
    told = simulator.inbound(ANA, "CALL")
    assert [text["body"] for text in told["replies"]] == ["One", "Two"]
    [hit] = bot.at("/more")
    assert hit.is_signed
    assert hit.fields["Body"] == "CALL"


def test_redirects_in_a_circle_end(simulator: Simulator, bot: RecordingBot) -> None:
    bot.says(INBOUND, f"<Response><Redirect>{INBOUND}</Redirect></Response>")
    simulator.inbound(ANA, "CALL")
    assert len(bot.at(INBOUND)) == 6
    assert simulator.errors()[0]["code"] == 12200


def test_action_is_called_with_what_was_sent(simulator: Simulator, bot: RecordingBot) -> None:
    bot.says(INBOUND, '<Response><Message action="/after">Hi</Message></Response>')
    [reply] = simulator.inbound(ANA, "CALL")["replies"]
    [hit] = bot.at("/after")
    assert (hit.fields["MessageSid"], hit.fields["MessageStatus"]) == (reply["sid"], "queued")


def test_same_sid_many_times_at_once_is_one_text(
    simulator: Simulator, bot: RecordingBot, client: Client
) -> None:
    bot.says(INBOUND, "<Response><Message>Hi</Message></Response>")
    sid = "SM" + "ab" * 16
    told = simulator.inbound(ANA, "CALL", sid=sid, repeat=20)
    again = simulator.inbound(ANA, "CALL", sid=sid)
    assert (told["sid"], again["sid"], len(told["answers"])) == (sid, sid, 20)
    assert {hit.fields["MessageSid"] for hit in bot.at(INBOUND)} == {sid}
    assert len(bot.at(INBOUND)) == 21
    assert len(client.messages.list(from_=ANA)) == 1


def test_raw_fields_override_the_form_and_are_signed(
    simulator: Simulator, bot: RecordingBot
) -> None:
    simulator.inbound(ANA, "CALL", raw={"Body": "other", "NewField": "x"})
    [hit] = bot.at(INBOUND)
    assert (hit.fields["Body"], hit.fields["NewField"], hit.is_signed) == ("other", "x", True)


def test_no_waiting_when_asked(simulator: Simulator, bot: RecordingBot) -> None:
    gate = threading.Event()
    bot.says(INBOUND, "<Response><Message>Late</Message></Response>", wait_for=gate)
    assert simulator.inbound(ANA, "CALL", wait=False) == {"status": None}
    bot.wait_for(INBOUND)
    gate.set()
    simulator.wait_for("reply", body="Late")


def test_webhook_by_get_has_its_fields_in_the_signed_url(
    simulator: Simulator, bot: RecordingBot
) -> None:
    simulator.set_webhook(bot.url + INBOUND + "?key=1", SmsMethod="GET")
    simulator.inbound(ANA, "CALL & more")
    [hit] = bot.at(INBOUND)
    assert (hit.method, hit.fields["Body"], hit.fields["key"]) == ("GET", "CALL & more", "1")
    assert hit.is_signed


def test_fallback_is_asked_when_the_bot_fails(simulator: Simulator, bot: RecordingBot) -> None:
    simulator.set_webhook(bot.url + INBOUND, SmsFallbackUrl=bot.url + "/fallback")
    bot.says(INBOUND, "", status=503)
    bot.says("/fallback", "<Response><Message>Spare</Message></Response>")
    told = simulator.inbound(ANA, "CALL")
    assert [text["body"] for text in told["replies"]] == ["Spare"]
    [hit] = bot.at("/fallback")
    assert (hit.fields["ErrorCode"], hit.is_signed) == ("11200", True)


def test_text_nobody_was_told_of_is_still_listed(
    simulator: Simulator, bot: RecordingBot, client: Client
) -> None:
    simulator.fault("lost_webhook", times=1, call="inbound")
    told = simulator.inbound(ANA, "CALL")
    assert (told["status"], told["error"]) == (None, "The bot was not told of this text.")
    assert bot.hits == []
    assert [m.sid for m in client.messages.list(to=FROM)] == [told["sid"]]


def test_webhook_may_be_sent_twice(simulator: Simulator, bot: RecordingBot) -> None:
    def answer(hit: Hit) -> Says:
        return Says("<Response><Message>Hi</Message></Response>")

    bot.does(INBOUND, answer)
    simulator.fault("duplicate_webhook", times=1, direction="inbound")
    told = simulator.inbound(ANA, "CALL")
    assert len(bot.at(INBOUND)) == 2
    assert len(told["replies"]) == 1


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ({"from": "12", "body": "x"}, "no phone number"),
        ({"body": "x"}, "from: Field required"),
        ({"from": ANA, "sid": "SM1"}, "32 hex digits"),
        ({"from": ANA, "repeat": 0}, "repeat"),
        ({"from": ANA, "bdy": "x"}, "bdy"),
    ],
)
def test_wrong_control_call_is_explained(
    simulator: Simulator, call: dict[str, Any], words: str
) -> None:
    with pytest.raises(ControlError, match=words):
        simulator.post("/simulator/inbound", call)


def test_picture_text_keeps_the_sid_it_was_given(simulator: Simulator, client: Client) -> None:
    sid = "SM" + "cd" * 16
    for _ in range(2):
        assert simulator.inbound(ANA, "", media=[{}], sid=sid)["sid"] == sid
    assert [m.sid for m in client.messages.list(from_=ANA)] == [sid]


def test_short_code_can_be_texted_and_texts(bot: RecordingBot) -> None:
    bot.says(INBOUND, "<Response><Message>Hi</Message></Response>")
    with Simulator(bot.url + INBOUND, number="55512") as simulator:
        simulator.settings(opt_out="none")
        [reply] = simulator.inbound(ANA, "STOP")["replies"]
        assert (reply["from"], reply["to"]) == ("55512", ANA)
        form = {"To": ANA, "From": "55512", "Body": "Hi"}
        assert simulator.api("POST", "/Messages.json", form)[0] == 201
        assert bot.at(INBOUND)[0].fields["To"] == "55512"
