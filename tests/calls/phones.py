"""A phone that calls our number: the webhooks that Twilio would send for it, signed, one by one."""

from __future__ import annotations

import re
import uuid
from typing import Any
from xml.etree import ElementTree as Xml

from flask import Flask
from werkzeug.datastructures import MultiDict

from bot.carrier.signature import sign
from bot.clarion import Clarion
from bot.conversations import timers
from bot.web.twilio_hooks import public_address
from tests.conftest import ACCOUNT_SID, AUTH_TOKEN
from tests.events.conftest import got
from tests.factories import OURS, rows

NEW = "+13125550190"  # nobody knows them
LINE = "+18664735915"  # the campaign's


class Phone:
    """One call of one number. What it was told last is in `heard`, as words, and in `verbs`."""

    def __init__(self, app: Flask, line: Clarion, number: str, to: str = OURS) -> None:
        self._client = app.extensions["machines"].test_client()
        self._base = public_address(line)
        self.number, self.to = number, to
        self.sid = f"CA{uuid.uuid4().hex}"
        self.answer: Xml.Element = Xml.Element("Response")
        self.asked: list[tuple[str, dict[str, str]]] = []

    @property
    def heard(self) -> str:
        """What is said, all of it."""
        said = [e.text or "" for e in self.answer.iter() if e.tag in ("Say", "Play")]
        return " ".join(said)

    @property
    def langs(self) -> list[str]:
        """The languages of the voices, in their order, each once."""
        found = [e.get("language", "")[:2] for e in self.answer.iter("Say")]
        return list(dict.fromkeys(found))

    @property
    def verbs(self) -> list[str]:
        """What the call does: Say, Gather, Dial, Hangup."""
        return [child.tag for child in self.answer]

    @property
    def dials(self) -> str | None:
        """The number that is dialed now."""
        found = self.answer.find("Dial/Number")
        return None if found is None else found.text

    def call(self) -> Phone:
        """Ring our number."""
        return self.post("/twilio/voice", CallStatus="ringing")

    def press(self, digits: str) -> Phone:
        """Press keys where keys are waited for."""
        return self.post(self._then("Gather"), CallStatus="in-progress", Digits=digits)

    def wait(self) -> Phone:
        """Press nothing."""
        return self.press("")

    def speak(self, words: str) -> Phone:
        """Say something where it is listened for."""
        gather = self.answer.find("Gather")
        assert gather is not None
        assert "speech" in gather.get("input", "")
        return self.post(self._then("Gather"), CallStatus="in-progress", SpeechResult=words)

    def line_did(self, status: str, seconds: int | None = None) -> Phone:
        """The line that is dialed does this."""
        more = {} if seconds is None else {"DialCallDuration": str(seconds)}
        return self.post(
            self._then("Dial"), CallStatus="in-progress", DialCallStatus=status, **more
        )

    def hang_up(self, lasted_s: int = 30) -> Phone:
        """End the call; the carrier tells its status."""
        return self.post("/twilio/voice/status", CallStatus="completed", CallDuration=str(lasted_s))

    def again(self) -> Phone:
        """The last webhook once more, as Twilio repeats it."""
        path, fields = self.asked[-1]
        return self.post(path, **fields)

    def post(self, path: str, **fields: str) -> Phone:
        """Send a webhook of this call."""
        self.asked.append((path, fields))
        form = MultiDict(
            {
                "AccountSid": ACCOUNT_SID, "ApiVersion": "2010-04-01", "CallSid": self.sid,
                "Called": self.to, "Caller": self.number, "Direction": "inbound",
                "From": self.number, "FromState": "IL", "To": self.to, **fields,
            }
        )  # fmt: skip
        signature = sign(AUTH_TOKEN, self._base + path, form)
        answer = self._client.post(path, data=form, headers={"X-Twilio-Signature": signature})
        assert answer.status_code in (200, 204), (path, answer.status_code)
        if answer.status_code == 200:
            self.answer = Xml.fromstring(answer.text)  # noqa: S314 - our own TwiML
        return self

    def _then(self, verb: str) -> str:
        found = self.answer.find(verb)
        assert found is not None, Xml.tostring(self.answer).decode()
        address = found.get("action", "")
        assert address.startswith(self._base)
        assert not re.search(r"\d{5}", address.removeprefix(self._base)), "a number in an address"
        return address.removeprefix(self._base)


def call_of(line: Clarion, phone: Phone) -> dict[str, Any]:
    """The row of a call."""
    names = "state place line lang dialed connected_s outcome outcome_by reason source contact_id"
    [row] = rows(line, f"SELECT {names.replace(' ', ', ')} FROM call WHERE sid = %s", phone.sid)  # noqa: S608 - ours
    return dict(zip(names.split(), row, strict=True))


def counted(line: Clarion) -> list[tuple[Any, ...]]:
    return rows(line, "SELECT kind, count::int, confidence FROM counted_report ORDER BY id")


def texts(line: Clarion, number: str) -> list[str]:
    """What a phone was texted about its calls, once the clock has looked."""
    timers.run_due(line)
    return got(line, number)
