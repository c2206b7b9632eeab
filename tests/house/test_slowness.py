"""Tests that take long come first, and those that are not marked so are named."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_CONFTEST = """
from tests import slowness
from tests.slowness import pytest_collection_modifyitems, pytest_terminal_summary
slowness.LISTED_ABOVE_S = 0.05
"""
_UNMARKED = """
import time

def test_quick():
    pass

def test_unmarked():
    begun = time.process_time()
    while time.process_time() < begun + 0.1:
        pass
"""
_MARKED = """
import time
import pytest

@pytest.mark.slow
def test_marked():
    begun = time.process_time()
    while time.process_time() < begun + 0.1:
        pass
"""


def test_slow_files_run_first_and_the_unmarked_are_named(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = slow\n", "utf-8")
    (tmp_path / "conftest.py").write_text(_CONFTEST, "utf-8")
    (tmp_path / "test_a.py").write_text(_UNMARKED, "utf-8")
    (tmp_path / "test_b.py").write_text(_MARKED, "utf-8")
    command = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.index("test_marked") < done.stdout.index("test_quick")
    [_, listed] = done.stdout.split("and not marked slow")
    assert "test_a.py::test_unmarked" in listed
    assert "test_marked" not in listed
    assert "test_quick" not in listed
