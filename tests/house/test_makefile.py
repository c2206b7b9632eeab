"""What `make` says to whoever has no Python that Clarion can use, before it installs anything."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# A Python that says another version of itself, or has no ensurepip.
_OLD = """#!/bin/sh
exec python3 -c 'import sys; sys.version_info = (3, 9, 1); exec(sys.argv[1])' "$2"
"""
_BARE = """#!/bin/sh
exec python3 -c 'import sys; sys.modules["ensurepip"] = None; exec(sys.argv[1])' "$2"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder where nothing is installed yet."""
    monkeypatch.delenv("PYTHON", raising=False)
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("requirements.txt", "pyproject.toml"):
        (tmp_path / name).touch()
    for name, words in (("old", _OLD), ("bare", _BARE)):
        (tmp_path / name).write_text(words, encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    return tmp_path


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("PYTHON=python9", "There is no python9 here. Clarion needs Python 3.11 or newer: install"),
        ("PYTHON=./old", "Clarion needs Python 3.11 or newer; this is 3.9. Try: make PYTHON="),
        ("PYTHON=./bare", "no virtual environment yet. Debian, Ubuntu: apt install python3-venv"),
    ],
)
def test_without_a_python_it_says_what_to_do(folder: Path, given: str, said: str) -> None:
    done = subprocess.run(
        ["make", *given.split(), "run"], cwd=folder, capture_output=True, text=True, check=False
    )

    assert done.returncode != 0
    assert said in done.stderr
    assert not (folder / ".venv").exists()


def test_the_first_python_that_will_do_is_taken(folder: Path) -> None:
    done = subprocess.run(
        ["make", "-n", "PYTHONS=/nowhere ./old ./bare python3 ./never", "run"],
        cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert "|| python3 -m venv" in done.stdout
