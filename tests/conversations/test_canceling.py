"""CANT: which sign-up is taken off, and when it is asked."""

from __future__ import annotations

from bot.clarion import Clarion
from tests.conversations.test_acts import RALLY, act, looked_at
from tests.factories import add_person, rows


def test_which_action_is_meant_is_asked_where_there_are_several(clarion: Clarion) -> None:
    for day in ("2026-09-26", "2026-09-25"):
        act(clarion, 1, "events.create", **{**RALLY, "date": day})
    looked_at(clarion)
    (other,), (code,) = rows(clarion, "SELECT code FROM event ORDER BY day")
    cy = add_person(clarion, "+17185550146")
    for one in (code, other):
        act(clarion, cy, "events.rsvp", choice=one)

    assert act(clarion, cy, "events.cancel").outcome == "several"
    listed = act(clarion, cy, "events.going")
    assert (listed.outcome, listed.values["count"]) == ("some", 2)
    assert listed.values["codes"] == f"{other} {code}"  # the next one first
    assert act(clarion, cy, "events.cancel", choice="ZZZ99").outcome == "several"

    assert act(clarion, cy, "events.cancel", choice=f"make it to {code.lower()}").outcome == "ok"
    assert rows(clarion, "SELECT e.code, r.state FROM rsvp r JOIN event e ON e.id = r.event_id"
                         " WHERE r.contact_id = %s ORDER BY e.day", cy) == [
        (other, "going"), (code, "canceled"),
    ]  # fmt: skip
    assert act(clarion, cy, "events.cancel", choice=code).outcome == "several"
    assert act(clarion, cy, "events.cancel").outcome == "ok"
    assert act(clarion, cy, "events.going").outcome == "none"
