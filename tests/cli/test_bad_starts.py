"""What a start says when it cannot: bad_starts.yaml, each with one clear line and nothing left."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.machine import Machine, run_warm

_CASES = yaml.safe_load(Path(__file__).with_name("bad_starts.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["name"])
def test_start_that_cannot_be_says_why(case: dict[str, Any], new_machine: Machine) -> None:
    for name, content in case.get("files", {}).items():
        _put(new_machine.folder / name, content)
    environment = new_machine.environment | case.get("env", {})
    with socket.socket() as holder:
        if case.get("takes_port"):
            holder.bind(("127.0.0.1", new_machine.port))
            holder.listen()
        done = run_warm(new_machine.folder, environment, "up")
    assert done.returncode == case["exit"], done.stderr
    assert all(words in done.stderr for words in case["says"]), done.stderr
    assert len(done.stderr.splitlines()) <= case.get("lines", 1), done.stderr
    assert "Traceback" not in done.stderr
    assert not list(new_machine.folder.rglob("postmaster.pid"))


def _put(path: Path, content: str | None) -> None:
    if content is None:
        path.unlink()
        return
    path.parent.mkdir(exist_ok=True)
    if content == "binary":
        path.write_bytes(b"\xff\xfe\x00\x80")
    else:
        path.write_text(content)
