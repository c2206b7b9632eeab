"""Routes by roles, and forms that another site sends."""

from __future__ import annotations

from collections.abc import Iterator

from bot.organizers.rights import Right, Role
from bot.web.doors import Access
from tests.attack.target import Browser, Target, csrf_token
from tests.attack.tries import Tries, attack
from tests.web.test_access import SIGN_IN, access_of, path_of, rules

_FORMS_OF_LIBRARY = ("/console/verify", "/console/password", "/console/tf-setup")


def routes(target: Target) -> Iterator[tuple[str, str, Right]]:
    """Every route of the console: method, path and the right it takes."""
    for app, rule in rules(target.app):
        if access_of(app, rule) is Access.ORGANIZER:
            needed: Right = app.view_functions[rule.endpoint].needed_right  # type: ignore[attr-defined]
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield method, path_of(rule), needed


@attack("routes, signed out", "every route of the console and of the library, by nobody")
def signed_out(target: Target, tries: Tries) -> None:
    """With a token that is right, so that the door refuses, not the form."""
    stranger = target.browser()
    token = csrf_token(stranger.look("/console/sign-in").text)
    tries.control("a stranger gets a token", token)
    for method, path, _needed in routes(target):
        _judge_stranger(tries, stranger, method, path, token)
    for _app, rule in rules(target.app):
        if rule.endpoint.startswith("security.") and rule.endpoint not in SIGN_IN:
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                _judge_stranger(tries, stranger, method, path_of(rule), token)
    for cookie in ("x", "eyJfdXNlcl9pZCI6IjEifQ.aaaa.bbbb", ""):
        stranger.cookies.set("clarion", cookie)
        tries.add(f"cookie {cookie!r}", stranger.is_in, "302 to sign in")


def _judge_stranger(tries: Tries, who: Browser, method: str, path: str, token: str) -> None:
    answer = who.ask(method, path, data={"csrf_token": token} if method == "POST" else None)
    code, where = answer.status_code, answer.headers.get("Location", "")
    by = f"{code} to sign in" if code == 302 else f"{code}"
    back = any(place in where for place in ("/console/sign-in", "/console/passkey"))
    is_refused = (code == 302 and back) or code in (400, 401, 403, 404, 405)
    tries.add(f"{method} {path}", not is_refused or who.is_in, by)


@attack("routes, by role", "every route by each role that has not its right")
def by_role(target: Target, tries: Tries) -> None:
    """Only what a role may not do is tried."""
    every = list(routes(target))
    for role in Role:
        client = target.organizer(f"{role.value}@attack.test", role)
        token = csrf_token(client.look("/console/account/").text)
        tries.control(f"{role} is signed in", client.is_in)
        for method, path, needed in every:
            if role.may(needed):
                continue
            answer = client.ask(method, path, data={"csrf_token": token})
            home = role is Role.TEXTER and path == "/console/" and answer.status_code == 302
            by = "302 to the inbox" if home else f"{answer.status_code}"
            tries.add(f"{role} {method} {path}", answer.status_code != 403 and not home, by)


@attack("another site's forms", "every form of the console without its token, or with another's")
def cross_site(target: Target, tries: Tries) -> None:
    """The browser is signed in as an admin: its cookies come along, the token does not."""
    admin = target.organizer("admin@attack.test", Role.ADMIN)
    other = csrf_token(target.organizer("viewer@attack.test", Role.VIEWER).look("/console/").text)
    token = csrf_token(admin.look("/console/account/").text)
    tokens = {"none": "", "somebody else's": other, "made up": "x" * 90, "cut": token[:-4]}
    posts = [path for method, path, _ in routes(target) if method == "POST"]
    for path in [*posts, *_FORMS_OF_LIBRARY]:
        for what, sent in tokens.items():
            answer = admin.ask("POST", path, data={"csrf_token": sent} if sent else {},
                               headers={"Origin": "https://evil.test"})  # fmt: skip
            tries.add(f"{path}, token: {what}", answer.status_code != 400, f"{answer.status_code}")
    kept = admin.ask("POST", "/console/broadcasts/parts", data={"csrf_token": token})
    tries.control("its own token counts", kept.status_code == 200, kept.status_code)
    tries.control("still signed in", admin.is_in)
