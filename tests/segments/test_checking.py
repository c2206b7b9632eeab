"""Values that nobody can have are refused, with the nearest: a slip would find everybody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.broadcasts import broadcasts, saved_segments, segment_looks
from bot.broadcasts.drafts import Draft
from bot.clarion import Clarion
from bot.engine.questions import TOLD_KINDS
from bot.errors import InputError
from bot.segments import segments
from bot.segments.answered import _KEPT, _LIKE
from bot.segments.checking import check_values
from tests.factories import ANA, add_person, rows

CASES: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("values.yaml").read_text(encoding="utf-8")
)


@pytest.fixture
def people(clarion: Clarion) -> Clarion:
    """Ana has a tag, a field, a report and came by a keyword."""
    with clarion.record.transaction() as connection:
        connection.execute("TRUNCATE contact CASCADE")
    ana = add_person(clarion, ANA, tags=("volunteer",), fields={"size": "L"}, source="keyword:call")
    with clarion.record.transaction() as connection:
        connection.execute("INSERT INTO report (contact_id, kind) VALUES (%s, 'sung')", [ana])
        connection.execute("INSERT INTO chapter (slug, name) VALUES ('pilsen', 'Pilsen')")
    return clarion


def _check(clarion: Clarion, text: str) -> None:
    with clarion.record.transaction() as connection:
        check_values(clarion, connection, segments.parse(text).node)


@pytest.mark.parametrize("text", CASES["fine"])
def test_values_that_somebody_may_have_are_taken(people: Clarion, text: str) -> None:
    _check(people, text)


@pytest.mark.parametrize(("text", "says"), CASES["refused"].items())
def test_values_that_nobody_can_have_are_refused(people: Clarion, text: str, says: str) -> None:
    with pytest.raises(InputError) as refusal:
        _check(people, text)
    assert says in str(refusal.value)
    assert refusal.value.field == "segment"


def test_slip_is_refused_where_it_would_text_everybody(people: Clarion) -> None:
    draft = Draft("Oops", "not tag = volunter", {"en": "Hi", "es": "Hola"})
    with pytest.raises(InputError, match="Perhaps “volunteer”"):
        broadcasts.schedule(people, draft, None)
    with pytest.raises(InputError, match="Perhaps “volunteer”"):
        segment_looks.look(people, "not tag = volunter")
    with pytest.raises(InputError, match="Perhaps “es”"):
        saved_segments.keep(people, "Spanish", "lang = spanish", None)
    assert rows(people, "SELECT 1 FROM broadcast UNION ALL SELECT 1 FROM named_segment") == []


def test_look_counts_by_state_and_names_ten(people: Clarion) -> None:
    for index in range(11):
        add_person(people, f"+1312555{2000 + index}", zip="60608", name="Rosa Luz")

    found = segment_looks.look(people, "all")
    assert found.by_state == {"IL": 11, "": 1} or found.by_state == {"IL": 12}
    assert len(found.sample) == 10
    assert found.sample[-1].first_name == "Rosa"


def test_answers_that_are_kept_as_they_are_can_be_asked_for() -> None:
    assert TOLD_KINDS == _KEPT.keys() == _LIKE.keys(), (
        "name it in TOLD_KINDS of bot/engine/questions.py, and in _KEPT and _LIKE of"
        " bot/segments/answered.py"
    )
