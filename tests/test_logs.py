"""Logs carry ids, never numbers or bodies, whatever a careless call or a library passes."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import structlog

from bot.clock import OFFSET_FILE, wall_time
from bot.config import Settings
from bot.logs import set_up_logs


def logged(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    line: dict[str, object] = json.loads(capsys.readouterr().err.strip().splitlines()[-1])
    return line


@pytest.fixture(autouse=True)
def _logs(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    structlog.reset_defaults()
    set_up_logs(settings)


def test_ids_are_logged(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger().info("sent", message=12, sid="SM00000000000000000000000000000001")
    line = logged(capsys)
    assert (line["message"], line["sid"]) == (12, "SM00000000000000000000000000000001")


def test_lines_are_dated_by_the_clock_that_trials_move(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "offset"
    file.write_text(str(-400 * 86_400))
    monkeypatch.setenv(OFFSET_FILE, str(file))
    structlog.get_logger().info("sent", message=12)
    at = datetime.fromisoformat(str(logged(capsys)["timestamp"]))
    assert abs(wall_time() - at) < timedelta(minutes=10)


@pytest.mark.parametrize(
    "text", ["+13125550142", "312-555-0142", "(312) 555 0142", "from +525512345678 to x"]
)
def test_numbers_are_blotted_out(capsys: pytest.CaptureFixture[str], text: str) -> None:
    structlog.get_logger().info(f"could not send to {text}", detail=text)
    line = logged(capsys)
    assert "555" not in f"{line['event']} {line['detail']}"


def test_bodies_are_blotted_out(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger().info("received", body="hola", sender="x", name="Ana")
    line = logged(capsys)
    assert {line["body"], line["sender"], line["name"]} == {"[not logged]"}


def test_traceback_shows_places_and_no_values(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise ValueError("Ana wrote: help me")
    except ValueError:
        structlog.get_logger().error("failed", exc_info=True)
    line = logged(capsys)
    assert line["error"] == "ValueError"
    assert "help me" not in json.dumps(line)


def test_libraries_go_through_the_same_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("twilio").warning("POST to %s failed", "+13125550142")
    assert logged(capsys)["event"] == "POST to [number] failed"
