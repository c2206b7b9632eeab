"""Reading a request to send a text, and refusing it where Twilio would."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from bot.simulator.addresses import (
    REFUSED_WITH,
    Behaviour,
    is_whatsapp,
    read_address,
    read_sender,
    region_of,
)
from bot.simulator.carrier import Carrier, Draft
from bot.simulator.forms import Form
from bot.simulator.messages import BY_API
from bot.simulator.refusals import Refused

_MAX_BODY = 1600
_MAX_MEDIA = 10
_MAX_VALIDITY_S = 36_000
_MAX_SCHEDULE_S = 35 * 86_400
_HOST = re.compile(r"[A-Za-z0-9.\-:\[\]]+")


@dataclass(frozen=True)
class _Sender:
    number: str
    service_sid: str | None


def read_send(carrier: Carrier, form: Form) -> Draft:
    """The text a create request asks for. Raises Refused with Twilio's code."""
    to = _read_to(carrier, form)
    sender = _read_sender(carrier, form, to)
    body, media = _read_content(form)
    _check_recipient(carrier, to, sender.number)
    send_at = _read_send_at(carrier, form, sender)
    status = "scheduled" if send_at else "accepted" if sender.service_sid else "queued"
    return Draft(
        direction=BY_API,
        to=to,
        sender=sender.number,
        body=body,
        status=status,
        service_sid=sender.service_sid,
        media=media,
        callback_url=_read_callback(form),
        validity_s=_read_validity(form),
        send_at=send_at,
    )


def is_web_url(url: str) -> bool:
    """Whether Twilio would take a URL to call: http or https, a host without underscores."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(_HOST.fullmatch(parts.netloc))
    except ValueError:
        return False


def _read_to(carrier: Carrier, form: Form) -> str:
    text = form.get("To")
    if not text:
        raise Refused(21604)
    to = read_address(text)
    if to is None:
        raise Refused(21211, text)
    behaviour = carrier.behaviour_of(to)
    if behaviour in REFUSED_WITH and behaviour is not Behaviour.OPTED_OUT:
        raise Refused(REFUSED_WITH[behaviour], to)
    if to.startswith("+") and region_of(to) not in carrier.settings.regions:
        raise Refused(21408, to)
    return to


def _read_sender(carrier: Carrier, form: Form, to: str) -> _Sender:
    service, number = form.get("MessagingServiceSid"), form.get("From")
    account = carrier.account
    if service and service != account.service_sid:
        raise Refused(21701, service)
    if not number:
        if not service:
            raise Refused(21603)
        prefix = "whatsapp:" if is_whatsapp(to) else ""
        return _Sender(prefix + account.number, service)
    address = read_sender(number)
    if address is None:
        raise Refused(21212, number)
    ours = carrier.numbers.find(address.removeprefix("whatsapp:"))
    if ours is None or is_whatsapp(address) != is_whatsapp(to):
        raise Refused(21606, number)
    return _Sender(address, service or None)


def _read_content(form: Form) -> tuple[str, tuple[tuple[str, str], ...]]:
    body = form.get("Body")
    media = tuple((url, "image/jpeg") for url in form.all("MediaUrl") if url)
    if not body and not media and not form.get("ContentSid"):
        raise Refused(21602)
    if len(body) > _MAX_BODY:
        raise Refused(21617)
    if len(media) > _MAX_MEDIA:
        raise Refused(21623)
    if any(not is_web_url(url) for url, _ in media):
        raise Refused(21620)
    return body, media


def _check_recipient(carrier: Carrier, to: str, sender: str) -> None:
    if carrier.has_stopped(to, sender) or carrier.behaviour_of(to) is Behaviour.OPTED_OUT:
        raise Refused(21610)


def _read_callback(form: Form) -> str | None:
    url = form.get("StatusCallback")
    if url and not is_web_url(url):
        raise Refused(21609, url)
    return url or None


def _read_validity(form: Form) -> int | None:
    text = form.get("ValidityPeriod")
    if not text:
        return None
    if not text.isdecimal() or not 1 <= int(text) <= _MAX_VALIDITY_S:
        raise Refused(20001, "ValidityPeriod must be between 1 and 36000 seconds")
    return int(text)


def _read_send_at(carrier: Carrier, form: Form, sender: _Sender) -> float | None:
    text, kind = form.get("SendAt"), form.get("ScheduleType")
    if not text and not kind:
        return None
    if not text or kind != "fixed":
        raise Refused(35115)
    if not sender.service_sid:
        raise Refused(35118)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(35111) from None
    send_at = (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
    wait_s = send_at - carrier.now()
    if not carrier.settings.schedule_min_s <= wait_s <= _MAX_SCHEDULE_S:
        raise Refused(35114, text)
    return send_at
