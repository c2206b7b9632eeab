"""The whole of it, with the real Procfile: text, reply, doctor, kill, start, stop."""

from __future__ import annotations

import json
import os
import shutil
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import psutil
import pytest

from bot.cli import main
from tests.cli.machine import AS_TYPED, ROOT, Machine, run_clarion, run_warm, wait_until
from tests.servers import private_folder

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def whole() -> Iterator[Machine]:
    with private_folder() as folder:
        machine = Machine(folder)
        shutil.copy(ROOT / "Procfile", folder)
        try:
            machine.start(AS_TYPED).wait_ready(90)
            yield machine
        finally:
            machine.end()


def _text(machine: Machine, sender: str, body: str) -> dict[str, Any]:
    """A text from a phone of the simulator; what the bot answered."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{machine.simulator_port}/simulator/inbound",
        json.dumps({"from": sender, "body": body, "wait": True}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 -- loopback
        found: dict[str, Any] = json.load(answer)
        return found


Ask = Callable[..., tuple[int, str]]
Examine = Callable[..., tuple[int, dict[str, dict[str, Any]]]]


@pytest.fixture
def ask(whole: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    """A command in the machine's folder and environment: its exit code and what it prints.

    In the process of the test, which has imported all of it: a process a case cost 2 s each.
    """

    def run(*arguments: str, **environment: str) -> tuple[int, str]:
        with monkeypatch.context() as patch:
            patch.chdir(whole.folder)
            patch.setattr(os, "environ", os.environ.copy())
            os.environ.clear()
            os.environ.update(whole.environment | environment)
            try:
                main(arguments)
                code = 0
            except SystemExit as end:
                code = end.code
        return code, capsys.readouterr().out

    return run


@pytest.fixture
def doctor(ask: Ask) -> Examine:
    """`clarion doctor --json`: its exit code and findings."""

    def examine(**environment: str) -> tuple[int, dict[str, dict[str, Any]]]:
        code, output = ask("doctor", "--json", **environment)
        return code, {one["subject"]: one for one in json.loads(output)}

    return examine


def test_supporter_texts_and_gets_the_number_to_call(whole: Machine) -> None:
    answer = _text(whole, "+17185550145", "CALL")
    assert answer["status"] == 200
    assert "866" in answer["twiml"]


def test_sign_in_link_lets_in_once(whole: Machine) -> None:
    link = next(word for word in whole.output.split() if "/console/link?token=" in word)
    with urllib.request.urlopen(link, timeout=20) as answer:  # noqa: S310 -- loopback
        assert answer.status == 200


def test_doctor_finds_everything_well(doctor: Examine) -> None:
    code, found = doctor()
    assert [one for one in found.values() if not one["is_well"]] == []
    assert code == 0
    assert {"settings", "PostgreSQL", "schema", "Valkey", "campaign", "simulator"} <= set(found)


# What is wrong, which finding must say so, and a word of what to do.
_SICK = [
    ({"TWILIO_AUTH_TOKEN": "another"}, "simulator", "TWILIO_AUTH_TOKEN"),
    ({"TWILIO_FROM": "+12025550101"}, "webhook", "the account's numbers"),
    ({"PUBLIC_URL": "http://127.0.0.1:9"}, "address", "PUBLIC_URL"),
    ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/x"}, "PostgreSQL", "DATABASE_URL"),
    ({"REDIS_URL": "redis://127.0.0.1:9/0"}, "Redis", "REDIS_URL"),
    ({"TWILIO_API_BASE_URL": "http://127.0.0.1:9"}, "simulator", "reachable"),
    ({"CLARION_CAMPAIGN": "nowhere"}, "campaign", "clarion check"),
    ({"CLARION_SEND_RATE": "5"}, ".env", "misspelt"),
    ({"PORT": "eighty"}, "settings", "docs/running.md"),
]


@pytest.mark.parametrize(("change", "subject", "mend"), _SICK, ids=lambda value: str(value)[:40])
def test_doctor_says_what_is_wrong_and_what_to_do(
    doctor: Examine, change: dict[str, str], subject: str, mend: str
) -> None:
    code, found = doctor(**change)
    assert code == 1
    assert not found[subject]["is_well"]
    assert mend in found[subject]["mend"]


def test_doctor_sees_a_webhook_that_leads_elsewhere(whole: Machine, doctor: Examine) -> None:
    code, found = doctor(PUBLIC_URL=f"http://localhost:{whole.port}")
    assert code == 1
    assert found["address"]["is_well"]
    assert f"http://localhost:{whole.port}/twilio/sms" in found["webhook"]["mend"]


def test_doctor_as_a_command_of_its_own(whole: Machine) -> None:
    changed = whole.environment | {"CLARION_SEND_RATE": "5"}
    done = run_clarion(whole.folder, changed, "doctor", "--json")
    assert done.returncode == 1
    assert {one["subject"] for one in json.loads(done.stdout) if not one["is_well"]} == {".env"}


def test_doctor_for_people_has_a_line_each(ask: Ask) -> None:
    code, output = ask("doctor")
    assert code == 0, output
    marks = [line[0] for line in output.splitlines() if not line.startswith(" ")]
    assert set(marks) == {"✓"}, output


def test_killed_and_started_again_it_remembers(whole: Machine) -> None:
    _text(whole, "+17185550145", "JOIN")
    family = whole.family
    whole.process.kill()
    whole.process.wait()
    whole.environment["WEB_CONCURRENCY"] = "1"  # two have served until now
    whole.start().wait_ready(60)
    alive = [p for p in family if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]
    assert alive == []
    assert _text(whole, "+17185550145", "MENU")["status"] == 200


def test_ctrl_c_ends_the_whole_of_it(whole: Machine) -> None:
    family = whole.family
    assert whole.interrupt() < 10
    wait_until(
        lambda: not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in family),
        1,
        "everything to be gone",
    )


def test_keys_new_prints_two_lines_and_writes_nothing(new_machine: Machine) -> None:
    one = run_clarion(new_machine.folder, new_machine.environment, "keys", "new")
    two = run_warm(new_machine.folder, new_machine.environment, "keys", "new")
    names = [line.split("=")[0] for line in one.stdout.splitlines()]
    assert names == ["CLARION_SECRET_KEY", "CLARION_DATA_KEY"]
    assert one.stdout != two.stdout
    assert sorted(path.name for path in new_machine.folder.iterdir()) == ["Procfile"]
