"""The program: how it starts, ends, logs and keeps strangers out."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests
from twilio.rest import Client

from tests.simulator.conftest import ANA
from tests.simulator_process import ACCOUNT_SID, AUTH_TOKEN, FROM, ROOT, Simulator

ENVIRONMENT = {"TWILIO_ACCOUNT_SID": ACCOUNT_SID, "TWILIO_AUTH_TOKEN": AUTH_TOKEN}


def run(*args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot.simulator", "--no-journal", *args]
    return subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False
    )


def test_taken_port_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = run("--port", port, **ENVIRONMENT)
    assert ended.returncode == 1
    [line] = [line for line in ended.stderr.splitlines() if line.startswith("Error")]
    assert line.startswith(f"Error: Port {port} on 127.0.0.1 is taken. Stop what uses it, or")
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"TWILIO_ACCOUNT_SID": ""}, "TWILIO_ACCOUNT_SID"),
        ({"TWILIO_ACCOUNT_SID": "AC1"}, "AC and 32 hex digits"),
        ({"TWILIO_AUTH_TOKEN": ""}, "TWILIO_AUTH_TOKEN"),
        ({"TWILIO_FROM": "us"}, "no phone number"),
        ({"TWILIO_MESSAGING_SERVICE_SID": "MG1"}, "MG and 32 hex digits"),
    ],
)
def test_wrong_setting_is_named(changed: dict[str, str], words: str) -> None:
    ended = run("--port", "0", **(ENVIRONMENT | changed))
    assert ended.returncode == 2
    assert words in ended.stderr


def test_phones_file_with_a_wrong_number_is_named(tmp_path: Path) -> None:
    path = tmp_path / "phones.yaml"
    path.write_text("- {name: Max, number: '12'}\n")
    ended = run("--phones", str(path), **ENVIRONMENT)
    assert ended.returncode == 2
    assert "no phone number" in ended.stderr


def test_ends_at_once_and_cleanly_while_a_client_waits() -> None:
    with Simulator() as simulator:
        simulator.fault("timeout_before")
        with socket.create_connection(("127.0.0.1", int(simulator.url.rsplit(":", 1)[1]))) as open_:
            open_.sendall(b"GET /simulator/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            open_.recv(100)
            began = time.monotonic()
            assert simulator.stop() == 0
            assert time.monotonic() - began < 2


def test_healthz_answers(simulator: Simulator) -> None:
    assert simulator.get("/healthz") == {"status": "ok"}


def test_logs_carry_no_number_and_no_words(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with Simulator(args=("--verbose",), webhook="http://127.0.0.1:9/x") as simulator:
        client = Client(ACCOUNT_SID, AUTH_TOKEN)
        client.api.base_url = simulator.url
        made = client.messages.create(
            to=ANA, from_=FROM, body="Sesame", status_callback="http://127.0.0.1:9/"
        )
        simulator.inbound(ANA, "Sesame")
        simulator.wait_for("callback", 2)
        client.http_client.session.close()
    logs = capfd.readouterr().err
    assert made.sid in logs
    assert "Sesame" not in logs
    assert ANA.removeprefix("+") not in logs


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/simulator/state", {"Host": "evil.example"}, 403),
        ("GET", "/", {"Host": "evil.example:8010"}, 403),
        ("POST", "/simulator/reset", {"Origin": "http://evil.example"}, 403),
        ("POST", "/simulator/reset", {"Origin": "null"}, 403),
        ("POST", "/simulator/settings", {"Content-Type": "text/plain"}, 400),
        ("GET", "/static/../__main__.py", {}, 404),
        ("GET", "/static/%2e%2e%2fphones.yaml", {}, 404),
        ("PUT", "/simulator/settings", {}, 405),
        ("GET", "/nothing", {}, 404),
    ],
)
def test_strangers_are_kept_out(
    simulator: Simulator, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    answer = requests.request(method, simulator.url + path, headers=headers, timeout=5)
    with answer:
        assert answer.status_code == status
        assert "error" in answer.json()


def test_page_lets_nothing_in_from_elsewhere(simulator: Simulator) -> None:
    with requests.get(simulator.url + "/", timeout=5) as answer:
        policy = answer.headers["Content-Security-Policy"]
        text = answer.text
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http://" not in text
    assert "https://" not in text
