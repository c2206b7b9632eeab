"""Organizers at work, for tests of the console: people on the list, and what is typed."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import psycopg
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.clarion import Clarion
from bot.clock import SetClock
from bot.people.contacts import NewContact, add_contact
from tests.web.conftest import csrf_token, post

NEW = "/console/broadcasts/new"
ANA, EVA, BO = "+13125550142", "+13125550146", "+12135550143"


# A Wednesday noon in Chicago, some months before what organizers type in these tests.
TODAY = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)


def stand_still(clarion: Clarion) -> None:
    """From now on it is TODAY: what is typed stays in the future, and on a day of the week."""
    object.__setattr__(clarion, "clock", SetClock(TODAY))


def add_people(clarion: Clarion) -> None:
    """Ana and Eva, who may be texted, and Bo, who has stopped. The clock stands still."""
    stand_still(clarion)
    now = clarion.clock.now()
    for phone, lang, stopped in ((ANA, "en", None), (EVA, "es", None), (BO, "es", now)):
        person = NewContact(
            phone, lang=lang, zip="60608", name="Ana", opted_in_at=now, opted_out_at=stopped
        )
        assert add_contact(clarion, person)


def typed(**changes: str) -> dict[str, str]:
    """A broadcast to all as an organizer types it; `changes` replace or add fields."""
    return {
        "title": "Kickoff", "segment": "all", "text_en": "It starts today. Call {line}.",
        "text_es": "Empieza hoy. Llama a {line}.", "when": "local", "at": "2027-03-01T10:00",
        "zone": "America/Chicago", "lateness": "60", "line": "", "repeat": "", **changes,
    }  # fmt: skip


def act(client: FlaskClient, name: str, path: str = NEW, **changes: str) -> TestResponse:
    """Press one of the buttons of the form of a broadcast."""
    return post(client, path, {**typed(**changes), "act": name})


def press(client: FlaskClient, page: str, path: str, **data: str) -> TestResponse:
    """Post to `path` with the token that `page` carries."""
    token = csrf_token(client.get(page).text)
    return client.post(path, data={**data, "csrf_token": token})


def ask(client: FlaskClient, path: str, **sent: str) -> Any:
    """What a JSON endpoint of the form answers."""
    token = csrf_token(client.get(NEW).text)
    return client.post(path, json=sent, headers={"X-CSRFToken": token}).json


def rows(record: str, statement: str) -> list[tuple[Any, ...]]:
    """What a query finds in the record; its now() is TODAY."""
    statement = statement.replace("now()", f"timestamptz '{TODAY.isoformat()}'")
    with psycopg.connect(record, autocommit=True) as connection:
        found = connection.execute(statement.encode())
        return found.fetchall() if found.description else []


def words(page: str) -> str:
    """What a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())
