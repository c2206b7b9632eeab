"""The campaigns in the repository: no problem, and every step and choice talked through."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.campaign import check, load
from bot.campaign.coverage import cover
from bot.campaign.files import read_sources
from bot.campaign.known import Known
from bot.campaign.rules.cost import sample_text
from bot.campaign.rules.texts import all_words
from bot.campaign.transcripts import run_file, transcript_files
from bot.engine import parts

CAMPAIGNS = [Path("flows"), *sorted(p.parent for p in Path("examples").glob("*/campaign.yaml"))]
CONVERSATIONS = [(folder, path) for folder in CAMPAIGNS for path in transcript_files(folder)]


@pytest.mark.parametrize("folder", CAMPAIGNS, ids=str)
def test_campaign_has_no_problem(folder: Path) -> None:
    assert [str(problem) for problem in check(folder)] == []


@pytest.mark.parametrize(("folder", "path"), CONVERSATIONS, ids=lambda value: value.stem)
def test_conversation_goes_as_written(folder: Path, path: Path) -> None:
    outcome = run_file(load(folder), path, path.name)

    assert [str(problem) for problem in outcome.problems] == []


@pytest.mark.parametrize("folder", CAMPAIGNS, ids=str)
def test_every_step_and_choice_is_talked_through(folder: Path) -> None:
    campaign = load(folder)
    paths = [run_file(campaign, path, path.name).path for path in transcript_files(folder)]
    covered = cover(campaign, (place for path in paths for place in path))

    assert {flow: c.missing for flow, c in covered.items() if c.missing} == {}


@pytest.mark.parametrize("folder", CAMPAIGNS, ids=str)
def test_text_of_a_series_is_one_part_in_every_language(folder: Path) -> None:
    sources, campaign = read_sources(folder), load(folder)
    assert sources.campaign is not None
    known = Known(sources, sources.campaign)
    found = {
        (words.source.document.path, *words.loc): parts(
            campaign.as_sent(sample_text(known, campaign, words, words.lang))
        )
        for words in all_words(known)
        if words.source.document.path.startswith("series/")
    }
    assert {loc: part.units for loc, part in found.items() if part.count > 1} == {}
    assert found or folder != Path("flows")
