"""What people of the team do with a conversation."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.clarion import Clarion
from bot.errors import Conflict, InputError, NotFound
from bot.inbox import answering, doing, threads
from bot.store.inbox import listing
from bot.store.sealing import Purpose
from tests.factories import add_organizer, rows
from tests.inbox.conftest import MARIA, ONE, Say, inbox, ticket_of


@pytest.fixture
def ticket(clarion: Clarion, maria: int, say: Say) -> int:
    say("QUESTION")
    say("who helps with my case?")
    found = ticket_of(clarion, maria)
    assert found is not None
    return found.id


def test_answer_is_planned_and_nothing_waits_any_more(
    clarion: Clarion, maria: int, ticket: int
) -> None:
    sent = answering.answer(clarion, ticket, "  We do. Come by on Friday. ", ONE)

    assert sent.waits_until is None
    [(kind, state, body)] = rows(
        clarion, "SELECT kind, state, body_sealed FROM message WHERE id = %s", sent.message_id
    )
    opened = clarion.sealer.open(bytes(body), Purpose.MESSAGE_BODY)
    assert (kind, state, opened) == ("answer", "planned", "We do. Come by on Friday.")
    [row] = inbox(clarion)
    assert (row.waiting_since, row.answered_at) == (None, clarion.clock.now())


def test_what_they_write_then_waits_again(clarion: Clarion, ticket: int, say: Say) -> None:
    answering.answer(clarion, ticket, "On Friday.", ONE)
    clarion.clock.at += timedelta(minutes=3)

    assert say("at what hour on friday would that be") is None
    assert inbox(clarion)[0].waiting_since == clarion.clock.now()


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001])
def test_answer_needs_words_and_not_too_many(clarion: Clarion, ticket: int, text: str) -> None:
    with pytest.raises(InputError):
        answering.answer(clarion, ticket, text, ONE)


def test_who_has_stopped_is_never_answered(clarion: Clarion, ticket: int, say: Say) -> None:
    say("STOP")

    with pytest.raises(Conflict):
        answering.answer(clarion, ticket, "Please come back", ONE)
    assert rows(clarion, "SELECT id FROM message WHERE kind = 'answer'") == []


def test_who_may_want_out_is_answered_only_when_the_hold_is_lifted(
    clarion: Clarion, maria: int, say: Say
) -> None:
    say("I'm not interested")
    found = ticket_of(clarion, maria)
    assert found is not None

    with pytest.raises(Conflict, match="lift the hold"):
        answering.answer(clarion, found.id, "Hello", ONE)
    answering.lift_hold(clarion, found.id, ONE)
    assert answering.answer(clarion, found.id, "Hello", ONE).message_id


def test_opt_out_is_a_stop(clarion: Clarion, maria: int, ticket: int) -> None:
    answering.opt_out(clarion, ticket, ONE)

    assert inbox(clarion) == []
    assert rows(clarion, "SELECT act, source FROM consent WHERE act = 'opt_out'") == [
        ("opt_out", "organizer")
    ]
    assert rows(clarion, "SELECT opted_out_at FROM contact WHERE id = %s", maria) == [
        (clarion.clock.now(),)
    ]


def test_given_back_the_bot_answers_everything_again(
    clarion: Clarion, ticket: int, say: Say
) -> None:
    answering.give_back(clarion, ticket, ONE)

    assert "robot" in (say("zxcv qwer") or "")
    assert rows(clarion, "SELECT closed_why, closed_by FROM ticket") == [("given_back", 101)]


def test_a_note_is_for_the_team_only(clarion: Clarion, maria: int, ticket: int) -> None:
    answering.add_note(clarion, ticket, "Her sister wrote yesterday.", ONE)

    with clarion.record.transaction() as connection:
        lines = listing.thread(connection, maria, 50)
    [note] = [line for line in lines if line.what == "ticket:noted"]
    assert b"sister" not in bytes(note.body_sealed or b"")
    assert clarion.sealer.open(bytes(note.body_sealed or b""), Purpose.TICKET_NOTE).startswith(
        "Her"
    )
    assert rows(clarion, "SELECT count(*)::int FROM message WHERE kind = 'answer'") == [(0,)]


def test_taking_over_by_hand(clarion: Clarion, maria: int, say: Say) -> None:
    ticket = answering.take_over(clarion, maria, ONE)
    answering.answer(clarion, ticket, "Hello Maria, Olga here.", ONE)

    assert say("oh hello olga how are you") is None
    assert inbox(clarion)[0].kind == "by_hand"


def test_a_conversation_that_is_not_there(clarion: Clarion) -> None:
    with pytest.raises(NotFound):
        answering.give_back(clarion, 999, ONE)
    with pytest.raises(NotFound):
        answering.take_over(clarion, 999, ONE)


def test_nobody_is_assigned_who_is_not_there(clarion: Clarion, ticket: int) -> None:
    with pytest.raises(InputError, match="no such organizer"):
        answering.assign(clarion, ticket, 999, ONE)
    due = clarion.clock.now() + timedelta(days=1)
    contact_id = threads.contact_of(clarion, ticket)
    with pytest.raises(InputError, match="no such organizer"):
        doing.add_task(clarion, contact_id, "ring", due, 999, ONE)
    assert rows(clarion, "SELECT 1 FROM task") == []


def test_every_act_is_in_the_audit_without_words(clarion: Clarion, ticket: int) -> None:
    answering.answer(clarion, ticket, "Secret words", ONE)
    answering.assign(clarion, ticket, add_organizer(clarion, 7), ONE)
    answering.give_back(clarion, ticket, ONE)

    acts = rows(clarion, "SELECT act, detail FROM audit WHERE organizer_id = 101 ORDER BY id")
    assert [act for act, _ in acts] == ["answered", "assigned", "ticket_given_back"]
    assert "Secret" not in str(acts)
    assert MARIA not in str(acts)


def test_answers_that_make_people_stop_raise_an_alarm(clarion: Clarion, say: Say) -> None:
    for number in range(4):
        sender = f"+1718555016{number}"
        say("QUESTION", sender=sender)
        say("who helps me", sender=sender)
        [row] = [one for one in inbox(clarion) if one.waiting_since is not None]
        answering.answer(clarion, row.id, "No.", ONE)
        assert threads.stops_after_answers(clarion) == []
        if number:
            clarion.clock.at += timedelta(minutes=2)
            say("STOP", sender=sender)
            if number < 3:
                continue

    assert threads.stops_after_answers(clarion) == [(101, 4, 3)]
