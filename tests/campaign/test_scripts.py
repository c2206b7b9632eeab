"""Scripts: what is filled in, and what the linter says of copy that does not fit."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.campaign import LIVE, Filling, check, length_name, load, read_length, words_to_read
from bot.cli.scripts import check_scripts
from bot.errors import Problem
from tests.lacking import needs_voice

SMALL = Path(__file__).parents[1] / "campaigns" / "small"
FLOWS = Path(__file__).parents[2] / "flows"
NOW = datetime(2026, 9, 22, 18, tzinfo=UTC)
END = "Call {line|ear}. Again: {line|ear:digits}."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SMALL, tmp_path / "small")
    (tmp_path / "small" / "scripts").mkdir(exist_ok=True)
    return tmp_path / "small"


def write(folder: Path, read: str, more: str = "") -> list[Problem]:
    """The problems of a campaign with one script."""
    text = f"script: spot\ntitle: {{en: Spot, es: Anuncio}}\n{more}read:\n{read}"
    (folder / "scripts" / "spot.yaml").write_text(text, encoding="utf-8")
    return [problem for problem in check(folder) if problem.path == "scripts/spot.yaml"]


LONG = " ".join(["Our families belong together, and everyone of us can say so today."] * 5)


def test_copy_over_its_seconds_is_refused_with_the_words_to_cut(folder: Path) -> None:
    found = write(folder, f"  en:\n    30: >-\n      A reason. {LONG} It helps. {END}\n")
    wrong = next(problem for problem in found if problem.code == "reading_time")
    assert (wrong.severity, wrong.line) == ("error", 5)
    assert "Reading this :30 takes" in wrong.message
    assert 'for example: "' in wrong.mend
    assert "eight six six" not in wrong.mend.lower()


def test_copy_under_24_seconds_is_a_warning_for_a_30(folder: Path) -> None:
    found = write(folder, f"  en:\n    30: >-\n      Short. {END}\n")
    short = next(problem for problem in found if problem.code == "short_script")
    assert short.severity == "warning"
    assert "more word" in short.mend


def test_number_once_is_a_warning_and_a_liner_needs_it_once(folder: Path) -> None:
    once = "Families belong together in this town. Call {line|ear}."
    found = write(folder, f'  en:\n    15: "{once}"\n    10: "{once}"\n')
    assert [p.line for p in found if p.code == "number_twice"] == [5]


def test_a_missing_language_is_a_warning(folder: Path) -> None:
    found = write(folder, f'  en:\n    live: "- {END}"\n    10: "Call {{line|ear}}."\n')
    missing = next(problem for problem in found if problem.code == "translation")
    assert "no es text for live, 10" in missing.message


@pytest.mark.parametrize(
    ("more", "read", "says"),
    [
        ("line: nowhere\n", '  en: {10: "Call."}\n', "There is no line 'nowhere'."),
        ("", '  en: {10: "Hello {stations}."}\n', "Nothing fills {stations} here."),
        ("", '  en: {ten: "Hello."}\n', "'ten'"),
        ("", '  en: {-5: "Hello."}\n', "-5"),
        ("version: 0\n", '  en: {10: "Hello."}\n', "0 does not fit 'version'."),
        ("until: tomorrow\n", '  en: {10: "Hello."}\n', "'tomorrow' is not a day."),
        ("", '  fr: {10: "Bonjour."}\n', "The campaign does not speak 'fr'."),
    ],
)
def test_what_cannot_be_is_an_error(folder: Path, more: str, read: str, says: str) -> None:
    found = [problem for problem in write(folder, read, more) if problem.severity == "error"]
    assert any(says in problem.message for problem in found), [str(problem) for problem in found]


def test_what_is_known_of_a_dj_is_filled_in_and_the_rest_left_out(folder: Path) -> None:
    write(
        folder,
        "  en:\n    live: |\n      - Hello {station}[ in {market}].\n      - [On {show}.]\n"
        "      - [{days_left} days left.]\n      - [{count.called|number} calls.]\n",
        "from: 2026-09-14\nuntil: 2026-09-27\nhints: {Pilsen: PIL-sen}\n",
    )
    campaign = load(folder)
    script = campaign.scripts[0]
    filling = Filling(station="KDNA 91.9 FM", market="Pilsen", counts={"called": 1482})
    assert words_to_read(campaign, script, "en", LIVE, NOW, filling).splitlines() == [
        "- Hello K-D-N-A, ninety-one point nine F-M in Pilsen (PIL-sen).",
        "- Five days left.",
        "- One thousand four hundred eighty-two calls.",
    ]
    assert words_to_read(campaign, script, "en", LIVE, NOW).startswith("- Hello.")


def test_the_shipped_campaign_has_three_scripts_in_every_length_and_language() -> None:
    campaign = load(FLOWS)
    for lang in campaign.languages:
        for length in (10, 15, 30, 60, LIVE):
            assert sum(length in script.texts.get(lang, {}) for script in campaign.scripts) >= 3


def test_the_shipped_copy_has_no_problem() -> None:
    assert [str(p) for p in check(FLOWS) if p.path.startswith("scripts/")] == []


@pytest.mark.parametrize(
    ("said", "length"),
    [("30", 30), (":15", 15), ("60 seconds", 60), ("live", LIVE), ("en vivo", LIVE), ("", 30),
     ("whatever", 30), ("9999999", 30)],
)  # fmt: skip
def test_lengths_are_read_and_written(said: str, length: int) -> None:
    assert read_length(said) == length
    assert read_length(length_name(length)) == length


@needs_voice
def test_check_refuses_copy_that_only_the_voice_finds_too_long(folder: Path) -> None:
    close = "Keep immigrant families together. This week, call the White House and ask for relief."
    copy = f"{close} {{line|ear}}."
    found = write(folder, f'  en:\n    10: "{copy}"\n')
    assert not [problem for problem in found if problem.code == "reading_time"]

    done = CliRunner().invoke(check_scripts, ["--campaign", str(folder)])

    assert done.exit_code == 1
    assert "scripts/spot.yaml: error: The voice reads the en :10 in" in done.output


@pytest.mark.parametrize(
    ("length", "copy", "message"),
    [
        (15, f"A reason. {END}", "does not say who asks"),
        (30, f"Small asks. It is free. {END}", "when the line is open"),
        (30, f"Small asks, {{line.hours}}. {END}", "the call is free"),
        (15, f"Small asks. {END} Text the word CALLED to us.", "not to which number"),
    ],
)
def test_copy_says_what_a_listener_needs(
    folder: Path, length: int, copy: str, message: str
) -> None:
    campaign = folder / "campaign.yaml"
    hours = '    languages: [en, es]\n    hours: {mon-fri: "09:00-17:00"}\n'
    campaign.write_text(campaign.read_text().replace("    languages: [en, es]\n", hours))
    found = write(folder, f'  en:\n    {length}: "{copy}"\n')
    assert [message in p.message for p in found if p.code == "listener"] == [True]
