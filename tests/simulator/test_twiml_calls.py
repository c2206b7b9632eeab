"""What phones hear and do on calls, by the TwiML that the bot answers with."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.simulator.conftest import ANA, CY
from tests.simulator.recording_bot import RecordingBot
from tests.simulator_process import FROM, ControlError, Json, Simulator

VOICE, KEYS, DIALED = "/twilio/voice", "/keys", "/dialed"
LINE = "+18664735915"
Phones = Callable[..., Json]


@pytest.fixture
def phones(simulator: Simulator, bot: RecordingBot) -> Phones:
    """Ana calls us and the call is over when this comes back; a second takes 2 ms."""
    simulator.settings(call_speed=500)
    simulator.set_webhook(bot.url + "/twilio/sms", VoiceUrl=bot.url + VOICE, VoiceFallbackUrl="")

    def call(*presses: str, **more: object) -> Json:
        return simulator.call(ANA, wait=True, presses=list(presses), **more)

    return call


def respond(bot: RecordingBot, path: str, inner: str) -> None:
    bot.says(path, f"<Response>{inner}</Response>")


def gather(more: str = "", prompt: str = "Press a key") -> str:
    return f"<Gather action='{KEYS}' {more}><Say>{prompt}</Say></Gather><Say>Nothing</Say>"


def test_phone_that_calls_us_hears_what_the_bot_says(phones: Phones, bot: RecordingBot) -> None:
    respond(bot, VOICE, "<Say>Hola</Say><Pause length='2'/><Play>/tone.mp3</Play>")
    call = phones()
    [hit] = bot.at(VOICE)
    assert (hit.fields["CallStatus"], hit.fields["Direction"]) == ("ringing", "inbound")
    assert (hit.fields["From"], hit.fields["To"], hit.is_signed) == (ANA, FROM, True)
    assert (hit.fields["FromState"], hit.fields["CallerCountry"]) == ("IL", "US")
    assert [line["words"] for line in call["lines"]] == [
        "Hola",
        "2 s of silence",
        bot.url + "/tone.mp3",
    ]
    assert (call["status"], call["duration_s"]) == ("completed", 12)


@pytest.mark.parametrize(
    ("attributes", "press", "digits"),
    [
        ("", "1#", "1"),
        ("numDigits='1'", "7", "7"),
        ("numDigits='3'", "142", "142"),
        ("numDigits='2'", "1423", "14"),
        ("finishOnKey='*'", "12*", "12"),
        ("", "9", "9"),
        ("finishOnKey='' numDigits='2'", "##", "##"),
    ],
)
def test_keys_are_gathered(
    phones: Phones, bot: RecordingBot, attributes: str, press: str, digits: str
) -> None:
    respond(bot, VOICE, gather(attributes))
    respond(bot, KEYS, "<Say>Thanks</Say>")
    call = phones(press)
    assert bot.at(KEYS)[0].fields["Digits"] == digits
    assert [line["words"] for line in call["lines"]] == ["Press a key", "Thanks"]


@pytest.mark.parametrize("press", ["", "#"])
def test_no_key_goes_on_after_the_gather(phones: Phones, bot: RecordingBot, press: str) -> None:
    respond(bot, VOICE, gather())
    call = phones(press)
    assert bot.at(KEYS) == []
    assert call["lines"][-1]["words"] == "Nothing"


def test_no_key_is_told_where_that_was_asked_for(phones: Phones, bot: RecordingBot) -> None:
    respond(bot, VOICE, gather("actionOnEmptyResult='true'"))
    phones()
    assert bot.at(KEYS)[0].fields["Digits"] == ""


def test_words_are_heard_where_speech_is_gathered(phones: Phones, bot: RecordingBot) -> None:
    respond(bot, VOICE, gather("input='speech dtmf'"))
    phones("say: no me llamen más")
    fields = bot.at(KEYS)[0].fields
    assert (fields["SpeechResult"], fields["Confidence"]) == ("no me llamen más", "0.9")
    respond(bot, VOICE, gather("input='dtmf'"))
    assert phones("say: hello")["lines"][-1]["words"] == "Nothing"


def test_each_question_gets_the_next_key(phones: Phones, bot: RecordingBot) -> None:
    respond(bot, VOICE, gather("numDigits='1'"))
    respond(bot, KEYS, "<Gather numDigits='1' action='/more'/>")
    phones("1", "2")
    assert [bot.at(path)[0].fields["Digits"] for path in (KEYS, "/more")] == ["1", "2"]


def test_machine_that_answers_presses_nothing(
    phones: Phones, simulator: Simulator, bot: RecordingBot
) -> None:
    simulator.plan(CY, "voicemail:40", presses=["1"])
    respond(bot, VOICE, gather())
    form = {"To": CY, "From": FROM, "Url": bot.url + VOICE, "StatusCallback": bot.url + "/told"}
    simulator.api("POST", "/Calls.json", form)
    bot.wait_for("/told")
    assert bot.at(KEYS) == []
    assert simulator.heard(CY) == ["Press a key", "Nothing"]


def test_call_is_rejected(phones: Phones, bot: RecordingBot) -> None:
    respond(bot, VOICE, "<Reject/>")
    assert phones()["status"] == "no-answer"
    respond(bot, VOICE, "<Reject reason='busy'/>")
    assert (phones()["status"], phones()["started_at"]) == ("busy", None)


def test_redirect_asks_elsewhere(phones: Phones, bot: RecordingBot) -> None:
    respond(bot, VOICE, "<Redirect>/there?x=1</Redirect><Say>Never</Say>")
    respond(bot, "/there", "<Say>Here</Say>")
    assert [line["words"] for line in phones()["lines"]] == ["Here"]


def test_bot_that_fails_is_asked_elsewhere_and_then_apologised_for(
    phones: Phones, simulator: Simulator, bot: RecordingBot
) -> None:
    bot.says(VOICE, "broken", status=500)
    call = phones()
    assert call["lines"][0]["words"].startswith("We are sorry")
    assert simulator.errors()[0]["code"] == 11200
    simulator.set_webhook(bot.url + "/twilio/sms", VoiceFallbackUrl=bot.url + "/instead")
    respond(bot, "/instead", "<Say>All is well</Say>")
    assert phones()["lines"][0]["words"] == "All is well"
    assert bot.at("/instead")[0].fields["ErrorCode"] == "11200"


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        ("<Record/>", 12200),
        ("<Say></Say>", 13520),
        (f"<Say>{'x' * 4097}</Say>", 13520),
        ("<Gather timeout='soon'/>", 13313),
        ("<Gather><Hangup/></Gather>", 13320),
        ("<Dial callerId='+13125550199'>+13125550142</Dial>", 13214),
        ("<Dial>nobody</Dial>", 13223),
        ("<Dial record='record-from-answer'>+15005550050</Dial>", 13217),
        ("<Say>unfinished", 12100),
    ],
)
def test_wrong_instructions_are_warned_about(
    phones: Phones, simulator: Simulator, bot: RecordingBot, inner: str, code: int
) -> None:
    respond(bot, VOICE, inner)
    phones()
    assert code in [error["code"] for error in simulator.errors()]


def test_slow_bot_is_given_up(phones: Phones, simulator: Simulator, bot: RecordingBot) -> None:
    import threading

    held = threading.Event()
    bot.says(VOICE, "<Response/>", wait_for=held)
    simulator.settings(webhook_read_timeout_ms=100)
    assert phones()["lines"][0]["words"].startswith("We are sorry")
    held.set()


def test_somebody_answers_presses_speaks_and_hangs_up_by_hand(
    phones: Phones, simulator: Simulator, bot: RecordingBot
) -> None:
    simulator.settings(call_speed=1)
    respond(bot, VOICE, gather("numDigits='1' timeout='600'"))
    respond(bot, KEYS, f"<Dial>{CY}</Dial>")
    form = {"To": ANA, "From": FROM, "Url": bot.url + VOICE}
    _, call = simulator.api("POST", "/Calls.json", form)
    sid = call["sid"]
    simulator.wait_for("call", sid=sid, status="initiated")
    simulator.forward(1)
    simulator.wait_for("call", sid=sid, status="ringing")
    with pytest.raises(ControlError, match="Keys"):
        simulator.act(sid, "press", "x")
    simulator.act(sid, "answer")
    simulator.wait_for("heard", sid=sid, words="Press a key")
    with pytest.raises(ControlError, match="ring"):
        simulator.act(sid, "answer")
    simulator.act(sid, "press", "1")
    dialed = simulator.wait_for("call", to=CY, status="initiated")[0]
    simulator.forward(1)
    simulator.wait_for("call", to=CY, status="ringing")
    simulator.act(dialed["sid"], "answer")
    simulator.wait_for("heard", sid=sid, how="connected")
    simulator.act(sid, "say", "Good morning")
    simulator.act(dialed["sid"], "say", "Who is it?")
    simulator.wait_for("heard", sid=dialed["sid"], words="Good morning")
    simulator.wait_for("heard", sid=sid, words="Who is it?")
    simulator.act(dialed["sid"], "hang_up")
    simulator.wait_for("call", sid=sid, status="completed")


def test_number_without_a_voice_url_answers_no_call(simulator: Simulator) -> None:
    simulator.set_webhook("http://127.0.0.1:9/x", VoiceUrl="")
    assert simulator.call(ANA, wait=True)["status"] == "failed"


def test_plans_are_checked(simulator: Simulator) -> None:
    with pytest.raises(ControlError, match="no outcome 'asleep'"):
        simulator.plan(LINE, "asleep")
    with pytest.raises(ControlError, match="seconds go after"):
        simulator.plan(LINE, "busy:3")
    with pytest.raises(ControlError, match="weight over 0"):
        simulator.settings(call_outcomes={"busy": 0})
