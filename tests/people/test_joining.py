"""Joining that is confirmed: nobody is joined by a stranger who types their number."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clarion import Clarion
from bot.config import Settings
from bot.conversations import inbound
from bot.errors import InputError
from bot.people import consent_proof, joining
from bot.sending import outbox
from bot.store.sealing import Purpose
from tests.factories import ANA, BO, CY, NOON, SMALL, make_clarion, make_form, rows


def texts_to(clarion: Clarion, phone: str) -> list[str]:
    found = rows(
        clarion,
        "SELECT m.body_sealed FROM message m JOIN address a ON a.contact_id = m.contact_id"
        " WHERE a.digest = %s AND m.kind = 'confirm' ORDER BY m.id",
        clarion.sealer.digest("sms", phone),
    )
    return [clarion.sealer.open(bytes(body), Purpose.MESSAGE_BODY) for (body,) in found]


def is_in(clarion: Clarion, phone: str) -> bool:
    return rows(
        clarion,
        "SELECT 1 FROM contact c JOIN address a ON a.contact_id = c.id WHERE a.digest = %s"
        " AND c.opted_in_at IS NOT NULL AND c.opted_out_at IS NULL",
        clarion.sealer.digest("sms", phone),
    ) == [(1,)]


def write(clarion: Clarion, body: str, phone: str = CY) -> str | None:
    return inbound.receive(clarion, make_form(phone, body)).body


def later(clarion: Clarion, **time: float) -> None:
    clarion.clock.at += timedelta(**time)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("lang", "yes"), [("en", "Yes!"), ("es", "sí")])
def test_a_number_of_the_page_joins_by_its_own_yes(clarion: Clarion, lang: str, yes: str) -> None:
    joining.ask_by_page(clarion, CY, lang)
    assert not is_in(clarion, CY)
    [asked] = texts_to(clarion, CY)
    assert joining.terms(clarion.campaign.current(), lang) in asked
    assert write(clarion, yes)
    assert is_in(clarion, CY)
    proof = consent_proof.of_number(clarion, CY, None)
    [line] = proof["lines"]
    assert (line["method"], line["source"]) == ("web form", "web form, confirmed")
    assert proof["wordings"][line["wording"]]["words"] == joining.terms(
        clarion.campaign.current(), lang
    )


@pytest.mark.parametrize(
    "answer", ["no", "who is this?", "maybe", "stop", "Yes stop", "si, ya no me manden mensajes"]
)
def test_anything_else_joins_nobody(clarion: Clarion, answer: str) -> None:
    joining.ask_by_page(clarion, CY, "en")
    write(clarion, answer)
    assert not is_in(clarion, CY)


def test_a_yes_that_comes_too_late_is_none(clarion: Clarion) -> None:
    joining.ask_by_page(clarion, CY, "en")
    later(clarion, days=4)
    write(clarion, "yes")
    assert not is_in(clarion, CY)


def test_whoever_is_in_or_has_stopped_gets_no_text(clarion: Clarion) -> None:
    for phone in (ANA, BO):
        joining.ask_by_page(clarion, phone, "en")
        assert texts_to(clarion, phone) == []
    assert not is_in(clarion, BO)


def test_a_number_is_asked_once_a_day_and_three_times_in_all(clarion: Clarion) -> None:
    for _ in range(5):
        joining.ask_by_page(clarion, CY, "en")
        joining.ask_by_page(clarion, CY, "en")
        later(clarion, days=1, minutes=1)
    assert len(texts_to(clarion, CY)) == joining.ASKS_IN_ALL


def test_what_is_no_number_is_said(clarion: Clarion) -> None:
    with pytest.raises(InputError):
        joining.ask_by_page(clarion, "hello", "en")


def test_a_number_that_never_answers_is_forgotten(clarion: Clarion) -> None:
    joining.ask_by_page(clarion, CY, "en")
    joining.ask_by_page(clarion, "+16465550109", "en")
    write(clarion, "who is this?")
    later(clarion, days=4)
    assert joining.forget(clarion) == 1
    assert rows(clarion, "SELECT count(*)::int FROM contact WHERE source = 'web form'") == [(1,)]


def test_the_text_waits_for_texting_hours(clarion: Clarion) -> None:
    later(clarion, hours=12)  # one in the night of New York
    joining.ask_by_page(clarion, CY, "en")
    outbox.send_due(clarion)
    [(state, waits)] = rows(
        clarion, "SELECT state, not_before > %s FROM message WHERE kind = 'confirm'",
        clarion.clock.now(),
    )  # fmt: skip
    assert (state, waits) == ("planned", True)


@pytest.fixture
def strict(settings: Settings, record: str, tmp_path: Path) -> Iterator[Clarion]:
    """A campaign that asks whoever texts a joining word."""
    folder = tmp_path / "campaign"
    shutil.copytree(SMALL, folder)
    campaign = folder / "campaign.yaml"
    campaign.write_text(campaign.read_text() + "confirm_opt_in: yes\n")
    clarion = make_clarion(settings, folder, NOON)
    yield clarion
    clarion.record.dispose()


def test_a_joining_word_asks_first_where_the_campaign_wants_it(strict: Clarion) -> None:
    asked = write(strict, "JOIN")
    assert asked is not None
    assert "YES" in asked
    assert not is_in(strict, CY)
    assert rows(strict, "SELECT count(*)::int FROM consent") == [(0,)]
    welcome = write(strict, "yes")
    assert welcome != asked
    assert is_in(strict, CY)
    [line] = consent_proof.of_number(strict, CY, None)["lines"]
    assert line["source"] == "word, confirmed"


def test_without_the_yes_other_words_work_and_join_nobody(strict: Clarion) -> None:
    write(strict, "JOIN")
    assert write(strict, "CALL")
    assert not is_in(strict, CY)
    assert write(strict, "JOIN")
    assert write(strict, "sí")
    assert is_in(strict, CY)


def test_start_after_a_stop_needs_no_second_word(strict: Clarion) -> None:
    write(strict, "JOIN")
    write(strict, "yes")
    write(strict, "STOP")
    write(strict, "START")
    assert is_in(strict, CY)


def test_other_campaigns_join_by_the_word(clarion: Clarion) -> None:
    write(clarion, "JOIN")
    assert is_in(clarion, CY)
