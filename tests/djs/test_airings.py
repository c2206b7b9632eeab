"""AIRED: at what time, of which script, and what it moved."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.campaign.lexicons import make_lexicon
from bot.clarion import Clarion
from bot.engine.readers.airings import OnAir, read_airings
from bot.people.report_words import open_details
from tests.djs.conftest import DEE_ID, later, say
from tests.factories import CY, NOON, rows

LEXICON = make_lexicon(("en", "es"), {})
NOW = datetime(2026, 9, 23, 11, 0, tzinfo=ZoneInfo("America/Denver"))


@pytest.mark.parametrize(
    ("said", "times"),
    [
        ("7:45", ["23 07:45"]),
        ("at 7:45 and 8:15", ["23 07:45", "23 08:15"]),
        ("7:45 8:15, 9.30 & 10", ["23 07:45", "23 08:15", "23 09:30", "23 10:00"]),
        ("7:45pm", ["22 19:45"]),
        ("12:30", ["23 00:30"]),
        ("noon", ["22 12:00"]),
        ("half past six", ["23 06:30"]),
        ("leído a las 8", ["23 08:00"]),
        ("a las 8 y media", ["23 08:30"]),
        ("8 y cuarto y 9", ["23 08:15", "23 09:00"]),
        ("8 de la mañana y 9 de la noche", ["23 08:00", "22 21:00"]),
        ("anoche a las 11", ["22 23:00"]),
        ("twice today at 7 and 9", ["23 07:00", "23 09:00"]),
        ("6, 7, 8 am", ["23 06:00", "23 07:00", "23 08:00"]),
        ("10 minutes ago", ["23 10:50"]),
        ("hace una hora", ["23 10:00"]),
        ("Monday at 5pm", ["21 17:00"]),
        ("9/20 at 5pm", ["20 17:00"]),
        ("lunes y martes a las 7am", ["21 07:00", "22 07:00"]),
        ("last night at 1", ["23 01:00"]),
        ("3x", []),
        ("tomorrow at 5pm", []),
        ("6-10", []),
        ("yesterday at 5pm", ["22 17:00"]),
        ("ayer a las 7 de la noche", ["22 19:00"]),
        ("19h30", ["22 19:30"]),
        ("10 p.m.", ["22 22:00"]),
        ("", []),
        ("25:99", []),
        ("just now", []),
        (" ".join(f"{n}:00" for n in range(1, 12)), [f"23 0{n}:00" for n in range(1, 9)]),
    ],
)
def test_times_are_those_that_were_told(said: str, times: list[str]) -> None:
    found = read_airings(said, NOW, LEXICON, "es" if "las" in said else "en")
    assert [at.strftime("%d %H:%M") for at in found.times] == times


@pytest.mark.parametrize(
    "said", ["at 9pm", "yesterday at 8", "3 times at 7am", "9 and 7", "7:45 room 12"]
)
def test_what_may_be_two_times_is_not_sure(said: str) -> None:
    found = read_airings(said, NOW, LEXICON, "en")
    assert not found.is_sure


def test_the_show_tells_morning_from_evening() -> None:
    evenings = (OnAir((0, 1, 2, 3, 4), time(19), time(22)),)
    found = read_airings("yesterday at 8", NOW, LEXICON, "en", evenings)
    assert found.is_sure
    assert [at.strftime("%d %H:%M") for at in found.times] == ["22 20:00"]


def aired(clarion: Clarion) -> list[str]:
    """Local times of what is in the ledger."""
    return [
        row[0]
        for row in rows(
            clarion,
            "SELECT to_char(at AT TIME ZONE 'America/Denver', 'DD HH24:MI') FROM report"
            " WHERE kind = 'aired' ORDER BY at",
        )
    ]


# It is 11:00 where Dee is.
@pytest.mark.parametrize(
    ("said", "times"),
    [
        ("AIRED", ["23 11:00"]),
        ("AIRED NOW", ["23 11:00"]),
        ("AIRED 7:45", ["23 07:45"]),
        ("read it at 7:45 and 8:15", ["23 07:45", "23 08:15"]),
        ("leído a las 8", ["23 08:00"]),
        ("al aire a las 8 y media", ["23 08:30"]),
    ],
)
def test_airings_are_logged_with_the_script_that_was_read(
    clarion: Clarion, said: str, times: list[str]
) -> None:
    say(clarion, "SCRIPT 60 es")
    assert "Logged" in (answer := say(clarion, said)) or "Anotado" in answer
    assert aired(clarion) == times
    found = rows(clarion, "SELECT details, details_sealed FROM report WHERE kind = 'aired'")
    details, sealed = found[0]
    assert (details["script"], details["version"], details["length"]) == ("families", 1, "60")
    assert (details["lang"], "station" in details) == ("es", False)
    assert open_details(clarion.sealer, sealed) == {"station": "KDEE", "market": "Albuquerque"}


def test_what_is_unclear_is_asked_once_and_then_nothing_is_logged(clarion: Clarion) -> None:
    assert "What time did you read it?" in say(clarion, "aired this morning on my show")
    assert "Nothing is logged" in say(clarion, "in the middle of it")
    assert aired(clarion) == []


def test_told_twice_it_counts_once_and_a_time_replaces_a_guess(clarion: Clarion) -> None:
    say(clarion, "AIRED 7:45")
    say(clarion, "AIRED 7:45am")
    assert aired(clarion) == ["23 07:45"]
    say(clarion, "AIRED")
    say(later(clarion, minutes=2), "AIRED 10:50")
    assert aired(clarion) == ["23 07:45", "23 10:50"]


def counted(clarion: Clarion) -> int:
    return len(rows(clarion, "SELECT 1 FROM counted_report WHERE kind = 'aired'"))


@pytest.mark.parametrize(("word", "kept"), [("YES", 1), ("NO", 0)])
def test_airing_without_a_script_counts_once_the_dj_says_so(
    clarion: Clarion, word: str, kept: int
) -> None:
    assert "before you had our words" in say(clarion, "AIRED 7:45")
    assert (aired(clarion), counted(clarion)) == (["23 07:45"], 0)
    say(clarion, word)
    assert counted(clarion) == kept


def test_airing_before_the_sign_up_is_asked_about(clarion: Clarion) -> None:
    say(clarion, "SCRIPT")
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE dj SET created_at = %s", [NOON - timedelta(minutes=30)])
    assert "before you had our words" in say(clarion, "AIRED 7:45")
    assert "Tue Sep 22 7am" in say(clarion, "I also read it yesterday at 7am")
    say(clarion, "yes")
    assert counted(clarion) == 2


def test_doubtful_airing_is_shown_and_logged_only_after_a_yes(clarion: Clarion) -> None:
    say(clarion, "SCRIPT")
    assert "We would log: Tue Sep 22 9pm" in say(clarion, "AIRED at 9pm")
    assert aired(clarion) == []
    assert "Logged for KDEE: Tue Sep 22 9pm" in say(clarion, "YES")
    assert aired(clarion) == ["22 21:00"]


def calls(clarion: Clarion, count: int, at: datetime, state: str = "NM") -> None:
    with clarion.record.transaction() as connection:
        connection.execute(
            "INSERT INTO report (kind, count, at, state) VALUES ('called', %s, %s, %s)",
            [count, at, state],
        )


def test_thanks_say_what_moved_once_the_hour_is_over(clarion: Clarion) -> None:
    read_at = NOON - timedelta(hours=3, minutes=15)  # 7:45 in Albuquerque
    calls(clarion, 3, read_at - timedelta(minutes=30))
    calls(clarion, 9, read_at + timedelta(minutes=10))
    calls(clarion, 2, read_at + timedelta(minutes=59))
    calls(clarion, 50, read_at + timedelta(minutes=61))
    calls(clarion, 700, read_at + timedelta(minutes=10), "IL")
    say(clarion, "SCRIPT")
    assert "11 calls reported in the hour after you read it, 3 in the hour before" in say(
        clarion, "AIRED 7:45"
    )
    assert "text LAST to see the calls after it" in say(clarion, "AIRED 10:30")


def test_last_shows_airings_newest_first_with_their_calls(clarion: Clarion) -> None:
    assert "Nothing logged yet" in say(clarion, "LAST")
    say(clarion, "SCRIPT")
    calls(clarion, 4, NOON - timedelta(hours=3))
    say(clarion, "AIRED 7:45 and 10:30")
    answer = say(clarion, "LAST")
    assert "You have read it 2 times:" in answer
    assert "Wed Sep 23 10:30am :30 v1\nWed Sep 23 7:45am :30 v1, 4 calls after" in answer
    assert "4 llamadas" in say(clarion, "ultimas")


def test_who_is_no_dj_counts_nothing(clarion: Clarion) -> None:
    assert "Are you on the radio?" in say(clarion, "AIRED 7:45", CY)
    assert aired(clarion) == []
    assert "Are you on the radio?" in say(clarion, "LAST", CY)


def test_airings_are_the_djs_own(clarion: Clarion) -> None:
    say(clarion, "AIRED")
    assert rows(clarion, "SELECT contact_id FROM report") == [(DEE_ID,)]
