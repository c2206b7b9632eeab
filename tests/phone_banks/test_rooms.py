"""A phone bank from its first call to the thank-yous, played by text, with the clock moved on."""

from __future__ import annotations

import pytest

from bot import set_aside
from bot.clarion import Clarion
from bot.events import telling
from bot.phone_banks import news
from bot.store.people import reports
from tests.events.conftest import GUEST, HOST, STRANGER, Minutes, got, say
from tests.factories import add_person, rows

SPANISH = "+13125550174"


@pytest.fixture
def code(line: Clarion, clock: Minutes) -> str:
    """A room of three on Friday from two to four in Chicago, its goal 20; it has begun."""
    add_person(line, SPANISH, name="Sol", zip="60608", lang="es")
    answer = say(line, HOST, "HOST PHONEBANK", "friday", "2pm", "Casa Roja", "20", "YES")
    made = answer.partition("PHONEBANK ")[2].partition(".")[0]
    assert "You are in" in say(line, GUEST, made)  # the code alone
    assert "¡Ya estás dentro" in say(line, SPANISH, f"UNIRME {made}")
    clock.forward(days=2, hours=2, minutes=1)
    return made


def since(line: Clarion, phone: str, before: int) -> list[str]:
    return got(line, phone)[before:]


@pytest.mark.parametrize("word", ["JOIN", "BANK", "PHONEBANK", "GRUPO", "UNIRME", ""])
def test_a_room_is_joined_by_any_of_its_words_or_the_code_alone(
    line: Clarion, code: str, word: str
) -> None:
    assert code not in say(line, STRANGER, f"{word} {code.lower()}".strip())
    found = rows(line, "SELECT r.state FROM rsvp r WHERE r.source = 'text'")
    assert found == [("going",)] * 3


def test_join_with_an_invitations_code_is_no_guess_at_a_room(line: Clarion, code: str) -> None:
    assert "Welcome" in say(line, STRANGER, "JOIN abc234")
    assert rows(line, "SELECT 1 FROM spent WHERE budget = 'guess'") == []


def test_the_room_hears_four_times_at_most_in_each_ones_language(
    line: Clarion, clock: Minutes, code: str
) -> None:
    begun = {phone: len(got(line, phone)) for phone in (HOST, GUEST, SPANISH)}
    heard = []
    for count in (2, 3, 5, 4, 6, 7):
        say(line, GUEST, f"TALLY {count}")
        news.run_due(line)
        news.run_due(line)
        clock.forward(minutes=19)
    news.run_due(line)
    heard = [text for text in since(line, HOST, begun[HOST]) if "How is it going" not in text]
    assert len(heard) == news.MOST_TO_A_ROOM
    assert heard[0].startswith("The first calls of your room are in: 2 of 20.")
    assert heard[1].startswith("Halfway there: your room has made 10 of 20 calls. 10 to go!")
    assert heard[2].startswith("You did it! Your room has made 20 calls")
    assert heard[3].startswith("Ten minutes left! Your room has made 27 calls of 20.")
    assert [t for t in since(line, SPANISH, begun[SPANISH]) if "¿Cómo vas?" not in t][1].startswith(
        "¡Ya van a la mitad!"
    )


def test_many_calls_at_once_are_one_text(line: Clarion, clock: Minutes, code: str) -> None:
    begun = len(got(line, GUEST))
    say(line, GUEST, "TALLY 25")
    news.run_due(line)
    [only] = since(line, GUEST, begun)
    assert only.startswith("You did it! Your room has made 25 calls")


def test_who_tells_nothing_for_half_an_hour_is_asked_once(
    line: Clarion, clock: Minutes, code: str
) -> None:
    say(line, GUEST, "TALLY 2")
    clock.forward(minutes=29)
    say(line, GUEST, "BUSY")
    begun = {phone: len(got(line, phone)) for phone in (GUEST, SPANISH)}
    for _ in range(3):
        news.run_due(line)
        clock.forward(minutes=5)
    assert not [t for t in since(line, GUEST, begun[GUEST]) if "How is it going" in t]
    assert len([t for t in since(line, SPANISH, begun[SPANISH]) if "¿Cómo vas?" in t]) == 1


def test_everybody_hears_what_they_made_when_it_is_over(
    line: Clarion, clock: Minutes, code: str
) -> None:
    say(line, GUEST, "TALLY 5")
    clock.forward(minutes=65)
    say(line, HOST, "CALLED 3")
    say(line, SPANISH, "llevo 9")
    assert "Your room: 17 calls of 20, by 3 people. You: 3. All of us: 17." in say(
        line, HOST, "TOTAL"
    )
    assert say(line, GUEST, "total").startswith("You: 5 here. The room: 17 of 20.")
    say(line, GUEST, "TALLY -1")
    clock.forward(hours=1, minutes=5)
    begun = {phone: len(got(line, phone)) for phone in (HOST, GUEST, SPANISH)}
    news.run_due(line)
    clock.forward(minutes=1)
    news.run_due(line)
    assert since(line, HOST, begun[HOST]) == [
        "Your phone bank is over: 16 calls by 3 people, the goal was 20, the best hour began at"
        " 3pm. Thank you for leading! Another? HOST PHONEBANK"
    ]
    [thanks] = since(line, GUEST, begun[GUEST])
    assert thanks.startswith("Thank you! You made 4 of your room's 16 calls.")
    [gracias] = since(line, SPANISH, begun[SPANISH])
    assert gracias.startswith("¡Gracias! Hiciste 9 de las 16 llamadas del grupo.")
    with line.record.transaction() as connection:
        assert reports.totals(connection)["called"] == 16


