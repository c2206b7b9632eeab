"""Hosting a phone bank by text: hours of the line, from home, by video call, and who reads what."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.broadcasts import series
from bot.clarion import Clarion
from bot.conversations import inbound
from bot.events import overview
from tests.events.conftest import GUEST, HOST, STRANGER, Minutes, changed, got, say
from tests.factories import add_person, make_form, rows

LINK = "https://meet.example.org/abc-defg?pwd=Zx9"


def test_the_digits_of_the_menu_are_taken(line: Clarion) -> None:
    assert "Which day?" in say(line, HOST, "PHONEBANK", "1")
    assert "What is the code?" in say(line, HOST, "PHONEBANK", "2")
    assert "¿Qué día?" in say(line, GUEST, "español", "GRUPO", "1")


@pytest.mark.parametrize(
    ("day", "hour", "said"),
    [
        ("friday", "7pm", "from 8am to 4pm where you are"),  # the line closes at five in Washington
        ("friday", "4pm", "from 8am to 4pm where you are"),
        ("friday", "3:45pm", "from 8am to 4pm where you are"),  # no half an hour is left
        ("sunday", "noon", "Nobody answers on that day"),
    ],
)
def test_an_hour_when_nobody_answers_is_refused_with_those_when_they_do(
    line: Clarion, day: str, hour: str, said: str
) -> None:
    answer = say(line, HOST, "HOST PHONEBANK", day, hour)
    assert said in answer
    assert "Mon-Fri 9am-5pm ET" in answer


def test_a_phone_bank_ends_with_the_line(line: Clarion) -> None:
    say(line, HOST, "HOST PHONEBANK", "friday", "3pm", "Casa Roja", "50", "YES")
    say(line, STRANGER, "HOST PHONEBANK", "friday", "9pm", "noon", "from home", "50", "YES")
    assert rows(line, "SELECT starts_at::text, ends_at::text, venue FROM event ORDER BY id") == [
        ("15:00:00", "16:00:00", "place"),
        ("12:00:00", "14:00:00", "home"),
    ]


def test_moved_it_keeps_to_the_hours_of_the_line(line: Clarion) -> None:
    say(line, HOST, "HOST PHONEBANK", "friday", "noon", "Casa Roja", "50", "YES")
    assert "Nobody answers the line then" in say(line, HOST, "MOVE 7pm")
    say(line, HOST, "3pm", "YES")
    assert rows(line, "SELECT starts_at::text, ends_at::text FROM event") == [
        ("15:00:00", "16:00:00")
    ]


def test_a_link_is_read_by_who_joined_once_an_organizer_has_looked(line: Clarion) -> None:
    answer = say(line, HOST, "HOST PHONEBANK", "friday", "2pm", "video call", LINK, "50", "YES")
    code = answer.partition("PHONEBANK ")[2].partition(".")[0]
    assert "on a video call (2pm CDT)" in say(line, GUEST, f"BANK {code}")
    assert LINK not in say(line, GUEST, f"BANK {code}")
    assert all(
        b"meet.example" not in bytes(b) for (b,) in rows(line, "SELECT link_sealed FROM event")
    )

    overview.approve(line, code)
    assert f"on a video call (2pm CDT): {LINK}." in got(line, GUEST)[-1]
    assert LINK in say(line, GUEST, f"BANK {code}")
    assert LINK not in say(line, STRANGER, "FIND")


def test_half_an_hour_before_a_call_its_link_is_there_again(line: Clarion, clock: Minutes) -> None:
    answer = say(line, HOST, "HOST PHONEBANK", "friday", "2pm", "video call", LINK, "50", "YES")
    code = answer.partition("PHONEBANK ")[2].partition(".")[0]
    say(line, GUEST, f"BANK {code}")
    overview.approve(line, code)
    series.run_due(line)  # from now on the texts are known
    clock.at = datetime(2026, 9, 25, 18, 30, tzinfo=UTC)  # 1:30pm in Chicago
    series.run_due(changed(line, send_rate_per_s=1000))  # nothing is sent here, and all of it waits
    assert f"phone bank, on a video call (2pm CDT): {LINK}. Bring" in got(line, GUEST)[-1]


@pytest.mark.parametrize("link", ["http://meet.example.org/a", "meet.example.org", "javascript:x"])
def test_what_is_no_link_is_asked_for_again(line: Clarion, link: str) -> None:
    answer = say(line, HOST, "HOST PHONEBANK", "friday", "2pm", "video call", link)
    assert answer.startswith("Send the link")
    assert rows(line, "SELECT 1 FROM event") == []


@pytest.mark.parametrize(
    ("hours", "more", "ends"),
    [
        ("2 to 3pm", (), "15:00:00"),
        ("from 1 to 2:30", (), "14:30:00"),
        ("1pm", (), "15:00:00"),
        ("1pm", ("until 2pm",), "14:00:00"),
        ("1pm", ("we stay until 3:30pm",), "15:30:00"),
        ("2pm", ("until 9pm",), "16:00:00"),  # the line closes at four in Chicago
        ("1 to 3pm", ("until 2",), "14:00:00"),
    ],
)
def test_an_end_is_said_with_the_beginning_or_after_it(
    line: Clarion, hours: str, more: tuple[str, ...], ends: str
) -> None:
    sure = say(line, HOST, "HOST PHONEBANK", "friday", hours, "Casa Roja", "20", *more)
    hour = int(ends[:2]) - 12
    assert f" to {hour}{ends[2:5] if ends[3:5] != '00' else ''}pm, Casa Roja" in sure
    assert say(line, HOST, "YES").startswith("Your phone bank is set: Fri Sep 25")
    assert rows(line, "SELECT ends_at::text FROM event") == [(ends,)]


def test_an_end_is_said_in_spanish_and_kept_when_it_moves(line: Clarion) -> None:
    add_person(line, "+13125550185", name="Sol", zip="60608", lang="es")
    sol = "+13125550185"
    say(line, sol, "HACER GRUPO", "viernes", "de 12 a 1 de la tarde", "Casa Roja", "20")
    assert "12pm a 2pm, Casa Roja" in say(line, sol, "hasta las 2")
    assert say(line, sol, "SI").startswith("¡Listo!")
    say(line, sol, "MOVER jueves 1 pm", "SI")
    assert rows(line, "SELECT day::text, starts_at::text, ends_at::text FROM event") == [
        ("2026-09-24", "13:00:00", "15:00:00")
    ]


@pytest.mark.parametrize(
    ("words", "ends"),
    [
        ("HOST PHONEBANK friday 2 to 3pm", "15:00:00"),
        ("HOST PHONEBANK friday 1 to 3", "15:00:00"),
        ("HACER GRUPO viernes de 12 a 1", "13:00:00"),
    ],
)
def test_day_beginning_and_end_are_said_in_one_text(line: Clarion, words: str, ends: str) -> None:
    say(line, HOST, words, "Casa Roja", "20", "YES")
    assert rows(line, "SELECT day::text, ends_at::text FROM event") == [("2026-09-25", ends)]


NAMELESS = "+13125550186"


def ask_name(line: Clarion, lang: str) -> str:
    """Somebody without a name hosts, and is asked for it."""
    add_person(line, NAMELESS, zip="60608", lang=lang)
    words = {"en": "HOST PHONEBANK friday 2 to 3pm", "es": "HACER GRUPO viernes de 2 a 3"}
    return say(line, NAMELESS, words[lang], "Casa Roja", "20")


def stopped_and_held(line: Clarion) -> tuple[bool, bool]:
    [found] = rows(
        line,
        "SELECT c.opted_out_at IS NOT NULL, c.held_at IS NOT NULL FROM contact c"
        " JOIN address a ON a.contact_id = c.id WHERE a.digest = ANY(%s)",
        list(line.sealer.digests("sms", NAMELESS)),
    )
    return found


@pytest.mark.parametrize(("name", "again"), [("Cesar", "sí"), ("César", "soy César")])
def test_a_host_called_cesar_is_asked_and_never_stopped(
    line: Clarion, name: str, again: str
) -> None:
    assert "¿Cómo te llamas?" in ask_name(line, "es")
    assert say(line, NAMELESS, name).startswith(f"¿Te llamas {name}? Responde SI.")
    assert stopped_and_held(line) == (False, True)
    assert say(line, NAMELESS, again).startswith("Llamar en grupo")
    assert stopped_and_held(line) == (False, False)


@pytest.mark.parametrize("words", ["STOP", "alto", "cancelar"])
def test_a_stop_is_one_where_a_name_is_asked_for(line: Clarion, words: str) -> None:
    ask_name(line, "es")
    say(line, NAMELESS, words)
    assert stopped_and_held(line)[0]


def test_who_says_stop_to_whether_it_is_their_name_is_out(line: Clarion) -> None:
    ask_name(line, "en")
    say(line, NAMELESS, "cesar", "STOP")
    assert stopped_and_held(line)[0]


def test_whom_the_carrier_has_stopped_is_out_whatever_the_word(line: Clarion) -> None:
    ask_name(line, "en")
    inbound.receive(line, make_form(NAMELESS, "cesar", opt_out_type="STOP"))
    assert stopped_and_held(line)[0]
