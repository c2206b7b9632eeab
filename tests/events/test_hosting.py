"""Hosts' commands, played by text on the shipped campaign: whom they reach, and who may."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.clarion import Clarion
from bot.errors import Conflict, InputError
from bot.events import changing, guest_news, host_words, overview
from bot.sending import outbox
from tests.events.conftest import GUEST, HOST, OLGA, STRANGER, Minutes, got, say
from tests.factories import add_person, rows


@pytest.fixture
def code(line: Clarion) -> str:
    """A rally of Hana's on Saturday, looked at, with Gil and Xavi, who reads Spanish."""
    return lead(line)


def lead(line: Clarion, day: str = "saturday") -> str:
    """Lead a rally by text, and have it looked at; its code."""
    before = {code for (code,) in rows(line, "SELECT code FROM event")}
    say(line, HOST, "LEAD", "rally", day, "6pm", "Union hall, 18th St", "20", "YES")
    [new] = {code for (code,) in rows(line, "SELECT code FROM event")} - before
    overview.approve(line, new)
    return str(new)


def join(line: Clarion, code: str) -> None:
    with line.record.transaction() as connection:
        connection.execute(
            "UPDATE contact SET lang = 'es' WHERE id = (SELECT contact_id FROM address"
            " WHERE digest = ANY(%s))",
            [list(line.sealer.digests("sms", STRANGER))],
        )
    for phone in (GUEST, STRANGER):
        say(line, phone, f"RSVP {code}")


def last(line: Clarion, phone: str) -> str:
    return got(line, phone)[-1]


def test_who_names_guests_once_an_organizer_has_looked(line: Clarion, code: str) -> None:
    assert "nobody yet" in say(line, HOST, "WHO")
    join(line, code)
    assert say(line, HOST, "who") == "rally, Sat Sep 26: 2 coming (Gil, Xavi)."
    assert "2 coming" in say(line, HOST, "HOW MANY")


def test_a_move_is_confirmed_told_in_each_language_and_written_down(
    line: Clarion, code: str
) -> None:
    join(line, code)
    sure = say(line, HOST, "MOVE 7pm")
    assert sure.startswith("New: rally, Sat Sep 26 7pm, Union hall")
    assert "2 people are told" in sure
    assert rows(line, "SELECT starts_at::text FROM event") == [("18:00:00",)]
    assert say(line, HOST, "YES").startswith("Moved: Sat Sep 26 7pm. 2 people")
    assert rows(line, "SELECT starts_at::text FROM event") == [("19:00:00",)]
    assert last(line, GUEST).startswith("Changed: rally is now Sat Sep 26 7pm, Union hall")
    assert last(line, STRANGER).startswith("Hay un cambio (marcha): ahora es el")
    assert rows(line, "SELECT what, told, held FROM event_change") == [("time", 2, 0)]


def test_a_move_that_is_not_confirmed_moves_nothing(line: Clarion, code: str) -> None:
    join(line, code)
    texts = len(got(line, GUEST))
    assert "nothing changes" in say(line, HOST, "MOVE friday 5pm", "NO")
    assert "nothing changes" in say(line, HOST, "MOVE yesterday", "never mind")
    assert rows(line, "SELECT day::text, starts_at::text FROM event") == [
        ("2026-09-26", "18:00:00")
    ]
    assert len(got(line, GUEST)) == texts


def test_a_move_is_put_right_in_words(line: Clarion, code: str) -> None:
    assert "Fri Sep 25 6pm" in say(line, HOST, "MOVE friday")
    assert "Fri Sep 25 8pm" in say(line, HOST, "friday at 8pm")
    say(line, HOST, "YES")
    assert rows(line, "SELECT day::text, starts_at::text FROM event") == [
        ("2026-09-25", "20:00:00")
    ]


def test_a_new_place_is_told_once_somebody_has_looked(line: Clarion, code: str) -> None:
    join(line, code)
    assert "An organizer looks at it" in say(line, HOST, "MOVE PLACE Pilsen library, 19th St")
    say(line, HOST, "YES")
    texts = got(line, GUEST)
    assert "library" not in str(texts)
    assert "Words of a host" in str(got(line, OLGA, "notice"))
    [word] = host_words.waiting(line)
    assert (word.kind, word.words, word.code) == ("place", "Pilsen library, 19th St", code)
    assert host_words.pass_on(line, word.id, None) == 2
    assert "Pilsen library" in last(line, GUEST)
    with pytest.raises(Conflict):
        host_words.pass_on(line, word.id, None)


def test_a_fourth_move_in_a_day_is_refused(line: Clarion, code: str) -> None:
    for hour in ("5pm", "7pm", "8pm"):
        say(line, HOST, f"MOVE {hour}", "YES")
    assert "three times" in say(line, HOST, "MOVE 9pm")


