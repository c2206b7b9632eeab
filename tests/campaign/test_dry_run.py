"""A week as one person would get it."""

from __future__ import annotations

from pathlib import Path

from bot.campaign import load
from bot.campaign.cast import find_person
from bot.campaign.dry_run import run_days
from bot.campaign.files import read_sources
from bot.campaign.rehearsal import Rehearsal, make_person
from bot.clock import wall_time


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
