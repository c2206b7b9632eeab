"""Calling a list by text: names, outcomes, changes of mind, hours, gaps, and stops in between."""

from __future__ import annotations

import pytest

from bot.calling_lists import callers, lists
from bot.clarion import Clarion
from bot.people.counts import totals
from bot.store.people import limits, reached, reports
from tests.calling_lists.conftest import ANA, LUIS, MARK, ROSA, SOL, bring, make_list, people_of
from tests.events.conftest import Minutes, changed, say
from tests.factories import add_person, rows


def test_a_caller_reads_a_first_name_a_city_and_a_language_and_no_number(
    line: Clarion, calls: int
) -> None:
    assert say(line, ANA, "NEXT") == (
        '1 on your sheet: Rosa, Chicago, in Spanish. "Hola, soy de la Semana de Acción."\n\n'
        "After the call: 1 talked 2 voicemail 3 no answer 4 wrong number 5 wants no calls 6 later."
        " Or PASS for another name."
    )
    assert say(line, SOL, "SIGUIENTE").startswith(
        'El 2 de tu hoja: Luis, Cicero, en español. "Hola, soy de la Semana de Acción."'
    )
    said = rows(line, "SELECT body_sealed FROM message WHERE body_sealed IS NOT NULL")
    for (body,) in said:
        words = line.sealer.open(body, "message.body")
        assert not any(one[-4:] in words for one in (ROSA, LUIS, MARK))


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        ("1", ("done", "talked", 0)),
        ("we talked", ("done", "talked", 0)),
        ("2", ("open", "voicemail", 1)),
        ("I left a message", ("open", "voicemail", 1)),
        ("3", ("open", "no_answer", 1)),
        ("nobody picked up", ("open", "no_answer", 1)),
        ("no contestó", ("open", "no_answer", 1)),
        ("4", ("aside", "wrong", 0)),
        ("5", ("aside", "never", 0)),
        ("she wants no calls", ("aside", "never", 0)),
    ],
)
def test_an_outcome_is_a_digit_or_words(
    line: Clarion, calls: int, said: str, stands: tuple[str, str, int]
) -> None:
    say(line, ANA, "NEXT", said)
    assert people_of(line, calls)["Rosa"] == stands


def test_who_was_talked_with_counts_as_reached_and_in_no_total_of_the_line(
    line: Clarion, calls: int
) -> None:
    before = totals(line).get("called", 0)
    assert say(line, ANA, "NEXT", "1").startswith("Well done! That is 1 today.")
    assert say(line, ANA, "NEXT", "1").startswith("Well done! That is 2 today.")
    assert (
        rows(line, "SELECT kind, count, held FROM report ORDER BY id") == [("reached", 1, None)] * 2
    )
    with line.record.transaction() as connection:
        assert reports.totals(connection) == {"reached": 2}
    assert "You: 0 calls" in say(line, ANA, "TOTAL")
    assert totals(line).get("called", 0) == before


def test_sixty_people_reached_hold_no_report_of_calls_back(line: Clarion, calls: int) -> None:
    for _ in range(limits.MOST_WRITTEN + 1):
        with line.record.transaction() as connection:
            reached.add(
                connection, 1, event_id=None, message_id=None, is_measured=False,
                now=line.clock.now(),
            )  # fmt: skip
    with line.record.transaction() as connection:
        assert limits.why_held(connection, 1, "called", 3, line.clock.now()) is None


def test_an_outcome_is_taken_back_and_another_told(line: Clarion, calls: int) -> None:
    say(line, ANA, "NEXT", "1")
    answer = say(line, ANA, "UNDO")
    assert answer.startswith("Taken back. How did it go with Rosa?")
    assert people_of(line, calls)["Rosa"] == ("open", None, 0)
    assert rows(line, "SELECT taken_back_at IS NULL FROM report") == [(False,)]
    say(line, ANA, "4")
    assert people_of(line, calls)["Rosa"] == ("aside", "wrong", 0)


