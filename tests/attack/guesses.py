"""Guessing what lets somebody in: each kind ends with the right one, which must come too late."""

from __future__ import annotations

import re
import secrets
import string

from itsdangerous import URLSafeTimedSerializer

from bot.clock import wall_time
from bot.config.keys import KeyUse
from bot.web.sign_in import LINK_SALT, one_time_link
from tests.attack.target import PASSWORD, Browser, Target, second_factor
from tests.attack.tries import Tries, attack

_GUESSES = 100
_TOO_OFTEN = "Too many tries"
_LETTERS = string.ascii_letters + string.digits


@attack("passwords", "120 passwords of one account from 12 addresses, the last is right")
def passwords(target: Target, tries: Tries) -> None:
    """However many addresses take turns."""
    target.with_password("olga@attack.test")
    target.with_password("rosa@attack.test")
    addresses = [target.address() for _ in range(12)]
    for number in range(120):
        guess = PASSWORD if number == 119 else f"a wrong guess number {number}"
        client = target.browser(addresses[number % 12])
        answer = client.fill("/console/sign-in", {"email": "olga@attack.test", "password": guess})
        tries.add(f"guess {number}", client.is_in, _by(answer.text))
    other = target.browser()
    other.fill("/console/sign-in", {"email": "rosa@attack.test", "password": PASSWORD})
    tries.control("another account is not locked", other.is_in)


@attack("codes of a phone", "100 codes of a second factor by who knows the password")
def totp(target: Target, tries: Tries) -> None:
    """The last one is right."""
    email = "totp@attack.test"
    app = second_factor(target.with_password(email))
    client = _half_in(target, email)
    for number in range(_GUESSES):
        code = f"{number * 7919 % 1_000_000:06d}"
        if number == _GUESSES - 1:
            code = app.generate(time=_next_step()).token
        answer = client.fill("/console/tf-validate", {"code": code})
        tries.add(f"code {number}", client.is_in, _by(answer.text))


@attack("recovery codes", "100 recovery codes by who knows the password")
def recovery(target: Target, tries: Tries) -> None:
    """The last one is right."""
    email = "recovery@attack.test"
    owner = target.with_password(email)
    second_factor(owner)
    page = owner.fill("/console/mf-recovery-codes", {"generate_new_codes": "1"}).text
    right = re.findall(r"<code>([0-9a-f-]{14})</code>", page)
    tries.control("there are codes", right)
    client = _half_in(target, email)
    for number in range(_GUESSES):
        guess = right[0] if number == _GUESSES - 1 else f"{number:04x}-{number:04x}-{number:04x}"
        answer = client.fill("/console/mf-recovery", {"code": guess})
        tries.add(f"code {number}", client.is_in, _by(answer.text))


@attack("one-time links", "links that are made up, signed by others, tampered with, used twice")
def links(target: Target, tries: Tries) -> None:
    """From one address and from many."""
    target.organizer("links@attack.test")
    right = one_time_link(target.settings, "links@attack.test").partition("token=")[2]
    tampered = right[:-9] + ("A" if right[-9] != "A" else "B") + right[-8:]
    forged = [*_forged(target), tampered, "." + right, right[:-1], ""]
    for token in forged:
        client = target.browser()
        answer = client.look(f"/console/link?token={token}")
        tries.add(f"token {token[:12]}", client.is_in, f"{answer.status_code}")
    address = target.address()
    for number in range(60):
        client = target.browser(address)
        answer = client.look(f"/console/link?token={secrets.token_urlsafe(40)}")
        tries.add(f"one address, {number}", client.is_in, f"{answer.status_code}")
    first, again = target.browser(), target.browser()
    first.look(f"/console/link?token={right}")
    tries.control("a link lets in", first.is_in)
    answer = again.look(f"/console/link?token={right}")
    tries.add("used twice", again.is_in, f"{answer.status_code}")


def _forged(target: Target) -> list[str]:
    """Signed for the first organizers by every key that a thief of something else may have."""
    settings = target.settings
    others = (settings.key_for(use) for use in KeyUse if use is not KeyUse.ONE_TIME_LINK)
    keys = ["", "secret", settings.twilio_auth_token.get_secret_value(), *others]
    return [
        str(URLSafeTimedSerializer(key, salt=LINK_SALT).dumps([who, signed_in, None]))
        for key in keys
        for who, signed_in in ((1, 0), (1, 1), (2, 0), (3, 1))
    ]


@attack("addresses of pages", "400 codes of script pages and volunteers' links")
def pages(target: Target, tries: Tries) -> None:
    """From ten addresses."""
    browsers = [target.browser() for _ in range(10)]
    for number in range(400):
        client: Browser = browsers[number % 10]
        code = "".join(secrets.choice(_LETTERS) for _ in range(4 + number % 9))
        path = ("/on-air/{}", "/v/{}", "/on-air/{}/card.png", "/on-air/{}/scan.svg")[number % 4]
        answer = client.look(path.format(code))
        is_refused = answer.status_code in (404, 429)
        tries.add(path.format(code), not is_refused, f"{answer.status_code}")


def _half_in(target: Target, email: str) -> Browser:
    client = target.browser()
    client.fill("/console/sign-in", {"email": email, "password": PASSWORD})
    assert not client.is_in
    return client


def _next_step() -> float:
    """The code of the next half minute: this one's may have been used to set it up."""
    return wall_time().timestamp() + 30


def _by(page: str) -> str:
    return "too many tries" if _TOO_OFTEN in page else "wrong"
