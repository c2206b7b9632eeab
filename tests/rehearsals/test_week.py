"""A week with invented people: played whole, and what breaks a promise is named."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import InputError
from bot.rehearsals.week import clockwork, diary, sums
from bot.rehearsals.week.acting import Player, Text
from bot.rehearsals.week.checks import screens, seats
from bot.rehearsals.week.checks.checker import check
from bot.rehearsals.week.ledger import GOING, Calls, Change, Plan
from bot.rehearsals.week.playing import play, story
from bot.rehearsals.week.sums import compare
from bot.rehearsals.week.town import Town
from tests.sizes import sized
from workers import clock

ROOT = Path(__file__).resolve().parents[2]
PEOPLE, SEED = 40, 7
# What the clock does besides, and why nobody in a week notices.
UNSEEN = {
    "doubts": "every text is taken at once", "orders by text": "nobody linked a phone",
    "report of the day": "nobody linked a phone", "webhooks": "the campaign calls none",
    "spool": "the record is never away", "reconcile": "the carrier lists nothing",
    "late statuses": "the carrier sends none", "silent numbers": "nobody was silent so long",
    "keys of people": "no key is new", "who was erased": "no backup brings anybody back",
    "what stood open": "nothing was before keys", "budget of replies": "warns people of the team",
    "lists of people": "no list is brought in", "journal of stops": "is read after a restore",
    "chain of the audit": "nobody asks", "first waves": "no broadcast is so large",
    "two texts": "no broadcast tries two",
    "names of calling lists": "nobody brought a list",
    "calls to make": "nobody is rung", "lines that are waited for": "nobody waits for one",
    "calls in doubt": "nobody is rung", "calls that nobody told of": "nobody is rung",
    "forgetting": "nothing is so old",
}  # fmt: skip

pytestmark = pytest.mark.timeout(1200)  # a week takes minutes where others work on the machine


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with play(ROOT / "flows", PEOPLE, SEED) as played:
        yield played


@pytest.mark.slow
def test_every_promise_of_a_week_is_kept(town: Town) -> None:
    assert check(town) == []


@pytest.mark.slow
def test_the_record_says_what_the_diary_comes_to(town: Town) -> None:
    rows = compare(town)

    assert [row.fault for row in rows if row.fault] == []
    counted = {row.name: row.script for row in rows}
    for name in ("actions led", "phone banks made", "people who joined one", "calls that count",
                 "guests who go in the end", "guests who were there", "readings on air",
                 "people erased", "texts from phones", "calls of our number",
                 "… of them measured by the phone line"):  # fmt: skip
        assert counted[name] > 0, name


@pytest.mark.slow
def test_a_record_that_says_otherwise_is_named(town: Town) -> None:
    entry = next(one for one in town.diary.entries if one.act == "leads")
    town.diary.add(entry)
    faults = [row.fault for row in compare(town) if row.fault]
    take_out(town, entry)

    led = town.diary.rows("leads")
    assert faults == [f"actions led: {led + 1} by the diary, {led} on the record"]


def take_out(town: Town, entry: diary.Entry) -> None:
    """A diary without its last line."""
    assert town.diary.entries.pop() is entry
    town.diary.again()


@pytest.mark.slow
def test_all_sums_can_be_counted_from_the_sheet_alone(town: Town, tmp_path: Path) -> None:
    town.diary.write(tmp_path / "week.csv")
    sums.write(compare(town), tmp_path / "sums.csv")

    with (tmp_path / "week.csv").open(newline="") as file:
        lines = [(line["act"], int(line["count"])) for line in csv.DictReader(file)]
    with (tmp_path / "sums.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            if row["counted as"] != "on the phones":
                assert by_hand(row["counted as"], lines) == int(row["by the diary"]), row
            if row["on the record"]:
                assert row["by the diary"] == row["on the record"], row


def by_hand(words: str, lines: list[tuple[str, int]]) -> int:
    """What "rows leads - sum calls" comes to, over (act, count)."""
    total, sign = 0, 1
    for part in re.split(r" ([+-]) ", words):
        if part in "+-":
            sign = 1 if part == "+" else -1
            continue
        how, act = part.split(" ", 1)
        counts = [count for one, count in lines if one == act]
        total += sign * (len(counts) if how == "rows" else sum(counts))
    return total


def test_every_act_is_done_somewhere_and_every_sum_names_one() -> None:
    room = Path(sums.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in room.rglob("*.py"))
    written = source.replace((room / "diary.py").read_text(encoding="utf-8"), "")
    built = {f"{verb} {what}" for verb in ("passes", "refuses") for what in ("words", "a note")}
    built |= {f"{what}{again}" for what in ("signs up", "waits") for again in ("", " again")}
    for act in diary.ACTS.keys() - built:
        assert f'"{act}"' in written, act
    for _, words, _ in sums.SUMS:
        for part in re.split(r" [+-] ", words):
            assert part.split(" ", 1)[1] in diary.ACTS, part


# --- what breaks a promise is named ---------------------------------------------------------------


@contextmanager
def told(player: Player, *texts: Text) -> Iterator[None]:
    """A phone with some texts more."""
    before, player.texts = player.texts, [*player.texts, *texts]
    yield
    player.texts = before


def held(town: Town) -> Plan:
    """Something that took place, with guests."""
    return next(
        one for one in town.ledger.plans if one.is_held and not one.is_bank and one.seats_taken
    )


def stranger_to(town: Town, plan: Plan) -> Player:
    return next(
        one for one in town.everybody
        if one.who.number not in {*plan.guests, *plan.erased, *plan.asked, plan.host.who.number}
        and not one.stops and one.shown_at
    )  # fmt: skip


def local(player: Player, plan: Plan, hour: int) -> datetime:
    """An hour of an action's day where a player is."""
    return player.at(plan.day, hour).until


