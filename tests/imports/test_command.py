"""`clarion contacts import`: shown first, written when it is said, and taken back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.clarion import Clarion
from bot.cli import contacts, contacts_import
from bot.errors import InputError
from tests.factories import rows

Run = Callable[..., Result]
PROOF = (
    "--consent", "march", "--consent-when", "2026-09-05", "--consent-words", "Text me",
    "--consent-by", "Olga",
)  # fmt: skip
MESSY = (
    'Phone;Name;ZIP\n6465550101;Ana;2139\n6465550102;"Leo;60608\n555-0103;Kim;60608\n'
    "(646) 555-0104 x2;Nia;60608\n"
)


@pytest.fixture
def run(clarion: Clarion, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command, on the services of the test."""
    monkeypatch.setattr(contacts_import, "build", lambda: clarion)

    def invoke(*arguments: object, **more: object) -> Result:
        done = CliRunner().invoke(contacts.command, [str(one) for one in arguments], **more)  # type: ignore[arg-type]
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    return invoke


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    path = tmp_path / "sign ups.csv"
    path.write_text(MESSY, encoding="utf-8")
    return path


def people(clarion: Clarion) -> int:
    return int(rows(clarion, "SELECT count(*) FROM contact")[0][0])


def test_a_preview_says_it_all_and_writes_nothing(clarion: Clarion, run: Run, messy: Path) -> None:
    before = people(clarion)
    done = run("import", messy, "--preview")
    assert done.exit_code == 1
    for told in (
        "semicolon between cells", "row 1 names the columns", "Phone → phone",
        "row 2: +16465550101 · Ana", "a quotation mark is not closed (left out): row 3",
        "seven digits: the area code is missing (left out): row 4", "--answer zeros=add|drop",
        "--answer extensions=take|leave", "No proof of consent",
    ):  # fmt: skip
        assert told in done.output
    assert people(clarion) == before
    assert rows(clarion, "SELECT 1 FROM people_import") == []


def test_json_is_whole(run: Run, messy: Path) -> None:
    done = run("import", messy, "--preview", "--json", "--answer", "zeros=add", *PROOF)
    found = json.loads(done.stdout)
    assert found["counts"]["new"] == 1
    assert found["first"][0]["zip"] == "02139"
    assert {one["kind"]: one["rows"] for one in found["problems"]} == {
        "open_quote": [3], "no_area_code": [4], "extension": [5],
    }  # fmt: skip
    assert all(one["what"] and one["mend"] and one["costs"] for one in found["problems"])
    assert found["proof"]["by"] == "Olga"


def test_it_is_written_when_it_is_said_and_not_before(
    clarion: Clarion, run: Run, messy: Path
) -> None:
    before = people(clarion)
    with pytest.raises(InputError, match="--yes"):
        run("import", messy)
    assert people(clarion) == before
    done = run("import", messy, "--yes", "--source", "march", *PROOF)
    assert done.exit_code == 1
    assert "1 added" in done.output
    assert "start-series" in done.output
    assert people(clarion) == before + 1
    [(import_id,)] = rows(clarion, "SELECT id FROM people_import WHERE state = 'done'")
    assert "sign ups.csv" in run("lists").output
    assert "1 taken out" in run("undo", import_id, "--yes").output
    assert people(clarion) == before


def test_left_out_rows_are_corrected_and_brought_again(
    clarion: Clarion, run: Run, messy: Path, tmp_path: Path
) -> None:
    left = tmp_path / "left.csv"
    run("import", messy, "--yes", "--left-out", left)
    found = list(csv.reader(io.StringIO(left.read_text(encoding="utf-8-sig"))))
    assert found[0] == ["Phone", "Name", "ZIP", "Why it was left out"]
    assert [row[0] for row in found[1:]] == ["?6465550102", "555-0103", "(646) 555-0104 x2"]
    assert all(row[-1] for row in found)
    assert run("import", left, "--preview").exit_code == 1

    found[1][0], found[2][0], found[3][0] = "6465550102", "646-555-0103", "646-555-0104"
    with left.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(found)
    done = run("import", left, "--yes", "--answer", "zeros=add")
    assert done.exit_code == 0
    assert "3 added" in done.output


def test_nothing_left_out_and_nothing_asked_ends_with_nought(run: Run, tmp_path: Path) -> None:
    good = tmp_path / "good.csv"
    good.write_text("phone,name\n6465550101,Ana\n")
    assert run("import", good, "--preview").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--column", "Nowhere=phone"], "It has: Phone, Name, ZIP"),
        (["--column", "Name=number of shoes"], "there are: phone, name"),
        (["--column", "Name"], "takes NAME=VALUE"),
        (["--answer", "zero=add"], "there are: zeros"),
        (["--answer", "zeros=perhaps"], "there are: add, drop"),
        (["--consent", "march"], "lacks when, the words, who vouches"),
        ([*PROOF, "--consent-when", "2126-01-01"], "still to come"),
    ],
)
def test_what_cannot_be_used_says_what_can(
    run: Run, messy: Path, arguments: list[str], told: str
) -> None:
    with pytest.raises(InputError, match=told) as found:
        run("import", messy, "--preview", *arguments)
    assert found.value.exit_code == 2
