"""What a broadcast costs: the parts a preview shows are those that are sent and billed."""

from __future__ import annotations

from typing import Any

import pytest

from bot.broadcasts import broadcasts, planning
from bot.broadcasts.broadcasts import Draft
from bot.broadcasts.previews import Preview
from bot.clarion import Clarion
from bot.people.contacts import seal_fields, seal_private
from bot.sending import outbox
from bot.store.sealing import Purpose
from tests.crowd import add_crowd, states
from tests.simulator_process import Simulator

# GSM-7, foldable, neither; marks that combine, joined emoji, blanks at the ends.
NAMES = (
    "Ana", "José", "María", "Hernández Ñandú", "João", "Zoë", "Nguyễn", "Xóchitl", "Łucja", "[ana]",
    "A", "Ana ^_^", "e\u0301ric", "👩🏽‍🌾 Lupe", " Bo ", "Bo\nCy", "李小龍", "O’Neil", "Á", "",
)  # fmt: skip
LONG = "{name|first}, we call today, all of us, so that families can stay together. Two minutes: "
TEXTS = {
    "en": LONG + "{line}. Your code: {code} (from {city}).",
    "es": "¡[{name}, ]llama ya! {line}",
}


def _draft(**changes: Any) -> Draft:
    return Draft(**{"title": "Kick-off", "segment": "all", "texts": TEXTS, **changes})


def _crowd(clarion: Clarion, count: int) -> None:
    """People of many names and places, some of whom do not get it."""
    add_crowd(clarion, count)
    cities = ("Chicago", "San José", "Cañon City", "Špania Dolina")
    with clarion.record.transaction() as connection:
        ids = connection.execute("SELECT id FROM contact ORDER BY id").fetchall()
        for index, (contact_id,) in enumerate(ids):
            name = NAMES[index % len(NAMES)]
            sealed = clarion.sealer.seal(name, Purpose.CONTACT_NAME) if index % 7 else None
            connection.execute(
                "UPDATE contact SET name_sealed = %s, city = %s,"
                " opted_out_at = CASE WHEN %s THEN now() END WHERE id = %s",
                [sealed, cities[index % len(cities)], index % 10 == 3, contact_id],
            )


def _add_up(found: Preview) -> None:
    assert sum(text.people for text in found.texts) == found.recipients
    assert sum(text.total_parts for text in found.texts) == found.parts
    for text in found.texts:
        assert sum(share.people for share in text.shares) == text.people
        assert sum(share.people * share.parts for share in text.shares) == text.total_parts


@pytest.mark.parametrize(
    "texts",
    [
        TEXTS,
        {"en": LONG * 2 + "{line}"},
        {"en": "Call {line}", "es": LONG},
        {"en": "{city}: call {line}", "es": "{state|default:Tú}: llama"},
        {"en": "[week: Now, {name}!][before: Soon.] Call {line}", "es": "[week: Ya][after: Fue]"},
        {"en": "Hi {color|default:you}, {code}"},
    ],
)
def test_parts_in_a_preview_are_those_that_are_sent(
    clarion: Clarion, simulator: Simulator, texts: dict[str, str]
) -> None:
    _crowd(clarion, 60)
    draft = _draft(texts=texts, settings={"undo_s": 0})
    found = broadcasts.preview(clarion, draft)
    broadcast_id = broadcasts.schedule(clarion, draft, None, found.recipients)
    planning.fire_due(clarion)
    outbox.drain(clarion, broadcast_id)
    sent = broadcasts.progress(clarion, broadcast_id)
    assert states(clarion, broadcast_id)["accepted"] == found.recipients > 0
    assert (found.parts, found.cost) == (sent.parts, pytest.approx(sent.cost))
    _, listed = simulator.api("GET", "/Messages.json?PageSize=1000")
    assert found.parts == sum(int(one["num_segments"]) for one in listed["messages"])
    _add_up(found)


def test_fields_of_a_campaign_are_counted_whether_sealed_or_not(clarion: Clarion) -> None:
    add_crowd(clarion, 4)
    long = "ł" * 80
    with clarion.record.transaction() as connection:
        for code, column, value in (
            ("T1", "fields_sealed", seal_fields(clarion.sealer, {"color": long})["fields_sealed"]),
            ("T2", "private_sealed", seal_private(clarion.sealer, {"secret": long})),
        ):
            connection.execute(f"UPDATE contact SET {column} = %s WHERE code = %s", [value, code])  # noqa: S608 - columns of this test
    found = broadcasts.preview(clarion, _draft(texts={"en": "Hi {color}{secret}"}))
    assert found.parts == 2 * 2 + 2 * 1  # two have neither
    assert [(one.parts, one.people) for one in found.texts[0].shares] == [(1, 2), (2, 2)]
    _add_up(found)


def test_preview_says_whose_names_make_it_dearer(clarion: Clarion) -> None:
    add_crowd(clarion, 3)
    with clarion.record.transaction() as connection:
        for code, name in {"T1": "María", "T2": "João"}.items():
            sealed = clarion.sealer.seal(name, Purpose.CONTACT_NAME)
            connection.execute(
                "UPDATE contact SET name_sealed = %s WHERE code = %s", [sealed, code]
            )
    found = broadcasts.preview(clarion, _draft(texts={"en": LONG + "{line}", "es": "Llama"}))
    english = found.texts[0]
    # María goes out as Maria and stays cheap; nothing is a plain twin of ã.
    assert [(one.encoding, one.parts, one.people) for one in english.shares] == [
        ("GSM-7", 1, 1), ("UCS-2", 2, 1),
    ]  # fmt: skip
    assert english.own_offenders == ("ã",)
    assert "en: with what is shown of 1 person (ã) it is up to 2 parts." in found.warnings


def test_language_without_a_text_is_warned_about(clarion: Clarion) -> None:
    add_crowd(clarion, 9)
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE contact SET lang = NULL WHERE code = 'T1'")
        connection.execute("UPDATE contact SET lang = 'fr' WHERE code = 'T2'")
        connection.execute("UPDATE contact SET opted_out_at = now() WHERE code = 'T3'")
    found = broadcasts.preview(clarion, _draft(texts={"en": "Call {line}"}))
    says = "which has no text: they would get the one in English."
    assert [one for one in found.warnings if says in one] == [
        f"2 people read Spanish, {says}", f"1 person reads fr, {says}",
    ]  # fmt: skip
    assert not [
        one
        for one in broadcasts.preview(clarion, _draft(texts={"en": "Call", "es": "Llama"})).warnings
        if "Spanish" in one
    ]
