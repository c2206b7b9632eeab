"""How `clarion up` ends: asked to, killed, or because something would not stay up."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable

import psutil
import psycopg
import pytest

from bot.running import find_running
from tests.cli.machine import CLARION, Machine, wait_until


def _are_gone(family: list[psutil.Process]) -> bool:
    return not any(process.is_running() and process.status() != "zombie" for process in family)


@pytest.mark.slow
def test_ctrl_c_ends_everything_within_ten_seconds(machine: Machine) -> None:
    machine.write_procfile(web="$PORT parent", simulator="$SIMULATOR_PORT")
    machine.start().wait_ready()
    family = machine.family
    assert len(family) > 8
    assert machine.interrupt() < 10
    assert machine.process.returncode == 0
    assert _are_gone(family)
    assert find_running(machine.folder / ".clarion") is None


@pytest.mark.slow
def test_process_that_ignores_its_end_is_killed(machine: Machine) -> None:
    machine.write_procfile(web="$PORT stubborn", simulator="$SIMULATOR_PORT")
    machine.start().wait_ready()
    family = machine.family
    assert machine.interrupt() < 10
    assert _are_gone(family)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_other_signals_end_everything_too(machine: Machine, number: signal.Signals) -> None:
    machine.start().wait_ready()
    family = machine.family
    machine.process.send_signal(number)
    assert machine.process.wait(timeout=60) == 0
    assert _are_gone(family)


def test_ctrl_c_while_it_starts_leaves_nothing(new_machine: Machine) -> None:
    new_machine.start()
    wait_until(lambda: new_machine.find("postgres", "-D") is not None, 60, "PostgreSQL to start")
    family = new_machine.family
    assert new_machine.interrupt() < 10
    wait_until(lambda: _are_gone(family), 15, "everything to end")


@pytest.mark.slow
def test_kill_9_leaves_no_orphan_and_no_loss(machine: Machine) -> None:
    machine.write_procfile(web="$PORT", simulator="$SIMULATOR_PORT", worker="0 parent")
    machine.start().wait_ready()
    with psycopg.connect(machine.ask_web()["DATABASE_URL"]) as connection:
        connection.execute("INSERT INTO named_segment (name, query) VALUES ('kept', 'all')")
    wait_until(lambda: machine.find("sleep", "1000") is not None, 60, "the worker's child")
    grandchild = machine.find("sleep", "1000")
    assert grandchild is not None
    rest = [process for process in machine.family if process != grandchild]
    machine.process.kill()
    machine.process.wait()
    wait_until(lambda: _are_gone(rest), 15, "everything to follow")
    machine.start().wait_ready()
    assert _are_gone([grandchild]), "the next start ends what is left"
    with psycopg.connect(machine.ask_web()["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT name FROM named_segment").fetchall() == [("kept",)]


@pytest.mark.slow
def test_process_that_dies_is_started_again(machine: Machine) -> None:
    machine.start().wait_ready()
    web = ("stand_in.py", str(machine.port))
    for words in (web, ("postgres", "-D"), ("valkey-server",)):
        victim = machine.find(*words)
        assert victim is not None
        victim.kill()
        wait_until(_is_replaced(machine, words, victim), 60, f"another {words[0]}")
    assert machine.output.count("starting it again") == 3
    wait_until(lambda: _answers(machine), 60, "web and record")


def _is_replaced(
    machine: Machine, words: tuple[str, ...], victim: psutil.Process
) -> Callable[[], bool]:
    return lambda: (found := machine.find(*words)) is not None and found.pid != victim.pid


def _answers(machine: Machine) -> bool:
    try:
        psycopg.connect(machine.ask_web()["DATABASE_URL"]).close()
    except (OSError, psycopg.OperationalError):
        return False
    return True


@pytest.mark.slow
def test_process_that_will_not_stay_up_ends_it_all_and_says_why(machine: Machine) -> None:
    machine.write_procfile(web="$PORT", simulator="$SIMULATOR_PORT", worker="0 crash")
    machine.start()
    assert machine.process.wait(timeout=60) == 3
    assert "worker will not stay up" in machine.output
    assert "the reason it gives" in machine.output.splitlines()[-1]


@pytest.mark.slow
@pytest.mark.parametrize("start", ["new_machine", "machine"], ids=["first", "second"])
def test_closed_output_ends_it(request: pytest.FixtureRequest, start: str) -> None:
    machine = request.getfixturevalue(start)
    machine.write_procfile(web="$PORT", simulator="$SIMULATOR_PORT")
    reader, writer = os.pipe()
    process = subprocess.Popen(
        [CLARION, "up"], cwd=machine.folder, env=machine.environment, stdout=writer
    )
    os.close(writer)
    os.close(reader)
    process.wait(timeout=60)
    assert find_running(machine.folder / ".clarion") is None


@pytest.mark.slow
def test_old_lock_file_with_a_strangers_id_is_no_obstacle(machine: Machine) -> None:
    stranger = subprocess.Popen(["sleep", "1000"])
    try:
        lock = machine.folder / ".clarion/servers/postgres/data/postmaster.pid"
        lock.write_text(f"{stranger.pid}\n{lock.parent}\n1\n5432\n\n\n  0 0\nready   \n")
        os.chown(lock, lock.parent.stat().st_uid, lock.parent.stat().st_gid)
        machine.start().wait_ready()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.slow
def test_started_by_make_it_ends_with_it(machine: Machine) -> None:
    recipe = f"run:\n\t@exec {CLARION} up --with-parent\n"
    (machine.folder / "Makefile").write_text(recipe)
    machine.start(["make", "run"]).wait_ready()
    below = machine.family[1:]
    machine.process.kill()
    machine.process.wait()
    wait_until(lambda: _are_gone(below), 60, "everything to follow make")
    assert not (machine.folder / ".clarion/running.json").exists()
