"""A phone that calls our number: the webhooks that the carrier would send for it, one by one."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from bot.carrier.signature import sign
from bot.config import Settings


class Handset:
    """One call. `sid` is the carrier's name for it. Raises: AssertionError where we answer what no
    carrier understands."""

    def __init__(self, web: FlaskClient, settings: Settings, number: str, sid: str) -> None:
        self._web, self._settings = web, settings
        self._number, self._sid = number, sid
        self._answer = Xml.Element("Response")

    @property
    def heard(self) -> str:
        """All that is said now."""
        return " ".join(one.text or "" for one in self._answer.iter("Say"))

    @property
    def is_dialing(self) -> bool:
        """Whether the campaign's line is being rung."""
        return self._answer.find("Dial") is not None

    def ring(self) -> None:
        """Call, and listen."""
        self._send("", CallStatus="ringing")

    def press(self, digits: str = "") -> None:
        """Press keys where keys are waited for; none: wait till the time for them is over."""
        self._send(self._next("Gather"), CallStatus="in-progress", Digits=digits)

    def line_did(self, status: str, seconds: int = 0) -> None:
        """The line that is rung answers for so long, is busy, or does not answer."""
        self._send(
            self._next("Dial"), CallStatus="in-progress", DialCallStatus=status,
            DialCallDuration=str(seconds),
        )  # fmt: skip

    def hang_up(self, seconds: int) -> None:
        """End the call."""
        self._send("/status", CallStatus="completed", CallDuration=str(seconds))

    def _next(self, verb: str) -> str:
        found = self._answer.find(verb)
        assert found is not None, f"{verb} was expected after “{self.heard}”"  # noqa: S101 - a check
        return found.get("action", "").rpartition("/twilio/voice")[2]

    def _send(self, step: str, **fields: str) -> None:
        settings, path = self._settings, f"/twilio/voice{step}"
        form = MultiDict(
            {
                "AccountSid": settings.twilio_account_sid, "ApiVersion": "2010-04-01",
                "CallSid": self._sid, "Caller": self._number, "Called": settings.twilio_from,
                "Direction": "inbound", "From": self._number, "To": settings.twilio_from, **fields,
            }
        )  # fmt: skip
        token = settings.twilio_auth_token.get_secret_value()
        signature = sign(token, settings.public_url + path, form)
        answer = self._web.post(path, data=form, headers={"X-Twilio-Signature": signature})
        assert answer.status_code in (200, 204), f"{path}: {answer.status_code}"  # noqa: S101 - a check
        if answer.status_code == 200:
            self._answer = Xml.fromstring(answer.text)  # noqa: S314 - our own TwiML
