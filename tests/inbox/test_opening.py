"""How people come into the inbox, and that the bot is never deaf beside a person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.clarion import Clarion
from bot.clock import SetClock
from bot.inbox import answering, threads, upkeep
from tests.factories import rows
from tests.inbox.conftest import ONE, Say, inbox, ticket_of


def ask(say: Say, question: str = "who can help with my case?") -> str:
    say("QUESTION")
    return say(question) or ""


def texts_after(clarion: Clarion, kind: str) -> list[str]:
    from bot.store.sealing import Purpose

    found = rows(clarion, "SELECT body_sealed FROM message WHERE kind = %s ORDER BY id", kind)
    return [clarion.sealer.open(bytes(body), Purpose.MESSAGE_BODY) for (body,) in found]


def test_question_waits_in_the_inbox_and_says_when_it_is_read(
    clarion: Clarion, maria: int, say: Say
) -> None:
    said = ask(say)

    assert "usually within the hour" in said
    [row] = inbox(clarion)
    assert (row.kind, row.contact_id, row.waiting_since) == ("question", maria, clarion.clock.now())


def test_at_night_it_says_when_somebody_is_back(clarion: Clarion, maria: int, say: Say) -> None:
    clarion.clock.at += timedelta(hours=14)  # two in the morning
    said = ask(say)

    assert "from Wed Sep 23 9am on" in said
    assert "within the hour" not in said


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("CALL", "866"),
        ("MENU", "Reply with a number"),
        ("HELP", "STOP to end"),
        ("made 12", "12"),
        ("RSVP OAK3", "code"),
        ("FIND", "ZIP"),
    ],
)
def test_the_bot_is_not_deaf_beside_a_person(
    clarion: Clarion, maria: int, say: Say, text: str, part: str
) -> None:
    ask(say)

    assert part in (say(text) or "")


def test_answers_to_what_the_bot_just_asked_still_count(
    clarion: Clarion, maria: int, say: Say
) -> None:
    ask(say)
    say("FIND")

    assert "LEAD" in (say("60608") or "")


def test_everything_else_waits_with_the_question(clarion: Clarion, maria: int, say: Say) -> None:
    ask(say)

    assert say("it is about my brother") is None
    assert say("please") is None
    ticket = ticket_of(clarion, maria)
    assert ticket is not None
    assert ticket.waiting_since is not None


def test_danger_is_first_and_raises_what_waits(clarion: Clarion, maria: int, say: Say) -> None:
    ask(say)
    say("I have a question", sender="+17185550152")
    say("what about the bus", sender="+17185550152")
    said = say("la migra está en mi puerta")

    assert "hotline" not in (said or "")
    assert "(800) 555-0199" in (said or "")
    assert [row.kind for row in inbox(clarion)] == ["danger", "question"]


def test_unsure_stop_is_asked_and_shown(clarion: Clarion, maria: int, say: Say) -> None:
    say("I'm not interested")

    [row] = inbox(clarion)
    assert row.kind == "stop_unsure"
    say("no")
    assert inbox(clarion) == []


def test_three_misunderstandings_in_a_row_bring_a_person(
    clarion: Clarion, maria: int, say: Say
) -> None:
    for text in ("zxcv qwer", "blorp the snarf"):
        assert "robot" in (say(text) or "")
    said = say("wibble wobble wubble")

    assert "a person from our team reads this" in (said or "")
    [row] = inbox(clarion)
    assert row.kind == "stuck"


def test_two_misunderstandings_and_a_keyword_bring_nobody(
    clarion: Clarion, maria: int, say: Say
) -> None:
    for text in ("zxcv qwer", "blorp the snarf", "CALL", "frotz nitfol xyzzy"):
        say(text)

    assert inbox(clarion) == []


def test_reply_to_a_broadcast_that_nothing_explains_is_for_a_person(
    clarion: Clarion, maria: int, say: Say
) -> None:
    with clarion.record.transaction() as connection:
        connection.execute(
            "INSERT INTO message (contact_id, address_id, kind, state, broadcast_id, created_at)"
            " SELECT contact_id, id, 'broadcast', 'delivered', 7, %s FROM address"
            " WHERE contact_id = %s",
            [clarion.clock.now() - timedelta(hours=3), maria],
        )
    said = say("my aunt got very sad about it")

    assert "a person from our team reads this" in (said or "")
    [row] = inbox(clarion)
    assert (row.kind, row.topic) == ("reply", "7")


def test_stop_ends_it_all(clarion: Clarion, maria: int, say: Say) -> None:
    ask(say)
    say("STOP")

    assert inbox(clarion) == []
    assert rows(clarion, "SELECT closed_why FROM ticket") == [("stopped",)]


def test_who_waits_too_long_is_told_once(clarion: Clarion, maria: int, say: Say) -> None:
    ask(say)
    for _ in range(6):
        clarion.clock.at += timedelta(minutes=30)
        upkeep.run_due(clarion)

    told = texts_after(clarion, "follow_up")
    assert len(told) == 1
    assert "not forgotten you" in told[0]


def test_nobody_is_late_at_night(clarion: Clarion, maria: int, say: Say) -> None:
    clarion.clock.at += timedelta(hours=9)  # nine in the evening
    ask(say)
    clarion.clock.at += timedelta(hours=8)
    upkeep.run_due(clarion)

    assert texts_after(clarion, "follow_up") == []


def test_an_unanswered_question_is_never_ended_by_a_clock(
    clarion: Clarion, maria: int, say: Say
) -> None:
    ask(say)
    clarion.clock.at += timedelta(days=9)
    upkeep.run_due(clarion)

    assert len(inbox(clarion)) == 1
    assert say("are you there") is None


def test_an_answered_one_goes_back_to_the_bot_when_it_is_quiet(
    clarion: Clarion, maria: int, say: Say
) -> None:
    ask(say)
    ticket = ticket_of(clarion, maria)
    assert ticket is not None
    answering.answer(clarion, ticket.id, "We can help. Come by on Friday.", ONE)
    clarion.clock.at += timedelta(hours=13)
    upkeep.run_due(clarion)

    assert inbox(clarion) == []
    assert "robot" in (say("zxcv qwer") or "")


def test_whoever_is_on_duty_is_told_without_a_word_of_theirs(
    clarion: Clarion, maria: int, say: Say
) -> None:
    from tests.factories import add_person

    phone = add_person(clarion, "+17185550199")
    with clarion.record.transaction() as connection:
        connection.execute(
            "INSERT INTO organizer (email, active, fs_uniquifier, contact_id)"
            " VALUES ('olga@firm.example', true, 'x', %s)",
            [phone],
        )
    for number in range(25):
        say("QUESTION", sender=f"+171855501{number:02d}")
        say("sign in again at http://evil.example", sender=f"+171855501{number:02d}")

    told = texts_after(clarion, "notice")
    assert 1 <= len(told) <= 4
    assert all("evil" not in text and "sign in" not in text for text in told)
    assert f"{clarion.settings.public_url}/console/inbox/" in told[0]


@pytest.mark.parametrize(
    ("kind", "keyword", "nonsense"), [("block", None, None), ("quiet", "866", "Reply")]
)
def test_who_is_not_answered_for_some_days(
    clarion: Clarion, maria: int, say: Say, kind: str, keyword: str | None, nonsense: str | None
) -> None:
    ask(say)
    ticket = ticket_of(clarion, maria)
    assert ticket is not None
    answering.block(clarion, ticket.id, kind, 7, ONE)

    for text, part in (("CALL", keyword), ("MENU", keyword and "Reply"), ("zxcv qwer", nonsense)):
        said = say(text)
        assert said is None if part is None else part in (said or "")
    assert inbox(clarion) == []
    say("QUESTION")
    asked = say("who can help me with papers")
    assert asked is None if kind == "block" else "Nobody from our team" in (asked or "")
    assert inbox(clarion) == []
    assert "(800) 555-0199" in (say("ICE is at my door") or "")
    say("STOP")
    assert rows(clarion, "SELECT count(*)::int FROM contact WHERE opted_out_at IS NOT NULL") == [
        (1,)
    ]


def test_their_text_stands_before_the_answer_and_its_language_is_theirs(
    clarion: Clarion, say: Say
) -> None:
    say("la migra está en mi puerta")
    [row] = inbox(clarion)
    found = threads.open_one(clarion, row.id)

    assert row.lang == "es"
    assert [one.who for one in found.bubbles if one.who != "team"] == ["them", "bot"]


def test_no_to_a_stop_leaves_the_question_waiting(clarion: Clarion, maria: int, say: Say) -> None:
    ask(say)
    say("I'm not interested")
    assert [row.kind for row in inbox(clarion)] == ["stop_unsure"]
    say("no")

    [row] = inbox(clarion)
    assert row.kind == "question"
    assert row.waiting_since is not None


def test_nobody_is_left_with_a_person_who_is_not_there(
    clarion: Clarion, maria: int, say: Say
) -> None:
    with clarion.record.transaction() as connection:
        connection.execute(
            "UPDATE contact SET handed_off_at = %s WHERE id = %s", [clarion.clock.now(), maria]
        )
    assert say("is anybody there to read this") is None

    [row] = inbox(clarion)
    assert (row.contact_id, row.waiting_since) == (maria, clarion.clock.now())


def test_a_clock_that_stands_is_what_these_tests_move(clarion: Clarion) -> None:
    assert isinstance(clarion.clock, SetClock)
