"""Voice webhooks a second: a call that comes in, and a key in it, against a bare signed TwiML app.

Both sides run under the Procfile's granian flags on one PostgreSQL that commits durably and take
the same forms. The bare app checks the signature, writes in one transaction of two statements (the
call, and that its caller called) and answers in TwiML by Twilio's library. A call is begun once;
the keys are those of calls that were begun in the same round, which are then connected.
"""

from __future__ import annotations

import os
import secrets
import statistics
import tempfile
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from bench.inbound import CONNECTIONS, PUBLIC_URL, TOKEN, environment_of
from bench.load import Load, Signed, post_all, post_each
from bench.servers import database
from bench.table import Row, at_least
from bench.web_server import WebServer, serve
from bot.carrier.signature import sign
from bot.clock import wall_time
from bot.services import start_valkey
from bot.store.record import as_sqlalchemy_url

_PER_SECOND = 3_000
_BEGIN, _KEYS = "/twilio/voice", "/twilio/voice/keys"


def run(rounds: int = 3, seconds: float = 4.0) -> list[Row]:
    """Measure. Raises: RuntimeError when an answer was not the one asked for."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        record = stack.enter_context(database())
        bare = stack.enter_context(database(is_migrated=False))
        valkey = start_valkey(folder)
        stack.callback(valkey.stop)
        environment = environment_of(folder, record, valkey.url) | {
            "CLOCK_OFFSET_FILE": str(_when_open(folder)),
            "CLARION_CALLS_AN_HOUR": "60",
            "CLARION_CALL_MINUTES_A_DAY": "1000000000",
        }
        stack.callback(os.environ.pop, "CLOCK_OFFSET_FILE", None)
        os.environ.update({**environment, "FLOOR_DATABASE_URL": as_sqlalchemy_url(bare)})
        from bench import floor_app  # reads the environment that was just set

        floor_app.make_tables()
        ours = stack.enter_context(serve("app:served", environment))
        floor = stack.enter_context(serve("bench.floor_app:app", environment, is_wsgi=True))
        return _rows(ours, floor, rounds, seconds)


def _rows(ours: WebServer, floor: WebServer, rounds: int, seconds: float) -> list[Row]:
    rates: dict[tuple[str, str], list[float]] = {}
    cpu: dict[tuple[str, str], list[float]] = {}
    for side in (floor, ours):  # connections are there, templates are read
        post_each(side.port, _path(side is ours, _BEGIN), _forms(200, side is ours), CONNECTIONS)
    for _ in range(rounds):
        for name, side in (("floor", floor), ("ours", ours)):
            sids = [f"CA{secrets.token_hex(16)}" for _ in range(int(seconds * _PER_SECOND))]
            begun = 0
            for step, more in ((_BEGIN, {}), (_KEYS, {"Digits": ""})):
                path = _path(side is ours, step)
                chosen = sids if step == _BEGIN else sids[:begun]
                before = side.cpu_s()
                load = post_all(
                    side.port, path, [_form(path, sid, **more) for sid in chosen], CONNECTIONS,
                    seconds,
                )  # fmt: skip
                _check(load, path)
                begun = load.requests
                rates.setdefault((name, step), []).append(load.rate)
                spent = (side.cpu_s() - before) / load.requests * 1e6
                cpu.setdefault((name, step), []).append(spent)
    found = []
    for step, what in ((_BEGIN, "calls greeted"), (_KEYS, "calls connected")):
        rate = {name: statistics.median(rates[name, step]) for name in ("ours", "floor")}
        used = {name: statistics.median(cpu[name, step]) for name in ("ours", "floor")}
        found.append(at_least(what, rate["ours"], "webhooks/s", rate["floor"], 0.65))
        ratio = used["ours"] / used["floor"]
        found.append(Row(f"{what}, CPU", used["ours"], "µs/webhook", used["floor"], ratio))
    return found


def _when_open(folder: Path) -> Path:
    """A file that moves the clock to the next Wednesday noon in Washington, when the line answers,
    whenever this is run."""
    now = wall_time()
    at = now.replace(hour=17, minute=0) + timedelta(days=(2 - now.weekday()) % 7)
    file = folder / "offset"
    file.write_text(str((at - now).total_seconds()), "ascii")
    return file


def _check(load: Load, path: str) -> None:
    if load.wrong:
        raise RuntimeError(f"{load.wrong} of {load.requests} answers from {path} were wrong")


def _path(is_ours: bool, step: str) -> str:
    return step if is_ours else "/voice"


def _forms(count: int, is_ours: bool) -> list[Signed]:
    path = _path(is_ours, _BEGIN)
    return [_form(path, f"CA{secrets.token_hex(16)}") for _ in range(count)]


def _form(path: str, sid: str, **more: str) -> Signed:
    """A form of a call as Twilio posts it, from a number of its own."""
    sender = f"+1312{int(sid[2:9], 16) % 10_000_000:07d}"
    fields = {
        "AccountSid": "AC" + "0" * 32, "ApiVersion": "2010-04-01", "CallSid": sid,
        "CallStatus": "in-progress" if more else "ringing", "CallToken": secrets.token_hex(20),
        "Called": "+12025550100", "CalledCity": "", "CalledCountry": "US", "CalledState": "DC",
        "CalledZip": "", "Caller": sender, "CallerCity": "CHICAGO", "CallerCountry": "US",
        "CallerState": "IL", "CallerZip": "60608", "Direction": "inbound", "From": sender,
        "FromCity": "CHICAGO", "FromCountry": "US", "FromState": "IL", "FromZip": "60608",
        "To": "+12025550100", "ToCity": "", "ToCountry": "US", "ToState": "DC", "ToZip": "", **more,
    }  # fmt: skip
    return Signed(sign(TOKEN, PUBLIC_URL + path, fields), urlencode(fields))
