"""The reply bank: never two people on one conversation."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.clarion import Clarion
from bot.errors import Conflict
from bot.inbox import answering, claiming
from bot.store.inbox.claims import Who
from tests.factories import rows
from tests.inbox.conftest import ONE, OTHER, Say, inbox, ticket_of


def fill(say: Say, count: int) -> None:
    for number in range(count):
        sender = f"+1718555{number // 100 + 10:02d}{number % 100:02d}"
        say("QUESTION", sender=sender)
        say("who helps with papers", sender=sender)


def test_two_who_ask_at_once_never_get_the_same_ones(clarion: Clarion, say: Say) -> None:
    fill(say, 30)
    start = threading.Barrier(6)

    def take(number: int) -> list[int]:
        start.wait()
        return claiming.claim_next(clarion, Who(organizer_id=number), most=5)

    with ThreadPoolExecutor(6) as pool:
        taken = list(pool.map(take, range(1, 7)))

    assert [len(one) for one in taken] == [5] * 6
    assert len({ticket for one in taken for ticket in one}) == 30


def test_the_next_ten_are_the_most_urgent(clarion: Clarion, say: Say) -> None:
    fill(say, 3)
    say("ICE is at my door", sender="+17185550177")

    first, *_ = claiming.claim_next(clarion, ONE, most=2)

    assert inbox(clarion)[0].id == first
    assert inbox(clarion)[0].kind == "danger"


def test_who_has_ten_gets_no_more_until_they_answer(clarion: Clarion, say: Say) -> None:
    fill(say, 5)
    taken = claiming.claim_next(clarion, ONE, most=3)

    assert claiming.claim_next(clarion, ONE, most=3) == []
    answering.answer(clarion, taken[0], "Hello!", ONE)
    assert len(claiming.claim_next(clarion, ONE, most=3)) == 1


def test_what_is_idle_is_free_again(clarion: Clarion, say: Say) -> None:
    fill(say, 1)
    [ticket] = claiming.claim_next(clarion, ONE)

    assert claiming.claim_next(clarion, OTHER) == []
    clarion.clock.at += claiming.CLAIM_LASTS + timedelta(seconds=1)
    assert claiming.claim_next(clarion, OTHER) == [ticket]
    with pytest.raises(Conflict, match="Somebody else"):
        answering.answer(clarion, ticket, "Too late", ONE)


def test_what_is_let_go_is_free_at_once(clarion: Clarion, say: Say) -> None:
    fill(say, 2)
    taken = claiming.claim_next(clarion, ONE)

    assert claiming.release(clarion, ONE) == 2
    assert claiming.claim_next(clarion, OTHER) == taken


def test_languages_somebody_speaks(clarion: Clarion, say: Say) -> None:
    say("PREGUNTA", sender="+17185550161")
    say("quién me ayuda con mis papeles", sender="+17185550161")
    say("QUESTION", sender="+17185550162")
    say("who helps me", sender="+17185550162")

    [ticket] = claiming.claim_next(clarion, ONE, langs=["es"])

    assert [row.lang for row in inbox(clarion) if row.id == ticket] == ["es"]


def test_two_who_answer_at_once_send_one_answer(clarion: Clarion, maria: int, say: Say) -> None:
    say("QUESTION")
    say("who helps me")
    ticket = ticket_of(clarion, maria)
    assert ticket is not None
    start = threading.Barrier(2)

    def answer(who: Who) -> bool:
        start.wait()
        try:
            answering.answer(clarion, ticket.id, "We do.", who)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(answer, (ONE, OTHER))) == [False, True]
    assert rows(clarion, "SELECT count(*)::int FROM message WHERE kind = 'answer'") == [(1,)]
