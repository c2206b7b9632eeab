"""The clock that trials move: it jumps while a process runs, and never where phones are reached."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Table

import bot.store.tables  # noqa: F401 - fills Base.metadata
from bot.clock import OFFSET_FILE, WallClock, wall_time
from bot.config import load_settings
from bot.errors import ConfigError
from bot.simulator import clock as of_the_carrier
from bot.store.base import Base
from tests.conftest import AUTH_TOKEN, DATA_KEY, SECRET_KEY
from tests.hours import LEFT_OUT, PARTS

ROOT = Path(__file__).resolve().parents[1]
_SETTINGS = {
    "_env_file": None,
    "secret_key": SECRET_KEY,
    "data_key": DATA_KEY,
    "twilio_account_sid": "AC" + "1" * 32,
    "twilio_auth_token": AUTH_TOKEN,
    "twilio_from": "+12025550100",
    "public_url": "https://clarion.test",
}
_READINGS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "localtime", "gmtime"},
}
# Where the machine's own clock is meant, and why.
_HONEST = {
    "bot/clock.py": "the clock",
    "bot/simulator/clock.py": "the carrier's",
    "bot/conversations/spool.py": "beside the times that the file system gives a folder",
    "bot/cli/up.py": "beside the time at which the system says that this process began",
    "tests/house/advisories.py": "beside the time that the file system gives a file",
    "tests/web/test_one_time_links.py": "links expire by the clock of the library that signs them",
    "tests/web/test_second_factor.py": "codes count by the clock of the library that checks them",
    "tests/web/test_sessions.py": "codes count by the clock of the library that checks them",
    "tests/test_clock.py": "says how far the clock is moved",
    "tests/hours.py": "works out how far to move it",
    "tests/chaos/clocks.py": "works out how far to move it",
}


@pytest.fixture
def moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "offset"
    file.write_text("0")
    monkeypatch.setenv(OFFSET_FILE, str(file))
    return file


def _off_by_s() -> float:
    return (WallClock().now() - datetime.now(UTC)).total_seconds()


def test_clock_jumps_while_the_process_runs(moved: Path) -> None:
    for offset in (0, 3600, -86_400.5):
        moved.write_text(str(offset))
        assert _off_by_s() == pytest.approx(offset, abs=30)
        carrier = of_the_carrier.wall_time() - datetime.now(UTC).timestamp()
        assert carrier == pytest.approx(offset, abs=30)


def test_clock_is_the_machines_without_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(OFFSET_FILE, raising=False)
    assert abs(_off_by_s()) < 30


@pytest.mark.parametrize("content", ["", "noon", "1e400", None])
def test_file_without_seconds_is_named(moved: Path, content: str | None) -> None:
    moved.unlink() if content is None else moved.write_text(content)
    with pytest.raises(ConfigError, match=f"{OFFSET_FILE}.*seconds"):
        wall_time()


@pytest.mark.parametrize(
    "more",
    [
        {"twilio_api_base_url": "https://api.twilio.com"},
        {"twilio_api_base_url": "https://api.dublin.ie1.twilio.com"},
        {"twilio_api_base_url": "https://127.0.0.1:9", "environment": "production"},
    ],
    ids=str,
)
@pytest.mark.usefixtures("moved")
def test_moved_clock_is_refused_where_a_phone_could_be_reached(more: dict[str, str]) -> None:
    at_home = {"twilio_api_base_url": "http://127.0.0.1:9", "environment": "test"}
    assert load_settings(**_SETTINGS, **at_home).is_simulated
    with pytest.raises(ConfigError, match=f"{OFFSET_FILE}: moves the clock"):
        load_settings(**_SETTINGS, **{**at_home, **more})


def _readings(tree: ast.AST) -> Iterator[ast.Attribute]:
    """`datetime.now`, `time.time` and their like, called or handed on."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or node.attr not in _READINGS.get(
            getattr(node.value, "attr", getattr(node.value, "id", "")), ()
        ):
            continue
        yield node


