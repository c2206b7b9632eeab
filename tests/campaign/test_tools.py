"""Translation sheets, pictures, dry runs, conversations and new campaigns."""

from __future__ import annotations

import csv
import io
import json
import shutil
import time
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
import yaml

from bot.campaign import check, load
from bot.campaign.cast import cast, find_person
from bot.campaign.documents import parse_document
from bot.campaign.dry_run import run_days
from bot.campaign.files import campaign_files, read_sources
from bot.campaign.graph import draw_mermaid, draw_svg, graph_of
from bot.campaign.rehearsal import Rehearsal, make_person
from bot.campaign.schemas import FILES, schemas
from bot.campaign.transcript_writing import quote, renew, write_new
from bot.campaign.transcripts import run, run_file
from bot.campaign.translating import COLUMNS, export_sheet, import_sheet
from bot.clock import wall_time
from bot.engine import Campaign
from tests.campaign.broken_files import GOOD

SHIPPED = Path("examples/tenants")


# --- translation -------------------------------------------------------------------------------


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


# --- pictures ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["hotline", "repair", "menu"])
def test_picture_shows_every_step_and_is_plain_svg(name: str) -> None:
    flow = read_sources(SHIPPED).flows[name].model
    svg = draw_svg(graph_of(flow, "en"))
    root = ET.fromstring(svg)  # noqa: S314 - our own drawing
    words = " ".join(text.text or "" for text in root.iter("{http://www.w3.org/2000/svg}text"))

    assert all(step.replace("_", " ") in words for step in flow.steps)
    assert "<script" not in svg
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")


def test_nothing_an_organizer_writes_is_markup() -> None:
    source = 'flow: x\nabout: "<b>\\"&"\nsteps:\n  one: {say: "</text><script>alert(1)</script>"}\n'
    document, _ = parse_document(source, "x.yaml")
    assert document is not None
    graph = graph_of(FILES["flow"].model_validate(document.data), "en")  # type: ignore[arg-type]

    assert "<script>" not in draw_svg(graph)
    ET.fromstring(draw_svg(graph))  # noqa: S314 - our own drawing
    assert "<script>" not in draw_mermaid(graph)


def test_picture_of_every_flow_has_no_box_on_another() -> None:
    for folder in (SHIPPED, GOOD):
        for source in read_sources(folder).flows.values():
            root = ET.fromstring(draw_svg(graph_of(source.model, "en")))  # noqa: S314 - ours
            boxes = [
                [float(rect.get(key, 0)) for key in ("x", "y", "width", "height")]
                for group in root.iter("{http://www.w3.org/2000/svg}g")
                for rect in group.iter("{http://www.w3.org/2000/svg}rect")
            ]
            for i, (x, y, w, h) in enumerate(boxes):
                for x2, y2, w2, h2 in boxes[i + 1 :]:
                    assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y


# --- conversations -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def good() -> Campaign:
    return load(GOOD)


TALK = """\
conversation: call
# a comment that stays
as: {lang: en, opted_in: yes}
turns:
  - them: CALL
    us: "Something old
      over two lines"
  - them: done
then: {reports: {called: 1}}
"""


def test_conversation_that_goes_otherwise_is_told_turn_by_turn(good: Campaign) -> None:
    document, _ = parse_document(TALK, "call.yaml")
    assert document is not None

    problems = [str(problem) for problem in run(good, document).problems]

    assert problems == [
        "call.yaml:6:5: error: We said: Call (312) 555-0142. Then text DONE. "
        "Written is: Something old over two lines",
        "call.yaml:8:5: error: We said: Thank you! Every call counts. Written is: (nothing)",
    ]


