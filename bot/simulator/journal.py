"""What Twilio would remember: each log entry, one JSON line, written before it is answered for.

A line reaches the operating system before the request that caused it is answered, so that a
killed process loses nothing. A torn last line is cut off when the file is read again.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_MARK = {"clarion-simulator": 1}


class JournalUnusableError(Exception):
    """The file is no journal, is damaged, or another simulator has it open."""


class Journal:
    """An append-only file of JSON lines, readable by its owner alone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None

    def open(self) -> None:
        """Take the file, making its folder when missing. Raises JournalUnusableError."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.close()
            raise JournalUnusableError(f"{self.path} is in use by another simulator.") from None
        except OSError as error:
            raise JournalUnusableError(f"{self.path}: {error.strerror}.") from error

    def read(self) -> Iterator[list[Any]]:
        """Every whole line so far; call it once, after `open`. Raises JournalUnusableError."""
        whole = 0
        with self.path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if not line.endswith(b"\n"):
                    break
                row = self._parse(line, number)
                whole += len(line)
                if number > 1:
                    yield row
        if self._file is not None:
            os.ftruncate(self._file, whole)
            if whole == 0:
                self._write(_MARK)

    def append(self, row: list[Any]) -> None:
        """Write one line."""
        self._write(row)

    def clear(self) -> None:
        """Forget everything written."""
        if self._file is not None:
            os.ftruncate(self._file, 0)
            self._write(_MARK)

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _parse(self, line: bytes, number: int) -> Any:
        try:
            row = json.loads(line.decode("utf-8", "surrogatepass"))
        except ValueError:
            row = None
        if (number == 1 and row != _MARK) or (number > 1 and not isinstance(row, list)):
            raise JournalUnusableError(
                f"{self.path}, line {number}: not a journal of this simulator, or damaged. "
                "Move it away, or choose another with --journal."
            )
        return row

    def _write(self, row: object) -> None:
        if self._file is not None:
            os.write(self._file, _ENCODER.encode(row).encode("utf-8", "surrogatepass") + b"\n")
