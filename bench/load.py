"""Load from outside: wrk where it is installed, else a small client of our own in a process.

Both post prepared, signed forms over kept-alive connections, each form once, and count what was
not a 2xx (or the status asked for).
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

_LUA = """
local requests = {}
local next = 0
init = function(args)
  for line in io.lines(args[1]) do
    local sign, path, body = line:match("^(%S*) (%S*) (.*)$")
    local headers = {["Content-Type"] = "application/x-www-form-urlencoded"}
    headers["X-Twilio-Signature"] = sign
    requests[#requests + 1] = wrk.format("POST", path, headers, body)
  end
end
request = function()
  next = next + 1
  if next > #requests then next = 1; again = (again or 0) + 1 end
  return requests[next]
end
"""


@dataclass(frozen=True, slots=True)
class Signed:
    """One form, ready to post: to `path`, where that differs from form to form."""

    signature: str
    body: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Load:
    """What a load did: requests a second, milliseconds, and answers of another status class."""

    rate: float
    requests: int
    p50_ms: float
    p99_ms: float
    wrong: int


def post_all(
    port: int, path: str, forms: Sequence[Signed], connections: int, seconds: float, status: int = 2
) -> Load:
    """Post forms for so many seconds. `status` is the class of answer that is right (2 or 4)."""
    if shutil.which("wrk"):
        return _by_wrk(port, path, forms, connections, seconds, status)
    return _by_ourselves(port, path, forms, connections, seconds, status)


def post_each(port: int, path: str, forms: Sequence[Signed], connections: int) -> Load:
    """Post every form exactly once, however long it takes."""
    return _by_ourselves(port, path, forms, connections, seconds=600, status=2)


def _by_wrk(
    port: int, path: str, forms: Sequence[Signed], connections: int, seconds: float, status: int
) -> Load:
    with tempfile.TemporaryDirectory() as folder:
        script, data = Path(folder) / "post.lua", Path(folder) / "forms"
        script.write_text(_LUA, encoding="utf-8")
        data.write_text(
            "".join(f"{f.signature} {f.path or path} {f.body}\n" for f in forms), encoding="utf-8"
        )
        command = ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--latency"]
        command += ["-s", str(script), f"http://127.0.0.1:{port}", "--", str(data)]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    requests = int(_find(r"(\d+) requests in", said))
    refused = int(_find(r"Non-2xx or 3xx responses: (\d+)", said, "0"))
    errors = sum(int(n) for n in re.findall(r"(?:connect|read|write|timeout) (\d+)", said))
    return Load(
        rate=float(_find(r"Requests/sec:\s+([\d.]+)", said)),
        requests=requests,
        p50_ms=_as_ms(_find(r"^ +50% +(\S+)", said)),
        p99_ms=_as_ms(_find(r"^ +99% +(\S+)", said)),
        wrong=errors + (refused if status == 2 else requests - refused),
    )


def _find(pattern: str, text: str, default: str = "") -> str:
    found = re.search(pattern, text, re.MULTILINE)
    if not found and not default:
        raise RuntimeError(f"wrk did not say {pattern}: {text}")
    return found[1] if found else default


def _as_ms(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()  # type: ignore[union-attr]  # wrk's own format
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


# --- our own client, in a process of its own -----------------------------------------------------


def _by_ourselves(
    port: int, path: str, forms: Sequence[Signed], connections: int, seconds: float, status: int
) -> Load:
    return in_own_process(_client, port, path, list(forms), connections, seconds, status)


def in_own_process(client: Callable[..., None], *arguments: object) -> Load:
    """What a client measures in a process of its own: `client(pipe, *arguments)` sends it as JSON.

    Raises: EOFError when the client died.
    """
    spawn = multiprocessing.get_context("spawn")
    parent, child = spawn.Pipe()
    process = spawn.Process(target=client, args=(child, *arguments))
    process.start()
    child.close()  # or a client that died would be waited for without end
    found: dict[str, float] = json.loads(parent.recv())
    process.join()
    return Load(
        rate=found["rate"],
        requests=int(found["requests"]),
        p50_ms=found["p50"],
        p99_ms=found["p99"],
        wrong=int(found["wrong"]),
    )


def _client(
    pipe: object, port: int, path: str, forms: list[Signed], n: int, seconds: float, status: int
) -> None:
    result = asyncio.run(_drive(port, path, forms, n, seconds, status))
    pipe.send(json.dumps(result))  # type: ignore[attr-defined]  # multiprocessing's Connection


async def _drive(
    port: int, path: str, forms: list[Signed], n: int, seconds: float, status: int
) -> dict[str, float]:
    queue = iter([request_of(form.path or path, form) for form in forms])
    times: list[float] = []
    wrong = 0
    until = time.perf_counter() + seconds

    async def one() -> None:
        nonlocal wrong
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < until and (request := next(queue, None)):
            began = time.perf_counter()
            writer.write(request)
            wrong += (await answer_of(reader)) // 100 != status
            times.append(time.perf_counter() - began)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(n)))
    spent = time.perf_counter() - began
    times.sort()
    return {
        "rate": len(times) / spent,
        "requests": len(times),
        "p50": times[len(times) // 2] * 1000,
        "p99": times[int(len(times) * 0.99)] * 1000,
        "wrong": wrong,
    }


def request_of(path: str, form: Signed) -> bytes:
    """A form as it goes over the wire."""
    body = form.body.encode()
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"X-Twilio-Signature: {form.signature}\r\n\r\n"
    ).encode() + body


async def answer_of(reader: asyncio.StreamReader) -> int:
    """Read one answer; its status. Raises: IncompleteReadError when the connection ends first."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    if length:
        await reader.readexactly(int(length[1]))
    return int(head[9:12])
