"""Pages and reports beside the ledger, while the week goes on: the counter, the list of actions, a
page of each, hosts' pages, rooms' screens, the console and the report of the day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from bot.people import counts
from bot.people.counts import LEAST_SHOWN
from bot.rehearsals.week.ledger import DECLINED, OFF, ON, WAITING, Plan
from bot.rehearsals.week.town import Town
from bot.results import day as days
from bot.results import sharing

_JOINS = (
    "joins", "joins by a code", "is a DJ", "is a DJ by a code", "comes back",
    "comes back and so joins",
)  # fmt: skip
_MORNING = 12  # the first look of a day is before it
_COMING = re.compile(r"<dt>Coming</dt><dd>(\d+)(?: / (\d+))?")
_WAITING = re.compile(r"<dt>Waiting list</dt><dd>(\d+)")
_TOTAL = re.compile(r"<strong>([\d,]+)</strong> calls")
_CALLS_TODAY = re.compile(r'Calls reported</th><td class="n count">([\d,]+)')


def look(town: Town) -> None:
    """What an organizer sees when they look up: each page says what was said."""
    counts.forget(town.clarion)
    sharing.of(town.clarion).forget()  # hours have passed here, and no second for the machine
    _counter(town)
    _list(town)
    _console(town)
    if town.now.astimezone(town.zone).hour < _MORNING:
        _each_page(town)
        _report(town, town.diary.day_of(town.now) - timedelta(days=1))


def _counter(town: Town) -> None:
    """/live and /live.json: all calls that count, and none where they are fewer than five."""
    total = town.ledger.total()
    expected = None if 0 < total < LEAST_SHOWN else total
    found = town.pages.get("/live.json").get_json()
    if found["called"] != expected:
        town.fault(None, f"/live.json says {found['called']} calls, {total} were told of")
    aired = town.diary.sum("reads on air")
    if found["aired"] != (None if 0 < aired < LEAST_SHOWN else aired):
        town.fault(None, f"/live.json says {found['aired']} readings, {aired} were told of")
    page = town.pages.get("/live").text
    if expected and f"{total:,}" not in page:
        town.fault(None, f"/live does not show the {total} calls")


def _list(town: Town) -> None:
    """/events.json: what an organizer let be seen and is to come, as it is now; no address."""
    found = {one["title"]: one for one in _all_events(town)}
    for plan in town.ledger.plans:
        listed = found.pop(plan.title, None)
        is_on = plan.is_held and not plan.is_bank
        if listed is None:
            if is_on and plan.starts > town.now:
                town.fault(None, f"{plan.title} is not on /events")
        elif not is_on:
            town.fault(None, f"{plan.title} is on /events and is {plan.state}")
        else:
            _listed_right(town, plan, listed)
    for title in found:
        town.fault(None, f"“{title}” is on /events, and nobody leads it")


def _all_events(town: Town) -> Iterable[Mapping[str, Any]]:
    page, has_more = 1, True
    while has_more:
        answer = town.pages.get(f"/events.json?page={page}").get_json()
        yield from answer["events"]
        page, has_more = page + 1, answer["has_more"]


def _listed_right(town: Town, plan: Plan, listed: Mapping[str, Any]) -> None:
    starts = plan.starts.isoformat()
    if (listed["title"], listed["starts_at"]) != (plan.title, starts):
        town.fault(None, f"/events says {listed}, and {plan.title} begins {starts}")
    if plan.address in str(listed) or (plan.lets_in and plan.place_word in str(listed)):
        town.fault(None, f"/events tells where {plan.title} is: {listed}")
    is_full = plan.is_closed or plan.seats_taken >= plan.size
    if is_full and not listed["is_full"]:
        town.fault(None, f"/events has {plan.title} not full")
    if listed["is_full"] and not is_full and not plan.count(WAITING):
        town.fault(None, f"/events has {plan.title} full, {plan.seats_taken} of {plan.size} come")


def _each_page(town: Town) -> None:
    """/events/CODE: its title, what is needed; called off where it is; and none of what nobody let
    be seen."""
    for plan in town.ledger.plans:
        if plan.is_bank or not plan.code or plan.starts < town.now - timedelta(days=2):
            continue
        answer = town.pages.get(f"/events/{plan.code}")
        if answer.status_code != (404 if plan.state == DECLINED else 200):
            town.fault(None, f"the page of {plan.title}, {plan.state}, says {answer.status_code}")
            continue
        text = answer.text
        if plan.address in text:
            town.fault(None, f"the page of {plan.title} tells its address")
        if (plan.state == OFF) != ("This is called off." in text):
            town.fault(None, f"the page of {plan.title}, {plan.state}, is wrong about it")
        if plan.state == ON and plan.word not in text:
            town.fault(None, f"the page of {plan.title} does not say what it is")
        for kind, left in plan.still_needed.items() if plan.state == ON else ():
            if f"{left} × {kind}" not in text:
                town.fault(None, f"the page of {plan.title} does not say {left} {kind} are needed")


def host_page(town: Town, plan: Plan, token: str) -> None:
    """/host/…: who comes, of how many, who waits; first names and no number."""
    answer = town.pages.get(f"/host/{token}")
    coming, waiting = _COMING.search(answer.text), _WAITING.search(answer.text)
    waits = sum(one.state == WAITING and not one.is_lapsing for one in plan.guests.values())
    found = int(coming[1]) if coming else -1
    if answer.status_code != 200 or found != plan.seats_taken:
        town.fault(plan.host, f"{plan.seats_taken} come to {plan.title}, and the page says {found}")
    if waits and (not waiting or int(waiting[1]) < waits):
        town.fault(plan.host, f"{waits} wait for {plan.title}, and the page does not say so")
    for number in plan.guests:
        if town.numbers[number].who.phone[-7:] in answer.text:
            town.fault(plan.host, f"the page of {plan.title} shows a number")


def room(town: Town, plan: Plan) -> None:
    """/room/…: the calls of the room."""
    answer, total = town.pages.get(f"/room/{plan.screen}"), town.ledger.total(room=plan)
    found = _TOTAL.search(answer.text)
    if not found or int(found[1].replace(",", "")) != total:
        town.fault(plan.host, f"the room has {total} calls, and its screen says otherwise")


def _console(town: Town) -> None:
    """The console's first page: the calls of today."""
    today = town.diary.day_of(town.now)
    answer, calls = town.pages.console("/console/"), _calls_of(town, today)
    found = _CALLS_TODAY.search(answer.text)
    if not found or int(found[1].replace(",", "")) != calls:
        shown = found[1] if found else f"nothing ({answer.status_code})"
        town.fault(None, f"{calls} calls today, and the console says {shown}")


def _calls_of(town: Town, day: date) -> int:
    return sum(one.count for one in town.ledger.counted() if town.diary.day_of(one.at) == day)


def _report(town: Town, day: date) -> None:
    """`clarion report --day`: calls, who joined, what is led, DJs, readings, texts, stops."""
    n = days.of(town.clarion, day).counted
    of_day = [one for one in town.diary.entries if town.diary.day_of(one.at) == day]
    kept = {one.who.number for one in town.everybody if one.erased_at is None}

    def people(*acts: str) -> int:
        return len({one.person for one in of_day if one.act in acts} & kept)

    def lines(*acts: str) -> int:
        return sum(one.act in acts for one in of_day)

    expected = {
        "calls": _calls_of(town, day), "joined": people(*_JOINS), "stopped": people("stops"),
        "hosting": lines("leads"), "rooms": lines("hosts a bank"),
        "djs": lines("is a DJ", "is a DJ by a code"),
        "texts_in": lines("texts"), "answered": lines("answers"),
    }  # fmt: skip
    for name, count in expected.items():
        if getattr(n, name) != count:
            town.fault(None, f"the report of {day} has {name} {getattr(n, name)}, not {count}")
