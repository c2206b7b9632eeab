"""Corrections: everyone who has the old version, once, at a decent hour."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.clarion import Clarion
from bot.conversations import correction_texts
from bot.djs import corrections
from bot.errors import Conflict, InputError
from tests.djs.conftest import DEE_ID, Changed, at, later, say, told
from tests.factories import CY, NOON, add_person, rows

V2 = "version: 1=>version: 2"
UNSENT = "SELECT kind FROM message WHERE via = 'api' AND kind <> 'inbound'"
# The last day of `together` is over in New York.
ENDED = datetime(2026, 9, 28, 17, 0, tzinfo=UTC)


def texts(clarion: Clarion, kind: str = "follow_up") -> list[str]:
    return told(clarion, DEE_ID, kind)


def test_a_new_version_is_told_once_to_who_has_the_old_one(
    clarion: Clarion, changed: Changed
) -> None:
    say(clarion, "SCRIPT 60")
    correction_texts.run(clarion)
    newer = changed(families=V2)
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: correction_texts.run(newer), range(4))) == 1
    assert correction_texts.run(newer) == 0

    [text] = texts(newer)
    assert 'v2 of "Families together" replaces v1' in text
    assert "https://clarion.test/on-air/" in text
    # The page of the new one is theirs: as long and in the language of the old one.
    assert rows(newer, "SELECT version, length, lang FROM script_share ORDER BY id") == [
        (1, "60", "en"), (2, "60", "en"),
    ]  # fmt: skip
    assert rows(newer, "SELECT script, version FROM script_edition ORDER BY script, version") == [
        ("families", 1), ("families", 2), ("one-minute", 1), ("together", 1),
        ("until-we-win", 1), ("week-ahead", 1),
    ]  # fmt: skip


def test_who_has_another_script_the_new_version_or_stopped_is_not_told(
    clarion: Clarion, changed: Changed
) -> None:
    add_person(clarion, CY)
    say(clarion, "SCRIPT")
    say(clarion, "SCRIPT", CY)
    newer = changed(families=V2)
    say(newer, "SCRIPT")
    say(newer, "STOP", CY)
    assert correction_texts.run(newer) == 0
    assert correction_texts.run(changed(**{"one-minute": V2})) == 0


def test_a_script_that_has_ended_is_said_to_be_over(clarion: Clarion) -> None:
    for text in ("SCRIPT", "NEXT", "NEXT"):
        say(clarion, text)
    over = at(clarion, ENDED)
    assert correction_texts.run(over) == 1
    assert correction_texts.run(later(over, hours=20)) == 0
    assert '"All of us at once"' in texts(over)[0]


def test_who_has_read_it_on_its_last_day_is_not_told(clarion: Clarion) -> None:
    last_day = at(clarion, ENDED - timedelta(days=1))
    for text in ("SCRIPT", "NEXT", "NEXT", "AIRED NOW"):
        say(last_day, text)
    assert correction_texts.run(at(clarion, ENDED)) == 0
    assert rows(clarion, "SELECT reason FROM script_correction") == [("aired_last_day",)]


def test_a_script_that_ended_while_we_were_off_is_let_rest(clarion: Clarion) -> None:
    for text in ("SCRIPT", "NEXT", "NEXT"):
        say(clarion, text)
    assert correction_texts.run(at(clarion, ENDED + timedelta(days=3))) == 0


def test_a_correction_is_kept_for_the_morning(clarion: Clarion, changed: Changed) -> None:
    say(clarion, "SCRIPT")
    newer = changed(families=V2)
    correction_texts.run(newer)
    # A follow-up: the gate holds it to texting hours (tests/sending/test_outbox.py).
    assert rows(
        newer, "SELECT kind, state FROM message WHERE kind <> 'inbound' AND via = 'api'"
    ) == [("follow_up", "planned")]


def organizer(clarion: Clarion, email: str) -> int:
    from bot.organizers import organizers

    return organizers.ensure(clarion.record, email)


def test_an_urgent_one_goes_at_any_hour_once_a_second_person_approves(
    clarion: Clarion, changed: Changed
) -> None:
    say(clarion, "SCRIPT")
    newer = changed(NOON + timedelta(hours=12), families=V2)
    correction_texts.run(newer)
    olga, max_ = organizer(newer, "olga@clarion.test"), organizer(newer, "max@clarion.test")

    with pytest.raises(InputError):
        corrections.ask_urgent(newer, "families", 2, olga, " no ")
    with pytest.raises(Conflict):
        corrections.approve_urgent(newer, "families", 2, max_)
    corrections.ask_urgent(newer, "families", 2, olga, "The number in v1 was wrong.")
    with pytest.raises(Conflict):
        corrections.approve_urgent(newer, "families", 2, olga)
    assert rows(newer, UNSENT) == [("follow_up",)]

    assert corrections.approve_urgent(newer, "families", 2, max_) == 1
    assert rows(newer, UNSENT) == [("notice",)]
    [edition] = rows(
        newer, "SELECT urgent_reason, urgent_by, approved_by FROM script_edition WHERE version = 2"
    )
    assert edition == ("The number in v1 was wrong.", olga, max_)
    with pytest.raises(Conflict):
        corrections.approve_urgent(newer, "families", 2, max_)
    assert {row[0] for row in rows(newer, "SELECT act FROM audit")} >= {
        "asked urgent correction", "approved urgent correction",
    }  # fmt: skip


def test_who_comes_after_the_approval_is_told_at_any_hour_too(
    clarion: Clarion, changed: Changed
) -> None:
    newer = changed(families=V2)
    correction_texts.run(newer)
    olga, max_ = organizer(newer, "olga@clarion.test"), organizer(newer, "max@clarion.test")
    corrections.ask_urgent(newer, "families", 2, olga, "The number in v1 was wrong.")
    corrections.approve_urgent(newer, "families", 2, max_)
    say(clarion, "SCRIPT")  # a web process that has not seen the new file yet
    assert correction_texts.run(newer) == 1
    assert rows(newer, UNSENT) == [("notice",)]


def test_a_conversation_under_way_goes_on_after_it(clarion: Clarion, changed: Changed) -> None:
    say(clarion, "SCRIPT")
    say(clarion, "LIST")
    newer = changed(families=V2)
    correction_texts.run(newer)
    assert "replaces v1" in texts(newer)[0]
    assert "one minute" in say(newer, "2").lower() or "minute" in say(newer, "LIST")


def test_words_changed_under_the_same_version_are_seen(clarion: Clarion, changed: Changed) -> None:
    correction_texts.run(clarion)
    [(before,)] = rows(clarion, "SELECT words_hash FROM script_edition WHERE script = 'families'")
    same = changed(families="No child should=>No kid should")
    assert corrections.words_hash(same.campaign.current().scripts[0]) != before


def test_a_dj_who_cannot_be_told_stops_no_other(
    clarion: Clarion, changed: Changed, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_person(clarion, CY)
    say(clarion, "SCRIPT 60")
    say(clarion, "SCRIPT 60", CY)
    correction_texts.run(clarion)
    real = correction_texts._tell

    def tell_but_one(*args: Any) -> int | None:
        if args[-1].contact_id == DEE_ID:
            raise ValueError("a bug of ours")
        return real(*args)

    monkeypatch.setattr(correction_texts, "_tell", tell_but_one)
    newer = changed(families=V2)
    assert correction_texts.run(newer) == 1
    assert rows(newer, "SELECT kind, key FROM set_aside") == [
        ("correction to a person", str(DEE_ID))
    ]
