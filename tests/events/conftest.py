"""The shipped campaign on the real record, with a host, a guest, a stranger, and an organizer's
linked phone; a clock that goes on when it is told to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clarion import Clarion
from bot.clock import SetClock
from bot.config import Settings
from bot.conversations import inbound
from tests.beginnings import put_in
from tests.factories import NOON, add_person, make_clarion, make_form, rows

FLOWS = Path(__file__).parents[2] / "flows"
HOST, STRANGER, GUEST = "+13125550171", "+13125550172", "+13125550173"
OLGA = "+17185550199"


class Minutes(SetClock):
    """A clock that goes on when it is told to."""

    def forward(self, **wait: float) -> None:
        self.at += timedelta(**wait)


@pytest.fixture
def clock() -> Minutes:
    return Minutes(NOON)


@pytest.fixture
def line(settings: Settings, record: str, redis_url: str, clock: Minutes) -> Iterator[Clarion]:
    made = replace(make_clarion(settings, FLOWS), clock=clock)
    put_in(made, "line", lambda: _seed(made))
    yield made
    made.record.dispose()


def _seed(made: Clarion) -> None:
    for phone, name in ((HOST, "Hana"), (STRANGER, "Xavi"), (GUEST, "Gil")):
        add_person(made, phone, name=name, zip="60608")
    olga = add_person(made, OLGA)
    with made.record.transaction() as connection:
        connection.execute(
            "INSERT INTO organizer (email, active, lang, fs_uniquifier, contact_id, created_at)"
            " VALUES ('olga@example.org', true, 'en', 'olga', %s, %s)",
            [olga, NOON],
        )


def say(line: Clarion, sender: str, *texts: str) -> str:
    """Text one after the other; the last answer."""
    return [inbound.receive(line, make_form(sender, text)).body or "" for text in texts][-1]


def got(line: Clarion, phone: str, kind: str = "follow_up") -> list[str]:
    """What a phone was texted because of others."""
    found = rows(
        line,
        "SELECT m.body_sealed FROM message m JOIN address a ON a.contact_id = m.contact_id"
        " WHERE a.digest = ANY(%s) AND m.kind = %s ORDER BY m.id",
        list(line.sealer.digests("sms", phone)),
        kind,
    )
    return [line.sealer.open(body, "message.body") for (body,) in found]


def set_up_phone_bank(line: Clarion, phone: str, place: str = "Casa Roja, 18th St") -> str:
    """Host a phone bank by text; its code, from the answer."""
    answer = say(line, phone, "PHONEBANK", "HOST", "friday", "2pm", place, "50", "YES")
    return answer.partition("PHONEBANK ")[2].partition(".")[0]


def changed(line: Clarion, **settings: object) -> Clarion:
    """The same services with other settings."""
    return replace(line, settings=line.settings.model_copy(update=settings))
