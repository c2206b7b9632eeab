"""Too much at once, and too slowly: texts, forms, pages, connections that drip."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bot.people.machines import ALIKE_REPLIES
from bot.web.number_limits import FROM_ONE_ADDRESS
from tests.attack.target import Target
from tests.attack.tries import Tries, attack
from tests.web.dripping import HEADS, dripping

_ANSWERED_WITHIN_S = 2.0
_MOST_ASKED = 3  # texts to a number that somebody types on /join (docs/privacy.md, "Joining")


@attack("a flood of texts", "400 texts of one number, of a machine, and 300 forged ones")
def texts(target: Target, tries: Tries) -> None:
    """Answers beyond a person's budget count as got in; somebody else is answered meanwhile."""
    bodies = ("MENU", "CALL", "ABOUT", "SAFE", "LAST", "TOTAL", "LANGUAGE", "what is this {}")
    many = [bodies[number % 8].format(number) for number in range(300)]
    _pour(target, tries, "+16465550001", many, target.settings.replies_per_person)
    same = ["I am driving right now. Sent by Auto"] * 100
    _pour(target, tries, "+16465550002", same, ALIKE_REPLIES + 1)
    with ThreadPoolExecutor(8) as pool:
        fields = target.form("+16465550003", "STOP")
        flood = [pool.submit(target.post, fields, "A" * 28) for _ in range(300)]
        _others_are_answered(target, tries, "while forged ones pour in")
        for one in flood:
            code = one.result().status_code
            tries.add("forged", code != 403, f"{code} signature")


def _pour(target: Target, tries: Tries, sender: str, bodies: list[str], most: int) -> None:
    """Texts of one sender, of which so many may be answered."""
    answered = 0
    for body in bodies:
        says = "<Body>" in target.text(sender, body).text
        answered += says
        tries.add(
            f"{body}, {answered}", answered > most, "answered, in budget" if says else "silence"
        )
    tries.control("the first is answered", answered)


@attack("a flood of /join", "60 forms of one address, one number from 60 addresses")
def joins(target: Target, tries: Tries) -> None:
    """A form beyond the limit that is taken counts as got in; so does a fourth text."""
    one = target.browser()
    taken = 0
    for number in range(60):
        code = _join(one, f"+1646556{number:04d}")
        taken += code == 200
        tries.add(f"one address, {number}", taken > FROM_ONE_ADDRESS, _told(code))
    victim = "+16465569999"
    codes = Counter(_join(target.browser(), victim) for _ in range(60))
    tries.control("forms are taken", codes[200], codes)
    _until(lambda: target.simulator.texts_to(victim))
    time.sleep(3)  # a second one would come now
    got = len(target.simulator.texts_to(victim))
    for number in range(60):
        tries.add(f"one number, {number}", number < got - 1, "no further text")
    tries.control("no number is texted more often than is said", got <= _MOST_ASKED, got)


def _join(browser: Any, phone: str) -> int:
    code: int = browser.ask("POST", "/join", data={"phone": phone, "agree": "yes"}).status_code
    return code


def _told(code: int) -> str:
    return {200: "200 taken, in budget", 429: "429 too many"}.get(code, str(code))


@attack("a flood of pages", "800 public pages of one address")
def pages(target: Target, tries: Tries) -> None:
    """A page beyond the limit of a minute counts as got in; another address sees it."""
    most, seen = target.settings.pages_a_minute, 0
    address, began = target.address(), time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(lambda: target.browser(address).look("/").status_code)
                 for _ in range(800)]  # fmt: skip
        for number, one in enumerate(asked):
            code = one.result()
            seen += code == 200
            minutes = 1 + int((time.monotonic() - began) / 60)
            tries.add(f"page {number}", seen > most * minutes, _told(code))
    tries.control("another address sees it", target.browser().look("/").status_code == 200)


@attack("dripping connections", "200 that send a byte now and then, in bodies, chunks and heads")
def drips(target: Target, tries: Tries) -> None:
    """A signed text that is answered after more than two seconds counts as got in."""
    for what, head in HEADS.items():
        with dripping(target.port, head, 200) as drip:
            _ask_meanwhile(target, tries, what, drip)


def _ask_meanwhile(target: Target, tries: Tries, what: str, drip: Callable[[], None]) -> None:
    for number in range(8):
        _time(tries, f"{what}, text {number}", _answer_s(target, f"+1646557{number:04d}"))
        drip()
    for path in ("/healthz", "/", "/console/sign-in"):
        began = time.monotonic()
        code = target.browser().look(path).status_code
        _time(tries, f"{what}, {path}", time.monotonic() - began if code == 200 else math.inf)


def _time(tries: Tries, what: str, spent: float) -> None:
    is_late = spent > _ANSWERED_WITHIN_S
    tries.add(what, is_late, f"answered after {spent:.1f} s" if is_late else "answered within 2 s")


def _answer_s(target: Target, sender: str) -> float:
    """How long a signed text waits for its answer; endless where it has none."""
    began = time.monotonic()
    answer = target.text(sender, "MENU")
    return time.monotonic() - began if "<Body>" in answer.text else math.inf


def _others_are_answered(target: Target, tries: Tries, when: str) -> None:
    for number in range(5):
        spent = _answer_s(target, f"+1646558{number:04d}")
        tries.control(f"others are answered {when}", spent < _ANSWERED_WITHIN_S, f"{spent:.1f} s")


def _until(condition: Any, within_s: float = 20.0) -> None:
    ends_at = time.monotonic() + within_s
    while not condition() and time.monotonic() < ends_at:
        time.sleep(0.2)
