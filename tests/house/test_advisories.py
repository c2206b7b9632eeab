"""Known holes are found in OSV's own data, and its absence is said."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.house import advisories, licences


def affected(*events: dict[str, str], versions: tuple[str, ...] = ()) -> dict[str, Any]:
    ranges = [{"type": "ECOSYSTEM", "events": list(events)}] if events else []
    return {
        "package": {"ecosystem": "PyPI", "name": "Flask_Thing"}, "ranges": ranges,
        "versions": list(versions),
    }  # fmt: skip


FIXED = ({"introduced": "0"}, {"fixed": "2.10.1"})
LAST = ({"introduced": "1.5"}, {"last_affected": "2.0"})
TWICE = ({"introduced": "0"}, {"fixed": "1.1"}, {"introduced": "2.0rc1"}, {"fixed": "2.2"})


@pytest.mark.parametrize(
    ("version", "part", "is_hit"),
    [
        ("2.9.9", affected(*FIXED), True), ("2.10.0", affected(*FIXED), True),
        ("2.10.1", affected(*FIXED), False), ("2.10.1rc1", affected(*FIXED), True),
        ("1.4", affected(*LAST), False), ("2.0", affected(*LAST), True),
        ("2.0.1", affected(*LAST), False), ("1.0", affected(*TWICE), True),
        ("1.1", affected(*TWICE), False), ("2.0", affected(*TWICE), True),
        ("2.2", affected(*TWICE), False), ("2.1", affected(*reversed(TWICE)), True),
        ("1.0", affected(versions=("1.0",)), True), ("1.1", affected(versions=("1.0",)), False),
    ],
)  # fmt: skip
def test_version_is_within_what_an_advisory_says(
    version: str, part: dict[str, Any], is_hit: bool
) -> None:
    assert advisories.is_affected(version, part) is is_hit


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "PyPI.zip"
    name, version = advisories.locked((advisories.ROOT / "requirements.txt").read_text())[0]
    ours = {"package": {"ecosystem": "PyPI", "name": name.upper()}, "versions": [version]}
    hole = {"id": "PYSEC-2026-1", "summary": "A hole", "affected": [ours]}
    taken_back = {**hole, "id": "PYSEC-2026-2", "withdrawn": "2026-01-01T00:00:00Z"}
    elsewhere = {**hole, "id": "GHSA-3", "affected": [
        {"package": {"ecosystem": "npm", "name": name}, "versions": [version]}]}  # fmt: skip
    with zipfile.ZipFile(file, "w") as archive:
        for one in (hole, taken_back, elsewhere):
            archive.writestr(f"{one['id']}.json", json.dumps(one))
    monkeypatch.setenv("ADVISORIES", str(file))
    return file


def test_a_hole_of_what_is_locked_fails_the_check(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert advisories.main() == 1
    said = capsys.readouterr().out
    assert "PYSEC-2026-1: A hole" in said
    assert "1 holes" in said


def test_data_without_a_hole_passes_and_none_is_said(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("x.json", json.dumps({"id": "x", "affected": [affected(*FIXED)]}))
    assert advisories.main() == 0
    assert "0 holes" in capsys.readouterr().out
    monkeypatch.setenv("ADVISORIES", str(data) + ".none")
    assert advisories.main() == 0
    assert "NOT audited" in capsys.readouterr().out


def test_a_licence_that_does_not_go_with_ours_is_named() -> None:
    text = licences.PAGE.read_text(encoding="utf-8")
    assert licences.problems(text) == []
    assert licences.problems(text + "| evil | Proprietary | |\n| odd | unknown | dev |\n") == [
        "evil: Proprietary", "odd: unknown",
    ]  # fmt: skip
