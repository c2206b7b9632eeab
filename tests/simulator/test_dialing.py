"""A <Dial>: who is connected, who is not, and what the bot is told of it."""

from __future__ import annotations

import pytest

from tests.simulator.conftest import ANA
from tests.simulator.recording_bot import RecordingBot
from tests.simulator.test_twiml_calls import (
    DIALED,
    LINE,
    VOICE,
    Phones,
    phones,
    respond,
)
from tests.simulator_process import Simulator

__all__ = ["phones"]


def test_caller_is_connected_and_the_call_is_measured(
    phones: Phones, simulator: Simulator, bot: RecordingBot
) -> None:
    simulator.plan(LINE, "connected:90")
    events = "initiated ringing answered completed"
    number = f"<Number statusCallback='/leg' statusCallbackEvent='{events}'>{LINE}</Number>"
    respond(bot, VOICE, f"<Say>One moment</Say><Dial action='{DIALED}'>{number}</Dial>")
    respond(bot, DIALED, "<Say>Thank you for calling</Say>")
    call = phones()
    fields = bot.at(DIALED)[0].fields
    assert (fields["DialCallStatus"], fields["DialCallDuration"]) == ("completed", "90")
    assert (fields["CallStatus"], fields["DialBridged"]) == ("in-progress", "true")
    legs = [hit.fields for hit in bot.wait_for("/leg", 4)]
    assert [leg["CallStatus"] for leg in legs] == [
        "initiated",
        "ringing",
        "in-progress",
        "completed",
    ]
    assert {leg["ParentCallSid"] for leg in legs} == {call["sid"]}
    assert {leg["CallSid"] for leg in legs} == {fields["DialCallSid"]}
    assert (legs[0]["From"], legs[0]["Direction"]) == (ANA, "outbound-dial")
    assert legs[-1]["CallDuration"] == "90"
    assert call["lines"][-1]["words"] == "Thank you for calling"


@pytest.mark.parametrize(
    ("does", "status", "duration"),
    [
        ("busy", "busy", None),
        ("no_answer", "no-answer", None),
        ("failed", "failed", None),
        ("voicemail:30", "completed", "30"),
        ("full", "completed", "8"),
        ("hangs_up:3", "completed", "3"),
    ],
)
def test_far_line_ends_each_way(
    phones: Phones,
    simulator: Simulator,
    bot: RecordingBot,
    does: str,
    status: str,
    duration: str | None,
) -> None:
    simulator.plan(LINE, does)
    respond(bot, VOICE, f"<Dial action='{DIALED}' timeout='15'>{LINE}</Dial>")
    phones()
    fields = bot.at(DIALED)[0].fields
    assert (fields["DialCallStatus"], fields.get("DialCallDuration")) == (status, duration)


def test_plan_goes_call_by_call_and_ends_on_its_last(
    phones: Phones, simulator: Simulator, bot: RecordingBot
) -> None:
    simulator.plan(LINE, "busy", "no_answer", "connected:5")
    respond(bot, VOICE, f"<Dial action='{DIALED}'>{LINE}</Dial>")
    for _ in range(4):
        phones()
    ends = [hit.fields["DialCallStatus"] for hit in bot.at(DIALED)]
    assert ends == ["busy", "no-answer", "completed", "completed"]


def test_outcomes_come_by_their_weights_and_repeat_with_a_seed(
    phones: Phones, simulator: Simulator, bot: RecordingBot
) -> None:
    respond(bot, VOICE, f"<Dial action='{DIALED}'>{LINE}</Dial>")
    simulator.settings(call_outcomes={"connected:60": 0.5, "busy": 0.5})

    def ends() -> list[str]:
        bot.hits.clear()
        simulator.settings(seed=None)
        simulator.settings(seed=7)
        for _ in range(12):
            phones()
        return [hit.fields["DialCallStatus"] for hit in bot.at(DIALED)]

    first = ends()
    assert set(first) == {"completed", "busy"}
    assert ends() == first


def test_call_is_cut_at_its_time_limit(
    phones: Phones, simulator: Simulator, bot: RecordingBot
) -> None:
    simulator.plan(LINE, "connected")
    respond(bot, VOICE, f"<Dial action='{DIALED}' timeLimit='40'>{LINE}</Dial>")
    phones()
    assert bot.at(DIALED)[0].fields["DialCallDuration"] == "40"


def test_caller_who_hangs_up_is_told_by_the_dials_action(
    phones: Phones, simulator: Simulator, bot: RecordingBot
) -> None:
    simulator.plan(LINE, "connected", ring_s=5)
    respond(bot, VOICE, f"<Dial action='{DIALED}'>{LINE}</Dial>")
    call = phones(hangs_up_after_s=30)
    fields = bot.at(DIALED)[0].fields
    assert (fields["CallStatus"], fields["DialCallStatus"]) == ("completed", "completed")
    assert 20 <= int(fields["DialCallDuration"]) <= 25
    assert call["status"] == "completed"
    phones(hangs_up_after_s=3)
    assert bot.at(DIALED)[1].fields["DialCallStatus"] == "canceled"


def test_call_is_answered_only_when_connected_where_asked(
    phones: Phones, simulator: Simulator, bot: RecordingBot
) -> None:
    simulator.plan(LINE, "busy", "connected:20")
    respond(bot, VOICE, f"<Dial answerOnBridge='true' action='{DIALED}'>{LINE}</Dial>")
    assert phones()["started_at"] is None
    assert bot.at(DIALED)[0].fields["CallStatus"] == "ringing"
    assert phones()["duration_s"] == 20


def test_first_to_answer_is_connected_and_the_other_canceled(
    phones: Phones, simulator: Simulator, bot: RecordingBot
) -> None:
    simulator.plan(LINE, "connected:10", ring_s=9)
    simulator.plan("+13125550199", "connected:10", ring_s=3)
    hook = "statusCallback='/leg'"
    respond(
        bot,
        VOICE,
        f"<Dial action='{DIALED}'><Number {hook}>{LINE}</Number>"
        f"<Number {hook}>+13125550199</Number></Dial>",
    )
    phones()
    ends = {hit.fields["To"]: hit.fields["CallStatus"] for hit in bot.wait_for("/leg", 2)}
    assert ends == {LINE: "canceled", "+13125550199": "completed"}


def test_called_person_is_read_something_before_they_are_connected(
    phones: Phones, simulator: Simulator, bot: RecordingBot
) -> None:
    simulator.plan(LINE, "connected:30")
    respond(bot, "/whisper", "<Say>A volunteer is calling</Say>")
    respond(bot, VOICE, f"<Dial action='{DIALED}'><Number url='/whisper'>{LINE}</Number></Dial>")
    phones()
    assert simulator.heard(LINE) == ["A volunteer is calling", ANA]
    assert bot.at(DIALED)[0].fields["DialCallStatus"] == "completed"