def test_own_words_to_all_wait_for_a_look_and_ready_ones_go(line: Clarion, code: str) -> None:
    join(line, code)
    before = len(got(line, GUEST))
    sure = say(line, HOST, "TEXT ALL we meet at the side door")
    assert "we meet at the side door" in sure
    assert "2 people" in sure
    assert "looks at it" in say(line, HOST, "YES")
    assert len(got(line, GUEST)) == before
    [word] = host_words.waiting(line)
    host_words.pass_on(line, word.id, None)
    assert '"we meet at the side door"' in last(line, GUEST)
    assert "2 people get them" in last(line, HOST)

    assert "We begin on time" in say(line, HOST, "TEXT ALL", "2")
    assert say(line, HOST, "YES").startswith("Done: 2 people")
    assert "We begin on time" in last(line, GUEST)
    assert "Empezamos puntuales" in last(line, STRANGER)
    assert "most in a day" in say(line, HOST, "TEXT ALL")


def test_refused_words_reach_nobody_and_the_host_hears_it(line: Clarion, code: str) -> None:
    join(line, code)
    say(line, HOST, "TEXT ALL bring your landlord's secrets", "YES")
    [word] = host_words.waiting(line)
    host_words.refuse(line, word.id, None)
    assert "secrets" not in str(got(line, GUEST))
    assert "did not pass on" in last(line, HOST)
    assert host_words.waiting(line) == []


@pytest.mark.parametrize("words", ["pay at evil.com", "call 312 555 0199", "send $20"])
def test_links_and_money_are_refused_at_once(line: Clarion, code: str, words: str) -> None:
    join(line, code)
    assert "cannot be in it" in say(line, HOST, f"TEXT ALL {words}")
    say(line, HOST, "bring a friend", "NO")
    assert "cannot be in it" in say(line, HOST, f"NOTE {words}", "YES")
    assert host_words.waiting(line) == []


def test_a_note_is_what_guests_are_told_to_bring(line: Clarion, code: str) -> None:
    say(line, HOST, "NOTE a folding chair", "YES")
    [word] = host_words.waiting(line)
    host_words.pass_on(line, word.id, None)
    assert "a folding chair" in say(line, GUEST, f"RSVP {code}")


def test_full_has_people_wait_and_more_seats_asks_them(line: Clarion, code: str) -> None:
    say(line, GUEST, f"RSVP {code}")
    assert "as full" in say(line, HOST, "FULL").replace("that it is full", "as full")
    assert "waiting list" in say(line, HOST, "YES")
    assert "waiting list" in say(line, STRANGER, f"RSVP {code}")
    assert "Waiting: 1" in say(line, HOST, "MORE SEATS 1")
    assert say(line, HOST, "YES").startswith("Done: 2 seats now.")
    assert rows(line, "SELECT count(*)::int FROM rsvp WHERE state = 'waiting'") == [(0,)]


def test_calling_off_tells_everybody_and_asks_first(line: Clarion, code: str) -> None:
    join(line, code)
    assert "cannot be undone" in say(line, HOST, "CALL OFF")
    assert rows(line, "SELECT state FROM event") == [("open",)]
    assert say(line, HOST, "perhaps").startswith("YES calls it off")
    assert say(line, HOST, "YES").startswith("It is called off. 2 people are told")
    assert rows(line, "SELECT state FROM event") == [("called_off",)]
    assert "called off" in last(line, GUEST)
    assert "Se canceló" in last(line, STRANGER)
    assert rows(line, "SELECT what, told FROM event_change") == [("called_off", 2)]


@pytest.mark.parametrize("word", ["CANCEL", "Cancelar", "stop"])
def test_cancel_alone_stays_the_stop_word_of_carriers(line: Clarion, code: str, word: str) -> None:
    say(line, HOST, word)
    assert rows(line, "SELECT count(*)::int FROM contact WHERE opted_out_at IS NOT NULL") == [(1,)]
    assert rows(line, "SELECT state FROM event") == [("open",)]


@pytest.mark.parametrize("text", ["WHO", "TEXT ALL hi", "MOVE 7pm", "FULL", "CALL OFF", "NOTE x"])
def test_who_leads_nothing_gets_what_anybody_gets(line: Clarion, code: str, text: str) -> None:
    before = say(line, GUEST, text)
    say(line, GUEST, f"RSVP {code}", "thanks")  # what is asked after it is answered
    assert say(line, GUEST, text).partition(".")[0] == before.partition(".")[0]
    assert "rally" not in before
    assert rows(line, "SELECT count(*)::int FROM event_change") == [(0,)]


