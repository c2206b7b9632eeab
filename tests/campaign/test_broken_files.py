"""Every broken file gets exactly the messages written beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.campaign import check, load
from bot.errors import CampaignError
from bot.sentences import Sentence, told
from bot.web.words import catalog
from tests.campaign.broken_files import BROKEN, GOOD, lay_out, messages


def test_there_are_enough_of_them() -> None:
    assert len(BROKEN) >= 60


def test_good_campaign_has_no_problem() -> None:
    assert [p for p in check(GOOD) if p.severity == "error"] == []


@pytest.mark.parametrize("case", BROKEN, ids=lambda path: path.stem)
def test_broken_file_is_told_where_and_how(case: Path, tmp_path: Path) -> None:
    expected = case.with_suffix(".txt").read_text(encoding="utf-8")

    assert messages(case, tmp_path) == expected
    assert expected


@pytest.mark.parametrize("case", BROKEN, ids=lambda path: path.stem)
def test_broken_file_is_never_loaded(case: Path, tmp_path: Path) -> None:
    lay_out(case, tmp_path)

    with pytest.raises(CampaignError) as caught:
        load(tmp_path)

    assert (
        str(caught.value).splitlines() == case.with_suffix(".txt").read_text("utf-8").splitlines()
    )


@pytest.mark.parametrize("case", BROKEN, ids=lambda path: path.stem)
def test_broken_file_is_told_in_spanish_too(case: Path, tmp_path: Path) -> None:
    lay_out(case, tmp_path)

    for problem in check(tmp_path):
        assert isinstance(problem.message, Sentence), problem
        assert told(problem.message, "es", catalog("es")) != problem.message
