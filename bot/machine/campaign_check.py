"""The campaign's problems as of today: one look, for `clarion check` and `clarion doctor`."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from bot.campaign import check
from bot.clock import wall_time
from bot.errors import Problem
from bot.segments.linting import lint

_ZONE = ZoneInfo("America/New_York")  # the first to begin a day, of those whom the campaign is for


def check_today(folder: Path, *, is_production: bool) -> list[Problem]:
    """Every error and warning of a folder, what is past today among them."""
    today = wall_time().astimezone(_ZONE).date()
    return check(folder, today, lint, is_production=is_production)


def count(problems: list[Problem]) -> tuple[int, int]:
    """How many errors and how many warnings; together all of them."""
    errors = sum(problem.severity == "error" for problem in problems)
    return errors, len(problems) - errors
