"""Where `clarion up` speaks: its own lines, and those of the processes under their names."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable

from honcho.colour import get_colours
from honcho.printer import Message, Printer

from bot.clock import wall_time


class Terminal:
    """Standard output, shared by threads. When it is closed, it says so and stays quiet."""

    def __init__(self) -> None:
        self._printer = Printer(sys.stdout, width=len("simulator"))
        self._lock = threading.Lock()
        self._colours = get_colours()
        self._colour_of: dict[str, str | None] = {"clarion": None}
        self._is_closed = False

    def say(self, text: str) -> bool:
        """Print plain lines. False when there is no one to print to any more, and ever after."""
        with self._lock:
            return self._try(lambda: print(text, flush=True))  # noqa: T201 -- this is the printer

    def show(self, name: str, line: str) -> bool:
        """Print one line of a process, with the time and its name. False as in `say`."""
        with self._lock:
            if name not in self._colour_of:
                self._colour_of[name] = next(self._colours)
            now = wall_time().astimezone()
            message = Message("line", line + "\n", now, name, self._colour_of[name])
            return self._try(lambda: self._printer.write(message))

    def _try(self, write: Callable[[], None]) -> bool:
        try:
            write()
        except OSError:
            # The reader is gone (`| head`, a closed terminal); a later write must not fail, too.
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, sys.stdout.fileno())
            os.close(null)
            self._is_closed = True
        return not self._is_closed
