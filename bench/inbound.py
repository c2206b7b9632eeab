"""Signed texts per second, all the way in, against a bare app on the same server settings.

Both sides run under the Procfile's granian flags on one PostgreSQL that commits durably, take the
same forms (each MessageSid once, from 2,000 people, a mix of words), in interleaved rounds. The
figures are medians over the rounds.
"""

from __future__ import annotations

import base64
import os
import random
import secrets
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import psycopg

from bench.load import Load, Signed, post_all, post_each
from bench.servers import database
from bench.table import Row, at_least, at_most
from bench.web_server import WebServer, serve
from bot.carrier.signature import sign
from bot.services import start_valkey
from bot.store.record import as_sqlalchemy_url

CONNECTIONS = 16
PEOPLE = 2_000
PUBLIC_URL = "https://bench.clarion.test"
TOKEN = secrets.token_hex(16)
WORDS = ["MENU", "CALL", "DONE", "LLAMAR", "BUSY", "hola", "what is this?", "JOIN", "2", "HELP"]
# Forms prepared for a second of load; more than either side can take.
_PER_SECOND = 4_000


@dataclass
class _Side:
    """What was measured of one side."""

    server: WebServer
    path: str
    loads: list[Load] = field(default_factory=list)
    cpu_us: list[float] = field(default_factory=list)

    def median(self, name: str) -> float:
        return statistics.median(getattr(load, name) for load in self.loads)


def run(rounds: int = 3, seconds: float = 4.0) -> list[Row]:
    """Measure. Raises: RuntimeError when an answer was not the one asked for."""
    with ExitStack() as stack:
        ours, floor = stack.enter_context(_both())
        for side in (ours, floor):  # everybody writes once, so no round makes contacts
            post_each(side.server.port, side.path, _forms(PEOPLE, side.path, True), CONNECTIONS)
        for _ in range(rounds):
            for side in (floor, ours):
                _measure(side, _forms(int(seconds * _PER_SECOND), side.path), seconds)
        return [
            *_text_rows(ours, floor),
            *_refusal_rows(ours, floor, rounds, seconds),
            *_callback_rows(ours, floor, rounds, seconds),
        ]


def _text_rows(ours: _Side, floor: _Side) -> list[Row]:
    cpu = statistics.median(ours.cpu_us), statistics.median(floor.cpu_us)
    return [
        at_least("inbound texts", ours.median("rate"), "texts/s", floor.median("rate"), 0.65),
        at_most("inbound p99", ours.median("p99_ms"), "ms", floor.median("p99_ms"), 2.0),
        Row("inbound CPU", cpu[0], "µs/text", cpu[1], cpu[0] / cpu[1]),
    ]


def _refusal_rows(ours: _Side, floor: _Side, rounds: int, seconds: float) -> list[Row]:
    forms = [Signed("bm8gc2lnbmF0dXJlIG9mIG91cnM=", f.body) for f in _forms(2_000, ours.path)]
    refusing = {"ours": _Side(ours.server, ours.path), "floor": _Side(floor.server, "/check")}
    for _ in range(rounds):
        for side in refusing.values():
            _measure(side, forms, seconds, status=4)
    rates = {name: side.median("rate") for name, side in refusing.items()}
    took, bare = (statistics.median(side.cpu_us) for side in refusing.values())
    return [
        at_least("bad signatures refused", rates["ours"], "refusals/s", rates["floor"], 0.85),
        Row("refusal CPU", took, "µs/refusal", bare, took / bare),
    ]


def _callback_rows(ours: _Side, floor: _Side, rounds: int, seconds: float) -> list[Row]:
    """Status callbacks, each for a text of its own that the carrier has taken."""
    each = int(seconds * _PER_SECOND)
    _add_sent(rounds * each)
    sides = (_Side(floor.server, "/status/"), _Side(ours.server, "/twilio/status/"))
    for number in range(rounds):
        ids = range(number * each + 1, (number + 1) * each + 1)
        for side in sides:
            _measure(side, [_callback(side.path, message_id) for message_id in ids], seconds)
    _check_moved(sum(load.requests for load in sides[1].loads))
    bare, took = (side.median("rate") for side in sides)
    cpu = [statistics.median(side.cpu_us) for side in sides]
    return [
        at_least("status callbacks", took, "callbacks/s", bare, 0.65),
        Row("callback CPU", cpu[1], "µs/callback", cpu[0], cpu[1] / cpu[0]),
    ]


