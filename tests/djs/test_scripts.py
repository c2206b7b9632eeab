"""Scripts by text: which one, how long, in what language, in how many parts."""

from __future__ import annotations

import re

import pytest

from bot.clarion import Clarion
from bot.djs import scripts, sequels
from bot.djs.copies import split_parts
from tests.djs.conftest import DEE_ID, Changed, later, say
from tests.factories import CY, DEE, rows


def given(clarion: Clarion) -> list[tuple[str, str, str]]:
    return [
        (row[0], row[1], row[2])
        for row in rows(clarion, "SELECT script, length, lang FROM script_share ORDER BY id")
    ]


def test_bare_script_gives_thirty_seconds_at_once(clarion: Clarion) -> None:
    answer = say(clarion, "SCRIPT")
    assert "Eight six six, four seven three, fifty-nine fifteen" in answer
    assert re.search(
        r"\((2\d|30) seconds, v1\. As a page: https://clarion.test/on-air/\S{11}\)", answer
    )
    assert len(answer) <= 1600
    assert given(clarion) == [("families", "30", "en")]


def test_no_dj_gets_the_same_twice_while_there_is_a_new_one(clarion: Clarion) -> None:
    for text in ("SCRIPT 30", "NEXT", "next", "NEXT"):
        say(clarion, text)
    assert [script for script, _, _ in given(clarion)] == [
        "families", "one-minute", "together", "families",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "length", "lang"),
    [
        ("SCRIPT 15", "15", "en"), ("SCRIPT :10", "10", "en"), ("SCRIPT 60 es", "60", "es"),
        ("script live", "live", "en"), ("GUION", "30", "es"), ("guion 15", "15", "es"),
        ("guion vivo", "live", "es"), ("SCRIPT 30 spanish", "30", "es"), ("SCRIPT 45", "30", "en"),
        ("guion 60 en ingles", "60", "en"), ("SCRIPT 9999999999", "30", "en"),
        ("SCRIPT please", "30", "en"), ("script 5", "10", "en"),
    ],
)  # fmt: skip
def test_length_and_language_are_as_asked(
    clarion: Clarion, said: str, length: str, lang: str
) -> None:
    say(clarion, said)
    assert given(clarion) == [("families", length, lang)]


def test_again_shorter_and_other_language_follow_the_last_one(clarion: Clarion) -> None:
    first = say(clarion, "SCRIPT 60")
    assert say(clarion, "AGAIN").split("\n\n")[0] == first.split("\n\n")[0]
    say(clarion, "TOO LONG")
    say(clarion, "OTHER LANGUAGE")
    say(clarion, "muy largo")
    say(clarion, "muy largo")
    assert "corto" in say(clarion, "muy largo")
    assert given(clarion)[2:] == [
        ("families", "30", "en"), ("families", "30", "es"), ("families", "15", "es"),
        ("families", "10", "es"),
    ]  # fmt: skip


def test_list_marks_what_is_new_and_a_number_gives_it(clarion: Clarion) -> None:
    say(clarion, "SCRIPT")
    answer = say(clarion, "LIST")
    assert "1 Families together (10 15 30 60 live)" in answer
    assert "2* It takes one minute" in answer
    assert "One minute" in answer or "one minute" in answer
    say(clarion, "2")
    assert given(clarion)[-1] == ("one-minute", "30", "en")


def test_unknown_numbers_get_what_is_public_and_little_of_it(clarion: Clarion) -> None:
    for _ in range(scripts.MOST_PUBLIC_A_DAY):
        assert "On the radio? Text DJ" in say(clarion, "SCRIPT 30", CY)
    assert {script for script, _, _ in given(clarion)} == {"families"}
    assert "many scripts today" in say(clarion, "SCRIPT 30", CY)
    assert "On the radio" in say(later(clarion, hours=25), "SCRIPT 30", CY)


def test_a_campaign_without_public_scripts_says_whom_they_are_for(
    clarion: Clarion, changed: Changed
) -> None:
    closed = changed(families="public: yes=>public: no")
    assert "Scripts are for people on the radio" in say(closed, "SCRIPT 30", CY)


def test_a_supporter_who_asks_for_a_script_gets_the_words_for_the_call(clarion: Clarion) -> None:
    answer = say(clarion, "SCRIPT", CY)
    assert "The President must give our families administrative relief now." in answer
    assert given(clarion) == []


