"""Files as they come, of real shapes with invented people: each has its expected preview beside it.

A new file in files/ with its NAME.yaml is a new test. `asked` in it is what an organizer says of
the file; the rest is what the preview has to hold.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.clarion import Clarion
from bot.errors import InputError
from bot.imports.looking import Asked, look
from bot.imports.previews import Preview
from tests.factories import rows

FILES = Path(__file__).parent / "files"
EVERY = sorted(path for path in FILES.iterdir() if path.suffix != ".yaml")


def shown(preview: Preview) -> dict[str, Any]:
    """What a preview says, as the expected ones are written."""
    form = preview.form
    said: dict[str, Any] = {
        "form": form["sheet"] or f"{form['encoding']} {form['separator']!r} {form['ends']}",
        "export": preview.export,
        "columns": {
            one["header"] or one["number"]: one["is"]
            for one in preview.columns
            if one["is"] != "unused"
        },
        "counts": {name: count for name, count in preview.counts.items() if count},
        "people": [
            [one["row"], one["phone"], one["name"], one["lang"], one["zip"], one["tags"]]
            for one in preview.first
        ],
        "becomes": {one["row"]: one["becomes"] for one in preview.first if one["becomes"] != "new"},
        "problems": {one.kind.value: list(one.rows) for one in preview.problems},
        "questions": [one.name for one in preview.questions if not one.answer],
        "changes": dict(preview.changes),
        "tags": {
            one["written"]: one["kept"] for one in preview.tags if one["written"] != one["kept"]
        },
    }
    return {name: value for name, value in said.items() if value not in ("", {}, [])}


def test_there_are_many_files_and_each_has_its_preview() -> None:
    assert len(EVERY) >= 40
    assert {path.stem for path in EVERY} == {path.stem for path in FILES.glob("*.yaml")}


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_file_is_shown_as_expected(clarion: Clarion, path: Path) -> None:
    expected = yaml.safe_load(path.with_suffix(".yaml").read_text(encoding="utf-8"))
    asked = Asked(**expected.pop("asked", {}))
    people = rows(clarion, "SELECT count(*)::int FROM contact")
    if "error" in expected:
        with pytest.raises(InputError, match=expected["error"]):
            look(clarion, path.read_bytes(), asked)
        return
    found = shown(look(clarion, path.read_bytes(), asked).preview)
    assert found == expected
    assert rows(clarion, "SELECT count(*)::int FROM contact") == people, "a preview wrote"
