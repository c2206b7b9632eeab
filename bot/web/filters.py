"""How templates show numbers, money and times: in the reader's language, in a named zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time, format_timedelta
from babel.numbers import format_currency, format_decimal
from flask import Flask
from flask_babel import get_locale

from bot.sentences import Sentence
from bot.web.doors import services
from bot.web.words import language, said

_DAYS = {"en": "EEEE, MMMM d", "es": "EEEE d 'de' MMMM"}


def configure(app: Flask) -> None:
    """Add the filters to this app's templates."""
    app.jinja_env.filters.update(
        number=number, moment=moment, moment_in=moment_in, money=money, wall=wall, day=day,
        clock=clock, time_of=time_of, duration=duration,
        said=spoken,
    )  # fmt: skip
    app.jinja_env.add_extension("jinja2.ext.do")


def spoken(value: str | Sentence) -> str:
    """A sentence of ours in the reader's language; what a person wrote as it is."""
    return said(value) if isinstance(value, Sentence) else value


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


def day(value: datetime | date | str) -> str:
    """A day, also one in ISO form: "Monday, September 21", "lunes 21 de septiembre". An instant
    counts in the campaign's zone."""
    if isinstance(value, str):
        value = date.fromisoformat(value)
    here = _here(value) if isinstance(value, datetime) else value
    return str(format_date(here, _DAYS.get(language(), _DAYS["en"]), locale=get_locale()))


def clock(value: datetime) -> str:
    """The time of an instant in the campaign's zone, or of a wall clock as it is: "10:00 AM"."""
    return str(format_datetime(_here(value), "h:mm a", locale=get_locale()))


def time_of(value: time) -> str:
    """A time of day: "5:30 PM"."""
    return str(format_time(value, "h:mm a", locale=get_locale()))


def _here(value: datetime) -> datetime:
    """An instant as the campaign's clock shows it; a wall clock without a zone as it is."""
    zone = ZoneInfo(services().campaign.current().zone)
    return value.astimezone(zone) if value.tzinfo else value


def moment(value: datetime) -> str:
    """An instant in the campaign's zone, named: "Mon, Sep 21, 10:00 AM EDT"."""
    return moment_in(value, services().campaign.current().zone)


def moment_in(value: datetime, zone: str) -> str:
    """An instant in a zone, named: "Mon, Sep 21, 10:00 AM EDT"."""
    local = value.astimezone(ZoneInfo(zone))
    shown = format_datetime(local, "EEE, MMM d, h:mm a", locale=get_locale())
    return f"{shown} {local.tzname()}"
