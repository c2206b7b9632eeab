"""What `clarion up` brings up. Stand-ins serve in place of the real processes."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import psycopg
import pytest

from tests.cli.machine import AS_TYPED, ROOT, Machine, run_clarion


def test_first_start_makes_a_private_env(running: Machine) -> None:
    assert stat.S_IMODE((running.folder / ".env").stat().st_mode) == 0o600
    assert "Made .env" in running.output


def test_welcome_says_where_to_text_and_sign_in_and_what_to_type(running: Machine) -> None:
    assert f"http://127.0.0.1:{running.simulator_port}" in running.output
    assert f"http://127.0.0.1:{running.port}/console/link?token=" in running.output
    assert "JOIN" in running.output
    assert "Ctrl-C" in running.output


def test_processes_are_given_the_servers_and_the_simulator(running: Machine) -> None:
    given = running.ask_web()
    assert given["DATABASE_URL"].startswith("postgresql://")
    assert given["REDIS_URL"].startswith("unix://")
    assert given["TWILIO_API_BASE_URL"] == f"http://127.0.0.1:{running.simulator_port}"
    assert given["PUBLIC_URL"] == f"http://127.0.0.1:{running.port}"
    assert given["TWILIO_ACCOUNT_SID"].startswith("AC00000000")
    assert len(given["CLARION_DATA_KEY"]) == 44


def test_sample_people_are_there(running: Machine) -> None:
    with psycopg.connect(running.ask_web()["DATABASE_URL"]) as connection:
        row = connection.execute("SELECT count(*) FROM contact").fetchone()
    assert row is not None
    assert row[0] >= 3


def test_processes_come_into_the_database_as_nobody_in_particular(running: Machine) -> None:
    with psycopg.connect(running.ask_web()["DATABASE_URL"]) as connection:
        who = connection.execute("SELECT current_user, current_setting('is_superuser')").fetchone()
        assert who == ("clarion_app", "off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("ALTER TABLE audit DISABLE TRIGGER ALL")


def test_second_start_in_the_same_folder_is_refused(running: Machine) -> None:
    second = run_clarion(running.folder, running.environment, "up")
    assert second.returncode == 5
    assert second.stderr.count("\n") == 1
    assert f"running already in this folder (process {running.process.pid})" in second.stderr
    assert f"http://127.0.0.1:{running.port}" in second.stderr
    assert running.ask_web()


@pytest.mark.slow
def test_second_folder_runs_beside_the_first(running: Machine, machine: Machine) -> None:
    machine.start().wait_ready()
    assert machine.ask_web()["DATABASE_URL"] != running.ask_web()["DATABASE_URL"]


def test_command_in_a_second_terminal_finds_the_servers(running: Machine) -> None:
    plain = {k: v for k, v in running.environment.items() if not k.endswith("PORT")}
    found = run_clarion(running.folder, plain, "migrate")
    assert found.returncode == 0, found.stderr
    assert "already" in found.stdout


def test_servers_listen_on_no_port(running: Machine) -> None:
    listening = [c for p in running.family for c in p.net_connections() if c.status == "LISTEN"]
    assert {c.laddr.port for c in listening} == {running.port, running.simulator_port}


def test_folders_of_the_servers_are_closed_to_others(running: Machine) -> None:
    servers = running.folder / ".clarion/servers"
    for folder in (servers, *servers.iterdir()):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_other_user_cannot_reach_the_sockets(running: Machine) -> None:
    running.folder.chmod(0o755)
    (running.folder / ".clarion").chmod(0o755)
    tried = subprocess.run(
        ["ls", running.folder / ".clarion/servers/run"],
        user="daemon",
        capture_output=True,
        check=False,
    )
    assert tried.returncode != 0


@pytest.mark.slow
def test_second_start_keeps_the_keys_and_is_quick(machine: Machine) -> None:
    before = (machine.folder / ".env").read_bytes()
    machine.environment["CLARION_CAMPAIGN"] = str(ROOT / "flows")
    # Measured on two quiet cores: 2 s. The bound is loose for machines busy with other things.
    assert machine.start(AS_TYPED).wait_ready() < 15
    assert (machine.folder / ".env").read_bytes() == before


@pytest.mark.slow
def test_long_path_finds_another_place_for_the_sockets(machine: Machine) -> None:
    long = machine.folder / ("long" * 30)
    (machine.folder / ".clarion").rename(long)
    machine.environment["CLARION_DATA_DIR"] = str(long)
    machine.start().wait_ready()
    psycopg.connect(machine.ask_web()["DATABASE_URL"]).close()


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_plain_user_can_run_it(new_machine: Machine) -> None:
    new_machine.environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), *sys.path])
    user = pwd.getpwnam("nobody")
    os.chown(new_machine.folder, user.pw_uid, user.pw_gid)
    python = _python_for_anybody(new_machine.folder, new_machine.environment)
    procfile = new_machine.folder / "Procfile"
    procfile.write_text(procfile.read_text().replace(" python ", f" {python} "))
    (new_machine.folder / "output").touch()
    for path in new_machine.folder.iterdir():
        os.chown(path, user.pw_uid, user.pw_gid)
    code = "import sys; from bot.cli import main; main(['up'])"
    new_machine.start([python, "-c", code], user="nobody").wait_ready()
    assert {process.uids().real for process in new_machine.family} == {user.pw_uid}
    assert new_machine.interrupt() < 10


def _python_for_anybody(folder: Path, environment: dict[str, str]) -> str:
    """A Python that another user may run, with what Clarion needs: this one, or, where it lives in
    a folder of root's own, a copy of it. `environment` is changed to suit."""
    if _runs_for_nobody(sys.executable, environment):
        return sys.executable
    base, version = Path(sys.base_prefix), f"python{sys.version_info[0]}.{sys.version_info[1]}"
    copy = folder / "python"
    shutil.copytree(
        base / "lib" / version,
        copy / "lib" / version,
        ignore=shutil.ignore_patterns("site-packages", "test", "config-*"),
    )
    for library in (base / "lib").glob("libpython*"):
        shutil.copy(library, copy / "lib")
    (copy / "bin").mkdir()
    shutil.copy(Path(sys.executable).resolve(), copy / "bin" / "python")
    environment["PYTHONHOME"] = str(copy)
    environment["LD_LIBRARY_PATH"] = str(copy / "lib")
    python = str(copy / "bin" / "python")
    assert _runs_for_nobody(python, environment)
    return python


def _runs_for_nobody(python: str, environment: Mapping[str, str]) -> bool:
    try:
        done = subprocess.run(
            [python, "-c", "import psycopg, redis.asyncio, pydantic"],
            user="nobody",
            cwd="/",
            env=dict(environment),
            capture_output=True,
            check=False,
        )
    except OSError:
        return False
    return done.returncode == 0
