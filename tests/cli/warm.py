"""`clarion` in a process of its own that begins where its imports end.

Half of what a start took was to import Clarion. It is forked from the process that tests/forked.py
keeps, and has from there on its own session, folder, environment, output and signals, and ends
with its own exit code. As it is typed it starts in `running` and `whole` (conftest.py,
test_whole.py), and wherever a test is about whoever started it.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests import forked
from tests.forked import Forked


class Warm(Forked):
    """`clarion ARGUMENTS`, with stdout and stderr in files, which may be one and the same."""

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        cwd: Path,
        env: Mapping[str, str],
        output: Path,
        errors: Path,
    ) -> None:
        output.write_bytes(b"")  # of an earlier start nothing may be read any more
        given = (tuple(arguments), cwd, dict(env), output, errors)
        self._process = forked.context.Process(target=_become, args=given)
        self._process.start()
        assert self._process.pid is not None
        self.pid = self._process.pid

    @property
    def returncode(self) -> int | None:
        return self.poll()

    def terminate(self) -> None:
        """SIGTERM, unless it has ended."""
        self.send_signal(signal.SIGTERM)


def _become(
    arguments: tuple[str, ...], cwd: Path, env: Mapping[str, str], output: Path, errors: Path
) -> None:
    os.setsid()
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    written = os.open(output, os.O_WRONLY)
    os.dup2(written, 1)
    os.dup2(written if errors == output else os.open(errors, os.O_WRONLY | os.O_CREAT, 0o600), 2)
    sys.argv = ["clarion", *arguments]
    from bot.cli import main

    main(arguments)
