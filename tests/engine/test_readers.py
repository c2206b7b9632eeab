"""Readers of answers: the labelled answers, and what holds for any text at all."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.campaign import load
from bot.campaign.lexicons import make_lexicon
from bot.engine import Campaign
from bot.engine.definition import Ask
from bot.engine.numerals import say_number
from bot.engine.readers.airings import read_airings
from bot.engine.readers.answers import KINDS, read_answer
from bot.engine.readers.clocks import read_time
from bot.engine.readers.corrections import read_correction
from bot.engine.readers.counts import read_count
from bot.engine.readers.days import read_date
from bot.engine.readers.finding import FINDERS, find_all
from bot.engine.readers.reading import Reading
from bot.engine.readers.shows import read_show
from bot.engine.readers.stations import find_city, find_station

LEXICON = make_lexicon(["en", "es"], {})
NOW = datetime(2026, 9, 22, 11, tzinfo=UTC)  # a Tuesday
LANGS = st.sampled_from(["en", "es"])
CASES = Path(__file__).parents[1] / "cases" / "answers_more.yaml"


@cache
def shipped() -> Campaign:
    return load(Path("flows"))


def reading(lang: str = "en", now: datetime = NOW, **options: str) -> Reading:
    return Reading(LEXICON, lang, now, options)


# --- labelled answers ----------------------------------------------------------------------------

# Kinds whose question the table does not name, and where each is asked.
ASKED = {"name": "ask_name/name", "zip": "ask_zip/zip", "yesno": "call/thanks"}


def understood(row: dict[str, Any]) -> str | None:
    """What is kept of a labelled answer, as the table writes it."""
    kind, text, campaign = row["kind"], row["text"], shipped()
    if kind == "stationcity":
        station = find_station(text, campaign.lexicon)
        return f"{station}/{find_city(text, station, campaign.lexicon)}" if station else "bad"
    flow, _, step = row.get("question", ASKED.get(kind, "")).partition("/")
    ask = campaign.flows[flow].steps[step].exit if flow else Ask(kind=kind)
    assert isinstance(ask, Ask)
    options = {name: value.source for name, value in ask.options.items()}
    window = campaign.dates.get(options.get("within", ""))
    at = datetime.fromisoformat(row["at"])
    found = read_answer(
        ask, text, Reading(campaign.lexicon, row["lang"], at, options, ask.pattern, window)
    )
    if found is None or not found.is_kept:
        return "outside" if found is not None and found.is_outside else None
    if kind == "choice":
        return found.choice or f"count:{found.value}"
    return str(found.choice or found.value)


def test_labelled_answers_are_read_right_and_hardly_one_is_kept_wrong() -> None:
    rows = yaml.load(CASES.read_text("utf-8"), yaml.BaseLoader)["answers"]  # noqa: S506 - strings only
    failed, wrong = Counter[str](), []
    for row in rows:
        wanted = [None if one == "null" else one for one in row["expected"]]
        found = understood(row)
        if found not in wanted:
            failed[row["kind"]] += 1
            if found not in (None, "outside"):
                wrong.append((row["text"], found, wanted))
    assert failed.total() <= 0.015 * len(rows), failed
    assert len(wrong) <= 0.005 * len(rows), wrong


# --- any text whatever ---------------------------------------------------------------------------

_PIECES = """12 7 3pm 6:30 9/26 el la de a y to at not no sorry 15 para las half past sept
sábado monday calls llamadas made hice x times - , . ? ! $5 60608 OAK3 312-555-0142 hace ago once
dozen mil próximo next first último 25th 1800 6p perdón quise decir and or o yes sí maybe 👍 🏽 ٢"""
PIECES = st.sampled_from(_PIECES.split())
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=12).map(" ".join))


@given(TEXTS, LANGS)
def test_no_text_makes_a_reader_fail(text: str, lang: str) -> None:
    given_ = reading(lang)
    for kind in KINDS:
        read_answer(Ask(kind=kind), text, given_)
    find_all(text, given_, tuple(FINDERS))
    read_show(text, LEXICON, lang)
    read_airings(text, NOW, LEXICON, lang)
    read_correction(text, given_)


@given(TEXTS, LANGS)
def test_a_day_that_is_kept_is_none_that_has_passed(text: str, lang: str) -> None:
    found = read_date(text, reading(lang))
    assert found is None or found.is_outside or str(found.value) >= NOW.date().isoformat()


@given(TEXTS, LANGS)
def test_an_airing_never_lies_ahead(text: str, lang: str) -> None:
    assert all(at <= NOW for at in read_airings(text, NOW, LEXICON, lang).times)


# --- counts --------------------------------------------------------------------------------------

NO_COUNTS = st.one_of(
    st.from_regex(r"[A-Z]{2,4}[0-9]{1,3}", fullmatch=True),
    st.times().map(lambda t: f"{t.hour}:{t.minute:02}"),
    st.integers(1, 12).flatmap(lambda h: st.sampled_from([f"at {h}", f"{h}pm", f"a las {h}"])),
    st.from_regex(r"\([2-9][0-9]{2}\) [2-9][0-9]{2}-[0-9]{4}", fullmatch=True),
    st.dates(date(2026, 1, 1), date(2027, 12, 31)).map(lambda d: f"{d.month}/{d.day}"),
    st.integers(1, 120).flatmap(
        lambda n: st.sampled_from(
            [f"{n} minutes", f"{n} minutos", f"im {n}", f"call {n}", f"{n} years old", f"${n}",
             f"tried {n} times", f"{n} veces y no contestan", f"my sister made {n}",
             f"no one picked up {n} times", f"voy a hacer {n}", f"route {n}", f"el {n}"]
        )
    ),
)  # fmt: skip


@given(NO_COUNTS, LANGS)
def test_what_counts_no_calls_is_no_count(text: str, lang: str) -> None:
    assert read_count(text, reading(lang)) is None


@given(
    st.integers(2, 200), LANGS,
    st.sampled_from(["{}", "made {}", "hice {}", "{} calls", "{} llamadas", "about {}", "llevo {}",
                     "I made {} calls today", "como {}", "{}!!", "sorry, I meant {}"]),
    st.booleans(),
)  # fmt: skip
def test_a_count_is_read_in_digits_and_words(n: int, lang: str, form: str, in_words: bool) -> None:
    spanish = any(word in form for word in ("hice", "llamadas", "llevo", "como"))
    said_in = "es" if spanish else "en" if form not in ("{}", "{}!!") else lang
    found = read_count(form.format(say_number(n, said_in) if in_words else n), reading(said_in))
    if form.startswith("sorry"):
        ask = Ask(kind="count")
        found = read_answer(ask, form.format(n), reading("en"))
    assert found is not None
    assert found.value == n


# --- days and hours ------------------------------------------------------------------------------

_EN = """january february march april may june july august september october november
december"""
_ES = """enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre
diciembre"""
EN, ES = _EN.split(), _ES.split()
WEEK_EN = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
WEEK_ES = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"]
DAYS = st.dates(NOW.date(), NOW.date() + timedelta(days=290))
DAY_FORMS = [
    (lambda d: f"{EN[d.month - 1]} {d.day}", "en"),
    (lambda d: f"{d.day} {EN[d.month - 1][:3]}", "en"),
    (lambda d: f"the {d.day}th of {EN[d.month - 1]}", "en"),
    (lambda d: f"{WEEK_EN[d.weekday()]}, {EN[d.month - 1].title()} {d.day}, {d.year}", "en"),
    (lambda d: f"{d.month}/{d.day}", "en"),
    (lambda d: f"{d.month}/{d.day}/{d.year}", "en"),
    (lambda d: d.isoformat(), "en"),
    (lambda d: f"el {d.day} de {ES[d.month - 1]}", "es"),
    (lambda d: f"{say_number(d.day, 'es')} de {ES[d.month - 1]}", "es"),
    (lambda d: f"{WEEK_ES[d.weekday()]} {d.day} de {ES[d.month - 1]} del {d.year}", "es"),
    (lambda d: f"{WEEK_ES[d.weekday()]} {d.day} de {ES[d.month - 1]} a las 6", "es"),
]


@given(DAYS, st.sampled_from(DAY_FORMS))
def test_a_day_is_read_back_however_it_is_written(day: date, form: Any) -> None:
    write, lang = form
    found = read_date(write(day), reading(lang))
    assert found is not None
    assert (found.value, found.is_outside) == (day.isoformat(), False)


@given(DAYS, st.integers(1, 6))
def test_a_weekday_and_a_date_that_disagree_are_refused(day: date, off: int) -> None:
    weekday = WEEK_EN[(day.weekday() + off) % 7]
    assert read_date(f"{weekday} {EN[day.month - 1]} {day.day}", reading()) is None


@pytest.mark.parametrize("text", ["feb 30", "9/31", "30 de febrero", "november 31st", "13/13"])
def test_a_day_that_no_month_has_is_refused(text: str) -> None:
    assert read_date(text, reading("es" if "de" in text.split() else "en")) is None


@pytest.mark.parametrize("text", ["this saturday", "next saturday", "sat or sun", "weekend"])
def test_on_a_friday_the_coming_saturday_is_asked_about(text: str) -> None:
    assert read_date(text, reading(now=datetime(2026, 9, 25, 11, tzinfo=UTC))) is None


TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
TIME_FORMS = [
    (lambda t: f"{t.hour % 12 or 12}:{t.minute:02} {'am' if t.hour < 12 else 'pm'}", "en"),
    (lambda t: f"{t.hour % 12 or 12}:{t.minute:02}{'a' if t.hour < 12 else 'p'}.m.", "es"),
    (lambda t: t.strftime("%H:%M" if t.hour > 12 or t.hour == 0 else "%I:%M%p"), "en"),
    (lambda t: f"from {t.strftime('%I:%M%p')} to 11:59pm", "en"),
    (lambda t: f"Saturday at {t.strftime('%I:%M %p')}", "en"),
]  # fmt: skip


@given(TIMES, st.sampled_from(TIME_FORMS))
def test_an_hour_is_read_back_however_it_is_written(clock: time, form: Any) -> None:
    write, lang = form
    found = read_time(write(clock), reading(lang))
    assert found is not None
    assert found.value == clock.isoformat("minutes")


@given(st.integers(1, 7))
def test_an_hour_in_words_is_that_of_an_action(hour: int) -> None:
    for text, lang, minute in (
        (f"a las {say_number(hour, 'es')} y media", "es", 30),
        (f"half past {say_number(hour, 'en')}", "en", 30),
        (f"{hour} y cuarto", "es", 15),
    ):
        found = read_time(text, reading(lang))
        assert found is not None
        assert found.value == f"{hour + 12}:{minute}"


# --- several things at once ----------------------------------------------------------------------


def test_a_sentence_says_several_things_at_once() -> None:
    text = "I want to host a rally on Saturday at 5 in 60608"
    found = {one.kind: one.value for one in find_all(text, reading(), ("date", "time", "zip"))}
    assert found == {"date": "2026-09-26", "time": "17:00", "zip": "60608"}


def test_a_range_with_its_day_and_place() -> None:
    found = find_all("Saturday 5-7pm at the library", reading(), ("date", "time", "zip", "count"))
    assert [(one.kind, one.value) for one in found] == [("date", "2026-09-26"), ("time", "17:00")]


@pytest.mark.parametrize(
    ("text", "value"), [("its 7 not 6", 7), ("not 12, 2", 2), ("sorry, I meant 12", 12)]
)
def test_a_correction_is_told_from_an_answer(text: str, value: int) -> None:
    found = read_answer(Ask(kind="count"), text, reading())
    assert found is not None
    assert (found.value, found.is_correction) == (value, True)


@pytest.mark.parametrize(
    "text", ["I'd rather not say", "no quiero dar mi zip", "prefiero no decir"]
)
def test_a_refusal_is_no_answer(text: str) -> None:
    found = read_answer(Ask(kind="zip"), text, reading())
    assert found is not None
    assert found.is_refusal
    assert not found.is_kept
