"""A list is taken back as a whole, until somebody of it has been texted."""

from __future__ import annotations

import pytest

from bot.clarion import Clarion
from bot.conversations import inbound
from bot.errors import Conflict
from bot.imports import imports, undoing
from bot.imports.judging import Fate
from tests.factories import ANA, make_form, rows
from tests.imports.listing import bring

LIST = f"phone,name,lang,zip,tags\n6465550101,Nia,en,60608,choir\n{ANA},,,,choir\n"


def add_text(clarion: Clarion, import_id: int, state: str) -> None:
    """A text of a broadcast to everybody a list brought."""
    rows(
        clarion,
        "INSERT INTO message (contact_id, address_id, kind, state, created_at)"
        " SELECT c.id, a.id, 'broadcast', %s, %s FROM contact c JOIN address a"
        " ON a.contact_id = c.id WHERE c.import_id = %s RETURNING id",
        state,
        clarion.clock.now(),
        import_id,
    )


def test_who_came_goes_and_who_changed_is_as_before(clarion: Clarion) -> None:
    before = rows(clarion, "SELECT * FROM contact ORDER BY id")
    import_id, fates = bring(clarion, LIST)
    assert fates == {Fate.NEW: 1, Fate.CHANGED: 1}
    done = undoing.undo(clarion, import_id, None)
    assert (done.removed, done.restored, done.stay) == (1, 1, 0)
    assert rows(clarion, "SELECT * FROM contact ORDER BY id") == before
    assert imports.show(clarion, import_id).row.state == "undone"


def test_consent_and_zip_of_who_was_known_are_taken_back(clarion: Clarion) -> None:
    bring(clarion, "phone\n6465550101\n", proof=None)
    before = rows(clarion, "SELECT * FROM contact ORDER BY id")
    import_id, _ = bring(clarion, "phone,zip,name,lang\n6465550101,60608,Nia,es\n")
    assert rows(clarion, "SELECT * FROM contact ORDER BY id") != before
    undoing.undo(clarion, import_id, None)
    assert rows(clarion, "SELECT * FROM contact ORDER BY id") == before


def test_a_list_that_was_taken_back_can_be_brought_again(clarion: Clarion) -> None:
    import_id, _ = bring(clarion, LIST)
    undoing.undo(clarion, import_id, None)
    assert bring(clarion, LIST)[1] == {Fate.NEW: 1, Fate.CHANGED: 1}


def test_who_wrote_since_stays(clarion: Clarion) -> None:
    import_id, _ = bring(clarion, "phone\n6465550101\n6465550102\n")
    inbound.receive(clarion, make_form("+16465550101", "call"))
    done = undoing.undo(clarion, import_id, None)
    assert (done.removed, done.stay) == (1, 1)
    assert inbound.receive(clarion, make_form("+16465550101", "menu")).body


def test_after_the_first_text_it_is_too_late(clarion: Clarion) -> None:
    import_id, _ = bring(clarion, "phone\n6465550101\n")
    assert imports.show(clarion, import_id).may_undo
    add_text(clarion, import_id, "accepted")
    assert not imports.show(clarion, import_id).may_undo
    with pytest.raises(Conflict, match="have been texted"):
        undoing.undo(clarion, import_id, None)


def test_what_waits_to_go_to_them_does_not_go(clarion: Clarion) -> None:
    import_id, _ = bring(clarion, "phone\n6465550101\n")
    add_text(clarion, import_id, "planned")
    undoing.undo(clarion, import_id, None)
    assert rows(clarion, "SELECT state, reason FROM message WHERE kind = 'broadcast'") == [
        ("skipped", "erased")
    ]