def test_nothing_else_asks_what_time_it_is() -> None:
    for folder in ("bot", "workers", "tests", "bench"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            if name in _HONEST:
                continue
            found = [one.lineno for one in _readings(ast.parse(path.read_text("utf-8")))]
            assert not found, f"{name}, line {found}: ask a Clock, or bot.clock.wall_time"


def test_the_record_is_given_its_instants() -> None:
    """Who asks has a clock, which a rehearsal moves; a table has a default for who has none."""
    for path in sorted((ROOT / "bot" / "store").rglob("*.py")):
        if "tables" not in path.parts:
            asked = _asked_of_the_clock(ast.parse(path.read_text("utf-8")))
            assert not asked, f"{path.relative_to(ROOT)}: take `now` as an argument, not {asked}"


def test_whoever_is_let_off_reads_a_clock() -> None:
    for name in _HONEST:
        source = (ROOT / name).read_text("utf-8")
        assert list(_readings(ast.parse(source))), f"{name} reads no clock: off the list"


def test_each_folder_of_tests_is_run_at_odd_hours_or_said_to_be_left_out() -> None:
    rooms = {
        path.relative_to(ROOT / "tests").parts[0] for path in ROOT.glob("tests/*/**/test_*.py")
    }
    for room in sorted(rooms):
        assert (room in PARTS) != (room in LEFT_OUT), (
            f"tests/{room}: put it into PARTS of tests/hours.py, or into LEFT_OUT with its reason"
        )
    assert {*PARTS, *LEFT_OUT} <= rooms, "tests/hours.py names a folder that is not there"


def test_who_is_left_out_of_odd_hours_asks_no_clock() -> None:
    for room in LEFT_OUT:
        for path in sorted((ROOT / "tests" / room).rglob("*.py")):
            asked = _asked_of_the_clock(ast.parse(path.read_text("utf-8")))
            assert not asked, (
                f"{path.relative_to(ROOT)} asks bot.clock for {', '.join(sorted(asked))}: "
                f"put {room} into PARTS of tests/hours.py"
            )
    assert _asked_of_the_clock(ast.parse("from bot.clock import SetClock, wall_time"))


def _asked_of_the_clock(tree: ast.AST) -> set[str]:
    """What it imports from the clock and is not given its time by."""
    return {
        name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "bot.clock"
        for name in node.names
    } & {"wall_time", "WallClock"}


def _given_by_the_server(table: Table) -> set[str]:
    return {
        column.name
        for column in table.columns
        if "now()" in str(getattr(column.server_default, "arg", ""))
        or getattr(getattr(column.server_default, "arg", None), "name", "") == "now"
    }


def test_rows_are_dated_by_our_clock_and_not_by_the_servers() -> None:
    """A default of PostgreSQL's own clock is for whoever writes by hand: what the code compares
    with its clock is written with its clock."""
    defaults = {name: _given_by_the_server(table) for name, table in Base.metadata.tables.items()}
    assert defaults["message"] == {"created_at"}
    seen = set()
    for path in sorted((ROOT / "bot" / "store").rglob("*.py")):
        joined = re.sub(r'"\s*\n\s*f?"', "", path.read_text("utf-8"))
        for table, columns in re.findall(r"INSERT INTO (\w+)(?: AS \w+)?\s*\(([^){]*)\)", joined):
            if "migrations" not in path.parts:
                seen.add(table)
                missing = defaults.get(table, set()) - set(re.findall(r"\w+", columns))
                assert not missing, f"{path}: {table} is dated by PostgreSQL's clock: {missing}"
    assert {"message", "contact", "report", "audit"} <= seen
    # By names that the use case gives; by nobody yet.
    otherwise = {"broadcast", "chapter", "inbound_error"}
    for name in defaults.keys() - seen - otherwise | {"organizer", "audit"}:
        for column in defaults[name]:
            assert Base.metadata.tables[name].c[column].default is not None, (
                f"{name}.{column}: give it in each INSERT, or `default=wall_time` in its table"
            )
