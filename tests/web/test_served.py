"""The web behind the server it runs under in production."""

from __future__ import annotations

import concurrent.futures
import http.client
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from bot.carrier.signature import sign
from bot.config import Settings
from bot.conversations import spool
from bot.web.serving import BUDGETS
from tests.conftest import AUTH_TOKEN, make_settings
from tests.crowd import until
from tests.factories import make_clarion, make_form
from tests.ports import find_free_port
from tests.web.conftest import form
from tests.web.dripping import HEADS, dripping
from tests.web.test_twilio_hooks import stored
from tests.web.web_process import served


@pytest.fixture(scope="module")
def served_url(
    migrated_url: str, redis_server_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Two processes for all tests here: they take six seconds to come and go."""
    port = find_free_port()
    here = make_settings(
        data_dir=tmp_path_factory.mktemp("served"),
        database_url=migrated_url,
        redis_url=redis_server_url,
    ).model_copy(update={"public_url": f"http://127.0.0.1:{port}"})
    with served(here, port, workers=2) as base:
        yield base


@pytest.fixture
def url(served_url: str, record: str, redis_url: str) -> str:
    """The served web, with nothing in its record."""
    return served_url


def post(url: str, fields: dict[str, str]) -> tuple[int, str]:
    request = urllib.request.Request(url, urlencode(fields).encode())  # noqa: S310 - loopback
    request.add_header("X-Twilio-Signature", sign(AUTH_TOKEN, url, fields))
    try:
        with urllib.request.urlopen(request, timeout=15) as answer:  # noqa: S310 - loopback
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_same_text_fifty_times_at_once_over_two_processes(url: str, record: str) -> None:
    fields = form(Body="JOIN")
    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: post(f"{url}/twilio/sms", fields), range(50)))
    assert {status for status, _ in answers} == {200}
    assert len({body for _, body in answers}) == 1
    assert stored(record) == 1
    assert stored(record, "kind = 'reply'") == 1


def test_two_texts_of_one_person_at_once_are_both_answered(url: str, record: str) -> None:
    bodies = ["JOIN", "CALL"]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda b: post(f"{url}/twilio/sms", form(Body=b)), bodies))
    assert [status for status, _ in answers] == [200, 200]
    assert all("<Body>" in body for _, body in answers)
    assert stored(record) == 2


def test_body_that_is_too_large_is_refused(url: str) -> None:
    """Refused by its announced length: only the first bytes are sent, so that the server, which
    hangs up, cannot break the pipe before its answer is read."""
    port = int(url.rsplit(":", 1)[1])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest("POST", "/twilio/sms")
    connection.putheader("Content-Type", "application/x-www-form-urlencoded")
    connection.putheader("Content-Length", "2000000")
    connection.endheaders(b"Body=" + b"a" * 1_000)
    try:
        assert connection.getresponse().status in (403, 413)
    finally:
        connection.close()


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_two_hundred_that_drip_keep_nobody_waiting(url: str, head: str) -> None:
    port = int(url.rsplit(":", 1)[1])
    with dripping(port, head, 200):
        post(f"{url}/twilio/sms", form(Body="MENU"))
        spent = []
        for i in range(8):
            began = time.monotonic()
            status, body = post(f"{url}/twilio/sms", form(From=f"+1646555{i:04d}", Body="MENU"))
            spent.append(time.monotonic() - began)
            assert (status, "<Body>" in body) == (200, True)
        with urllib.request.urlopen(f"{url}/healthz", timeout=5) as answer:  # noqa: S310 - loopback
            assert answer.status == 200
    assert sorted(spent)[4] < 2, spent


def test_who_never_ends_a_body_is_hung_up_on(url: str) -> None:
    port = int(url.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port), BUDGETS["/twilio/"].seconds + 20) as drip:
        drip.sendall(b"POST /twilio/sms HTTP/1.1\r\nHost: h\r\nContent-Length: 900\r\n\r\nBody=")
        answer = b""
        while piece := drip.recv(4096):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 408 ")


def test_body_without_a_length_is_cut_off(url: str) -> None:
    port = int(url.rsplit(":", 1)[1])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("POST", "/twilio/sms", (b"a" * 1024 for _ in range(200)))
        status = connection.getresponse().status
    except (BrokenPipeError, ConnectionResetError):
        status = 413  # hung up on while it still sent
    finally:
        connection.close()
    assert status == 413


def test_counters_of_both_processes_are_added_up(url: str) -> None:
    before = _answered(url)
    for i in range(20):  # one number that asks the same again and again is left unanswered
        post(f"{url}/twilio/sms", form(From=f"+1646555{i:04d}", Body="MENU"))
    assert _answered(url) - before == 20


def _answered(url: str) -> float:
    with urllib.request.urlopen(f"{url}/metrics", timeout=30) as answer:  # noqa: S310 - loopback
        page = answer.read().decode()
    counted = [line for line in page.splitlines() if 'outcome="answered"' in line]
    return float(counted[0].rsplit(" ", 1)[1]) if counted else 0.0


def test_texts_kept_on_disk_are_taken_in_without_a_webhook_or_a_clock(
    settings: Settings, record: str, redis_url: str, free_port: int
) -> None:
    keep_on_disk(settings, 3)
    with served(settings, free_port):
        until(lambda: stored(record) == 3 and stored(record, "kind = 'reply'") == 3, 60)
    assert not spool.is_waiting(make_clarion(settings))


@pytest.mark.slow
def test_a_new_person_is_answered_while_many_texts_wait_on_disk(
    settings: Settings, record: str, redis_url: str, free_port: int
) -> None:
    settings = settings.model_copy(update={"public_url": f"http://127.0.0.1:{free_port}"})
    keep_on_disk(settings, 1_700)
    spent = []
    with served(settings, free_port) as base:
        until(lambda: stored(record) > 0, 60)
        for i in range(20):
            began = time.monotonic()
            fields = form(From=f"+1646555{i:04d}", Body="MENU")
            status, body = post(f"{base}/twilio/sms", fields)
            spent.append(time.monotonic() - began)
            assert status == 200
            assert "<Body>" in body
        assert spool.is_waiting(make_clarion(settings)), "nothing waited any more meanwhile"
    assert sorted(spent)[10] < 5, "answers wait for the texts on disk"  # 35 ms on a busy machine


def keep_on_disk(settings: Settings, count: int) -> None:
    services = make_clarion(settings)
    for i in range(count):
        spool.keep(services, make_form(f"+1312555{i:04d}", "call"))


def test_it_is_ready_within_seconds(
    settings: Settings, record: str, redis_url: str, free_port: int
) -> None:
    began = time.monotonic()
    with served(settings, free_port):
        spent = time.monotonic() - began
    assert spent < 20, f"{spent:.1f} s"  # about 1.5 s on a quiet machine
