"""The simulator as a child process, for every suite that needs a carrier.

    with Simulator(webhook="http://127.0.0.1:5000/twilio/sms") as simulator:
        simulator.settings(delivered_delay_ms=0)
        simulator.inbound("+13125550142", "CALL")
        simulator.wait_for("callback", status="delivered")

Its own account, its own free port and, unless `journal` is given, no file.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
ACCOUNT_SID = "AC" + "0123456789abcdef" * 2
AUTH_TOKEN = "made-up-auth-token-for-tests"
SERVICE_SID = "MG" + "fedcba9876543210" * 2
FROM = "+12025550100"
Json = dict[str, Any]


class ControlError(AssertionError):
    """The simulator refused a control call; the text says why."""


class Simulator:
    """A running simulator and its control calls. Stop it with `stop`, or use it in `with`."""

    def __init__(
        self,
        webhook: str = "",
        *,
        account_sid: str = ACCOUNT_SID,
        auth_token: str = AUTH_TOKEN,
        number: str = FROM,
        service_sid: str | None = None,
        journal: Path | None = None,
        port: int = 0,
        args: tuple[str, ...] = (),
        is_quiet: bool = False,
    ) -> None:
        self.account_sid, self.auth_token, self.number = account_sid, auth_token, number
        self.service_sid = service_sid
        self._pointed: dict[str, str] = {}  # what `set_webhook` has set
        options = ["--port", str(port), *args]
        options += ["--journal", str(journal)] if journal else ["--no-journal"]
        options += ["--webhook", webhook] if webhook else []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot.simulator", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if is_quiet else None,
            env=self._environment(),
            cwd=ROOT,
            text=True,
        )
        self.url = self._read_url()

    def _environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("TWILIO_", "SIMULATOR_"))}
        kept.pop("PUBLIC_URL", None)
        own = {
            "TWILIO_ACCOUNT_SID": self.account_sid,
            "TWILIO_AUTH_TOKEN": self.auth_token,
            "TWILIO_FROM": self.number,
        }
        if self.service_sid:
            own["TWILIO_MESSAGING_SERVICE_SID"] = self.service_sid
        return {**kept, **own}

    def _read_url(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if "listening on " not in line:
            code = self.process.wait(5)
            self.process.stdout.close()
            raise RuntimeError(f"The simulator did not start (exit {code}).")
        return line.split("listening on ")[1].strip()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> int:
        """End it as a supervisor would; returns its exit code."""
        return self._end(signal.SIGTERM)

    def kill(self) -> int:
        """End it as a power cut would."""
        return self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> int:
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(10)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return code

    # -- what phones do ------------------------------------------------------------------

    def inbound(self, sender: str, body: str, **more: Any) -> Json:
        """A phone texts us. Returns sid, status, twiml, replies, carrier_reply, answers.

        More: to, media, sid, wait, repeat, raw (see docs/simulator.md).
        """
        return self.post("/simulator/inbound", {"from": sender, "body": body, **more})

    def call(self, sender: str, **more: Any) -> Json:
        """A phone calls us: presses, hangs_up_after_s, wait, to (see docs/simulator.md)."""
        return self.post("/simulator/calls", {"from": sender, **more})

    def act(self, sid: str, do: str, words: str = "") -> Json:
        """The owner of a phone does something: answer, decline, press, say, hang_up."""
        return self.post(f"/simulator/calls/{sid}", {"do": do, "words": words})

    def plan(self, number: str, *does: str, **more: Any) -> None:
        """What a number does when it is called, as plan(LINE, "busy", "connected:90")."""
        self.post("/simulator/plans", [{"number": number, "does": list(does), **more}])

    def forward(self, seconds: float) -> None:
        """Let seconds of ringing and talking pass at once."""
        self.post("/simulator/forward", {"seconds": seconds})

    def heard(self, number: str) -> list[str]:
        """What a phone heard on all its calls, in order."""
        return [entry["words"] for entry in self.log("heard", to=number)]

    # -- how the carrier behaves ---------------------------------------------------------

    def settings(self, **changes: Any) -> Json:
        """Change settings, as delivered_delay_ms=0 or opt_out="none"; the others stay."""
        return self.post("/simulator/settings", changes)

    def fault(self, *do: str, times: int | None = None, **when: Any) -> None:
        """From now on `do` these when a call matches, as fault("500_after", times=1, nth=3)."""
        rule: Json = {"when": when, "do": list(do)}
        if times is not None:
            rule["times"] = times
        self.post("/simulator/faults", [rule])

    def clear_faults(self) -> None:
        """No faults any more."""
        self.request("DELETE", "/simulator/faults")

    def numbers(self, **behaviours: list[str]) -> None:
        """What numbers always do, as numbers(landline=["+13125550150"])."""
        rows = [{"number": n, "is": kind} for kind, many in behaviours.items() for n in many]
        self.post("/simulator/numbers", rows)

    def reset(self) -> None:
        """As on the first day."""
        self.request("POST", "/simulator/reset", {})

    def begin_again(self) -> None:
        """As it was when it began: on its first day, without faults, pointed at no bot."""
        self.reset()
        self.clear_faults()
        if self._pointed:
            self.set_webhook("", **dict.fromkeys(self._pointed.keys() - {"SmsUrl"}, ""))
            self._pointed.clear()

    def set_webhook(self, url: str, **fields: str) -> None:
        """Point our number at a bot, as its owner would at Twilio."""
        self._pointed.update({"SmsUrl": url, **fields})
        sid = self.state()["numbers"][0]["sid"]
        self.api("POST", f"/IncomingPhoneNumbers/{sid}.json", {"SmsUrl": url, **fields})

    # -- what happened -------------------------------------------------------------------

    def state(self) -> Json:
        """Phones, counters, settings."""
        return self.get("/simulator/state")

    def log(self, kind: str = "", since: int = 0, to: str = "") -> list[Json]:
        """What happened, in order; `kind` may name some kinds, parted by commas."""
        query = {k: v for k, v in {"kind": kind, "since": str(since), "to": to}.items() if v}
        return list(self._lines("/simulator/log?" + urlencode(query)))

    def texts_to(self, number: str) -> list[str]:
        """The texts Twilio accepted from us for a number, in order."""
        return [entry["body"] for entry in self.log("accepted,reply", to=number)]

    def recipients(self, body_contains: str = "") -> dict[str, int]:
        """How many texts were accepted for each number."""
        query = urlencode({"body_contains": body_contains})
        counts: dict[str, int] = self.get("/simulator/recipients?" + query)
        return counts

    def errors(self) -> list[Json]:
        """The debugger, newest first."""
        found: list[Json] = self.get("/simulator/errors")["errors"]
        return found

    def wait_for(
        self, kind: str, count: int = 1, within_s: float = 60, **fields: Any
    ) -> list[Json]:
        """The log's entries of a kind whose fields are these, once there are `count`.

        Raises AssertionError after `within_s` seconds.
        """
        deadline, since = time.monotonic() + within_s, 0
        entries: list[Json] = []
        while True:
            path = "/simulator/log?" + urlencode({"kind": kind, "since": since})
            with contextlib.closing(urllib.request.urlopen(self.url + path, timeout=60)) as answer:  # noqa: S310
                since = int(answer.headers["X-Next"])
                news = [json.loads(line) for line in answer]
            entries += [e for e in news if fields.items() <= e.items()]
            if len(entries) >= count:
                return entries
            if time.monotonic() > deadline:
                told = f"{len(entries)} of {count} {kind} {fields} within {within_s} s"
                raise AssertionError(f"{told}; the log has {self.log()[-10:]}")
            time.sleep(0.02)

    # -- plain HTTP ----------------------------------------------------------------------

    def get(self, path: str) -> Any:
        """A control call that asks."""
        return self.request("GET", path)

    def post(self, path: str, body: object) -> Any:
        """A control call that does."""
        return self.request("POST", path, body)

    def request(self, method: str, path: str, body: object = None) -> Any:
        """A control call; JSON in and out. Raises ControlError when it is refused."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, data, headers, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                text = answer.read()
        except urllib.error.HTTPError as error:
            with error:
                raise ControlError(f"{method} {path}: {error.read().decode()}") from None
        return json.loads(text) if text else None

    def api(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, Any]:
        """A call of Twilio's API below the account, with our credentials: status and JSON."""
        import base64

        pair = f"{self.account_sid}:{self.auth_token}".encode()
        headers = {"Authorization": "Basic " + base64.b64encode(pair).decode()}
        url = f"{self.url}/2010-04-01/Accounts/{self.account_sid}{path}"
        data = urlencode(form).encode() if form is not None else None
        request = urllib.request.Request(url, data, headers, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                text, status = answer.read(), answer.status
        except urllib.error.HTTPError as error:
            with error:
                text, status = error.read(), error.code
        return status, json.loads(text) if text else None

    def _lines(self, path: str) -> Iterator[Json]:
        with contextlib.closing(urllib.request.urlopen(self.url + path, timeout=60)) as answer:  # noqa: S310
            for line in answer:
                yield json.loads(line)