def test_which_one_is_asked_where_there_are_several(line: Clarion, code: str) -> None:
    other = lead(line, "sunday")
    join(line, other)
    asked = say(line, HOST, "CALL OFF")
    assert asked.startswith("Which one? 1) Sat Sep 26, 6pm: rally")
    assert "Sun Sep 27" in say(line, HOST, "2")
    say(line, HOST, "YES")
    assert rows(line, "SELECT code FROM event WHERE state = 'called_off'") == [(other,)]
    assert "New: rally, Sat Sep 26 8pm" in say(line, HOST, f"MOVE {code} 8pm")


def test_at_night_a_change_of_the_morning_waits_for_a_yes_with_a_reason(
    line: Clarion, clock: Minutes, code: str
) -> None:
    join(line, code)
    say(line, HOST, "MOVE 8am", "YES")
    clock.at = clock.at.replace(day=26, hour=4)  # Friday 23:00 in Chicago
    said = say(line, HOST, "CALL OFF", "YES")
    assert "2 cannot be texted at this hour" in said.replace("2 of them ", "2 ")
    assert "short notice" in str(got(line, OLGA, "notice"))
    outbox_of = (
        "SELECT kind, state FROM message m JOIN event_text x ON x.message_id = m.id"
        " WHERE x.change_id = (SELECT max(id) FROM event_change) ORDER BY m.id"
    )
    assert rows(line, outbox_of) == [("follow_up", "held")] * 2
    [held] = changing.waiting(line)
    assert (held.code, held.what, held.held) == (code, "called_off", 2)
    with pytest.raises(InputError):
        changing.approve(line, held.id, "now", None)
    assert changing.approve(line, held.id, "People would stand there at eight.", None) == 2
    assert rows(line, outbox_of) == [("notice", "planned")] * 2
    with pytest.raises(Conflict):
        changing.approve(line, held.id, "People would stand there at eight.", None)
    assert rows(line, "SELECT approved_why FROM event_change WHERE approved_at IS NOT NULL") == [
        ("People would stand there at eight.",)
    ]


def test_a_co_host_says_yes_gets_what_the_host_gets_and_may_do_it(line: Clarion, code: str) -> None:
    assert "them to lead" in say(line, HOST, "CO-HOST (312) 555-0173")
    assert say(line, HOST, "YES").startswith("If that number is on our list")
    assert f"COHOST {code}" in last(line, GUEST)
    assert say(line, GUEST, "WHO") != say(line, HOST, "WHO")
    assert say(line, GUEST, f"COHOST {code}").startswith("You lead it too now: rally")
    assert "leads rally" in last(line, HOST)
    assert "nobody yet" in say(line, GUEST, "WHO")
    say(line, STRANGER, f"RSVP {code}")
    assert "1 coming" in say(line, GUEST, "WHO")
    say(line, GUEST, "MOVE 7pm", "YES")
    assert "Changed: rally" in last(line, HOST)
    assert guest_news.tell_hosts(line) == 1
    assert (
        last(line, GUEST)
        == last(line, HOST)
        == ("News of your rally on Sat Sep 26: 1 signed up. Coming now: 1.")
    )


def test_who_leads_something_already_says_yes_to_leading_another(line: Clarion, code: str) -> None:
    say(line, GUEST, "LEAD", "rally", "friday", "6pm", "Union hall, 18th St", "20", "YES")
    say(line, HOST, "CO-HOST (312) 555-0173", "YES")
    assert "What is the mobile number" in say(line, GUEST, "CO-HOST"), "theirs to ask for"
    assert "ask them to lead" in say(line, GUEST, "CO-HOST 312 555 0172")
    say(line, GUEST, "NO")
    assert say(line, GUEST, f"COHOST {code}").startswith("You lead it too now: rally, Sat Sep 26")


def test_a_number_that_is_not_on_the_list_is_told_of_to_nobody(line: Clarion, code: str) -> None:
    on_the_list = say(line, HOST, "CO-HOST 312 555 0173", "YES")
    assert say(line, HOST, "CO-HOST 773 555 0199", "YES") == on_the_list
    assert rows(line, "SELECT count(*)::int FROM contact") == [(4,)]


def test_a_change_reaches_a_guest_who_never_joined(line: Clarion, clock: Minutes) -> None:
    code = lead(line)
    add_person(line, "+13125550190", opted_in_at=None)
    say(line, "+13125550190", f"RSVP {code}")
    clock.forward(hours=26)
    say(line, HOST, "MOVE 7pm", "YES")
    [(message_id,)] = rows(
        line,
        "SELECT m.id FROM message m JOIN event_text x ON x.message_id = m.id"
        " WHERE x.change_id IS NOT NULL",
    )
    with line.record.transaction() as connection:
        [claimed] = outbox.outbox.claim_singles(
            connection, count=1, now=clock.now(), lease=timedelta(minutes=1), only=message_id
        )
    assert claimed.reason is None
