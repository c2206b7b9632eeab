"""What an organizer changes about a person, and what stays of it."""

from __future__ import annotations

import pytest

from bot.clarion import Clarion
from bot.errors import InputError, NotFound
from bot.people import editing, story
from bot.people.editing import Edit
from tests.factories import add_person, rows

MARIA = "+17185550150"


@pytest.fixture
def maria(clarion: Clarion) -> int:
    return add_person(clarion, MARIA, name="Maria", tags=("caller",), fields={"shirt": "L"})


def test_changes_are_kept_with_before_and_after(clarion: Clarion, maria: int) -> None:
    wanted = Edit(
        name="María Núñez", lang="es", zip="60608", tags="caller, host", fields={"shirt": "M"}
    )

    assert editing.edit(clarion, maria, wanted, 7) == ["name", "lang", "zip", "tags", "field.shirt"]
    found = story.read(clarion, maria)
    assert (found.name, found.row.lang, found.row.state) == ("María Núñez", "es", "IL")
    assert found.row.zones == ["America/Chicago"]
    assert found.row.tags == ["caller", "host"]
    assert found.fields["shirt"] == "M"
    assert [(c.what, c.before, c.after, c.organizer_id) for c in found.changes][::-1] == [
        ("name", "Maria", "María Núñez", 7),
        ("lang", "en", "es", 7),
        ("zip", "", "60608", 7),
        ("tags", "caller", "caller host", 7),
        ("field.shirt", "L", "M", 7),
    ]
    assert str(found.lang_from) == "an organizer set it"
    assert str(found.zone_from) == "from their ZIP"


def test_audit_names_what_was_changed_and_no_value(clarion: Clarion, maria: int) -> None:
    editing.edit(clarion, maria, Edit(name="Secret", tags=""), 7)

    [(act, detail)] = rows(clarion, "SELECT act, detail::text FROM audit WHERE object = 'contact'")
    assert act == "edited"
    assert "Secret" not in detail
    history = rows(clarion, "SELECT after_sealed FROM contact_change")
    assert all(b"Secret" not in bytes(sealed) for (sealed,) in history)


def test_what_is_not_said_stays(clarion: Clarion, maria: int) -> None:
    assert editing.edit(clarion, maria, Edit(), 7) == []
    assert story.read(clarion, maria).row.tags == ["caller"]


@pytest.mark.parametrize(
    "wanted",
    [Edit(zip="00000"), Edit(lang="tlh"), Edit(tags="<b>"), Edit(name="x" * 61)],
)
def test_what_cannot_be_is_refused_as_a_whole(clarion: Clarion, maria: int, wanted: Edit) -> None:
    with pytest.raises(InputError):
        editing.edit(clarion, maria, wanted, 7)
    assert story.read(clarion, maria).changes == []


def test_a_number_is_shown_for_a_reason_and_noted(clarion: Clarion, maria: int) -> None:
    with pytest.raises(InputError):
        editing.reveal(clarion, maria, " ", 7)
    assert editing.reveal(clarion, maria, "to call her back", 7) == [MARIA]
    [(who, act, about)] = rows(clarion, "SELECT organizer_id, act, object_id FROM audit")
    assert (who, act, about) == (7, "revealed number", maria)
    assert story.read(clarion, maria).changes[0].after == "to call her back"


def test_opted_out_by_hand_is_a_stop_like_any(clarion: Clarion, maria: int) -> None:
    editing.opt_out(clarion, maria, 7)
    editing.opt_out(clarion, maria, 7)

    found = story.read(clarion, maria)
    assert found.row.opted_out_at is not None
    newest = found.consents[0]
    assert (newest.act, newest.source) == ("opt_out", "organizer")
    assert len(rows(clarion, "SELECT 1 FROM audit WHERE act = 'opted_out'")) == 1


def test_nobody_cannot_be_changed(clarion: Clarion) -> None:
    with pytest.raises(NotFound):
        editing.edit(clarion, 999_999, Edit(name="x"), 7)
