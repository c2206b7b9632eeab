"""One rule says whether guests are let in before they read where an action is."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.clarion import Clarion
from bot.events import overview, public_list, telling
from tests.events.conftest import GUEST, HOST, changed, say
from tests.factories import rows

HALL = "Union hall, 18th St"
RULES = [(False, False, False), (True, False, True), (False, True, True), (True, True, True)]


@dataclass(frozen=True)
class Said:
    """What any row of an action says of it."""

    lets_in: bool


def lead(line: Clarion, *extras: str) -> str:
    say(line, HOST, "LEAD", "rally", "saturday", "6pm", HALL, "20", *extras, "YES")
    [(code,)] = rows(line, "SELECT code FROM event")
    overview.approve(line, code)
    return str(code)


@pytest.mark.parametrize(("by_campaign", "by_host", "must"), RULES)
def test_guests_are_let_in_where_their_host_or_the_campaign_wants_it(
    line: Clarion, by_campaign: bool, by_host: bool, must: bool
) -> None:
    line = changed(line, let_in=by_campaign)
    assert telling.must_be_let_in(line, Said(by_host)) is must


@pytest.mark.parametrize(("by_campaign", "by_host", "must"), RULES)
def test_text_page_and_console_go_by_the_same_rule(
    line: Clarion, by_campaign: bool, by_host: bool, must: bool
) -> None:
    code = lead(line, *(["ask me first"] if by_host else []))
    line = changed(line, let_in=by_campaign)
    answer = say(line, GUEST, f"RSVP {code}")
    assert (HALL in answer) is not must
    assert ("once you are let in" in answer) is must
    page = public_list.find(line, code, "en")
    assert page.tells_place is not must
    assert (page.place == "Union hall") is not must
    assert overview.list_to_come(line)[0].outside == int(must)
    assert say(line, HOST, "LET IN").startswith("1 guest waits" if must else "Nobody waits")
