"""Files of series that cannot be sent, and one that fails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.broadcasts import series
from bot.campaign import check, load
from bot.clarion import Clarion
from bot.errors import CampaignError
from bot.segments.linting import lint
from tests.broadcasts.series_cases import (
    HEAD,
    WELCOME,
    at,
    local,
    write,
)
from tests.broadcasts.series_cases import clarion as clarion
from tests.broadcasts.series_cases import folder as folder
from tests.factories import ANA, NOON, add_person, rows


def test_segment_that_cannot_be_read_is_told(folder: Path) -> None:
    path = folder / "series" / "one.yaml"
    path.write_text(HEAD.format(name="one") + "to: lang is es" + WELCOME, encoding="utf-8")

    [problem] = [p for p in check(folder, None, lint) if p.severity == "error"]
    assert str(problem).startswith("series/one.yaml:3:1: error: This is not a segment.")


@pytest.mark.parametrize(
    ("to", "severity", "says"),
    [
        ("lang = spanish", "error", "Perhaps “es”?"),
        ("state = Illinois", "error", "Perhaps “IL”?"),
        ("not flow = cal", "error", "Perhaps “call”?"),
        ("answered dome in flow call", "error", "“dome” is no answer to call. Perhaps “done”?"),
        ("answered done in flow call/numbr", "error", "Perhaps “call/number”?"),
        ("field.secret = x", "error", "is a private field"),
        ("not tag = joind", "warning", "Perhaps “joined”?"),
    ],
)
def test_values_of_a_segment_are_checked(folder: Path, to: str, severity: str, says: str) -> None:
    path = folder / "series" / "one.yaml"
    path.write_text(HEAD.format(name="one") + f"to: {to}" + WELCOME, encoding="utf-8")

    [problem] = [p for p in check(folder, None, lint) if p.code == "segment_value"]
    assert problem.severity == severity
    assert says in problem.mend
    assert (problem.path, problem.line) == ("series/one.yaml", 3)
    if severity == "error":
        with pytest.raises(CampaignError):
            load(folder, lint)


def test_date_has_no_hour_to_count_from(folder: Path) -> None:
    body = '\nfrom: week\ntexts:\n  eve:\n    when: 3 hours before\n    say: "Soon."\n'
    (folder / "series" / "one.yaml").write_text(HEAD.format(name="one") + body, "utf-8")

    [problem] = [p for p in check(folder) if p.severity == "error"]
    assert problem.message == "'week' is a day and has no hour to count from."


def test_a_text_that_fails_stops_no_other(
    clarion: Clarion, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = add_person(clarion, ANA, opted_in_at=NOON)
    write(clarion, WELCOME, "one")
    write(clarion, WELCOME, "two")
    real = series._Look.run

    def run_but_one(look: Any, room: int) -> int:
        if look._series.name == "one":
            raise ValueError("a bug of ours")
        return real(look, room)

    monkeypatch.setattr(series._Look, "run", run_but_one)
    assert series.run_due(at(clarion, local("2026-09-24 12:05"))) == 1
    assert rows(clarion, "SELECT series, contact_id FROM series_sent") == [("two", person)]
    assert rows(clarion, "SELECT kind, key FROM set_aside") == [("text of a series", "one/hello")]
