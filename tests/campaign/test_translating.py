"""Translation sheets: out to translators, and back into every text."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest

from bot.campaign import check
from bot.campaign.files import read_sources
from bot.campaign.translating import COLUMNS, export_sheet, import_sheet
from tests.campaign.broken_files import GOOD

SHIPPED = Path("examples/tenants")


def sheet_rows(sheet: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(sheet.removeprefix("\ufeff"))))


def make_sheet(rows: list[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def test_sheet_of_a_new_language_comes_back_into_every_text(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path, dirs_exist_ok=True)
    rows = sheet_rows(export_sheet(read_sources(tmp_path), "en", "ht", 2, folds=True))
    assert len(rows) > 25
    for row in rows:
        row["translation"] = row["source"].replace("the", "la").replace("you", "ou") + ' "wi": #1'

    result = import_sheet(read_sources(tmp_path), "ht", make_sheet(rows), "sheet.csv")
    for path, text in result.files.items():
        (tmp_path / path).write_text(text, encoding="utf-8")

    assert result.problems == ()
    assert result.changed == len(rows)
    again = sheet_rows(export_sheet(read_sources(tmp_path), "en", "ht", 2, folds=True))
    assert [row["translation"] for row in again] == [row["translation"] for row in rows]
    campaign = tmp_path / "campaign.yaml"
    spoken = campaign.read_text("utf-8").replace(
        "languages: [es, en]\nzone", "languages: [es, en, ht]\nzone"
    )
    campaign.write_text(spoken, encoding="utf-8")
    missing = [str(p) for p in check(tmp_path) if p.code == "translation"]
    assert [p for p in missing if "'yes'" not in p and "'no'" not in p] == []


def test_changed_translation_touches_nothing_else(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path, dirs_exist_ok=True)
    before = (tmp_path / "hotline.yaml").read_text("utf-8")
    rows = sheet_rows(export_sheet(read_sources(tmp_path), "en", "es", 2, folds=True))
    row = next(row for row in rows if row["id"] == "hotline/open/say")
    row["translation"] = "Llama: {line}."

    result = import_sheet(read_sources(tmp_path), "es", make_sheet(rows), "sheet.csv")

    old = "Llama ya, contesta alguien del edificio: {line}."
    assert result.files == {"hotline.yaml": before.replace(old, "Llama: {line}.")}


@pytest.mark.parametrize(
    ("row_id", "text", "says"),
    [
        ("hotline/gone/say", "x", "There is no text 'hotline/gone/say' any more."),
        ("hotline/open/say", "Rele {lin}.", "{lin} is not in the source. Keep its fields"),
        ("hotline/open/say", "Rele {7*7}.", "'{7*7}' is not a field."),
    ],
)
def test_wrong_row_changes_nothing_and_is_told(row_id: str, text: str, says: str) -> None:
    sheet = make_sheet([{"id": row_id, "translation": text}])

    result = import_sheet(read_sources(SHIPPED), "es", sheet, "sheet.csv")

    assert result.files == {}
    assert says in str(result.problems[0])


def test_sheet_without_columns_is_told() -> None:
    assert "no columns" in str(
        import_sheet(read_sources(SHIPPED), "es", "a,b\n1,2\n", "s").problems[0]
    )


def test_cells_a_spreadsheet_would_run_are_made_safe(tmp_path: Path) -> None:
    shutil.copytree(GOOD, tmp_path, dirs_exist_ok=True)
    text = (tmp_path / "call.yaml").read_text("utf-8")
    (tmp_path / "call.yaml").write_text(text.replace("Thank you! Every", "=1+1 Every"), "utf-8")
    rows = sheet_rows(export_sheet(read_sources(tmp_path), "en", "es", 2, folds=True))
    row = next(row for row in rows if row["id"] == "call/thanks/say")

    assert row["source"].startswith("'=1+1")
