"""Prism between a client and the simulator: both sides held against Twilio's OpenAPI description.

Prism is an npm program. It is installed once, pinned, into .cache/prism, which git ignores.
Where there is no Node the tests that need it are skipped; with CI=true they fail instead.

    from tests.prism import prism, prism_proxy  # the fixture must be in the test's namespace

    def test_x(prism: PrismProgram, simulator: Simulator) -> None:
        with prism_proxy(prism, simulator.url) as url: ...
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.lacking import give_up
from tests.ports import find_free_port

ROOT = Path(__file__).resolve().parent.parent
# Messages, Calls and IncomingPhoneNumbers of https://github.com/twilio/twilio-oai (Apache-2.0),
# twilio_api_v2010.json 2.6.7, cut to those paths.
OPENAPI = ROOT / "tests" / "carrier" / "twilio_messages_calls.json"
VERSION = "5.16.0"
_HOME = ROOT / ".cache" / "prism"
_ENTRY = _HOME / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"
_START_S = 60


@dataclass(frozen=True)
class PrismProgram:
    """Node, Prism's entry script, and the description it checks against."""

    node: str
    entry: Path
    description: Path


@pytest.fixture(scope="session")
def prism() -> PrismProgram:
    """Prism, installed on first use; a skip with its reason where that cannot be."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        give_up("Node and npm are not installed; Prism checks the contract with Twilio's API.")
    assert node is not None
    assert npm is not None
    _HOME.mkdir(parents=True, exist_ok=True)
    with (_HOME / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _ENTRY.is_file():
            _install(npm)
        description = _HOME / "twilio.json"
        description.write_text(json.dumps(_mended(json.loads(OPENAPI.read_text("utf-8")))))
    return PrismProgram(node, _ENTRY, description)


@contextlib.contextmanager
def prism_proxy(program: PrismProgram, upstream: str) -> Iterator[str]:
    """The URL of a Prism that refuses what is not of Twilio's shape, in front of `upstream`.

    A wrong request is answered 4xx, a wrong answer 500, both as application/problem+json.
    """
    port = find_free_port()
    command = [program.node, str(program.entry), "proxy", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--errors", str(program.description), upstream]
    environment = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_up(process, url)
            yield url
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(5)
            process.kill()


def _mended(description: dict[str, Any]) -> dict[str, Any]:
    """The description, where it contradicts its own examples or Prism misreads it.

    Pages carry paths (`/2010-04-01/...`), in its own examples too, but are said to carry whole
    URIs. A form field that may repeat reaches Prism as one string when it does not.
    """
    calls = (
        path[method]
        for path in description["paths"].values()
        for method in ("get", "post")
        if method in path
    )
    for call in calls:
        answers = call.get("responses", {}).values()
        contents = (one for answer in answers for one in answer.get("content", {}).values())
        for content in contents:
            _let_paths_pass(content["schema"].get("properties", {}))
        for content in call.get("requestBody", {}).get("content", {}).values():
            _let_one_pass(content["schema"].get("properties", {}))
    return description


def _let_paths_pass(properties: dict[str, Any]) -> None:
    for schema in properties.values():
        if schema.get("format") == "uri":
            schema["format"] = "uri-reference"


def _let_one_pass(properties: dict[str, Any]) -> None:
    for name, schema in properties.items():
        if schema.get("type") == "array":
            properties[name] = {"anyOf": [schema, schema["items"]]}


def _install(npm: str) -> None:
    command = [npm, "install", "--prefix", str(_HOME), "--no-save", "--no-audit", "--no-fund"]
    command += ["--ignore-scripts", f"@stoplight/prism-cli@{VERSION}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode != 0 or not _ENTRY.is_file():
        give_up(f"npm could not install Prism {VERSION}: {done.stderr.strip()[-300:]}")


def _wait_until_up(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"Prism ended at once with exit {process.returncode}.")
        try:
            with urllib.request.urlopen(url + "/", timeout=5):  # noqa: S310
                return
        except urllib.error.HTTPError as answer:
            answer.close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"Prism did not start within {_START_S} s.")