def test_update_writes_what_is_said_and_keeps_the_rest(good: Campaign) -> None:
    document, _ = parse_document(TALK, "call.yaml")
    assert document is not None

    renewed = renew(run(good, document))

    assert renewed == TALK.replace(
        '"Something old\n      over two lines"', '"Call (312) 555-0142. Then text DONE."'
    ).replace("  - them: done\n", '  - them: done\n    us: "Thank you! Every call counts."\n')


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("turns: 3\n", "A conversation has `turns`."),
        ("turns: [a]\n", "A turn is a table."),
        ("turns: [{us: x}]\n", "A turn has one of them, wait and start."),
        ("turns: [{them: x, wait: 1h}]\n", "A turn has one of them, wait and start."),
        ("turns: [{them: x, uz: y}]\n", "There is no 'uz' here."),
        ("turns: [{wait: long}]\n", "'long' is not a length of time."),
        ("turns: [{them: x, acts: {nope: ok}}]\n", "There is no act 'nope'."),
        ("as: {nome: x}\nturns: []\n", "A person has no 'nome'."),
        ("at: soon\nturns: []\n", "'soon' is not a moment."),
        ("turns: []\nthen: {tagz: []}\n", "There is no 'tagz' here."),
        ("turns: []\nthen: {tags: [dj]}\n", "After it, tags is []."),
    ],
)
def test_conversation_that_is_not_one_is_told(good: Campaign, text: str, says: str) -> None:
    document, _ = parse_document(text, "x.yaml")
    assert document is not None

    assert says in str(run(good, document).problems[0])


@pytest.mark.parametrize("text", ['a "b" \\ c', "día\nñandú", "#: {x}", " blank ", "🎉", "\t"])
def test_quoted_text_reads_back_the_same(text: str) -> None:
    document, _ = parse_document(f"x: {quote(text)}", "x")

    assert document is not None
    assert document.data == {"x": text}


def test_chat_written_down_is_a_conversation_that_passes(good: Campaign, tmp_path: Path) -> None:
    given = find_person("ana")
    rehearsal = Rehearsal(good, make_person(given), datetime(2026, 9, 22, 17, tzinfo=UTC))
    turns = [{"them": text, "us": rehearsal.receive(text)} for text in ("CALL", "what?", "done")]
    path = tmp_path / "chat.yaml"
    path.write_text(write_new("chat", given, "2026-09-22 12:00", turns, rehearsal), "utf-8")

    assert run_file(good, path, "chat.yaml").problems == ()


def test_everybody_of_the_cast_can_talk(good: Campaign) -> None:
    for name in cast():
        rehearsal = Rehearsal(good, make_person(find_person(name)), wall_time())
        assert rehearsal.receive("call")


# --- the week, schemas ---------------------------------------------------------------------------


def test_dry_run_gives_what_is_for_this_person_in_their_zone() -> None:
    folder = Path("flows")
    sources = read_sources(folder)
    campaign = load(folder)
    days = campaign.dates["week"]
    lines = {}
    for name in ("ana", "dee", "cy"):
        person = make_person(find_person(name))
        rehearsal = Rehearsal(campaign, person, wall_time())
        lines[name] = list(run_days(rehearsal, sources, days))
    whys = {name: [line.why for line in found] for name, found in lines.items()}

    assert "dj_monday" in whys["dee"]
    assert "dj_monday" not in whys["ana"]
    assert whys["cy"] == []
    assert all(line.at.utcoffset() == lines["dee"][0].at.utcoffset() for line in lines["dee"])


@pytest.mark.parametrize("folder", [Path("flows"), SHIPPED, GOOD], ids=str)
def test_shipped_files_hold_against_the_schemas(folder: Path) -> None:
    found = schemas()
    for path in campaign_files(folder):
        data = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - strings only
        kind = path.stem if path.stem in ("campaign", "calendar") else "flow"
        kind = {"scripts": "script", "series": "series"}.get(path.parent.name, kind)
        jsonschema.validate(data, found[kind])
    json.dumps(found)


def test_schema_underlines_an_unknown_field() -> None:
    data = {"flow": "x", "about": "a", "steps": {"one": {"sey": "hi"}}}

    with pytest.raises(jsonschema.ValidationError, match="sey"):
        jsonschema.validate(data, schemas()["flow"])


def test_two_hundred_flows_load_and_check_quickly(tmp_path: Path) -> None:
    shutil.copytree(GOOD, tmp_path, dirs_exist_ok=True)
    text = (tmp_path / "call.yaml").read_text("utf-8")
    for n in range(200):
        body = text.replace("flow: call", f"flow: more{n}").replace("[call]", f"[more{n}]")
        body = body.replace("[llamar, llama]", f"[mas{n}]")
        (tmp_path / f"more{n}.yaml").write_text(body, encoding="utf-8")
    begun = time.process_time()

    assert [p for p in check(tmp_path) if p.severity == "error"] == []
    assert time.process_time() - begun < 2.0
