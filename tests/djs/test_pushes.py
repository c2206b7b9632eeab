"""Pushing a script to DJs: a broadcast like every other, and the copy counts as received."""

from __future__ import annotations

import pytest

from bot.broadcasts import broadcasts, planning, pushes
from bot.broadcasts.pushes import Push
from bot.clarion import Clarion
from bot.conversations import correction_texts
from bot.errors import InputError, NotFound
from tests.djs.conftest import DEE_ID, Changed, say
from tests.factories import CY, add_person, rows


def test_segment_is_the_djs_of_a_market_and_a_language(clarion: Clarion) -> None:
    push = Push("families", "es", market=' Al"buquerque ')
    assert pushes.segment_of(push) == ('dj and dj.market = "Al buquerque" and dj.lang = es')
    add_person(clarion, CY, lang="es")
    here = pushes.make_draft(clarion, Push("families", "es", market="Albuquerque"))
    assert broadcasts.preview(clarion, here).recipients == 1
    elsewhere = pushes.make_draft(clarion, Push("families", "es", market="Chicago"))
    assert broadcasts.preview(clarion, elsewhere).recipients == 0


def test_everybody_gets_the_copy_in_the_language_pushed(clarion: Clarion) -> None:
    draft = pushes.make_draft(clarion, Push("families", "es", "15"))
    assert draft.texts["en"].startswith("New words to read on air (14 s):\n\nFIRM te pide")
    assert "que no separen familias" in draft.texts["es"]


@pytest.mark.parametrize(
    ("push", "error"),
    [
        (Push("nothing", "es"), NotFound),
        (Push("families", "xx"), InputError),
        (Push("families", "es", "45"), InputError),
        (Push("families", "es", ""), InputError),
    ],
)
def test_what_does_not_exist_is_not_pushed(
    clarion: Clarion, push: Push, error: type[Exception]
) -> None:
    with pytest.raises(error):
        pushes.schedule(clarion, push, None)
    assert rows(clarion, "SELECT id FROM broadcast") == []


def test_who_was_reached_has_the_script_and_is_corrected(
    clarion: Clarion, changed: Changed
) -> None:
    made = pushes.schedule(clarion, Push("one-minute", "es"), None)
    with clarion.record.transaction() as connection:
        connection.execute(
            "UPDATE broadcast SET due_at = %s WHERE id = %s", [clarion.clock.now(), made]
        )
    assert planning.fire_due(clarion) == [made]
    correction_texts.run(clarion)
    assert rows(clarion, "SELECT 1 FROM script_share WHERE contact_id IS NOT NULL") == []

    with clarion.record.transaction() as connection:
        connection.execute("UPDATE message SET state = 'delivered' WHERE broadcast_id = %s", [made])
    correction_texts.run(clarion)
    correction_texts.run(clarion)
    assert rows(
        clarion, "SELECT contact_id, script, version, length, lang FROM script_share"
        " WHERE contact_id IS NOT NULL",
    ) == [(DEE_ID, "one-minute", 1, "30", "es")]  # fmt: skip
    assert "uno" in say(clarion, "AGAIN") or "Marcas" in say(clarion, "AGAIN")
    assert correction_texts.run(changed(**{"one-minute": "version: 1=>version: 2"})) == 1
