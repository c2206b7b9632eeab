"""With how many somebody comes, said in answer to whether they come, in both languages."""

from __future__ import annotations

import pytest

from bot.clarion import Clarion
from tests.events.conftest import GUEST, HOST, STRANGER, Minutes, got, say
from tests.events.test_days import ELEVEN, EVA, tick
from tests.events.test_days import code as code
from tests.events.test_seats import OTHERS, fill_up
from tests.events.test_seats import tick as ask_for_seats
from tests.factories import rows


def party_of(line: Clarion, phone: str) -> tuple[str, int, str | None]:
    [found] = rows(
        line,
        "SELECT r.state, r.party, r.checked_as FROM rsvp r"
        " JOIN address a USING (contact_id) WHERE a.digest = ANY(%s)",
        list(line.sealer.digests("sms", phone)),
    )
    return (str(found[0]), int(found[1]), found[2])


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("yes, me and 2", 3),
        ("we are 3", 3),
        ("me and 2", 3),
        ("no, we are 4", 4),
        ("three of us", 3),
        ("me and my wife", 2),
        ("just me", 1),
        ("yes", 1),
    ],
)
def test_the_day_before_it_is_a_yes_with_that_number(
    line: Clarion, code: str, clock: Minutes, text: str, party: int
) -> None:
    tick(line, clock, ELEVEN)
    answer = say(line, GUEST, text)

    assert "see you tomorrow" in answer
    assert (f"all {party} of you" in answer) == (party > 1)
    assert party_of(line, GUEST) == ("going", party, "comes")


@pytest.mark.parametrize(
    ("text", "party"),
    [("somos 3", 3), ("sí, somos 3", 3), ("yo y 2 más", 3), ("vamos 4", 4), ("no, somos 5", 5)],
)
def test_the_day_before_in_spanish(
    line: Clarion, code: str, clock: Minutes, text: str, party: int
) -> None:
    tick(line, clock, ELEVEN)
    answer = say(line, EVA, text)

    assert f"¡Qué bien, nos vemos mañana con tu grupo de {party}!" in answer
    assert party_of(line, EVA) == ("going", party, "comes")


@pytest.mark.parametrize(
    "text",
    ["no", "no, my mom and i are sick", "i can't come, my sister is sick", "we are not coming"],
)
def test_a_no_with_people_in_it_is_a_no(
    line: Clarion, code: str, clock: Minutes, text: str
) -> None:
    tick(line, clock, ELEVEN)

    assert "Thanks for telling us" in say(line, GUEST, text)
    assert party_of(line, GUEST)[0] == "canceled"


@pytest.mark.parametrize(
    "text", ["2", "maybe 3", "we won't be 3, just 2", "not coming, me and my brother"]
)
def test_what_may_be_either_is_asked_again(
    line: Clarion, code: str, clock: Minutes, text: str
) -> None:
    tick(line, clock, ELEVEN)

    assert "Are you coming tomorrow? Reply YES, or NO" in say(line, GUEST, text)
    assert party_of(line, GUEST) == ("going", 1, "asked")


def test_so_many_that_it_is_a_mistake_changes_nothing(
    line: Clarion, code: str, clock: Minutes
) -> None:
    tick(line, clock, ELEVEN)

    assert "more than we can sign up by text" in say(line, GUEST, "we are 400")
    assert party_of(line, GUEST) == ("going", 1, "asked")


def test_where_not_all_fit_their_own_place_is_kept(
    line: Clarion, code: str, clock: Minutes
) -> None:
    rows(line, "UPDATE event SET capacity = 5 RETURNING id")
    tick(line, clock, ELEVEN)

    assert "We have no room for all of you; seats free besides yours: 1" in say(
        line, GUEST, "yes, we are 6"
    )
    assert party_of(line, GUEST)[:2] == ("going", 1)


@pytest.mark.parametrize(
    ("text", "said"), [("yes, me and 2", "no room for all of you"), ("YES", "You are in: rally")]
)
def test_a_held_seat_is_taken_with_those_who_fit(line: Clarion, text: str, said: str) -> None:
    say(line, HOST, "LEAD", "rally", "saturday", "6pm", "Casa Roja, 18th St", "2", "YES")
    [(made,)] = rows(line, "SELECT code FROM event")
    rows(line, "UPDATE event SET state = 'open' RETURNING id")
    fill_up(line, made)
    say(line, OTHERS[0], "CANT")
    ask_for_seats(line)
    assert "There is room for you!" in got(line, STRANGER)[-1]

    assert said in say(line, STRANGER, text)
    assert party_of(line, STRANGER)[:2] == ("going", 1)


def test_the_number_is_of_one_action_and_not_of_the_next(
    line: Clarion, code: str, clock: Minutes
) -> None:
    say(line, HOST, "LEAD", "protest", "saturday", "3pm", "Casa Azul", "50", "YES")
    [(other,)] = rows(line, "SELECT code FROM event WHERE kind = 'protest'")
    rows(line, "UPDATE event SET state = 'open' RETURNING id")
    say(line, GUEST, f"RSVP {other}")
    tick(line, clock, ELEVEN)

    assert "Are you coming?" in say(line, GUEST, "we are 3")
    say(line, GUEST, "yes")
    parties = rows(
        line,
        "SELECT r.party FROM rsvp r JOIN address a USING (contact_id)"
        " WHERE a.digest = ANY(%s) ORDER BY r.party",
        list(line.sealer.digests("sms", GUEST)),
    )
    assert parties == [(1,), (3,)]


def test_another_actions_code_is_of_that_action(line: Clarion, code: str, clock: Minutes) -> None:
    say(line, HOST, "LEAD", "protest", "sunday", "3pm", "Casa Azul", "50", "YES")
    [(other,)] = rows(line, "SELECT code FROM event WHERE kind = 'protest'")
    rows(line, "UPDATE event SET state = 'open' RETURNING id")
    say(line, GUEST, f"RSVP {code}")

    assert "with 3 in all: protest" in say(line, GUEST, f"RSVP {other} me and 2")
    tick(line, clock, ELEVEN)
    assert "with 4 in all: rally" in say(line, GUEST, f"{code} we are 4")


def test_who_waits_says_with_how_many(line: Clarion, code: str) -> None:
    rows(line, "UPDATE event SET capacity = 4 RETURNING id")

    assert "More of you? ME AND 2" in say(line, "+13125552777", f"RSVP {code}")
    assert "waiting list for 3" in say(line, "+13125552777", "me and 2")
    assert party_of(line, "+13125552777")[:2] == ("waiting", 3)


def test_a_hosts_command_is_not_gone_on_with_after_another(line: Clarion, code: str) -> None:
    say(line, HOST, "FULL")
    assert "Now back" not in say(line, HOST, "MORE SEATS 10", "yes")
    say(line, HOST, "MOVE")
    assert "What is new?" in say(line, HOST, "WHO")  # nothing has changed by looking
    assert "Now back" not in say(line, HOST, "CALL OFF", "yes")


def test_what_to_bring_is_said_once(line: Clarion, code: str) -> None:
    assert 'Guests read: "Bring a candle."' in say(line, HOST, "NOTE bring a candle")
    say(line, HOST, "no")
    assert 'Tus invitados leen: "Trae una vela."' in say(
        line, HOST, "español", "NOTA traigan una vela"
    )