def close(line: Clarion, clock: Minutes) -> int:
    """Let the room be over, its closing text told; how many texts the host has got by then."""
    clock.forward(hours=2, minutes=10)
    news.run_due(line)
    assert "Your phone bank is over: 5 calls" in got(line, HOST)[-1]
    return len(got(line, HOST))


@pytest.mark.parametrize(
    ("said", "calls"),
    [(("TALLY -3",), 2), (("UNDO", "YES"), 0), (("I meant 12",), 12), (("TALLY 4",), 9)],
)
def test_what_is_put_right_after_the_closing_text_is_told_once(
    line: Clarion, clock: Minutes, code: str, said: tuple[str, ...], calls: int
) -> None:
    say(line, GUEST, "TALLY 5")
    before = close(line, clock)
    clock.forward(minutes=15)
    say(line, GUEST, *said)
    news.run_due(line)
    assert len(got(line, HOST)) == before  # somebody may have more to put right
    for _ in range(3):
        clock.forward(minutes=25)
        news.run_due(line)
    people = "1 person" if calls else "0 people"
    assert since(line, HOST, before) == [
        f"Your phone bank's count was put right: {calls} calls by {people}, the goal was 20."
        " This is the number that counts."
    ]


def test_what_comes_to_the_same_is_not_told_again(line: Clarion, clock: Minutes, code: str) -> None:
    say(line, GUEST, "TALLY 5")
    before = close(line, clock)
    say(line, GUEST, "TALLY -1", "TALLY 1")
    clock.forward(minutes=25)
    news.run_due(line)
    assert len(got(line, HOST)) == before


def test_a_phone_bank_that_moves_after_its_end_has_another_end(
    line: Clarion, clock: Minutes
) -> None:
    answer = say(line, HOST, "HOST PHONEBANK", "thursday", "2pm", "Casa Roja", "20", "YES")
    say(line, GUEST, answer.partition("PHONEBANK ")[2].partition(".")[0])
    clock.forward(days=1, hours=2, minutes=1)
    say(line, GUEST, "TALLY 5")
    before = close(line, clock)
    assert say(line, HOST, "MOVE friday", "YES").startswith("Moved: Fri Sep 25 2pm.")
    clock.forward(days=1)
    news.run_due(line)
    assert "Your phone bank is over: 5 calls" in since(line, HOST, before)[-1]


def test_who_was_only_asked_to_lead_too_is_in_no_room(
    line: Clarion, clock: Minutes, code: str
) -> None:
    say(line, HOST, "CO-HOST 312 555 0172", "YES")
    begun = len(got(line, STRANGER))
    say(line, GUEST, "TALLY 5")
    news.run_due(line)
    assert len(got(line, STRANGER)) == begun
    say(line, STRANGER, "COHOST")
    clock.forward(hours=2, minutes=10)
    news.run_due(line)
    assert "Your phone bank is over: 5 calls" in got(line, STRANGER)[-1]


def test_who_has_stopped_hears_nothing_of_the_room(
    line: Clarion, clock: Minutes, code: str
) -> None:
    say(line, GUEST, "TALLY 5", "STOP")
    begun = len(got(line, GUEST))
    news.run_due(line)
    clock.forward(hours=2, minutes=30)
    news.run_due(line)
    assert since(line, GUEST, begun) == []


def test_next_goes_by_what_was_told_last(line: Clarion, code: str) -> None:
    assert say(line, GUEST, "NEXT").startswith("Whom will you ask next?")
    say(line, GUEST, "BUSY")
    assert say(line, GUEST, "NEXT").startswith("Redial (866) 473-5915 now")
    assert say(line, SPANISH, "llevo 2", "siguiente").startswith("También en inglés")
    assert "On the radio?" in say(line, STRANGER, "NEXT")  # in no room: a script


def test_a_room_that_cannot_be_told_stops_no_other(
    line: Clarion, clock: Minutes, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_person(line, "+13125550175", name="Leo", zip="60608")
    clock.forward(minutes=-30)
    answer = say(line, "+13125550175", "HOST PHONEBANK", "today", "2pm", "Casa", "9", "YES")
    other = answer.partition("PHONEBANK ")[2].partition(".")[0]
    clock.forward(minutes=30)
    say(line, GUEST, "TALLY 3")
    say(line, "+13125550175", "TALLY 2")
    plan = telling.describe_in

    def broken(*given: object, **more: object) -> object:
        if getattr(given[2], "code", "") == code:
            raise ValueError("cannot be described")
        return plan(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(telling, "describe_in", broken)
    news.run_due(line)
    assert any("first calls" in text for text in got(line, "+13125550175"))
    assert [one.key for one in set_aside.listed(line)] == [code] != [other]


def test_ten_minutes_are_left_before_the_end_that_was_said(line: Clarion, clock: Minutes) -> None:
    say(line, HOST, "HOST PHONEBANK friday 1 to 1:40pm", "Casa Roja", "20", "YES")
    clock.forward(days=2, hours=1, minutes=1)
    news.run_due(line)
    clock.forward(minutes=28)
    news.run_due(line)
    assert [text for text in got(line, HOST) if "Ten minutes" in text] == []
    clock.forward(minutes=2)
    news.run_due(line)
    assert [text[:17] for text in got(line, HOST) if "Ten minutes" in text] == ["Ten minutes left!"]
