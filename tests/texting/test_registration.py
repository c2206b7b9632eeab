"""The registration pack is made of the campaign, and says what a reviewer would send back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.campaign import load
from bot.campaign.files import read_sources
from bot.campaign.registration import LONGEST, SAMPLES, Pack, gather
from bot.cli.registration import command
from bot.errors import Conflict
from bot.texting import registration
from tests.factories import NOON, SMALL

FLOWS = Path(__file__).resolve().parents[2] / "flows"


def pack_of(folder: Path) -> Pack:
    return gather(load(folder), read_sources(folder), NOON)


@pytest.fixture(scope="module")
def shipped() -> Pack:
    return pack_of(FLOWS)


def test_words_are_those_the_line_hears(shipped: Pack) -> None:
    assert "JOIN" in shipped.join_words["en"]
    assert "UNIRME" in shipped.join_words["es"]
    assert {"STOP", "UNSUBSCRIBE", "REVOKE", "OPTOUT", "ALTO", "BAJA"} <= set(shipped.stop_words)
    assert {"HELP", "AYUDA"} <= set(shipped.help_words)


def test_answers_and_samples_are_what_people_get(shipped: Pack) -> None:
    campaign = load(FLOWS)
    assert shipped.answers["stop"]["es"] == campaign.text("stopped", "es")
    for lang in ("en", "es"):
        joined = shipped.answers["joining"][lang]
        assert "STOP" in joined
        assert "HELP" in joined
        assert len(joined) <= LONGEST
    assert 2 <= len(shipped.samples) <= SAMPLES
    assert {lang for lang, _ in shipped.samples} == {"en", "es"}
    assert shipped.has_phone


def changed(tmp_path: Path, before: str, after: str) -> Pack:
    folder = tmp_path / "campaign"
    shutil.copytree(SMALL, folder)
    file = folder / "campaign.yaml"
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after))
    return pack_of(folder)


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ('en: "{org}: stopped. START to come back."', 'en: "Bye."', "has 4 characters"),
        ('en: "{org}: stopped. START', 'en: "You are stopped. START', "does not say who texts"),
    ],
)
def test_what_a_reviewer_would_send_back_is_said(
    tmp_path: Path, before: str, after: str, fault: str
) -> None:
    assert any(fault in one for one in changed(tmp_path, before, after).faults)


def test_the_picture_needs_no_file_beside_it_and_shows_the_terms(shipped: Pack) -> None:
    page = registration.picture(shipped, "(202) 555-0100")
    assert "src=" not in page
    assert "href=" not in page
    for terms in shipped.terms.values():
        assert terms.replace("&", "&amp;") in page
    assert "(202) 555-0100" in page


def test_the_command_writes_all_of_it_and_names_what_to_mend(tmp_path: Path) -> None:
    done = CliRunner().invoke(command, ["--campaign", str(FLOWS), "--out", str(tmp_path / "r")])
    pack = pack_of(FLOWS)
    assert isinstance(done.exception, Conflict) is bool(pack.faults)
    found = json.loads((tmp_path / "r" / "registration.json").read_text())
    assert found["MessageSamples"] == [text for _, text in pack.samples]
    sheet = (tmp_path / "r" / "registration.md").read_text()
    for fault in pack.faults:
        assert fault in sheet
    assert (tmp_path / "r" / "opt-in.html").is_file()
