"""Two texts tried on some people: by dice, decided by calls and stops, by a rule written before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot import set_aside
from bot.broadcasts import broadcasts, drafts, planning
from bot.clarion import Clarion
from bot.clock import SetClock
from bot.errors import Conflict, InputError
from bot.sending import comparing, outbox
from bot.sending.comparing import Compared, Rule
from bot.store.broadcasts import broadcasts as stored
from bot.store.sending.comparing import Arm
from tests.carried import NOON
from tests.crowd import TEXTS, add_crowd, schedule, states
from tests.factories import rows
from tests.simulator_process import Simulator

PEOPLE = 600
OTHER = {"en": "Your voice counts: {line}.", "es": "Tu voz cuenta: {line}."}
RULE = Rule(share=50, hold_out=10, after_min=60, least=10)


@pytest.fixture
def crowd(clarion: Clarion) -> Clarion:
    add_crowd(clarion, PEOPLE)
    return clarion


def at(clarion: Clarion, minutes: float) -> Clarion:
    return replace(clarion, clock=SetClock(NOON + timedelta(minutes=minutes)))


def begin(clarion: Clarion, rule: Rule = RULE, **changes: Any) -> int:
    settings = {"undo_s": 0, "compare": rule.to_settings()}
    broadcast_id = schedule(clarion, texts_b=OTHER, settings=settings, **changes)
    assert planning.fire_due(clarion) == [broadcast_id]
    outbox.drain(clarion, broadcast_id)
    return broadcast_id


def stood(clarion: Clarion, broadcast_id: int) -> Compared:
    with clarion.record.transaction() as connection:
        found = comparing.standing(connection, stored.load(connection, broadcast_id))
    assert found is not None
    return found


def call(clarion: Clarion, broadcast_id: int, arm: str, people: int, after: float = 5) -> None:
    """So many people of an arm say, some minutes after it, that they called."""
    with clarion.record.transaction() as connection:
        connection.execute(
            "INSERT INTO report (contact_id, kind, count, at) SELECT contact_id, 'called', 1, %s"
            " FROM message WHERE broadcast_id = %s AND arm = %s"
            " AND (sid IS NOT NULL OR arm = 'none') ORDER BY id LIMIT %s",
            [NOON + timedelta(minutes=after), broadcast_id, arm, people],
        )


def stop(clarion: Clarion, broadcast_id: int, arm: str, people: int) -> None:
    with clarion.record.transaction() as connection:
        connection.execute(
            "UPDATE contact SET opted_out_at = %s WHERE id IN (SELECT contact_id FROM message"
            " WHERE broadcast_id = %s AND arm = %s AND sid IS NOT NULL ORDER BY id LIMIT %s)",
            [NOON + timedelta(minutes=5), broadcast_id, arm, people],
        )


def bodies(simulator: Simulator, words: str) -> int:
    return sum(simulator.recipients(words).values())


def test_everybody_is_in_one_arm_by_dice(crowd: Clarion, simulator: Simulator) -> None:
    broadcast_id = begin(crowd)
    found = stood(crowd, broadcast_id).arms
    a, b, none = found["a"].people, found["b"].people, found["none"].people
    rest = states(crowd, broadcast_id)["held"]
    assert a + b + none + rest == PEOPLE
    assert 110 < a < 190  # a quarter of 600, thrown
    assert 110 < b < 190
    assert 30 < none < 95
    assert (bodies(simulator, "voice counts") + bodies(simulator, "voz cuenta")) == b
    assert len(simulator.recipients()) == a + b


def test_the_better_one_goes_to_the_rest(crowd: Clarion, simulator: Simulator) -> None:
    broadcast_id = begin(crowd)
    call(crowd, broadcast_id, "a", 5)
    call(crowd, broadcast_id, "b", 40)
    trial = stood(crowd, broadcast_id).arms
    assert (trial["a"].callers, trial["b"].callers) == (5, 40)
    assert comparing.look(at(crowd, 59)) == []
    later = at(crowd, 61)
    assert comparing.look(later) == [broadcast_id]
    outbox.drain(later, broadcast_id)

    found = stood(later, broadcast_id)
    assert (found.state, found.arm) == ("decided", "b")
    assert "B made more people call: 5 of" in found.why
    sent = len(simulator.recipients())
    assert sent == PEOPLE - found.arms["none"].people
    assert set(simulator.recipients().values()) == {1}
    assert bodies(simulator, "voice") + bodies(simulator, "voz") == sent - found.arms["a"].people
    assert found.arms["b"].people == trial["b"].people  # the rest is not of the trial


@pytest.mark.parametrize(
    ("a", "b", "says"),
    [(2, 3, "too few called to tell"), (30, 33, "nobody can tell")],
)
def test_where_nobody_can_tell_the_rest_gets_a(
    crowd: Clarion, simulator: Simulator, a: int, b: int, says: str
) -> None:
    broadcast_id = begin(crowd)
    call(crowd, broadcast_id, "a", a)
    call(crowd, broadcast_id, "b", b)
    later = at(crowd, 61)
    assert comparing.look(later) == [broadcast_id]
    found = stood(later, broadcast_id)
    assert found.arm == "a"
    assert says in found.why


def test_asked_for_it_an_organizer_decides_where_nobody_can_tell(crowd: Clarion) -> None:
    broadcast_id = begin(crowd, replace(RULE, then="ask"))
    later = at(crowd, 61)
    assert comparing.look(later) == []
    found = broadcasts.progress(later, broadcast_id)
    assert found.state == "paused"
    assert "you decide which the rest gets: too few called" in str(found.state_reason)

    comparing.choose(later, broadcast_id, "b", None)
    outbox.drain(later, broadcast_id)
    assert stood(later, broadcast_id).arm == "b"
    assert states(later, broadcast_id).get("held", 0) == 0
    with pytest.raises(Conflict, match="no two texts"):
        comparing.choose(later, broadcast_id, "a", None)


def test_nobody_else_gets_it_when_somebody_says_so(crowd: Clarion, simulator: Simulator) -> None:
    broadcast_id = begin(crowd)
    sent = len(simulator.recipients())
    comparing.choose(crowd, broadcast_id, "none", None)
    outbox.drain(crowd, broadcast_id)
    assert len(simulator.recipients()) == sent
    assert states(crowd, broadcast_id)["canceled"] > 0


def test_a_text_that_makes_more_stop_does_not_win(crowd: Clarion) -> None:
    crowd.settings.canary_stops_percent = 100
    broadcast_id = begin(crowd)
    call(crowd, broadcast_id, "b", 40)
    stop(crowd, broadcast_id, "b", 20)
    later = at(crowd, 61)
    comparing.look(later)
    found = stood(later, broadcast_id)
    assert found.arm == "a"
    assert "more people stop: 20 of" in found.why


def test_a_trial_that_people_do_not_take_is_paused(crowd: Clarion) -> None:
    broadcast_id = begin(crowd)
    stop(crowd, broadcast_id, "a", 30)
    assert comparing.look(at(crowd, 1)) == []
    found = broadcasts.progress(crowd, broadcast_id)
    assert found.state == "paused"
    assert "Resuming goes on with both texts." in str(found.state_reason)

    broadcasts.resume(crowd, broadcast_id, None)
    assert comparing.look(at(crowd, 1)) == []
    assert broadcasts.progress(crowd, broadcast_id).state == "sending"
    assert comparing.look(at(crowd, 61)) == [broadcast_id]


def test_calls_count_within_the_rule_s_minutes_and_people_once(crowd: Clarion) -> None:
    broadcast_id = begin(crowd)
    call(crowd, broadcast_id, "a", 4, after=5)
    call(crowd, broadcast_id, "a", 4, after=10)  # the same four once more
    call(crowd, broadcast_id, "b", 7, after=61)  # too late
    call(crowd, broadcast_id, "none", 3)
    found = stood(crowd, broadcast_id)
    assert (found.arms["a"].callers, found.arms["a"].calls) == (4, 8)
    assert found.arms["b"].callers == 0
    assert found.arms["none"].callers == 3
    assert found.effect is not None
    assert found.ratio == (0.0, pytest.approx(found.ratio[1]) if found.ratio else 0)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"texts_b": {"en": "Other"}}, "in the same languages"),
        ({"texts_b": TEXTS}, "Both texts are the same"),
        (
            {
                "repeat": broadcasts.Repeat("day", NOON.date()),
                "schedule": broadcasts.Schedule(NOON + timedelta(hours=1), None, "America/Chicago"),
            },
            "once: not by local time",
        ),
        ({"settings": {"compare": replace(RULE, share=1).to_settings()}}, "from 2 to 100"),
        ({"settings": {"compare": replace(RULE, share=80, hold_out=30).to_settings()}}, "together"),
        ({"settings": {"compare": replace(RULE, after_min=5).to_settings()}}, "from 10 to 720"),
        ({"settings": {"compare": replace(RULE, then="best").to_settings()}}, "“auto” or “ask”"),
    ],
)
def test_what_cannot_be_compared_says_why(
    crowd: Clarion, change: dict[str, Any], says: str
) -> None:
    with pytest.raises(InputError, match=says):
        schedule(crowd, **{"texts_b": OTHER, **change})


def test_an_approval_is_for_both_texts_and_the_rule(crowd: Clarion) -> None:
    draft = broadcasts.Draft("Kick-off", "all", TEXTS, texts_b=OTHER)
    hashes = {
        drafts.fingerprint(one)
        for one in (
            draft,
            replace(draft, texts_b={}),
            replace(draft, texts_b={**OTHER, "en": "Else"}),
            replace(draft, settings={"compare": RULE.to_settings()}),
        )
    }
    assert len(hashes) == 4


@pytest.mark.parametrize("empty", ["a", "b", "both"])
def test_an_arm_that_the_dice_gave_nobody_holds_nobody(crowd: Clarion, empty: str) -> None:
    broadcast_id = begin(crowd, replace(RULE, then="auto"))
    rows(
        crowd,
        "UPDATE message SET arm = NULL, sid = NULL, state = 'skipped'"
        " WHERE broadcast_id = %s AND arm = ANY(%s) RETURNING id",
        broadcast_id,
        ["a", "b"] if empty == "both" else [empty],
    )
    at_once = comparing.look(at(crowd, 1))
    assert at_once == ([broadcast_id] if empty == "both" else [])
    if empty != "both":
        assert comparing.look(at(crowd, 61)) == [broadcast_id]
    found = stood(crowd, broadcast_id)
    assert (found.state, found.arm) == ("decided", "a")


def test_few_people_are_warned_of(crowd: Clarion) -> None:
    draft = broadcasts.Draft("Kick-off", "all", TEXTS, texts_b=OTHER)
    few = replace(draft, settings={"compare": Rule(share=5, least=20).to_settings()})
    many = replace(draft, settings={"compare": Rule(share=100, least=20).to_settings()})
    warned = [" ".join(broadcasts.preview(crowd, one).warnings) for one in (few, many)]
    assert "About 15 people try each text" in warned[0]
    assert "try each text" not in warned[1]


def test_one_that_cannot_be_judged_stops_no_other(crowd: Clarion) -> None:
    bad, good = begin(crowd), begin(crowd)
    rows(
        crowd,
        "UPDATE broadcast SET settings = jsonb_set(settings, '{compare,share}', '\"x\"')"
        ' || \'{"compare": {"odd": 1}}\' WHERE id = %s RETURNING id',
        bad,
    )
    assert comparing.look(at(crowd, 61)) == [good]
    assert [row.key for row in set_aside.listed(crowd)] == [str(bad)]


def test_the_rule_by_hand() -> None:
    rule = Rule(least=20)
    few, many = Arm(500, 0, 500, 10), Arm(500, 0, 500, 40)
    assert comparing.verdict(rule, few, many)[0] == "b"
    assert comparing.verdict(rule, many, few)[0] == "a"
    assert comparing.verdict(rule, many, many)[0] == ""
    assert comparing.verdict(rule, Arm(9, 0, 9, 0), Arm(9, 0, 9, 9))[0] == ""  # fewer than twenty
