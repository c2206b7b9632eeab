"""Organizers: in the console, on the command line, and always with an admin."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient

from bot.clarion import Clarion
from bot.cli import organizers as cli
from bot.config import Settings
from bot.errors import Conflict, InputError, NotFound
from bot.organizers import organizers
from bot.organizers.organizers import Role
from tests.web.conftest import browser, follow, is_in, post


def test_last_admin_stays(clarion: Clarion, olga: str) -> None:
    with pytest.raises(Conflict, match="last admin"):
        organizers.remove(clarion.record, olga)
    with pytest.raises(Conflict, match="last admin"):
        organizers.change_role(clarion.record, olga, Role.VIEWER)
    organizers.add(clarion.record, "ana@clarion.test", Role.ADMIN)
    organizers.change_role(clarion.record, olga, Role.VIEWER)
    assert [o.role for o in organizers.list_all(clarion.record)] == [Role.ADMIN, Role.VIEWER]


@pytest.mark.parametrize(
    "email", ["", "olga", "olga@", "@x.test", "o lga@x.test", "a@b@c.test", "a\0@x.test"]
)
def test_what_is_no_address_is_refused(clarion: Clarion, email: str) -> None:
    with pytest.raises(InputError, match="not an e-mail address"):
        organizers.add(clarion.record, email, Role.VIEWER)


def test_the_same_address_twice_is_refused(clarion: Clarion, olga: str) -> None:
    with pytest.raises(Conflict, match="already"):
        organizers.add(clarion.record, "OLGA@clarion.test", Role.VIEWER)


def test_admin_adds_somebody_and_gets_their_link(
    app: Flask, clarion: Clarion, sign_in: Callable[..., FlaskClient]
) -> None:
    admin = sign_in()
    data = {"email": "ana@clarion.test", "name": "Ana", "role": "viewer"}
    page = post(admin, "/console/organizers/", data).text
    link = "https://clarion.test/console/link?token=" + page.split("link?token=")[1].split("<")[0]
    ana = browser(app)
    assert follow(ana, link).status_code == 302
    assert is_in(ana)
    assert ana.get("/console/organizers/").status_code == 403


@pytest.fixture
def run(record: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setattr(cli, "load_settings", lambda: settings)

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(cli.command, arguments)

    return invoke


def test_command_adds_lists_changes_and_removes(run: Callable[..., Result], app: Flask) -> None:
    added = run("add", "ana@clarion.test", "--role", "admin", "--name", "Ana")
    assert "is now an admin" in added.output
    client = browser(app)
    follow(client, added.output.strip().splitlines()[-1])
    assert is_in(client)
    run("add", "bo@clarion.test", "--role", "viewer")
    assert "is now an organizer" in run("role", "bo@clarion.test", "organizer").output
    listed = [json.loads(line) for line in run("list", "--json").output.splitlines()]
    assert [(one["email"], one["role"]) for one in listed] == [
        ("ana@clarion.test", "admin"),
        ("bo@clarion.test", "organizer"),
    ]
    assert "never signed in" in run("list").output
    assert "can no longer sign in" in run("remove", "bo@clarion.test", "--yes").output
    assert "link?token=" in run("link", "ana@clarion.test").output


def test_command_says_what_is_wrong(run: Callable[..., Result]) -> None:
    assert "Nobody yet" in run("list").output
    assert isinstance(run("link", "max@clarion.test").exception, NotFound)
    assert isinstance(run("remove", "max@clarion.test", "--yes").exception, NotFound)
    run("add", "ana@clarion.test", "--role", "admin")
    assert isinstance(run("remove", "ana@clarion.test", "--yes").exception, Conflict)
