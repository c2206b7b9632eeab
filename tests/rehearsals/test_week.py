"""A week with invented people: played whole, and what breaks a promise is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import InputError
from bot.rehearsals.week import clockwork
from bot.rehearsals.week.acting import Player, Text
from bot.rehearsals.week.checks import check
from bot.rehearsals.week.figures import compare
from bot.rehearsals.week.ledger import ON, Plan
from bot.rehearsals.week.playing import play, story
from bot.rehearsals.week.town import Town
from workers import clock

ROOT = Path(__file__).resolve().parents[2]
PEOPLE, SEED = 40, 7
# What the clock does besides, and why nobody in a week notices.
UNSEEN = {
    "doubts": "every text is taken at once", "orders by text": "nobody linked a phone",
    "report of the day": "nobody linked a phone", "webhooks": "the campaign calls none",
    "spool": "the record is never away", "reconcile": "the carrier lists nothing",
    "late statuses": "the carrier sends none", "silent numbers": "nobody was silent so long",
    "keys of people": "no key is new", "who was erased": "nobody is",
    "what stood open": "nothing was before keys", "budget of replies": "warns people of the team",
    "lists of people": "no list is brought in", "journal of stops": "is read after a restore",
    "numbers that never joined": "nobody asks by the web", "chain of the audit": "nobody asks",
    "forgetting": "nothing is so old",
}  # fmt: skip


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with play(ROOT / "flows", PEOPLE, SEED) as played:
        yield played


@pytest.mark.slow
def test_every_promise_of_a_week_is_kept(town: Town) -> None:
    assert check(town) == []


@pytest.mark.slow
def test_the_record_says_what_the_script_counted(town: Town) -> None:
    rows = compare(town)

    assert [row.fault for row in rows if row.fault] == []
    counted = {row.name: row.script for row in rows}
    for name in ("actions led", "phone banks made", "people who joined one", "calls that count",
                 "reports corrected", "reports taken back", "stops",
                 "… waiting or off the list"):  # fmt: skip
        assert counted[name] > 0, name
    assert (
        counted["actions led"]
        == counted["… approved"] + counted["… declined"] - (counted["phone banks made"])
    )


@pytest.mark.slow
def test_a_record_that_says_otherwise_is_named(town: Town) -> None:
    town.ledger.figures["stopped"] += 1
    faults = [row.fault for row in compare(town) if row.fault]
    town.ledger.figures["stopped"] -= 1

    stops = town.ledger.figures["stopped"]
    assert faults == [f"stops: {stops + 1} by the script, {stops} on the record"]


@contextmanager
def told(player: Player, text: Text) -> Iterator[None]:
    """A phone with one text more."""
    player.texts.append(text)
    yield
    player.texts.remove(text)


@pytest.mark.slow
def test_whatever_breaks_a_promise_is_named(town: Town) -> None:
    plan = next(one for one in town.ledger.plans if one.state == ON and not one.is_bank)
    stranger = next(
        one for one in town.everybody if one.who.number not in plan.ever and not one.stops
    )
    noon = local(stranger, plan, 12)
    night = Text(local(stranger, plan, 3), "Anybody awake?")
    twice = next(one for one in stranger.texts if not one.is_answer)
    address = Text(noon, f"Come to {plan.address}")
    assert plan.shown_at is not None
    early = Text(plan.shown_at - timedelta(minutes=1), f"Come to {plan.title}")

    broken = {
        "outside hours": night,
        "the same words twice": twice,
        "an address without": address,
        "nobody has looked at": early,
    }
    for wrong, text in broken.items():
        with told(stranger, Text(text.at, text.body)):
            assert any(wrong in one for one in check(town)), wrong
    stranger.stop(noon - timedelta(hours=1))
    with told(stranger, Text(noon, "One thing more")):
        assert any("after the stop" in one for one in check(town))
    stranger.stops.clear()


def local(player: Player, plan: Plan, hour: int) -> datetime:
    """An hour of an action's day where a player is."""
    return player.at(plan.day, hour).until


@pytest.mark.slow
def test_a_guest_of_whom_a_host_never_heard_is_named(town: Town) -> None:
    heard = [
        (plan, text)
        for plan in town.ledger.plans
        for text in plan.host.texts
        if plan.word in text.body and town.is_said("texts/event_guests", text.body)
    ]
    plan, first = next(one for one in heard if sum(plan is one[0] for plan, _ in heard) > 1)
    before = list(plan.host.texts)
    plan.host.texts.remove(first)
    faults = check(town)
    plan.host.texts[:] = before

    assert any("and not who else" in one for one in faults)


@pytest.mark.slow
def test_a_promised_text_that_never_came_is_named(town: Town) -> None:
    plan = next(one for one in town.ledger.plans if one.state == ON and not one.is_bank)
    before, plan.host.texts = plan.host.texts, []
    faults = check(town)
    plan.host.texts = before

    assert any("never told texts/event_approved" in one for one in faults)


@pytest.mark.slow
def test_the_same_seed_is_the_same_week(town: Town) -> None:
    with play(ROOT / "flows", PEOPLE, SEED) as again:
        assert story(again) == story(town)


def test_what_the_clock_does_is_done_here_too() -> None:
    works = {timer.work for timer in clockwork.TIMERS}
    missing = {timer.name for timer in clock.TIMERS if timer.work not in works}

    assert missing == set(UNSEEN)


def test_a_week_takes_people() -> None:
    with pytest.raises(InputError, match="40 to 1000 people"), play(ROOT / "flows", 3, SEED):
        pass
