"""What readings on air moved: by the DJ's own code, by state, or nobody can tell."""

from __future__ import annotations

from bot.clarion import Clarion
from bot.people import sources
from bot.people.sources import Asked
from bot.results import effects
from bot.results.seen import Effect
from bot.store.people import reports
from tests.events.conftest import Minutes, say
from tests.factories import NOON
from tests.results.moving import (
    DAY,
    DEE,
    DON,
    HOUR,
    IN_NEW_YORK,
    MINUTE,
    PHONES,
    add_dj,
    add_people,
    call,
    read,
    text_out,
    told,
)


def of_airings(line: Clarion, clock: Minutes) -> dict[str, Effect]:
    clock.at += 2 * HOUR
    return {one.title: one for one in effects.of(line).airings}


def test_calls_of_the_state_after_a_reading(line: Clarion, clock: Minutes) -> None:
    add_people(line, 30)
    add_people(line, 5, IN_NEW_YORK, zip="10001")
    add_dj(line, DEE, "WXYZ")
    call(line, clock, NOON - 10 * MINUTE, PHONES[:2])
    read(line, clock, DEE, NOON)
    call(line, clock, NOON + 10 * MINUTE, [*PHONES[2:16], *IN_NEW_YORK[:5]])
    found = of_airings(line, clock)["WXYZ"]
    assert told(found) == ("more", 14, 2)
    assert (found.state, found.is_guessed) == ("IL", True)
    assert found.own is not None
    assert found.own.calls == 0


def test_two_djs_within_an_hour_cannot_be_told_apart(line: Clarion, clock: Minutes) -> None:
    add_people(line, 30)
    add_dj(line, DEE, "WXYZ")
    add_dj(line, DON, "WABC")
    read(line, clock, DEE, NOON)
    read(line, clock, DON, NOON + 20 * MINUTE)
    call(line, clock, NOON + 30 * MINUTE, PHONES[:14])
    both = of_airings(line, clock)
    assert set(both) == {"WXYZ", "WABC"}
    for found in both.values():
        assert found.verdict.word == "which"
        assert (found.after, found.before) == (None, None)
        assert found.own is not None
        assert found.own.calls == 0


def test_two_djs_within_an_hour_are_told_apart_by_their_codes(
    line: Clarion, clock: Minutes
) -> None:
    add_people(line, 30)
    dee, don = add_dj(line, DEE, "WXYZ"), add_dj(line, DON, "WABC")
    sources.add(line, Asked(label="Dee", code="DEEAIR", kind="dj", dj_id=dee), None)
    sources.add(line, Asked(label="Don", code="DONAIR", kind="dj", dj_id=don), None)
    read(line, clock, DEE, NOON)
    read(line, clock, DON, NOON + 20 * MINUTE)
    clock.at = NOON + 30 * MINUTE
    for phone, code in zip(PHONES, ["DEEAIR"] * 4 + ["DONAIR"] * 7, strict=False):
        say(line, phone, f"CALL {code}", "made 1 call")
    call(line, clock, NOON + 40 * MINUTE, PHONES[20:25])  # nobody knows by whom
    call(line, clock, NOON + 70 * MINUTE, PHONES[:1])  # Dee's code, her hour is over
    found = of_airings(line, clock)
    own = {name: one.own.calls for name, one in found.items() if one.own}
    assert own == {"WXYZ": 4, "WABC": 7}
    assert {one.verdict.word for one in found.values()} == {"which"}


def test_two_djs_in_two_states_are_two_things(line: Clarion, clock: Minutes) -> None:
    add_people(line, 14)
    add_people(line, 9, IN_NEW_YORK, zip="10001")
    add_dj(line, DEE, "WXYZ")
    don = add_dj(line, DON, "WNYC", zip="10001")
    sources.add(line, Asked(label="Don", code="DONAIR", kind="dj", dj_id=don), None)
    read(line, clock, DEE, NOON)
    read(line, clock, DON, NOON + MINUTE)
    clock.at = NOON + 5 * MINUTE
    say(line, PHONES[13], "CALL DONAIR", "made 1 call")  # Don's, though from Illinois
    call(line, clock, NOON + 10 * MINUTE, [*PHONES[:13], *IN_NEW_YORK[:9]])
    found = of_airings(line, clock)
    assert told(found["WXYZ"]) == ("more", 13, 0)
    assert told(found["WNYC"]) == ("more", 9, 0)
    assert found["WNYC"].own is not None
    assert found["WNYC"].own.calls == 1


def test_one_dj_twice_within_the_hour_has_each_own_call_once(line: Clarion, clock: Minutes) -> None:
    add_people(line, 8)
    dee = add_dj(line, DEE, "WXYZ")
    sources.add(line, Asked(label="Dee", code="DEEAIR", kind="dj", dj_id=dee), None)
    for phone in PHONES[:8]:
        say(line, phone, "CALL DEEAIR")
    read(line, clock, DEE, NOON)
    call(line, clock, NOON + 10 * MINUTE, PHONES[:3])
    read(line, clock, DEE, NOON + 30 * MINUTE)
    call(line, clock, NOON + 40 * MINUTE, PHONES[3:8])
    clock.at = NOON + 3 * HOUR
    assert [one.own.calls for one in effects.of(line).airings if one.own] == [5, 3]


def test_a_reading_in_the_hour_before_is_no_measure(line: Clarion, clock: Minutes) -> None:
    """The calls before the second reading came of the first: earlier days stand for them."""
    add_people(line, 40)
    add_dj(line, DEE, "WXYZ")
    add_dj(line, DON, "WABC")
    call(line, clock, NOON - DAY + 100 * MINUTE, PHONES[:1])
    read(line, clock, DEE, NOON)
    call(line, clock, NOON + 40 * MINUTE, PHONES[1:15])
    read(line, clock, DON, NOON + 90 * MINUTE)
    call(line, clock, NOON + 100 * MINUTE, PHONES[15:29])
    found = of_airings(line, clock)["WABC"]
    assert (told(found), found.days) == (("more", 14, 1), 3)
    assert "another reading fell into the hour before" in str(found.compared)


def test_a_broadcast_just_before_hides_what_a_reading_moved(line: Clarion, clock: Minutes) -> None:
    people = add_people(line, 20)
    add_dj(line, DEE, "WXYZ")
    text_out(line, people[:3], NOON - 10 * MINUTE)
    read(line, clock, DEE, NOON)
    call(line, clock, NOON + 10 * MINUTE, PHONES[:20])
    found = of_airings(line, clock)["WXYZ"]
    assert told(found) == ("callers_texted", 20, 0)


def test_a_reading_taken_back_leaves(line: Clarion, clock: Minutes) -> None:
    add_dj(line, DEE, "WXYZ")
    read(line, clock, DEE, NOON)
    assert list(of_airings(line, clock)) == ["WXYZ"]
    with line.record.transaction() as connection:
        [(airing,)] = connection.execute("SELECT id FROM report WHERE kind = 'aired'").fetchall()
        reports.take_back(connection, airing, clock.now())
    assert of_airings(line, clock) == {}
