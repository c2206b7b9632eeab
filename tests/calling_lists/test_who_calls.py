"""Who gets names of a list: whom an organizer let in, its room, nobody else; and while it lasts."""

from __future__ import annotations

from bot.calling_lists import callers, lists
from bot.clarion import Clarion
from bot.conversations import timers
from tests.calling_lists.conftest import ANA, SOL, bring, make_list
from tests.events.conftest import HOST, STRANGER, Minutes, got, say, set_up_phone_bank
from tests.factories import add_person, rows


def test_a_stranger_gets_no_name_and_a_code_only_asks(line: Clarion, calls: int) -> None:
    assert "sheet" not in say(line, STRANGER, "NEXT")
    assert say(line, STRANGER, "NEXT NAME").startswith("You are on no calling list yet.")
    code = lists.show(line, calls).row.code
    assert say(line, STRANGER, f"CALLERS {code.lower()}").startswith("Asked!")
    assert say(line, STRANGER, "NEXT NAME").startswith("You are on no calling list yet.")
    [asks] = [one for one in callers.of_list(line, calls) if one.row.state == "asked"]
    callers.decide(line, calls, [asks.row.contact_id], "in", None)
    assert "Rosa" in say(line, STRANGER, "NEXT")
    callers.decide(line, calls, [asks.row.contact_id], "out", None)
    assert say(line, STRANGER, "NEXT NAME").startswith("You are on no calling list yet.")


def test_codes_are_not_guessed(line: Clarion, calls: int) -> None:
    for n in range(line.settings.guesses):
        assert say(line, STRANGER, f"CALLERS KTR{'BCDFGHJKLMNP'[n]}2345").startswith(
            "We do not know"
        )
    code = lists.show(line, calls).row.code
    assert say(line, STRANGER, f"CALLERS {code}").startswith("Those were many codes")


def test_the_room_of_its_phone_bank_calls_a_list(line: Clarion, clock: Minutes) -> None:
    code = set_up_phone_bank(line, HOST)
    list_id = make_list(line, event_code=code)
    bring(line, list_id)
    assert say(line, HOST, "NEXT NAME").startswith("You are on no calling list yet.")
    clock.forward(days=2, hours=2, minutes=1)  # its room is at work
    assert say(line, HOST, "NEXT", "1").startswith("Well done!")
    assert rows(line, "SELECT event_id IS NOT NULL FROM report WHERE kind = 'reached'") == [(True,)]
    assert say(line, STRANGER, "NEXT NAME").startswith("You are on no calling list yet.")


def test_a_paused_ended_or_past_list_gives_no_name(
    line: Clarion, clock: Minutes, calls: int
) -> None:
    lists.set_state(line, calls, "paused", None)
    assert say(line, ANA, "NEXT").startswith("The organizers have paused this list.")
    lists.set_state(line, calls, "open", None)
    assert "Rosa" in say(line, ANA, "NEXT", "DONE", "NEXT")
    lists.set_state(line, calls, "ended", None)
    assert say(line, ANA, "NEXT NAME").startswith("You are on no calling list yet.")


def test_the_last_day_is_the_last(line: Clarion, clock: Minutes, calls: int) -> None:
    clock.forward(days=4, hours=1)
    assert "Rosa" in say(line, ANA, "NEXT")
    clock.forward(days=1)
    assert say(line, ANA, "NEXT NAME").startswith("This list is over.")


def test_without_a_bridge_or_a_sheet_callers_are_told_when_it_begins(line: Clarion) -> None:
    add_person(line, ANA, name="Ana", zip="60608")
    add_person(line, SOL, name="Sol", zip="60608", lang="es")
    line.settings.call_me = False
    list_id = make_list(line, is_paper=False)
    bring(line, list_id)
    for phone in (ANA, SOL):
        callers.let_in(line, list_id, phone, None)
    assert "begin when our call bridge is on" in say(line, ANA, "NEXT")
    assert "Todavía no" in say(line, SOL, "SIGUIENTE")
    assert rows(line, "SELECT 1 FROM list_call") == []


def test_who_is_let_in_is_told_in_their_language(line: Clarion, calls: int) -> None:
    timers.run_due(line)
    assert got(line, ANA)[-1].startswith("You can call people of a list now. Text NEXT")
    assert got(line, SOL)[-1].startswith("Ya puedes llamar a gente de una lista.")


def test_a_dj_who_calls_gets_scripts_by_next_but_for_the_hours_they_call(
    line: Clarion, clock: Minutes, calls: int
) -> None:
    say(line, ANA, "DJ Ana, KDNA, Yakima, Spanish")
    rows(line, "INSERT INTO dj (contact_id, langs, state, created_at) SELECT contact_id, '{en}',"
         " 'approved', now() FROM list_caller ON CONFLICT DO NOTHING RETURNING 1")  # fmt: skip
    say(line, ANA, "MENU")
    assert "sheet" not in say(line, ANA, "NEXT")
    assert "Rosa" in say(line, ANA, "NEXT NAME")
    say(line, ANA, "1", "TOTAL")
    assert "Luis" in say(line, ANA, "NEXT")
