"""Claims: two callers at once, names that go back, calls that were put through, bad rows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot import set_aside
from bot.calling_lists import callers, handing_over, lapsing, lists
from bot.clarion import Clarion
from bot.store.sealing import Purpose
from tests.calling_lists.conftest import ANA, ROSA, SOL, bring, make_list, people_of
from tests.events.conftest import Minutes, say
from tests.factories import add_person, rows


def test_twelve_callers_at_once_never_have_the_same_person(line: Clarion) -> None:
    phones = [f"+131255502{n:02}" for n in range(12)]
    list_id = make_list(line)
    bring(line, list_id, [f"Name{chr(65 + n)},+131255503{n:02},es,60608" for n in range(30)])
    for phone in phones:
        add_person(line, phone, zip="60608")
        callers.let_in(line, list_id, phone, None)
    with ThreadPoolExecutor(8) as pool:
        for _ in range(2):
            list(pool.map(lambda phone: say(line, phone, "NEXT"), phones))
            list(pool.map(lambda phone: say(line, phone, "1"), phones))
    found = rows(line, "SELECT person_id, caller_id, state FROM list_call")
    assert len(found) == 24
    assert len({person for person, _, _ in found}) == 24
    assert {state for _, _, state in found} == {"told"}


def test_one_name_for_two_who_ask_at_once(line: Clarion, calls: int) -> None:
    rows(line, "DELETE FROM listed_person WHERE n > 1 RETURNING 1")
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda phone: say(line, phone, "NEXT"), [ANA, SOL]))
    assert sum("Rosa" in answer for answer in answers) == 1


def test_a_name_of_which_nothing_is_said_goes_back_after_half_an_hour(
    line: Clarion, clock: Minutes, calls: int
) -> None:
    assert "Rosa" in say(line, ANA, "NEXT")
    clock.forward(minutes=29)
    assert lapsing.run_due(line) == 0
    assert "Luis" in say(line, SOL, "SIGUIENTE")
    clock.forward(minutes=2)
    assert lapsing.run_due(line) == 1
    assert people_of(line, calls)["Rosa"] == ("open", None, 0)
    assert "Rosa" in say(line, SOL, "PASO")
    assert say(line, ANA, "1").startswith("That name went back to the list")


def test_it_goes_back_though_the_clock_is_down(line: Clarion, clock: Minutes, calls: int) -> None:
    say(line, ANA, "NEXT")
    clock.forward(minutes=31)
    assert "Rosa" in say(line, SOL, "SIGUIENTE")
    assert say(line, ANA, "3").startswith("That name went back to the list")
    say(line, SOL, "3")
    assert people_of(line, calls)["Rosa"] == ("open", "no_answer", 1)


def test_a_late_answer_counts_while_nobody_else_has_had_the_name(
    line: Clarion, clock: Minutes, calls: int
) -> None:
    say(line, ANA, "NEXT")
    clock.forward(hours=2)
    lapsing.run_due(line)
    assert say(line, ANA, "1").startswith("Well done!")
    assert people_of(line, calls)["Rosa"] == ("done", "talked", 0)


def test_it_is_asked_after_twenty_minutes_how_it_went(
    line: Clarion, clock: Minutes, calls: int
) -> None:
    from bot.conversations import timers
    from tests.events.conftest import got

    say(line, ANA, "NEXT")
    clock.forward(minutes=20, seconds=1)
    timers.run_due(line)
    assert got(line, ANA)[-1].startswith("How did it go with Rosa?")
    assert say(line, ANA, "2").startswith("Noted for Rosa.")


# --- what puts calls through ---------------------------------------------------------------------


@pytest.fixture
def bridged(line: Clarion, monkeypatch: pytest.MonkeyPatch) -> int:
    """A list that is called through our number, with Ana let in."""
    monkeypatch.setattr("bot.calling_lists.bridge.is_on", lambda _: True)
    add_person(line, ANA, name="Ana", zip="60608")
    list_id = make_list(line, is_paper=False)
    bring(line, list_id)
    callers.let_in(line, list_id, ANA, None)
    return list_id


def test_the_bridge_gets_the_number_sealed_and_the_caller_never(
    line: Clarion, bridged: int
) -> None:
    assert "Reply CALL: we ring you, then them." in say(line, ANA, "NEXT")
    with line.record.transaction() as connection:
        [(ana,)] = rows(line, "SELECT contact_id FROM list_caller")
        claim_id = handing_over.claim_of(line, connection, ana)
        assert claim_id is not None
        handed = handing_over.number_for(line, connection, claim_id)
    assert handed is not None
    assert ROSA.encode() not in handed.number_sealed
    assert line.sealer.open(handed.number_sealed, Purpose.LISTED_NUMBER) == ROSA
    assert handed.caller_id == ana


def test_no_number_for_who_stopped_a_paused_list_or_a_claim_that_is_over(
    line: Clarion, clock: Minutes, bridged: int
) -> None:
    say(line, ANA, "NEXT")
    [(claim_id,)] = rows(line, "SELECT id FROM list_call")

    def number(claim: int = claim_id) -> object:
        with line.record.transaction() as connection:
            return handing_over.number_for(line, connection, claim)

    assert number() is not None
    lists.set_state(line, bridged, "paused", None)
    assert number() is None
    lists.set_state(line, bridged, "open", None)
    add_person(line, ROSA, name="Rosa", lang="es")
    say(line, ROSA, "STOP")
    assert number() is None
    say(line, ROSA, "START")
    clock.forward(minutes=31)
    assert number() is None
    assert number(12345) is None


def test_a_call_that_was_put_through_is_a_try_though_nothing_is_said(
    line: Clarion, clock: Minutes, bridged: int
) -> None:
    """The caller's phone dies in the middle: the person is not called again half an hour later."""
    say(line, ANA, "NEXT")
    [(claim_id,)] = rows(line, "SELECT id FROM list_call")
    with line.record.transaction() as connection:
        handing_over.measured(connection, claim_id, "no_answer")
        handing_over.measured(connection, claim_id, "no_answer")
    clock.forward(minutes=31)
    lapsing.run_due(line)
    lapsing.run_due(line)
    assert people_of(line, bridged)["Rosa"] == ("open", "no_answer", 1)
    [(next_at,)] = rows(line, "SELECT next_at FROM listed_person WHERE n = 1")
    assert next_at == line.clock.now() + timedelta(hours=20)
    assert "Luis" in say(line, ANA, "NEXT NAME")


