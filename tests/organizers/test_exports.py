"""Files that leave say by when they are to be deleted, and hold no numbers: all are walked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.clarion import Clarion
from bot.cli import clarion as command
from bot.config import Settings
from bot.organizers.rights import Right
from bot.people import samples
from bot.people.deadlines import delete_by
from bot.web import create_app
from bot.web.doors import Access
from bot.web.sign_in import one_time_link
from tests.cli.test_rights import clarion_of_commands as clarion_of_commands
from tests.conftest import ROOT
from tests.factories import make_clarion, rows
from tests.web import stage
from tests.web.conftest import OLGA, browser, csrf_token, follow
from tests.web.forms import built_path
from tests.web.test_access import access_of, rules

# Which leave without the right to export: whoever may open a person may prove their consent.
_BESIDES = {"contacts.proof"}
_NUMBERS = [one.phone[2:] for one in (samples.ANA, samples.BO, samples.DEE)]


@pytest.fixture
def clarion(settings: Settings, record: str, redis_url: str) -> Iterator[Clarion]:
    made = make_clarion(settings, ROOT / "flows")
    stage.furnish(made)
    yield made
    made.record.dispose()


def test_every_file_of_the_console_is_named_with_its_last_day(clarion: Clarion) -> None:
    app = create_app(clarion)
    client = browser(app)
    follow(client, one_time_link(clarion.settings, OLGA))
    token, found = csrf_token(client.get("/console/account/").text), []
    [(code,)] = rows(clarion, "SELECT code FROM event WHERE state = 'open' LIMIT 1")
    for one, rule in rules(app):
        view = one.view_functions[rule.endpoint]
        if access_of(one, rule) is not Access.ORGANIZER:
            continue
        if view.needed_right is Right.EXPORT or rule.endpoint in _BESIDES:  # type: ignore[attr-defined]
            named = {"code": code, "what": "day", "kind": "csv"}
            parts = {name: named.get(name, 1) for name in rule.arguments}
            path = built_path(rule, parts)
            is_post = "POST" in (rule.methods or ())
            answer = client.post(path, data={"csrf_token": token}) if is_post else client.get(path)
            assert answer.status_code == 200, path
            name = answer.headers["Content-Disposition"]
            assert f".delete-by-{delete_by(clarion).isoformat()}." in name, path
            assert [n for n in _NUMBERS if n in answer.text] == [], path
            found.append(path)
    assert len(found) == 10


def test_files_of_commands_say_it_within(
    clarion_of_commands: Clarion, tmp_path: Path, clarion: Clarion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLARION_CAMPAIGN", str(ROOT / "flows"))
    out, secret = tmp_path / "out", "twenty characters and more\n"
    by = delete_by(clarion_of_commands).isoformat()

    def run(*given: str, typed: str = "") -> str:
        done = CliRunner().invoke(command, given, input=typed, prog_name="clarion")
        assert done.exception is None, done.output
        return done.output

    run("suppression", "export", str(out), typed=secret * 2)
    _head, last_day, digest = out.read_text().splitlines()
    assert last_day.startswith("# delete this file by 20")
    assert len(digest) == 64
    assert "1 line; 0 people" in run("suppression", "import", str(out), typed=secret)
    run("consent", "proof", "1", "--out", str(out))
    assert json.loads(out.read_text())["delete_by"] > by[:4]
    assert "Delete the file by 20" in run("broadcast", "csv", "1")