def test_next_name_gives_a_name_and_asks_of_no_call_before(line: Clarion, calls: int) -> None:
    answer = say(line, ANA, "NEXT NAME")
    assert answer.startswith("1 on your sheet: Rosa, Chicago")
    assert "First the one you have" not in answer
    assert say(line, ANA, "CALL", "1").endswith(
        "NEXT for another name, UNDO if that was wrong, DONE to stop for now."
    )
    assert say(line, ANA, "UNDO").startswith("Taken back. How did it go with Rosa?")
    again = say(line, ANA, "NEXT NAME")
    assert again.startswith("1 on your sheet: Rosa, Chicago")
    assert "First the one you have" not in again
    assert say(line, ANA, "NEXT").startswith("First the one you have, Rosa: how did it go?")


def test_undo_takes_back_what_was_told_last(line: Clarion, clock: Minutes, calls: int) -> None:
    say(line, ANA, "made 12", "UNDO")
    clock.forward(minutes=1)
    say(line, ANA, "NEXT NAME", "1")
    assert say(line, ANA, "UNDO").startswith("Taken back. How did it go with Rosa?")
    say(line, ANA, "3", "DONE")
    clock.forward(minutes=1)
    say(line, ANA, "made 5")
    assert say(line, ANA, "UNDO") == "Your last report: 5 calls. Take it back? YES or NO"


def test_an_outcome_is_taken_back_after_other_words_in_between(line: Clarion, calls: int) -> None:
    say(line, ANA, "NEXT", "3", "TOTAL", "NEXT", "UNDO")
    assert people_of(line, calls)["Rosa"] == ("open", None, 0)
    assert "Rosa" in say(line, ANA, "NEXT NAME")


def test_who_wants_no_calls_is_off_every_list_with_a_line_in_the_ledger(
    line: Clarion, calls: int
) -> None:
    other = make_list(line)
    bring(line, other, [f"Rosa,{ROSA},es,60608"])
    assert say(line, ANA, "NEXT", "5").startswith("Noted: nobody calls Rosa again, from any list.")
    assert people_of(line, other) == {"Rosa": ("aside", "never", 0)}
    assert rows(
        line, "SELECT act, scope, contact_id, method FROM consent WHERE scope = 'calls'"
    ) == [("no_calls", "calls", None, "text")]
    third = make_list(line)
    bring(line, third)
    assert "Rosa" not in people_of(line, third)


def test_a_slip_of_five_is_taken_back_within_minutes_and_stays_after(
    line: Clarion, clock: Minutes, calls: int
) -> None:
    say(line, ANA, "NEXT", "5", "UNDO", "3")
    assert people_of(line, calls)["Rosa"] == ("open", "no_answer", 1)
    third = make_list(line)
    bring(line, third)
    assert "Rosa" in people_of(line, third)
    say(line, ANA, "NEXT", "5")
    clock.forward(minutes=11)
    assert say(line, ANA, "UNDO").startswith("Whoever asks for no calls gets none: that stays.")
    assert people_of(line, calls)["Luis"] == ("aside", "never", 0)


def test_a_caller_is_answered_though_it_looks_like_a_machine(line: Clarion, calls: int) -> None:
    bring(line, calls, [f"María,+1312555{1000 + n},es,60608" for n in range(9)])
    answers = [say(line, ANA, word) for _ in range(9) for word in ("NEXT", "4")]
    assert all(answers)
    wrong = "SELECT count(*) FROM listed_person WHERE state = 'aside' AND outcome = 'wrong'"
    assert rows(line, wrong) == [(9,)]


def test_another_time_is_kept_on_the_persons_own_clock(
    line: Clarion, clock: Minutes, calls: int
) -> None:
    answer = say(line, ANA, "NEXT", "6", "6pm")  # it is noon in Chicago
    assert answer.startswith("Noted: we call Rosa Wed Sep 23 at 6pm, their time.")
    assert rows(line, "SELECT next_at::text FROM listed_person WHERE n = 1") == [
        ("2026-09-23 23:00:00+00",)
    ]
    assert "Luis" in say(line, ANA, "NEXT")
    clock.forward(hours=6, minutes=5)
    say(line, SOL, "SIGUIENTE")
    assert "Rosa" in say(line, SOL, "SIGUIENTE NOMBRE")  # who asked for an hour comes first


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("purple", "I need an hour"),
        ("in March", "I need an hour"),
        ("3am", "We call from 9am to 8pm where they are"),
        ("sunday october 4 at noon", "We call from 9am to 8pm where they are"),  # the list is over
        ("they didn't say", "Noted for Rosa"),
    ],
)
def test_an_hour_that_cannot_be_is_asked_for_again(
    line: Clarion, calls: int, said: str, answer: str
) -> None:
    assert say(line, ANA, "NEXT", "6", said).startswith(answer)