def test_somebody_talked_with_through_the_bridge_is_measured(line: Clarion, bridged: int) -> None:
    say(line, ANA, "NEXT")
    [(claim_id,)] = rows(line, "SELECT id FROM list_call")
    with line.record.transaction() as connection:
        handing_over.measured(connection, claim_id, "answered", 95)
        with pytest.raises(ValueError, match="not measured as"):
            handing_over.measured(connection, claim_id, "purple")
    say(line, ANA, "1")
    assert rows(line, "SELECT kind, confidence FROM report") == [("reached", "measured")]


def test_one_that_cannot_lapse_stops_no_other(line: Clarion, clock: Minutes, calls: int) -> None:
    say(line, ANA, "NEXT")
    say(line, SOL, "SIGUIENTE")
    rows(line, "UPDATE list_call SET measured = 'no_answer' WHERE id = 1 RETURNING 1")
    rows(line, "UPDATE calling_list SET gap_s = 9000000000000 RETURNING 1")
    rows(line, "UPDATE list_call SET measured = NULL WHERE id = 2 RETURNING 1")
    clock.forward(minutes=31)
    lapsing.run_due(line)
    assert rows(line, "SELECT state FROM list_call ORDER BY id") == [("claimed",), ("lapsed",)]
    assert [one.kind for one in set_aside.listed(line)] == [set_aside.Kind.CLAIM]
