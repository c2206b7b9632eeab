"""What is asked of Twilio outside the bulk path, through its own client library (synchronous)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from bot.carrier.refusals import refusal
from bot.carrier.texts import Listed, ListedCall, OwnNumber
from bot.config import Settings
from bot.errors import CarrierSilent

_PAGE = 1000  # the API's maximum
_MOST_LEGS = 20


class _RebasedHttpClient(TwilioHttpClient):  # type: ignore[misc]  # the library is untyped
    """Sends every sub-domain of twilio.com to the configured address.

    The library waits for ever unless told otherwise, so the time-out is ours.
    """

    def __init__(self, base_url: str, timeout_s: float) -> None:
        super().__init__(timeout=timeout_s, max_retries=0)
        self._base = "" if base_url == "https://api.twilio.com" else base_url

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        if self._base:
            parts = urlsplit(url)
            url = f"{self._base}{parts.path}" + (f"?{parts.query}" if parts.query else "")
        return super().request(method, url, *args, **kwargs)


class Lookups:
    """Lists, fetches and account questions. Safe to call from any one thread at a time.

    Every method raises CarrierRefused, CarrierBusy or CarrierSilent.
    """

    def __init__(self, settings: Settings) -> None:
        user = settings.twilio_api_key or settings.twilio_account_sid
        secret = settings.twilio_api_secret.get_secret_value() if settings.twilio_api_key else ""
        # A non-empty environment of our own: TWILIO_EDGE and TWILIO_REGION would rewrite hosts.
        self._client = Client(
            user or "none",
            secret or (settings.auth_tokens[0] if settings.auth_tokens else "none"),
            settings.twilio_account_sid or "none",
            http_client=_RebasedHttpClient(
                settings.twilio_api_base_url, settings.carrier_timeout_s
            ),
            environment={"TWILIO_EDGE": "", "TWILIO_REGION": ""},
        )

    @property
    def client(self) -> Client:
        """The library's client, for calls (calling.py)."""
        return self._client

    def list_messages(
        self,
        to: str | None = None,
        from_: str | None = None,
        sent_after: datetime | None = None,
        sent_before: datetime | None = None,
        page_size: int = _PAGE,
    ) -> Iterator[Listed]:
        """Messages, newest first, page by page. A time leaves out what is still queued."""
        filters: dict[str, Any] = {
            "to": to,
            "from_": from_,
            "date_sent_after": sent_after,
            "date_sent_before": sent_before,
        }
        given = {name: value for name, value in filters.items() if value is not None}
        with translated():
            for message in self._client.messages.stream(page_size=page_size, **given):
                yield _listed(message)

    def fetch(self, sid: str) -> Listed:
        """One message by its SID."""
        with translated():
            return _listed(self._client.messages(sid).fetch())

    def delete(self, sid: str) -> None:
        """Delete a message's record, with its words. One that is not finished is refused (20009).
        https://www.twilio.com/docs/messaging/api/message-resource#delete-a-message-resource"""
        with translated():
            self._client.messages(sid).delete()

    def account(self) -> str:
        """The account's status: "active", "suspended" or "closed"."""
        with translated():
            return str(self._client.api.v2010.account.fetch().status)

    def numbers(self) -> list[OwnNumber]:
        """The account's phone numbers with their webhooks."""
        with translated():
            return [
                OwnNumber(
                    n.sid,
                    n.phone_number or "",
                    n.sms_url or "",
                    n.sms_method or "",
                    n.voice_url or "",
                    n.voice_method or "",
                    n.status_callback or "",
                )
                for n in self._client.incoming_phone_numbers.list(limit=_PAGE)
            ]

    def call(self, sid: str) -> ListedCall:
        """One call by its SID."""
        with translated():
            return _listed_call(self._client.calls(sid).fetch())

    def calls_to(self, number: str, since: datetime, most: int) -> list[ListedCall]:
        """Calls to a number that began since, newest first, at most so many."""
        with translated():
            found = self._client.calls.list(to=number, start_time_after=since, limit=most)
            return [_listed_call(one) for one in found]

    def legs_of(self, sid: str) -> list[ListedCall]:
        """The calls that a <Dial> of a call made, newest first."""
        with translated():
            found = self._client.calls.list(parent_call_sid=sid, limit=_MOST_LEGS)
            return [_listed_call(one) for one in found]

    def line_type(self, number: str) -> str:
        """The type of line behind a number, by Lookup v2's line type intelligence; empty where it
        says none. https://www.twilio.com/docs/lookup/v2-api/line-type-intelligence"""
        with translated():
            found = self._client.lookups.v2.phone_numbers(number).fetch(
                fields="line_type_intelligence"
            )
            told = found.line_type_intelligence or {}
            return str(told.get("type") or "")

    def is_reassigned(self, number: str, verified_on: date) -> bool | None:
        """Whether a number was disconnected for good since a day when it was known whose it is, by
        Lookup v2 over the FCC's Reassigned Numbers Database; None where it has no data.
        https://www.twilio.com/docs/lookup/v2-api/reassigned-number"""
        with translated():
            found = self._client.lookups.v2.phone_numbers(number).fetch(
                fields="reassigned_number", last_verified_date=f"{verified_on:%Y%m%d}"
            )
        told = found.reassigned_number or {}
        if told.get("error_code"):
            raise CarrierSilent("the carrier could not say whose a number is")
        return {"yes": True, "no": False}.get(str(told.get("is_number_reassigned")))


@contextmanager
def translated() -> Iterator[None]:
    """The library's errors as those of the house."""
    try:
        yield
    except TwilioRestException as error:
        raise refusal(int(error.status or 0), int(error.code or 0)) from None
    except (TwilioException, requests.RequestException, OSError, ValueError) as error:
        raise CarrierSilent(f"the carrier did not answer ({type(error).__name__})") from None


def _listed(message: Any) -> Listed:
    return Listed(
        sid=str(message.sid),
        direction=str(message.direction or ""),
        sender=str(message.from_ or ""),
        recipient=str(message.to or ""),
        body=str(message.body or ""),
        status=str(message.status or ""),
        error_code=int(message.error_code) if message.error_code else None,
        created_at=aware(message.date_created),
        sent_at=aware(message.date_sent),
        parts=int(message.num_segments or 0),
        media=int(message.num_media or 0),
    )


def _listed_call(call: Any) -> ListedCall:
    lasted = str(call.duration or "")
    return ListedCall(
        sid=str(call.sid),
        direction=str(call.direction or ""),
        sender=str(getattr(call, "_from", None) or getattr(call, "from_", None) or ""),
        recipient=str(call.to or ""),
        status=str(call.status or ""),
        lasted_s=int(lasted) if lasted.isdigit() else None,
        started_at=aware(call.start_time),
    )


def aware(value: datetime | None) -> datetime | None:
    if value is None or value.tzinfo is not None:
        return value
    return value.replace(tzinfo=UTC)
