"""Every door says who may pass, and keeps its word: all routes are walked, none is listed here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from bot.organizers.rights import RIGHTS, Right, Role
from bot.web.doors import Access
from tests.web.conftest import LIBRARY_CHOICES, browser

# Pages that only say what a stranger may see: the sign-in library's own, and files.
SIGN_IN = {"security.login", "security.logout", "security.two_factor_token_validation"}
SIGN_IN |= {"security.two_factor_rescue", "security.two_factor_select", "security.mf_recovery"}
SIGN_IN |= {"security.wan_signin"}  # not there for whoever has not typed a password
_FILES = {"static", "bootstrap.static"}


def rules(app: Flask) -> Iterator[tuple[Flask, Rule]]:
    for one in (app, app.extensions["machines"]):
        for rule in one.url_map.iter_rules():
            yield one, rule


def access_of(app: Flask, rule: Rule) -> Access | None:
    name = rule.endpoint.rpartition(".")[0]
    return getattr(app.blueprints.get(name), "access", None)


def path_of(rule: Rule) -> str:
    values = {name: "pause" if name == "act" else 1 for name in rule.arguments}
    return str(rule.build(values)[1]) if (rule.build(values)) else rule.rule


def test_every_route_belongs_to_a_door_that_declares_its_access(app: Flask) -> None:
    open_ones = [
        rule.endpoint
        for one, rule in rules(app)
        if access_of(one, rule) is None
        and rule.endpoint not in _FILES
        and not rule.endpoint.startswith("security.")
    ]
    assert open_ones == []


def test_every_organizer_s_view_names_the_right_it_takes(app: Flask) -> None:
    nameless = [
        rule.endpoint
        for one, rule in rules(app)
        if access_of(one, rule) is Access.ORGANIZER
        and not isinstance(getattr(one.view_functions[rule.endpoint], "needed_right", None), Right)
    ]
    assert nameless == []


def test_a_view_that_names_no_right_is_refused_even_to_an_admin(
    app: Flask, sign_in: Callable[..., FlaskClient]
) -> None:
    admin = sign_in()
    del app.view_functions["broadcasts.list_all"].needed_right  # type: ignore[attr-defined]
    try:
        assert admin.get("/console/broadcasts/").status_code == 403
    finally:
        app.view_functions["broadcasts.list_all"].needed_right = Right.LOOK  # type: ignore[attr-defined]


def _organizer_routes(app: Flask) -> list[tuple[str, str, Right]]:
    found = []
    for one, rule in rules(app):
        if access_of(one, rule) is Access.ORGANIZER:
            needed: Right = one.view_functions[rule.endpoint].needed_right  # type: ignore[attr-defined]
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                found.append((method, path_of(rule), needed))
    return found


def test_nobody_gets_in_unsigned(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    for method, path, _needed in _organizer_routes(app):
        answer = browser(app).open(path, method=method)
        assert answer.status_code == 302, (method, path)
        assert "/console/sign-in" in answer.headers["Location"], (method, path)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_goes_as_far_as_it_may_and_no_further(
    app: Flask, sign_in: Callable[..., FlaskClient], role: Role
) -> None:
    client = sign_in(f"{role.value}@clarion.test", role)
    app.config["WTF_CSRF_ENABLED"] = False
    for method, path, needed in _organizer_routes(app):
        answer = client.open(path, method=method)
        if role is Role.TEXTER and path == "/console/":
            assert answer.headers["Location"] == "/console/inbox/", method
        elif role.may(needed):
            assert answer.status_code not in (401, 403, 500), (method, path, answer.status_code)
        else:
            assert answer.status_code == 403, (method, path, answer.status_code)


@LIBRARY_CHOICES
def test_library_s_pages_that_need_a_session_refuse_without_one(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    for _one, rule in rules(app):
        if rule.endpoint.startswith("security.") and rule.endpoint not in SIGN_IN:
            path = path_of(rule)
            assert browser(app).get(path).status_code in (302, 405), path


def test_every_post_of_the_console_needs_its_token(
    app: Flask, sign_in: Callable[..., FlaskClient]
) -> None:
    admin = sign_in()
    posts = [path for method, path, _ in _organizer_routes(app) if method == "POST"]
    for path in [*posts, "/console/sign-in", "/console/password", "/console/tf-setup"]:
        answer = admin.post(path, data={"email": "olga@clarion.test"})
        assert answer.status_code in (302, 400), path
        if answer.status_code == 302:  # forms of the library check the token themselves
            assert path == "/console/sign-in"


def test_the_table_in_the_docs_is_the_one_that_counts() -> None:
    text = (Path(__file__).parents[2] / "docs/console.md").read_text(encoding="utf-8")
    lines = re.findall(r"^\| `(\w+)` .*?((?:\| (?:yes|·) )+)\|$", text, re.MULTILINE)
    [heading] = re.findall(r"^\| right \| it lets them .*$", text, re.MULTILINE)
    roles = [Role(name.strip()) for name in heading.strip("|").split("|")[2:]]
    told = {
        Right(right): {role for role, cell in zip(roles, cells.split("|")[1:], strict=False)
                       if cell.strip() == "yes"}
        for right, cells in lines
    }  # fmt: skip
    assert told == {right: {role for role in Role if role.may(right)} for right in Right}
    assert set(roles) == set(RIGHTS) == set(Role)


def test_a_texter_sees_the_inbox_and_nothing_else(
    sign_in: Callable[..., FlaskClient],
) -> None:
    client = sign_in("texter@clarion.test", Role.TEXTER)
    page = client.get("/console/", follow_redirects=True)
    assert page.request.path == "/console/inbox/"
    for path in ("broadcasts/", "people/", "calendar/", "campaign/", "organizers/", "audit/"):
        assert client.get(f"/console/{path}").status_code in (403, 404), path
        assert f'href="/console/{path}"' not in page.text
