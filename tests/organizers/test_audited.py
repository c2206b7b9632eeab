"""Whatever changes, reveals or exports leaves a line in the audit: every route is walked."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.broadcasts import bulk, planning
from bot.clarion import Clarion
from bot.config import Settings
from bot.organizers.rights import Right
from bot.people import samples
from bot.web import create_app
from bot.web.console import actions, broadcasts, calling, contacts, imports, inbox
from bot.web.doors import Access
from bot.web.sign_in import one_time_link
from tests.conftest import ROOT
from tests.factories import make_clarion, rows
from tests.web import stage
from tests.web.conftest import LIBRARY_CHOICES, OLGA, PUBLIC_URL, browser, csrf_token, follow
from tests.web.forms import built_path
from tests.web.test_access import access_of, rules

TABLE: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("audited.yaml").read_text("utf-8")
)
# What shows nobody by name or number, and changes only oneself (bot/organizers/rights.py).
_SHOWS_NOBODY = frozenset({Right.LOOK, Right.SELF})


@pytest.fixture
def clarion(settings: Settings, record: str, redis_url: str) -> Iterator[Clarion]:
    made = make_clarion(settings, ROOT / "flows")
    stage.furnish(made)
    yield made
    made.record.dispose()


def _to_note(app: Flask) -> set[str]:
    """Every route that may change, reveal or export: POSTs, and GETs that take more than a look."""
    found = set()
    for one, rule in rules(app):
        if access_of(one, rule) is Access.ORGANIZER:
            needed: Right = one.view_functions[rule.endpoint].needed_right  # type: ignore[attr-defined]
            methods = {"POST"} if needed in _SHOWS_NOBODY else {"GET", "POST"}
            found |= {f"{m} {rule.endpoint}" for m in methods & (rule.methods or set())}
    return found


def test_every_route_that_does_something_is_in_the_table_and_no_other(clarion: Clarion) -> None:
    named = {row["route"] for row in TABLE}
    assert named == _to_note(create_app(clarion))
    assert [row for row in TABLE if ("why" in row) == ("leaves" in row)] == []


def test_every_act_of_a_view_is_in_the_table(clarion: Clarion) -> None:
    tables = {
        "contacts.act": contacts._ACTS, "inbox.act": inbox._ACTS, "imports.act": imports._ACTS,
        "actions.decide": actions._DECISIONS, "broadcasts.turn": broadcasts._ACTS,
        "calling.set_state": calling._STATES,
    }  # fmt: skip
    for endpoint, acts in tables.items():
        tried = {
            {**row.get("parts", {}), **row.get("send", {})}.get("act")
            for row in TABLE
            if row["route"] == f"POST {endpoint}"
        }
        assert set(acts) - tried - set(_ELSEWHERE.get(endpoint, ())) == set(), endpoint


_ELSEWHERE = {
    "inbox.act": {"lift", "release"},
    "imports.act": {"write"},
    "actions.decide": {"approve"},
}


@LIBRARY_CHOICES
@pytest.mark.slow
def test_each_leaves_its_lines(clarion: Clarion) -> None:
    app = create_app(clarion)
    client = browser(app)
    follow(client, one_time_link(clarion.settings, OLGA))
    known = _known(clarion)
    missing = []
    for row in TABLE:
        before = _last(clarion)
        answer = _do(app, client, row, known)
        left = [act for (act,) in rows(clarion, "SELECT act FROM audit WHERE id > %s", before)]
        if not set(row.get("leaves", ())) <= set(left):
            missing.append(f"{row['route']} {row.get('send', '')}: {answer.status_code} {left}")
    assert missing == [], "\n".join(missing)


def _do(
    app: Flask, client: FlaskClient, row: dict[str, Any], known: dict[str, Any]
) -> TestResponse:
    method, endpoint = row["route"].split()
    rule = next(iter(app.url_map.iter_rules(endpoint)))
    parts = {name: _filled(value, known) for name, value in row.get("parts", {}).items()}
    path = built_path(rule, {n: int(v) if str(v).isdigit() else v for n, v in parts.items()})
    if method == "GET":
        return client.get(path)
    token = csrf_token(client.get("/console/account/").text)
    data: dict[str, Any] = {n: _filled(v, known) for n, v in row.get("send", {}).items()}
    if "file" in row:
        data["file"] = (io.BytesIO(row["file"].encode()), "list.csv")
    headers = {"X-CSRFToken": token, "Referer": f"{PUBLIC_URL}/console/"}
    return client.post(path, data={**data, "csrf_token": token}, headers=headers)


def _filled(value: Any, known: dict[str, Any]) -> Any:
    return value.format(**known) if isinstance(value, str) else value


def _last(clarion: Clarion) -> int:
    return int(rows(clarion, "SELECT coalesce(max(id), 0) FROM audit")[0][0])


def _known(clarion: Clarion) -> dict[str, Any]:
    tickets = [
        one
        for (one,) in rows(clarion, "SELECT id FROM ticket WHERE state = 'open' ORDER BY id DESC")
    ]
    [(code,)] = rows(clarion, "SELECT code FROM event WHERE state = 'open' LIMIT 1")
    [(dj,), *_] = rows(clarion, "UPDATE dj SET state = 'pending' RETURNING contact_id")
    stage.wait_outside(clarion)
    planning.fire_due(clarion)  # what is under way can be paused
    everybody = bulk.look(clarion, bulk.Act("tag", "all", "seen")).people
    [(report,)] = rows(clarion, "SELECT coalesce(max(id), 0) + 1 FROM report")
    return {
        "phone": samples.DEE.phone, "ticket": tickets[0], "second": tickets[1], "third": tickets[2],
        "tomorrow": (clarion.clock.now() + timedelta(days=1)).date().isoformat(),
        "open": code, "dj": dj, "all": everybody, "report": report,
        "script": clarion.campaign.current().scripts[0].id,
    }  # fmt: skip