@pytest.mark.slow
def test_whatever_breaks_a_promise_is_named(town: Town) -> None:
    plan = held(town)
    stranger = stranger_to(town, plan)
    noon = local(stranger, plan, 12)
    assert plan.shown_at is not None
    assert stranger.shown_at is not None
    other = {"en": "Hoy es el día de la marcha y te esperamos con tu familia.",
             "es": "Today is the day and we wait for you and your family."}  # fmt: skip
    broken = {
        "outside hours": Text(local(stranger, plan, 3), "Anybody awake?"),
        "an address without": Text(noon, f"Come to {plan.address}"),
        "nobody has looked at": Text(plan.shown_at - timedelta(minutes=1), plan.title),
        "another language": Text(stranger.shown_at + timedelta(days=1), other[stranger.who.lang]),
    }
    for wrong, text in broken.items():
        with told(stranger, text):
            assert any(wrong in one for one in check(town)), wrong
    with told(stranger, Text(noon, "Once more"), Text(noon, "Once more")):
        assert any("the same words twice" in one for one in check(town))
    stranger.stop(noon - timedelta(hours=1))
    with told(stranger, Text(noon, "One thing more")):
        assert any("after the stop" in one for one in check(town))
    stranger.stops.clear()


@pytest.mark.slow
def test_words_that_an_organizer_refused_are_named(town: Town) -> None:
    plan = held(town)
    stranger = stranger_to(town, plan)
    plan.refused_words.append("meet at the docks")
    with told(stranger, Text(local(stranger, plan, 12), "Please meet at the docks")):
        assert any("no organizer passed on" in one for one in check(town))
    plan.refused_words.remove("meet at the docks")


@pytest.mark.slow
def test_too_many_texts_in_a_day_are_named(town: Town) -> None:
    from_us = next(
        (player, one) for player in town.everybody for one in player.texts
        if town.is_said("series/welcome/first_call", one.body)
    )  # fmt: skip
    player, text = from_us
    more = [
        Text(text.at + timedelta(minutes=number), f"{number} more", None, text.message_id)
        for number in range(town.clarion.settings.most_a_day)
    ]
    with told(player, *more):
        assert any("texts within 1 days" in one for one in check(town))


@pytest.mark.slow
def test_a_promised_text_that_never_came_is_named(town: Town) -> None:
    plan = held(town)
    before, plan.host.texts = plan.host.texts, []
    faults = check(town)
    plan.host.texts = before
    assert any("never told texts/event_approved" in one for one in faults)

    number = next(n for n, one in plan.guests.items()
                  if one.state == GOING and not town.numbers[n].stops)  # fmt: skip
    change = Change("texts/event_merged", plan.starts - timedelta(days=1), frozenset([number]))
    plan.changes.append(change)
    faults = check(town)
    plan.changes.remove(change)
    assert any("never told texts/event_merged" in one for one in faults)

    town.ledger.brought.setdefault(number, []).append(plan.starts)
    faults = check(town)
    town.ledger.brought[number].pop()
    assert any("friends and hears of" in one for one in faults)


@pytest.mark.slow
def test_pages_that_say_something_else_are_named(town: Town) -> None:
    said = len(town.faults)
    screens.look(town)
    assert town.faults[said:] == []

    player = next(iter(town.everybody))
    wrong = Calls(player, 5, town.now)
    town.ledger.calls.append(wrong)
    screens.look(town)
    town.ledger.calls.remove(wrong)
    found, town.faults[said:] = town.faults[said:], []
    assert any("/live.json says" in one for one in found)
    assert any("the console says" in one for one in found)


@pytest.mark.slow
def test_seats_beyond_what_there_is_are_named(town: Town) -> None:
    plan, said = held(town), len(town.faults)
    with town.clarion.record.transaction() as connection:
        found = connection.execute("SELECT capacity FROM event WHERE code = %s", [plan.code])
        [(before,)] = found.fetchall()
        connection.execute("UPDATE event SET capacity = 0 WHERE code = %s", [plan.code])
    seats.watch(town)
    with town.clarion.record.transaction() as connection:
        connection.execute("UPDATE event SET capacity = %s WHERE code = %s", [before, plan.code])
    found_faults, town.faults[said:] = town.faults[said:], []
    assert any("are taken, for 0" in one for one in found_faults)


@pytest.mark.slow
@pytest.mark.sized
def test_the_same_seed_is_the_same_week(town: Town) -> None:
    until = sized(date(2026, 9, 22), None)  # its eve and its first two days, by when all is begun
    with play(ROOT / "flows", PEOPLE, SEED, until=until) as again:
        assert sum(len(player.texts) for player in again.everybody) > 150
        assert story(again) == story(town, until)


def test_what_the_clock_does_is_done_here_too() -> None:
    works = {timer.work for timer in clockwork.TIMERS}
    missing = {timer.name for timer in clock.TIMERS if timer.work not in works}

    assert missing == set(UNSEEN)


def test_a_week_takes_people() -> None:
    with pytest.raises(InputError, match="40 to 1000 people"), play(ROOT / "flows", 3, SEED):
        pass
