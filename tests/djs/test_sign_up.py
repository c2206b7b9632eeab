"""Signing up: in five texts, with an organizer's yes where the campaign wants one."""

from __future__ import annotations

import pytest

from bot.campaign.lexicons import make_lexicon
from bot.clarion import Clarion
from bot.djs import djs, slots
from bot.engine.readers.shows import read_show
from bot.engine.readers.stations import find_city, find_station
from bot.errors import Conflict, NotFound
from bot.store.djs.naming import open_market, open_station
from tests.djs.conftest import ANA_ID, Changed, say, told
from tests.factories import CY, add_person, rows

FIVE = ("DJ", "Cy", "KPFK Los Angeles", "both", "La Hora Latina, weekdays 7am")
PENDING = "menu: menu=>menu: menu\non_air: {approve: yes}"
WORK = "mon,tue,wed,thu,fri"
LEXICON = make_lexicon(("en", "es"), {})


def sign_up(clarion: Clarion, first: str = "DJ") -> str:
    answers = [say(clarion, text, CY) for text in (first, *FIVE[1:])]
    return answers[-1]


def of_kpfk(clarion: Clarion, columns: str) -> list[tuple[object, ...]]:
    """What is kept of the DJ of KPFK, whose station is sealed."""
    key = clarion.sealer.field_keys("dj.station", "KPFK")[0]
    return rows(clarion, f"SELECT {columns} FROM dj WHERE station_key = %s", key)  # noqa: S608 - a test's own


def test_five_texts_and_the_dj_is_on_the_list(clarion: Clarion) -> None:
    answer = sign_up(clarion)

    assert "You are on the list, Cy!" in answer
    assert "Mon-Fri 7am" in answer
    [(station, market, langs, slot, state)] = rows(
        clarion,
        "SELECT station_sealed, market_sealed, langs, slot, d.state FROM dj d"
        " JOIN contact c ON c.id = contact_id"
        " WHERE 'dj' = ANY(c.tags) AND c.source LIKE 'keyword%%' AND c.opted_in_at IS NOT NULL",
    )
    where = open_station(clarion.sealer, station), open_market(clarion.sealer, market)
    assert (where, langs) == (("KPFK", "Los Angeles"), ["en", "es"])
    assert (slot, state) == ("mon,tue,wed,thu,fri 07:00", "approved")
    assert "seconds, v1." in say(clarion, "SCRIPT", CY)


def test_no_sign_up_without_the_disclosure(clarion: Clarion) -> None:
    assert "STOP to end" in say(clarion, "DJ", CY)
    say(clarion, "BACK", CY)  # to the menu, and by its own way in again
    say(clarion, "DJ", CY)
    assert "STOP to end" in sign_up(clarion, "1")


def test_an_organizer_says_yes_or_no_and_the_dj_is_told(clarion: Clarion, changed: Changed) -> None:
    strict = changed(campaign=PENDING)
    assert "looks at every new DJ" in sign_up(strict)
    assert "On the radio? Text DJ" in say(strict, "SCRIPT", CY)
    [(dj,)] = rows(strict, "SELECT contact_id FROM dj WHERE state = 'pending'")

    djs.decide(strict, dj, None, is_approved=True)
    assert "you are on our DJ list" in told(strict, dj)[0]
    assert "OTHER LANGUAGE" in say(strict, "SCRIPT", CY)
    with pytest.raises(Conflict):
        djs.decide(strict, dj, None, is_approved=True)

    djs.decide(strict, dj, None, is_approved=False)
    assert "could not put you" in told(strict, dj)[1]
    assert "On the radio? Text DJ" in say(strict, "SCRIPT", CY)
    sign_up(strict)  # a second sign-up changes nothing of the decision
    assert rows(strict, "SELECT state FROM dj WHERE contact_id = %s", dj) == [("declined",)]
    assert rows(strict, "SELECT act FROM audit ORDER BY id") == [("approved dj",), ("declined dj",)]


def test_nobody_is_decided_on_who_is_no_dj(clarion: Clarion) -> None:
    with pytest.raises(NotFound):
        djs.decide(clarion, 999, None, is_approved=True)


def test_volunteer_is_credited_and_told_once(clarion: Clarion) -> None:
    say(clarion, "RECRUIT KPFK", "+13125550142")
    [(code,)] = rows(clarion, "SELECT code FROM contact WHERE id = %s", ANA_ID)
    sign_up(clarion, f"DJ {code.lower()}")
    assert of_kpfk(clarion, "recruited_by") == [(ANA_ID,)]
    assert rows(clarion, "SELECT state FROM station_ask") == [("signed_up",)]

    news = told(clarion, ANA_ID)
    assert len(news) == 1
    assert "The DJ you asked, KPFK, has signed up" in news[0]
    assert rows(clarion, "SELECT name FROM timer") == []  # nobody asks her how it went
    say(clarion, "AIRED NOW", CY)
    assert rows(clarion, "SELECT credit_id FROM report WHERE kind = 'aired'") == [(ANA_ID,)]


@pytest.mark.parametrize("what", ["x" * 500, "'; DROP TABLE dj; --"])
def test_what_can_be_no_code_begins_nothing(clarion: Clarion, what: str) -> None:
    assert "On the radio" not in say(clarion, f"DJ {what}", CY)
    assert rows(clarion, "SELECT count(*) FROM dj WHERE recruited_by IS NOT NULL") == [(0,)]