def test_a_name_that_is_passed_goes_to_others_and_not_to_the_same_caller(
    line: Clarion, calls: int
) -> None:
    say(line, ANA, "NEXT")
    assert "Luis" in say(line, ANA, "PASS")
    assert "Mark" in say(line, ANA, "PASS")
    assert say(line, ANA, "PASS").startswith("Everybody on your list has been called")
    assert "Rosa" in say(line, SOL, "SIGUIENTE")
    assert people_of(line, calls)["Rosa"] == ("open", None, 0)


def test_next_without_an_outcome_asks_for_it_first(line: Clarion, calls: int) -> None:
    assert say(line, ANA, "NEXT", "NEXT").startswith("First the one you have, Rosa")


def test_nobody_is_tried_again_before_the_gap_and_never_oftener_than_said(
    line: Clarion, clock: Minutes, calls: int
) -> None:
    line = changed(line, ignore_texting_hours=False)
    lists.change(line, calls, lists.Settings(
        "San Pío", lists.show(line, calls).row.ends_on, gap_hours=20, tries=2, is_paper=True
    ), None)  # fmt: skip
    for _ in range(3):
        say(line, ANA, "NEXT", "3")
    answer = say(line, ANA, "NEXT")
    # Twenty hours from noon are eight in the morning: the list's hours begin at nine.
    assert "Text NEXT from Thu Sep 24 9am on." in answer
    clock.forward(hours=21, minutes=1)
    for _ in range(3):
        say(line, ANA, "NEXT", "2")
    assert set(people_of(line, calls).values()) == {("done", "voicemail", 2)}
    clock.forward(hours=24)
    assert say(line, ANA, "NEXT").startswith("Everybody on your list has been called")


def test_nobody_is_called_when_it_is_early_or_late_where_they_live(
    line: Clarion, clock: Minutes
) -> None:
    line = changed(line, ignore_texting_hours=False)
    add_person(line, ANA, name="Ana", zip="60608")
    list_id = make_list(line)
    # A ZIP in Los Angeles comes before the area code of Chicago; no ZIP: the area code's zones.
    bring(line, list_id, [f"Rosa,{ROSA},es,90012", "Kim,+18085550123,en,"])
    callers.let_in(line, list_id, ANA, None)
    clock.forward(hours=8, minutes=30)  # 20:30 in Chicago, 18:30 in Los Angeles, 15:30 in Honolulu
    assert "Rosa" in say(line, ANA, "NEXT")
    assert "Kim" in say(line, ANA, "PASS")
    clock.forward(hours=2)
    say(line, ANA, "DONE")
    assert "Kim" in say(line, ANA, "NEXT")
    say(line, ANA, "1")
    assert "Text NEXT from Thu Sep 24 11am on." in say(line, ANA, "NEXT")  # nine in Los Angeles


def test_who_texts_stop_is_not_given_to_anybody_any_more(line: Clarion, calls: int) -> None:
    add_person(line, LUIS, name="Luis", zip="60804", lang="es")
    say(line, ANA, "NEXT")
    say(line, LUIS, "STOP")
    assert "Mark" in say(line, SOL, "SIGUIENTE")
    assert people_of(line, calls)["Luis"] == ("aside", "stopped", 0)


def test_a_held_name_of_who_stops_meanwhile_is_not_shown_again(line: Clarion, calls: int) -> None:
    add_person(line, ROSA, name="Rosa", lang="es")
    assert "Rosa" in say(line, ANA, "NEXT")
    say(line, ROSA, "STOP")
    assert "Rosa" not in say(line, ANA, "NEXT NAME")


def test_names_an_hour_have_an_end_passed_ones_too(
    line: Clarion, clock: Minutes, calls: int
) -> None:
    lists.change(line, calls, lists.Settings(
        "San Pío", lists.show(line, calls).row.ends_on, an_hour=2, is_paper=True
    ), None)  # fmt: skip
    say(line, ANA, "NEXT", "PASS")
    assert say(line, ANA, "PASS").startswith("That is many names in one hour.")
    clock.forward(minutes=61)
    assert "Mark" in say(line, ANA, "NEXT")