def test_a_dj_is_limited_too(clarion: Clarion) -> None:
    with clarion.record.transaction() as connection:
        connection.execute(
            "INSERT INTO script_share (code, contact_id, script, version, length, lang, created_at)"
            " SELECT 'code' || n, %s, 'families', 1, '30', 'en', %s FROM generate_series(1, %s) n",
            [DEE_ID, clarion.clock.now(), scripts.MOST_A_DAY],
        )
    assert "many scripts today" in say(clarion, "SCRIPT")
    assert "many scripts today" in say(clarion, "AGAIN")


def test_a_script_outside_its_days_is_not_given(clarion: Clarion) -> None:
    say(clarion, "SCRIPT")
    after = later(clarion, days=10)
    for _ in range(3):
        say(after, "NEXT")
    assert "together" not in {script for script, _, _ in given(clarion)}


# --- parts -------------------------------------------------------------------------------------


def test_long_copy_is_cut_at_sentences_in_order() -> None:
    text = " ".join(f"Sentence {n} says something about our families." for n in range(80))
    parts = split_parts(text)
    assert len(parts) == 3
    assert all(len(part) <= 1300 for part in parts)
    assert [part[:4] for part in parts] == ["1/3 ", "2/3 ", "3/3 "]
    assert all(part.endswith(".") for part in parts)
    assert " ".join(part[4:] for part in parts) == text
    assert split_parts("Short.") == ("Short.",)


def test_copy_without_an_end_is_cut_all_the_same() -> None:
    assert [len(part) <= 1300 for part in split_parts("x" * 4000)] == [True] * 4
    points = "\n".join(f"- point {n} is this and that" for n in range(90))
    assert "\n" in split_parts(points)[0]


@pytest.fixture
def wordy(changed: Changed) -> Clarion:
    point = "      - Another point that a DJ may make in their own words about this week.\n"
    return changed(families="    live: |\n=>    live: |\n" + point * 40)


def waiting(clarion: Clarion) -> list[tuple[str, str]]:
    """Parts that wait: their text, and the state of their row."""
    found = rows(
        clarion,
        "SELECT body_sealed, state FROM message WHERE kind = 'reply' AND via = 'api' ORDER BY id",
    )
    return [(clarion.sealer.open(body, "message.body")[:4], state) for body, state in found]


def due(clarion: Clarion) -> list[int]:
    return [
        row[0]
        for row in rows(
            clarion,
            "SELECT id FROM message WHERE kind = 'reply' AND via = 'api' AND not_before <= %s",
            clarion.clock.now(),
        )
    ]


def test_next_part_goes_once_the_one_before_has_arrived(wordy: Clarion) -> None:
    assert say(wordy, "SCRIPT LIVE").startswith("1/3 - Another")
    assert waiting(wordy) == [("2/3 ", "planned"), ("3/3 ", "planned")]
    assert sequels.release_due(wordy) == 0
    assert due(wordy) == []

    with wordy.record.transaction() as connection:
        connection.execute("UPDATE message SET state = 'delivered' WHERE via = 'twiml'")
    assert sequels.release_due(wordy) == 1
    assert len(due(wordy)) == 1
    assert sequels.release_due(wordy) == 0


def test_a_part_does_not_wait_for_ever(wordy: Clarion) -> None:
    say(wordy, "SCRIPT LIVE")
    assert len(due(later(wordy, seconds=46))) == 1
    assert len(due(later(wordy, seconds=91))) == 2
    assert sequels.release_due(later(wordy, seconds=91)) == 2
    assert rows(wordy, "SELECT count(*)::int FROM script_part") == [(0,)]


def test_what_is_known_of_the_dj_is_in_the_copy(clarion: Clarion) -> None:
    for text in ("SCRIPT LIVE", "NEXT", "NEXT"):
        answer = say(clarion, text, DEE)
    assert "All of us" in say(clarion, "LIST")
    assert "Four days left" in answer
    assert "September twenty-first to twenty-seventh" in answer
    assert "Albuquerque" in say(clarion, "SCRIPT LIVE")


def test_a_card_goes_by_mms_with_its_picture(clarion: Clarion) -> None:
    assert "Text SCRIPT 30 first" in say(clarion, "CARD")
    say(clarion, "SCRIPT")
    assert "the picture" in say(clarion, "CARD")
    [(media,)] = rows(clarion, "SELECT media FROM message WHERE media IS NOT NULL")
    assert re.fullmatch(r"https://clarion\.test/on-air/\S{11}/mms\.png", media[0])