def _add_sent(count: int) -> None:
    """So many texts with the carrier, in both databases, under the ids 1 to `count`."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("TRUNCATE message")
        connection.execute(
            "INSERT INTO message (id, contact_id, address_id, kind, via, state, sid, not_before,"
            " claimed_at, created_at) OVERRIDING SYSTEM VALUE SELECT i, i, i, 'broadcast', 'api',"
            " 'accepted', 'SM' || lpad(to_hex(i), 32, '0'), now(), now(), now()"
            " FROM generate_series(1, %s) i",
            [count],
        )
        connection.execute("ANALYZE message")
    bare = os.environ["FLOOR_DATABASE_URL"].replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(bare, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO floor_sent SELECT i, 'SM' || lpad(to_hex(i), 32, '0'), 'accepted', now()"
            " FROM generate_series(1, %s) i",
            [count],
        )
        connection.execute("ANALYZE floor_sent")


def _check_moved(expected: int) -> None:
    """Every callback that was answered moved its text. Raises: RuntimeError."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        row = connection.execute(
            "SELECT count(*) FROM message WHERE state = 'delivered'"
        ).fetchone()
    if row is None or row[0] < expected:
        raise RuntimeError(f"{expected} callbacks were taken and {row and row[0]} texts moved")


def _callback(path: str, message_id: int) -> Signed:
    """A callback as Twilio posts it for one of `_add_sent`'s texts."""
    sid = f"SM{message_id:032x}"
    fields = {
        "AccountSid": "AC" + "0" * 32, "ApiVersion": "2010-04-01", "From": "+12025550100",
        "MessageSid": sid, "MessageStatus": "delivered", "SmsSid": sid, "SmsStatus": "delivered",
        "To": f"+1312{5_550_000 + message_id % PEOPLE:07d}",
    }  # fmt: skip
    address = f"{path}{message_id}"
    return Signed(sign(TOKEN, PUBLIC_URL + address, fields), urlencode(fields), address)


def _measure(side: _Side, forms: list[Signed], seconds: float, status: int = 2) -> None:
    before = side.server.cpu_s()
    load = post_all(side.server.port, side.path, forms, CONNECTIONS, seconds, status)
    if load.wrong:
        raise RuntimeError(f"{load.wrong} of {load.requests} answers from {side.path} were wrong")
    side.loads.append(load)
    side.cpu_us.append((side.server.cpu_s() - before) / load.requests * 1e6)


def _forms(count: int, path: str, everyone: bool = False) -> list[Signed]:
    made = []
    for number in range(count):
        person = number if everyone else random.randrange(PEOPLE)
        fields = text_fields(f"+1312{5_550_000 + person:07d}", "MENU" if everyone else "")
        made.append(Signed(sign(TOKEN, PUBLIC_URL + path, fields), urlencode(fields)))
    return made


def text_fields(sender: str, body: str) -> dict[str, str]:
    """A form of twenty fields, as Twilio posts it."""
    sid = "SM" + secrets.token_hex(16)
    return {
        "ToCountry": "US", "ToState": "DC", "SmsMessageSid": sid, "NumMedia": "0", "ToCity": "",
        "FromZip": "60608", "SmsSid": sid, "FromState": "IL", "SmsStatus": "received",
        "FromCity": "CHICAGO", "Body": body or random.choice(WORDS), "FromCountry": "US",
        "To": "+12025550100", "ToZip": "", "NumSegments": "1", "MessageSid": sid,
        "AccountSid": "AC" + "0" * 32, "From": sender, "ApiVersion": "2010-04-01",
        "MessagingServiceSid": "",
    }  # fmt: skip


@contextmanager
def _both() -> Iterator[tuple[_Side, _Side]]:
    """Our app and the floor's, each on its own database of one PostgreSQL."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        record = stack.enter_context(database())
        bare = stack.enter_context(database(is_migrated=False))
        valkey = start_valkey(folder)
        stack.callback(valkey.stop)
        environment = environment_of(folder, record, valkey.url)
        os.environ.update({**environment, "FLOOR_DATABASE_URL": as_sqlalchemy_url(bare)})
        from bench import floor_app  # reads the environment that was just set

        floor_app.make_tables()
        ours = stack.enter_context(serve("app:served", environment))
        floor = stack.enter_context(serve("bench.floor_app:app", environment, is_wsgi=True))
        yield _Side(ours, "/twilio/sms"), _Side(floor, "/sms")


def environment_of(folder: Path, record: str, redis_url: str) -> dict[str, str]:
    """What our web needs to run on a record and a Redis, with made-up keys."""
    return {
        "CLARION_ENV": "test",
        "CLARION_SECRET_KEY": secrets.token_urlsafe(48),
        "CLARION_DATA_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        "CLARION_DATA_DIR": str(folder / "data"),
        "DATABASE_URL": record,
        "REDIS_URL": redis_url,
        "PUBLIC_URL": PUBLIC_URL,
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_FROM": "+12025550100",
        "TWILIO_API_BASE_URL": "http://127.0.0.1:9",
        # All write from one area code: answers are measured, not the silence after a budget.
        "CLARION_REPLIES_PER_AREA": "area=100000000",
        "CLARION_REPLIES_PER_DAY": "100000000",
    }
