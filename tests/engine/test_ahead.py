"""Answers before their question, corrections after it, and what a keyword interrupts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.campaign.rehearsal import Rehearsal, make_person
from bot.engine import Campaign, Sense, Session, World, listen, route

WEDNESDAY = datetime(2026, 9, 16, 19, tzinfo=UTC)


@pytest.fixture
def phone(campaign: Campaign) -> Rehearsal:
    person = make_person(
        {"lang": "en", "opted_in": "yes", "name": "Ana", "zone": "America/Chicago"}
    )
    return Rehearsal(campaign, person, WEDNESDAY)


def saved(phone: Rehearsal, *names: str) -> list[object]:
    assert phone.session is not None
    return [phone.session.fields.get(name) for name in names]


@pytest.mark.parametrize(
    ("text", "kind", "day", "hour"),
    [
        ("I want to host a rally on Saturday at 5pm in 60608", "rally", "2026-09-26", "17:00"),
        ("lead a protest friday 6pm", "protest", "2026-09-25", "18:00"),
        ("quiero organizar una marcha el domingo a las 4 pm", "rally", "2026-09-27", "16:00"),
    ],
)
def test_a_sentence_that_says_much_fills_all_that_it_says(
    phone: Rehearsal, text: str, kind: str, day: str, hour: str
) -> None:
    phone.receive(text)

    assert saved(phone, "kind", "date", "time") == [kind, day, hour]


@pytest.mark.parametrize(
    "text",
    [
        "can't host a rally on Saturday at 5pm",
        "nobody told me to lead on friday at 6pm, do not",
        "action",  # says nothing more
    ],
)
def test_a_sentence_that_says_no_or_little_fills_nothing(phone: Rehearsal, text: str) -> None:
    phone.receive(text)

    assert phone.session is None or "date" not in phone.session.fields


def test_what_is_told_is_not_told_twice(phone: Rehearsal) -> None:
    """After "no" every question is asked again: the sentence has been looked at."""
    for text in ("LEAD", "a rally saturday at 6pm", "60608", "the library", "20"):
        phone.receive(text)

    assert "What will it be" in phone.receive("no")
    assert "Which day" in phone.receive("rally")


def test_a_yes_or_no_is_never_taken_from_before(phone: Rehearsal) -> None:
    for text in ("LEAD", "yes a rally saturday at 6pm, yes", "60608", "the library", "20"):
        said = phone.receive(text)

    assert said.endswith("Is that right? YES or NO")


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("its 7 not 6", "time", "19:00"),
        ("wrong time, its 7pm", "time", "19:00"),
        ("no, friday", "date", "2026-09-25"),
        ("not saturday, sunday", "date", "2026-09-27"),
        ("make it 30 people", "size", "30"),
        ("yes but at 7pm", "time", "19:00"),
    ],
)
def test_an_answer_is_put_right_at_the_question_whether_all_is(
    phone: Rehearsal, text: str, name: str, value: str
) -> None:
    for before in ("LEAD", "a rally saturday at 6pm", "60608", "the library", "20"):
        phone.receive(before)
    said = phone.receive(text)

    assert [str(one) for one in saved(phone, name)] == [value]
    assert said.endswith("Is that right? YES or NO")


@pytest.mark.parametrize("text", ["no", "nope", "not 12, 2"])
def test_a_plain_no_puts_nothing_right(phone: Rehearsal, text: str) -> None:
    for before in ("LEAD", "a rally saturday at 6pm", "60608", "the library", "20"):
        phone.receive(before)
    was = saved(phone, "time", "date")
    phone.receive(text)

    assert saved(phone, "time", "date") in (was, [None, None])


@pytest.mark.parametrize("text", ["no, september 3", "no, october 9"])
def test_a_day_that_cannot_be_drops_nothing(phone: Rehearsal, text: str) -> None:
    for before in ("LEAD", "a rally saturday at 6pm", "60608", "the library", "20"):
        phone.receive(before)
    said = phone.receive(text)

    assert "WRONG DAY" in said
    assert saved(phone, "date", "time", "place") == ["2026-09-26", "18:00", "the library"]


def test_what_a_keyword_interrupts_goes_on_after_it(phone: Rehearsal) -> None:
    phone.receive("LEAD")
    phone.receive("rally")
    said = phone.receive("TOTAL")

    assert said.startswith("You: 0 calls.")
    assert said.endswith("Now back to where we were:\n\nWhich day, Sep 21-27? Like 9/24.")
    assert phone.receive("friday").startswith("What time")


def test_what_only_the_interrupted_question_takes_answers_it(phone: Rehearsal) -> None:
    for before in ("LEAD", "rally"):
        phone.receive(before)
    assert "Text MORE" in phone.receive("who is this")  # asks something of its own

    assert phone.receive("friday").startswith("What time")
    assert saved(phone, "date") == ["2026-09-25"]


def test_what_the_open_question_takes_answers_it(phone: Rehearsal) -> None:
    for before in ("LEAD", "rally", "who is this"):
        phone.receive(before)

    assert "CALL, LEAD or RECRUIT" in phone.receive("more")


def test_what_was_interrupted_long_ago_is_let_go(phone: Rehearsal) -> None:
    phone.receive("LEAD")
    phone.receive("CALL")
    phone.wait(7 * 3600)

    assert "back to where" not in phone.receive("TOTAL")


def test_who_comes_back_by_themselves_is_not_brought_back_again(phone: Rehearsal) -> None:
    phone.receive("RSVP")
    phone.receive("CALL")

    assert "back to where" not in phone.receive("OAK3")


def test_nothing_told_is_dropped_after_three_misunderstandings(phone: Rehearsal) -> None:
    for text in ("LEAD", "rally", "friday", "the blue house", "by the river", "on the left"):
        said = phone.receive(text)

    assert "QUESTION for a person" in said
    assert phone.receive("6pm").startswith("What is your ZIP")


def test_a_session_of_before_can_be_read(campaign: Campaign) -> None:
    old = Session.from_json('[1,["lead","kind","h"],"en",1789000000]')

    assert (old.flow, old.ahead, old.seen, old.paused) == ("lead", "", (), None)


def test_what_is_interrupted_survives_being_stored(campaign: Campaign, phone: Rehearsal) -> None:
    phone.receive("LEAD")
    phone.receive("CALL")
    assert phone.session is not None

    assert Session.from_json(phone.session.to_json()) == phone.session
    assert phone.session.paused is not None
    assert phone.session.paused.flat == "lead/kind"


@pytest.mark.parametrize(
    ("text", "flow"),
    [
        ("events near me", "find"),
        ("grasias", "thanks"),
        ("count me in", "join"),
        ("I have a question", "question"),
        ("OAK3", "rsvp"),
    ],
)
def test_plain_requests_begin_at_once(campaign: Campaign, text: str, flow: str) -> None:
    verdict = listen(campaign, None, make_person({}), World(WEDNESDAY), text)

    assert (verdict.sense, verdict.flow, verdict.asks) == (Sense.KEYWORD, flow, False)


def test_a_code_switches_nobody_s_language(campaign: Campaign) -> None:
    turn = route(campaign, None, make_person({"lang": "en"}), World(WEDNESDAY), "OAK3")

    assert turn.session is not None
    assert turn.session.lang == "en"


def test_a_number_after_menu_is_its_choice(phone: Rehearsal) -> None:
    assert phone.receive("menu 2").startswith("Thank you for leading!")


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("HOST PHONEBANK friday 2 to 4pm", ["14:00", "16:00"]),
        ("host phonebank friday 2-4 at my house", ["14:00", "16:00"]),
        ("HACER GRUPO viernes de 12 a 1", ["12:00", "13:00"]),
        ("hacer grupo el viernes de 10 a 11 de la mañana", ["10:00", "11:00"]),
        ("host phonebank friday at 2pm", ["14:00", ""]),
        ("host phonebank 2 to 4 people friday", [None, None]),  # no hours
    ],
)
def test_a_range_of_hours_said_at_once_has_its_end(
    phone: Rehearsal, text: str, hours: list[str | None]
) -> None:
    phone.receive(text)

    assert saved(phone, "date", "time", "time.until") == ["2026-09-18", *hours]


@pytest.mark.parametrize("said", ["no, friday", "no, el viernes", "friday"])
def test_a_day_at_the_summary_corrects_it(phone: Rehearsal, said: str) -> None:
    """Its question also looks for another end ("until 3pm"): a plain no is no such answer."""
    for text in ("HOST PHONEBANK", "thursday 2pm", "60608", "my house", "50"):
        phone.receive(text)

    assert "Fri Sep 18 2pm" in phone.receive(said)
