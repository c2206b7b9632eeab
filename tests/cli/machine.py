"""A `clarion up` in a folder of its own, as a person would run it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import psutil

from tests.cli.warm import Warm
from tests.ports import find_free_port

ROOT = Path(__file__).resolve().parents[2]
CLARION = Path(sys.executable).with_name("clarion")
AS_TYPED = (str(CLARION), "up")
_STAND_IN = Path(__file__).with_name("stand_in.py")


def wait_until(is_so: Callable[[], bool], timeout_s: float, what: str) -> float:
    """Seconds until it is so. Fails when it takes longer than `timeout_s`."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < timeout_s, f"waited {timeout_s} s for: {what}"
        time.sleep(0.02)
    return time.monotonic() - began


class Machine:
    """`clarion up` in `folder`, on two free ports, with stand-ins for the Procfile's processes."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.port = find_free_port()
        self.simulator_port = find_free_port()
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "CLARION_CAMPAIGN": str(ROOT / "flows"),
            "CLARION_UNDERSTANDING": "built_in",  # learning takes half a minute of a processor
            "PORT": str(self.port),
            "SIMULATOR_PORT": str(self.simulator_port),
        } | environment
        self._output = folder / "output"
        self._process: subprocess.Popen[bytes] | Warm | None = None
        self.write_procfile(web="$PORT", simulator="$SIMULATOR_PORT")

    def take_over(self, other: Machine) -> Machine:
        """Begin with what another machine, which is not running, has in its folder."""
        # cp, since the servers' files may belong to another user.
        subprocess.run(["cp", "-Rp", other.folder / ".clarion", self.folder], check=True)
        keys = (other.folder / ".env").read_text(encoding="utf-8")
        keys = keys.replace(str(other.simulator_port), str(self.simulator_port))
        (self.folder / ".env").touch(mode=0o600)
        (self.folder / ".env").write_text(keys, encoding="utf-8")
        return self

    def write_procfile(self, **arguments: str) -> None:
        """Each process a stand-in with these arguments: see stand_in.py."""
        lines = [f"{name}: python {_STAND_IN} {value}" for name, value in arguments.items()]
        (self.folder / "Procfile").write_text("\n".join(lines) + "\n")

    def start(self, command: Sequence[str] = (), user: str = "") -> Machine:
        """Start it, without waiting: by this command, as another user if root asks for that; else
        in a process that has imported Clarion already."""
        if not command:
            self._process = Warm(
                ["up"],
                cwd=self.folder,
                env=self.environment,
                output=self._output,
                errors=self._output,
            )
            return self
        with self._output.open("wb") as output:
            self._process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=user or None,
                # Whoever started the tests may ignore it (nohup), and children inherit that.
                preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),
            )
        return self

    def wait_ready(self, timeout_s: float = 60.0) -> float:
        """Seconds until the welcome is printed."""

        def is_ready() -> bool:
            assert self.process.poll() is None, self.output
            return "Clarion is ready" in self.output

        return wait_until(is_ready, timeout_s, "the welcome; so far:\n" + self.output)

    @property
    def process(self) -> subprocess.Popen[bytes] | Warm:
        assert self._process is not None
        return self._process

    @property
    def output(self) -> str:
        return self._output.read_text(encoding="utf-8")

    @property
    def family(self) -> list[psutil.Process]:
        """It and everything below it."""
        this = psutil.Process(self.process.pid)
        return [this, *this.children(recursive=True)]

    def find(self, *words: str) -> psutil.Process | None:
        """A process below it whose command line has all these words, if there is one."""
        for process in self.family[1:]:
            try:
                line = " ".join(process.cmdline())
            except psutil.Error:
                continue  # it has just ended
            if all(word in line for word in words):
                return process
        return None

    def ask_web(self) -> Mapping[str, str]:
        """The environment the web process was given."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5) as answer:
            found: dict[str, str] = json.load(answer)
            return found

    def interrupt(self) -> float:
        """Ctrl-C. Seconds until it has ended."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=30)
        return time.monotonic() - began

    def end(self) -> None:
        """Whatever it does, have it gone: for the end of a test."""
        if self._process is None or self._process.poll() is not None:
            return
        family = self.family
        self.process.terminate()
        _, alive = psutil.wait_procs(family, timeout=15)
        for process in alive:
            process.kill()
        self.process.wait()


def run_clarion(
    folder: Path, environment: Mapping[str, str], *arguments: str, timeout_s: float = 60
) -> subprocess.CompletedProcess[str]:
    """One command, in this folder and environment, to its end."""
    return subprocess.run(
        [CLARION, *arguments],
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )


def run_warm(
    folder: Path, environment: Mapping[str, str], *arguments: str, timeout_s: float = 60
) -> subprocess.CompletedProcess[str]:
    """`run_clarion`, in a process that has imported Clarion already."""
    with tempfile.TemporaryDirectory() as made:
        output, errors = Path(made, "output"), Path(made, "errors")
        process = Warm(arguments, cwd=folder, env=environment, output=output, errors=errors)
        try:
            code = process.wait(timeout_s)
        finally:
            process.kill()
        return subprocess.CompletedProcess(
            arguments, code, output.read_text("utf-8"), errors.read_text("utf-8")
        )
