"""Days for the examples in texts ("Like 9/24"): ones that are right if somebody copies them."""

from __future__ import annotations

from datetime import date, timedelta

from bot.engine.definition import Campaign
from bot.engine.wording import Meanings

_INTO_THE_WEEK = timedelta(days=3)  # the middle of a week of seven days
_AHEAD = timedelta(days=6)


def example_day(campaign: Campaign, today: date) -> date:
    """A day to come: in the campaign's week while some of it is left, else six days from today."""
    span = campaign.dates.get("week") or next(iter(campaign.dates.values()), None)
    if span is None or today >= span[1]:
        return today + _AHEAD
    return min(max(span[0] + _INTO_THE_WEEK, today + timedelta(days=1)), span[1])


def show_day(day: date, words: Meanings | None) -> str:
    """A day as people of a language type it: 9/24, 24 de septiembre."""
    form = words or Meanings()
    month = form.month_labels[day.month - 1] if form.month_labels else ""
    return form.example_form.format(number=day.month, day=day.day, month=month)
