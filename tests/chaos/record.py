"""Trials of the record: full disks, a transaction left open, a standby that takes over."""

from __future__ import annotations

import os
import random
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from bot.errors import ServiceError
from bot.services import start_postgres
from bot.services.postgres import _programs
from bot.store.record import Record
from tests.chaos.house import House
from tests.chaos.trials import CannotRunError, trial
from tests.crowd import number


@contextmanager
def _small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A file system of its own at `folder`. Raises: CannotRunError where none can be mounted."""
    folder.mkdir(parents=True, exist_ok=True)
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0755", "tmpfs", str(folder)],
        capture_output=True,
    )
    if made.returncode:
        raise CannotRunError("a small disk can be mounted by root only")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def _fill(folder: Path) -> Path:
    """Fill the disk under `folder` to the last byte."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(1 << 16))
    return ballast


@trial(
    "postgres-full",
    "PostgreSQL's disk is full for a minute, then has space again; texts are kept and answered",
    people=3000,
    rate=100.0,
    most_late_s=None,
)
def _postgres_full(house: House, _dice: random.Random) -> list[str]:
    servers = house.servers
    data = servers.folder / "servers" / "postgres"
    kept = data.with_name("kept")
    servers.postgres.stop()
    data.rename(kept)
    with _small_disk(data, "400m"):
        _copy(kept, data)
        servers.postgres = start_postgres(servers.folder)
        house.begin()
        house.wait_until_sent(0.2)
        ballast = _fill(data)
        house.goes_on(60)
        ballast.unlink()
        _up_again(house)
        house.wait_until_done()
        servers.postgres.stop()
        shutil.rmtree(kept)
        _copy(data, kept)
    data.rmdir()  # where the disk was mounted
    kept.rename(data)
    servers.postgres = start_postgres(servers.folder)
    return []


def _copy(source: Path, target: Path) -> None:
    """All that is in a folder, each file its owner's: PostgreSQL refuses data of somebody else's.
    `target` itself too, which is root's where it was just mounted."""
    subprocess.run(["cp", "-a", f"{source}/.", str(target)], check=True)
    owner = source.stat()
    target.chmod(stat.S_IMODE(owner.st_mode))
    os.chown(target, owner.st_uid, owner.st_gid)


def _up_again(house: House) -> None:
    """What a supervisor does with a PostgreSQL that ended: start it until it stays."""
    ends_at = time.monotonic() + 60
    while not house.servers.postgres.is_running:
        with suppress(ServiceError):
            house.servers.postgres = start_postgres(house.servers.folder)
        if time.monotonic() > ends_at:
            raise RuntimeError("PostgreSQL did not come up again")
        time.sleep(0.5)


@trial(
    "spool-full",
    "PostgreSQL is away and the spool's disk is full; what could not be kept is fetched from the "
    "carrier afterwards",
    people=500,
    rate=100.0,
    most_late_s=None,
)
def _spool_full(house: House, _dice: random.Random) -> list[str]:
    house.begin()
    house.wait_until_sent(0.2)
    spool = house.settings.data_dir / "spool"
    with _small_disk(spool, "64k"):
        house.servers.end_postgres()
        _fill(spool)
        house.goes_on(30)
        house.servers.postgres = start_postgres(house.servers.folder)
    house.goes_on(5)
    return []


@trial(
    "open-transaction",
    "somebody leaves a transaction open for ten minutes that holds five people's rows and old "
    "snapshots; everybody else is answered and texted",
    people=3000,
    rate=100.0,
)
def _open_transaction(house: House, _dice: random.Random) -> list[str]:
    wrong = []
    record = Record(house.servers.postgres.url, 1, "chaos")
    with record.alone() as left_open:
        left_open.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        left_open.execute("SELECT FROM contact WHERE id BETWEEN 101 AND 105 FOR UPDATE")
        house.begin()
        for index in range(101, 106):
            for _ in range(3):
                house.simulator.inbound(number(index), "menu", wait=False)
        house.wait_until_sent(0.9)
        house.goes_on(600)
        with suppress(psycopg.Error):
            left_open.execute("ROLLBACK")
    record.dispose()
    return wrong


@trial(
    "postgres-promoted",
    "the primary dies in mid-broadcast and its synchronous standby takes over at the same address",
    people=5000,
    rate=100.0,
    most_late_s=None,
)
def _promoted(house: House, _dice: random.Random) -> list[str]:
    servers, programs = house.servers, _programs()
    home = servers.folder / "servers"
    home.chmod(0o711)  # the servers' account goes in by itself, which root's folder else denies
    standby = home / "postgres" / "standby"
    sockets = servers.postgres.url.partition("host=")[2].replace("%2F", "/")
    as_server = _as_owner(home / "postgres" / "data")
    subprocess.run(
        [*as_server, str(programs / "pg_basebackup"), "-h", sockets, "-U", "clarion",
         "-D", str(standby), "-R", "-X", "stream", "-c", "fast"],
        check=True,
    )  # fmt: skip
    there = home / "run" / "standby"
    subprocess.run([*as_server, "mkdir", "-p", "-m", "700", str(there)], check=True)
    second = subprocess.Popen(
        [*as_server, str(programs / "postgres"), "-D", str(standby),
         "-c", f"unix_socket_directories={there}", "-c", "listen_addresses=", "-c", "port=5432",
         "-c", "timezone=UTC"],
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    with house.clarion.record.alone() as admin:
        admin.execute("ALTER SYSTEM SET synchronous_standby_names = 'walreceiver'")
        admin.execute("SELECT pg_reload_conf()")
        _until_streaming(admin)
    house.begin()
    house.wait_until_sent(0.3)
    servers.end_postgres()
    subprocess.run(
        [*as_server, str(programs / "pg_ctl"), "promote", "-D", str(standby)],
        check=True, capture_output=True,
    )  # fmt: skip
    subprocess.run(
        [*as_server, str(programs / "pg_ctl"), "stop", "-m", "fast", "-D", str(standby)],
        check=True, capture_output=True,
    )  # fmt: skip
    second.wait(20)
    data = home / "postgres" / "data"
    data.rename(data.with_name("old"))
    standby.rename(data)
    (data / "postgresql.auto.conf").write_text("")
    servers.postgres = start_postgres(servers.folder)
    return []


def _as_owner(folder: Path) -> list[str]:
    """Whoever owns the data: PostgreSQL refuses root."""
    owner = folder.stat()
    if os.geteuid() != 0 or owner.st_uid == 0:
        return []
    return ["setpriv", f"--reuid={owner.st_uid}", f"--regid={owner.st_gid}", "--clear-groups"]


def _until_streaming(admin: psycopg.Connection[tuple[object, ...]]) -> None:
    ends_at = time.monotonic() + 30
    while not admin.execute(
        "SELECT 1 FROM pg_stat_replication WHERE state = 'streaming'"
    ).fetchone():
        if time.monotonic() > ends_at:
            raise RuntimeError("the standby does not stream")
        time.sleep(0.1)
