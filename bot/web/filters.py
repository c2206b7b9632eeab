"""How templates show numbers, money and times: in the reader's language, in a named zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_timedelta
from babel.numbers import format_currency, format_decimal
from flask import Flask
from flask_babel import get_locale

from bot.web.doors import services


def configure(app: Flask) -> None:
    """Add the filters to this app's templates."""
    app.jinja_env.filters.update(
        number=number, moment=moment, money=money, wall=wall, duration=duration
    )
    app.jinja_env.add_extension("jinja2.ext.do")


def number(value: float) -> str:
    """1234 → 1,234."""
    return str(format_decimal(value, locale=get_locale()))


def wall(value: datetime) -> str:
    """A wall-clock time without a zone: "Mon, Sep 21, 10:00 AM"."""
    return str(format_datetime(value, "EEE, MMM d, h:mm a", locale=get_locale()))


def duration(seconds: float) -> str:
    """A length of time, as exact as one needs it: "2 minutes", "3 hours"."""
    rounded = max(1, round(seconds))
    return str(format_timedelta(timedelta(seconds=rounded), threshold=1.2, locale=get_locale()))


def money(value: float) -> str:
    """US dollars."""
    return str(format_currency(value, "USD", locale=get_locale()))


def moment(value: datetime) -> str:
    """An instant in the campaign's zone, named: "Mon, Sep 21, 10:00 AM EDT"."""
    zone = ZoneInfo(services().campaign.current().zone)
    local = value.astimezone(zone)
    shown = format_datetime(local, "EEE, MMM d, h:mm a", locale=get_locale())
    return f"{shown} {local.tzname()}"
