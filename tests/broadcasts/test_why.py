"""Why somebody got a text, or did not."""

from __future__ import annotations

import pytest

from bot.broadcasts import planning, why
from bot.clarion import Clarion
from bot.errors import InputError, NotFound
from bot.sending import outbox
from tests.broadcasts.drafting import pass_time
from tests.crowd import add_crowd, number, schedule
from tests.simulator_process import Simulator


@pytest.mark.parametrize(
    ("prepare", "verdict"),
    [
        ("nothing", "They will get it when the broadcast begins."),
        ("stop", "They will not get it as things stand: stopped on"),
        ("night", "They will not get it as things stand"),
        ("plan", "They will get it as soon as their turn comes."),
        ("send", "The carrier took it"),
        ("join late", "They were not in the segment when the broadcast was planned."),
    ],
)
def test_why_gives_the_trail_of_rules(
    clarion: Clarion, simulator: Simulator, prepare: str, verdict: str
) -> None:
    add_crowd(clarion, 1)
    broadcast_id = schedule(clarion)
    if prepare == "stop":
        with clarion.record.transaction() as connection:
            connection.execute("UPDATE contact SET opted_out_at = now()")
    if prepare == "night":
        pass_time(clarion, hours=12)
    if prepare in ("plan", "send", "join late"):
        planning.fire_due(clarion)
    if prepare == "send":
        outbox.drain(clarion, broadcast_id)
    who = number(1)
    if prepare == "join late":
        add_crowd(clarion, 1, first=2)
        who = number(2)
    answer = why.explain(clarion, who, broadcast_id)
    assert answer.verdict.startswith(verdict)
    assert [step.rule for step in answer.steps][:4] == ["opt-in", "stop", "number", "broadcast"]


def test_why_about_nobody_says_so(clarion: Clarion) -> None:
    with pytest.raises(NotFound):
        why.explain(clarion, "312 555 0142")
    with pytest.raises(InputError):
        why.explain(clarion, "Ana")