@pytest.mark.parametrize("code", ["NOPE", "💥"])
def test_a_code_that_is_nobodys_credits_nobody(clarion: Clarion, code: str) -> None:
    assert "You are on the list" in sign_up(clarion, f"DJ {code}")
    assert of_kpfk(clarion, "recruited_by") == [(None,)]


def test_nobody_recruits_themselves(clarion: Clarion) -> None:
    add_person(clarion, CY)
    [(code,)] = rows(clarion, "SELECT code FROM contact ORDER BY id DESC LIMIT 1")
    sign_up(clarion, f"DJ {code}")
    assert of_kpfk(clarion, "recruited_by") == [(None,)]


@pytest.mark.parametrize(
    ("said", "station", "city"),
    [
        ("KDNA Yakima", "KDNA", "Yakima"),
        ("93.5 in Chicago", "93.5 FM", "Chicago"),
        ("WADO 1280 AM New York", "WADO 1280 AM", "New York"),
        ("KDNA 91.9 FM, Yakima WA", "KDNA 91.9 FM", "Yakima WA"),
        ("estamos en la 93.5 de chicago", "93.5 FM", "Chicago"),
        ("W A D O", "WADO", ""),
        ("I'm at KPFK los angeles", "KPFK", "Los Angeles"),
    ],
)
def test_station_and_city_are_read_from_one_answer(said: str, station: str, city: str) -> None:
    found = find_station(said, LEXICON)
    assert found == station
    assert find_city(said, found, LEXICON) == city


@pytest.mark.parametrize(("said", "is_good"), [
    ("93.4", False), ("87.7 FM", True), ("107.9", True), ("108.1", False), ("KDNA", True),
    ("1280 AM", True), ("1285 AM", False),
])  # fmt: skip
def test_a_frequency_no_station_has_is_asked_again(said: str, is_good: bool) -> None:
    assert (find_station(said, LEXICON) is not None) is is_good


@pytest.mark.parametrize(
    ("said", "name", "slot", "shown"),
    [
        ("La Hora Latina, weekdays 7am", "La Hora Latina", f"{WORK} 07:00", "Mon-Fri 7am"),
        ("Morning Mix mon-fri 6:30am", "Morning Mix", f"{WORK} 06:30", "Mon-Fri 6:30am"),
        ("lunes a viernes 7am", "", f"{WORK} 07:00", "Mon-Fri 7am"),
        ("Sabor Latino los sábados a las 10am", "Sabor Latino", "sat 10:00", "Sat 10am"),
        ("Noche 98, Sat and Sun 9pm", "Noche 98", "sat,sun 21:00", "Sat, Sun 9pm"),
        ("entre semana 6 de la mañana", "", f"{WORK} 06:00", "Mon-Fri 6am"),
        ("daily noon", "", "mon,tue,wed,thu,fri,sat,sun 12:00", "Mon-Sun 12pm"),
        ("La Hora Pico, 4-7pm", "La Hora Pico", f"{WORK},sat,sun 16:00-19:00", "Mon-Sun 4-7pm"),
        ("morning show 6-10", "morning show", f"{WORK},sat,sun 06:00-10:00", "Mon-Sun 6-10am"),
        ("de lunes a viernes de 6 a 10 de la mañana", "", f"{WORK} 06:00-10:00", "Mon-Fri 6-10am"),
        ("Mon-Fri 11am-1pm and Sat 9am", "", f"{WORK} 11:00-13:00;sat 09:00",
         "Mon-Fri 11am-1pm, Sat 9am"),
        ("7pm", "", "mon,tue,wed,thu,fri,sat,sun 19:00", "Mon-Sun 7pm"),
        ("El Show de Ana", "El Show de Ana", None, None),
        ("Show 98", "Show 98", None, None),
        ("", "", None, None),
    ],
)  # fmt: skip
def test_show_and_slot_are_read(said: str, name: str, slot: str | None, shown: str | None) -> None:
    found = read_show(said, LEXICON, "en")
    assert found.name == name
    assert found.is_sure
    stored = slots.write_slots(found.slots)
    assert (stored or None) == slot
    assert (slots.show_slots(found.slots, LEXICON, "en") or None) == shown
    assert found.slots == slots.read_stored(stored)


@pytest.mark.parametrize("said", ["weekdays 7", "la mañanera de 5 a 9", "weekdays"])
def test_hours_that_may_be_am_or_pm_are_not_sure(said: str) -> None:
    assert not read_show(said, LEXICON, "en").is_sure


def test_slot_is_asked_about_and_changed_later(clarion: Clarion) -> None:
    for text in ("DJ", "Cy", "KPFK Los Angeles", "both"):
        say(clarion, text, CY)
    assert "Drive, Mon-Fri 7am, is that right?" in say(clarion, "Drive weekdays 7", CY)
    assert "Mon-Fri 4-7pm" in say(clarion, "weekdays 4-7pm", CY)
    assert "Drive, Mon-Fri 4-7pm, Sat 9am" in say(clarion, "SLOT also Sat 9am", CY)
    assert "Drive, lunes-viernes 5-6am" in say(clarion, "HORARIO lunes a viernes 5 a 6 am", CY)
    assert of_kpfk(clarion, "slot, slots") == [(f"{WORK} 05:00", f"{WORK} 05:00-06:00")]
