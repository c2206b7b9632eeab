"""A sentence or keyword is added to a flow's file: one line, checked, with the old file kept."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.campaign import check, load
from bot.campaign.teaching import AS_KEYWORD, AS_SAMPLE, teach, write
from bot.errors import Conflict, InputError, NotFound
from tests.campaign.broken_files import GOOD
from tests.shipped import copy_with_few_sentences

NOW = datetime(2026, 9, 22, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(copy_with_few_sentences(tmp_path / "flows"))


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (AS_SAMPLE, "ring the big bright building"),
        (AS_SAMPLE, 'she said: "ring them"'),
        (AS_KEYWORD, "ring ring"),
        (AS_KEYWORD, "Tel"),
    ],
)
def test_change_is_one_line_and_is_checked(folder: Path, how: str, words: str) -> None:
    lesson = teach(folder, "call", "en", words, how)

    assert lesson.problems == ()
    changed = [line for line in lesson.diff.splitlines()[2:] if line[0] in "+-"]
    assert len(changed) == (1 if how == AS_SAMPLE else 2)
    kept = write(lesson, folder.parent / "versions", NOW)
    assert kept.read_text() == lesson.before
    assert [p for p in check(folder) if p.severity == "error"] == []
    call = load(folder).flows["call"]
    said = call.means["en"] if how == AS_SAMPLE else call.keywords["en"]
    assert words.strip('"').lower() in [one.strip('"').lower() for one in said]


def test_flow_without_any_gets_its_first_ones(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(GOOD, tmp_path / "good"))
    (folder / "x.yaml").write_text(
        'flow: x\nabout: A case.\nkeywords: {en: [xx]}\nsteps:\n  one: {say: "Hi"}\n'
    )
    lesson = teach(folder, "x", "en", "i want to sing", AS_SAMPLE)
    write(lesson, tmp_path / "versions", NOW)

    assert load(folder).flows["x"].means == {"en": ("i want to sing",)}


def test_what_would_break_the_campaign_is_said_and_not_written(folder: Path) -> None:
    lesson = teach(folder, "call", "en", "please stop texting me", AS_SAMPLE)

    assert "is taken as a stop" in lesson.problems[0]
    with pytest.raises(Conflict):
        write(lesson, folder.parent / "versions", NOW)
    assert (folder / "call.yaml").read_text() == lesson.before


def test_file_that_changed_meanwhile_is_not_overwritten(folder: Path) -> None:
    lesson = teach(folder, "call", "en", "ring ring", AS_KEYWORD)
    (folder / "call.yaml").write_text(lesson.before + "# somebody else\n")

    with pytest.raises(Conflict):
        write(lesson, folder.parent / "versions", NOW)


@pytest.mark.parametrize(
    ("flow", "lang", "words", "how", "error"),
    [
        ("../secrets", "en", "hi there", AS_SAMPLE, NotFound),
        ("nothing", "en", "hi there", AS_SAMPLE, NotFound),
        ("call", "en", "  ", AS_SAMPLE, InputError),
        ("call", "en", "x" * 200, AS_SAMPLE, InputError),
        ("call", "en", "one two three four five", AS_KEYWORD, InputError),
        ("call", "en:", "hi there", AS_SAMPLE, InputError),
    ],
)
def test_wrong_lessons_are_refused(
    folder: Path, flow: str, lang: str, words: str, how: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        teach(folder, flow, lang, words, how)
