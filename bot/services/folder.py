"""The folder the servers keep their files in, and who owns it."""

from __future__ import annotations

import hashlib
import os
import pwd
import stat
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.errors import ConfigError
from bot.services.child import Account

# A socket's path may have 104 bytes on macOS and 108 on Linux, with its final zero (unix(4),
# unix(7)); the longest name we put in the folder is ".s.PGSQL.5432.lock".
_LONGEST_SOCKET_FOLDER = 84
_LOG_LIMIT_BYTES = 10_000_000
_ROOT_STAND_INS = ("clarion", "nobody")


@dataclass(frozen=True)
class ServerFolder:
    """`servers/` in the data folder: one folder each for postgres, valkey, log and run (sockets).

    `servers/` itself is private to whoever runs Clarion; the folders inside belong to the
    account the servers run as. A data folder that was there before is left as it is.
    """

    data_dir: Path

    @cached_property
    def root(self) -> Path:
        """The `servers/` folder, made if need be. Raises: ConfigError if it cannot be made."""
        return _make_private(self.data_dir.absolute() / "servers", None)

    @cached_property
    def account(self) -> Account | None:
        """Who the servers run as: None is whoever runs this.

        PostgreSQL refuses root. So root takes the owner of the data folder, of an older
        database in it, or else an account made for this or the one that owns nothing.
        """
        if os.geteuid() != 0:
            return None
        for path in (self.root.parent, self.root / "postgres"):
            if path.exists() and path.stat().st_uid != 0:
                return Account(path.stat().st_uid, path.stat().st_gid)
        for name in _ROOT_STAND_INS:
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return Account(entry.pw_uid, entry.pw_gid)
        raise ConfigError(
            "PostgreSQL refuses to run as root, and this machine has no account 'clarion' or "
            "'nobody'. Run Clarion as a plain user, or set DATABASE_URL and REDIS_URL."
        )

    def make(self, name: str) -> Path:
        """A private folder of the servers' account, made if need be."""
        return _make_private(self.root / name, self.account)

    def open_log(self, name: str) -> Path:
        """The path of a server's log. One that has grown past 10 MB is kept once, as `.old`."""
        log = self.make("log") / f"{name}.log"
        if log.exists() and log.stat().st_size > _LOG_LIMIT_BYTES:
            log.replace(log.with_suffix(".log.old"))
        log.touch(mode=0o600)
        if self.account is not None:
            os.chown(log, self.account.uid, self.account.gid)
        return log

    @cached_property
    def sockets(self) -> Path:
        """Where the sockets are: `run/` here, or where that is too long, a private folder
        under the system's temporary one, always the same for this data folder."""
        if len(os.fsencode(self.root / "run")) <= _LONGEST_SOCKET_FOLDER:
            return self.make("run")
        mark = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:12]
        outer = Path(tempfile.gettempdir()) / f"clarion-{os.geteuid()}-{mark}"
        _make_private(outer, None)
        found = outer.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
            raise ConfigError(
                f"{outer} belongs to someone else. Remove it, or set CLARION_DATA_DIR to a "
                "folder with a shorter path."
            )
        return _make_private(outer / "run", self.account)


def _make_private(path: Path, account: Account | None) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(mode=0o700, exist_ok=True)
        if account is not None and path.stat().st_uid != account.uid:
            os.chown(path, account.uid, account.gid)
        if not os.access(path, os.W_OK | os.X_OK):
            raise PermissionError(13, "no permission to write there")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ConfigError(
            f"CLARION_DATA_DIR: cannot keep files in {path}: {reason}. Make the folder yours "
            "(chown), or set CLARION_DATA_DIR to one you can write to."
        ) from None
    return path
