"""Codes of actions, guessed by text: whoever has one learns where people meet."""

from __future__ import annotations

import secrets

from tests.attack.target import Target
from tests.attack.tries import Tries, attack
from tests.factories import add_person
from tests.web import stage

_LETTERS = "BCDFGHJKLMNPRSTVWXZ"
_PLACE = "9 Secret Street"
_OF_ONE, _OF_MANY = 91, 200


@attack("codes of actions", "91 codes by one number, 200 by 40 numbers, the last of each is right")
def action_codes(target: Target, tries: Tries) -> None:
    """The right code too late must not sign anybody up nor say where it is."""
    host = add_person(target.clarion, "+15125550100")
    code = stage.add_action(target.clarion, host, _PLACE)
    before = target.count("rsvp WHERE state <> 'canceled'")
    target.text("+15125550002", f"RSVP {code}")
    after = target.count("rsvp WHERE state <> 'canceled'")
    tries.control("who knows the code gets on the list", after == before + 1)
    for number in range(_OF_ONE):
        _guess(target, tries, "+15125550001", code if number == _OF_ONE - 1 else _made_up(code))
    for number in range(_OF_MANY):
        guess = code if number == _OF_MANY - 1 else _made_up(code)
        _guess(target, tries, f"+1512556{number % 40:04d}", guess)


def _made_up(like: str) -> str:
    """A code of the same form."""
    return "".join(
        secrets.choice("23456789") if sign.isdigit() else secrets.choice(_LETTERS) for sign in like
    )


def _guess(target: Target, tries: Tries, sender: str, code: str) -> None:
    before = target.count("rsvp WHERE state <> 'canceled'")
    answer = target.text(sender, f"RSVP {code}").text
    is_in = _PLACE in answer or target.count("rsvp WHERE state <> 'canceled'") > before
    tries.add(
        f"{sender} {code}", is_in, "silence" if "<Body>" not in answer else "an answer without it"
    )
