"""Webhooks of flows: called outside the text's transaction, and the conversation goes on after."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.clarion import Clarion
from bot.clock import SetClock
from bot.conversations import inbound, webhooks
from tests.factories import ANA, NOON, make_form, rows


@dataclass
class Service:
    """A service of the coalition's: answers as it is told, and remembers what it was asked."""

    status: int = 200
    answer: bytes = b'{"answer": "a member\\nsince 2014"}'
    bodies: list[bytes] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            made.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            made.signatures.append(self.headers["X-Clarion-Signature"])
            self.send_response(made.status)
            self.send_header("Content-Length", str(len(made.answer)))
            self.end_headers()
            self.wfile.write(made.answer)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def hooked(clarion: Clarion, service: Service) -> Clarion:
    settings = clarion.settings.model_copy(update={"webhooks": f"crm={service.url}"})
    return replace(clarion, settings=settings)


def say(clarion: Clarion, body: str) -> str | None:
    return inbound.receive(clarion, make_form(ANA, body)).body


def follow_ups(clarion: Clarion) -> list[str]:
    found = rows(clarion, "SELECT body_sealed FROM message WHERE kind = 'follow_up' ORDER BY id")
    return [clarion.sealer.open(body, "message.body") for (body,) in found]


def later(clarion: Clarion, seconds: float) -> Clarion:
    return replace(clarion, clock=SetClock(NOON + timedelta(seconds=seconds)))


def test_the_answer_goes_on_with_the_conversation(hooked: Clarion, service: Service) -> None:
    say(hooked, "member")
    assert say(hooked, "my number is 123") == "One moment."
    assert service.bodies == []  # not within the text's transaction

    assert webhooks.run_due(hooked) == 1
    assert webhooks.run_due(later(hooked, 600)) == 0
    assert follow_ups(hooked) == ["You are a member since 2014."]
    assert rows(hooked, "SELECT flow FROM session WHERE contact_id = 1") == [(None,)]

    [body], [signature] = service.bodies, service.signatures
    told = json.loads(body)
    assert (told["contact"], told["values"]) == (1, {"member": "123"})
    secret = hooked.settings.webhook_secret("crm")
    assert secret != hooked.settings.webhook_secret("other")
    assert signature == hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@pytest.mark.parametrize("status", [400, 404, 302])
def test_a_no_goes_the_failed_way_at_once(hooked: Clarion, service: Service, status: int) -> None:
    service.status = status
    say(hooked, "member")
    say(hooked, "123")
    webhooks.run_due(hooked)
    assert follow_ups(hooked) == ["We could not look that up."]


def test_a_service_that_is_not_well_is_tried_three_times(hooked: Clarion, service: Service) -> None:
    service.status = 503
    say(hooked, "member")
    say(hooked, "123")
    for seconds in (0, 1, 61, 122, 183):
        webhooks.run_due(later(hooked, seconds))
    assert len(service.bodies) == 3
    assert len(set(service.bodies)) == 1
    assert follow_ups(hooked) == ["We could not look that up."]


def test_hook_nobody_set_up_fails_within_the_turn(clarion: Clarion) -> None:
    say(clarion, "member")
    assert say(clarion, "123") == "One moment.\n\nWe could not look that up."


def test_somebody_who_went_on_meanwhile_is_left_alone(hooked: Clarion) -> None:
    say(hooked, "member")
    say(hooked, "123")
    say(hooked, "call")
    webhooks.run_due(hooked)
    assert follow_ups(hooked) == []


def test_somebody_who_stopped_meanwhile_hears_nothing(hooked: Clarion) -> None:
    say(hooked, "member")
    say(hooked, "123")
    say(hooked, "stop")
    assert webhooks.run_due(hooked) == 0
    assert follow_ups(hooked) == []


def test_what_was_answered_waits_sealed(hooked: Clarion) -> None:
    say(hooked, "member")
    say(hooked, "123")
    [(args,)] = rows(hooked, "SELECT args::text FROM timer")
    assert not re.search(r"\b123\b", args.replace("+", "x").replace("/", "x"))


def test_an_answer_that_cannot_be_unpacked_is_tried_three_times(clarion: Clarion) -> None:
    class Rubbish(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", "5")
            self.end_headers()
            self.wfile.write(b"hello")

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Rubbish)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    hook = f"crm=http://127.0.0.1:{server.server_port}/x"
    served = replace(clarion, settings=clarion.settings.model_copy(update={"webhooks": hook}))
    inbound.receive(served, make_form(ANA, "member"))
    inbound.receive(served, make_form(ANA, "12345"))
    for tries in range(4):
        webhooks.run_due(replace(served, clock=SetClock(NOON + timedelta(seconds=61 * tries + 1))))
    server.shutdown()
    thread.join()
    server.server_close()
    assert rows(served, "SELECT id FROM timer WHERE name LIKE 'act:%%'") == []
    assert rows(served, "SELECT kind FROM set_aside") == []
