"""What Twilio calls: texts that come in and what became of texts that went out.

The signature is checked first, over the address we are known by and every parameter as it arrived
(texting-facts 1.3); a request that fails it touches neither PostgreSQL nor Redis. A contact never
sees an error: whatever goes wrong after that, the form is kept and the answer is an empty 200.
"""

from __future__ import annotations

import threading
from unicodedata import normalize

import structlog
from flask import Response, request
from werkzeug.datastructures import MultiDict

from bot.carrier import splits
from bot.carrier.forms import InboundForm, parse_inbound, parse_status, read_fields
from bot.carrier.signature import is_signed
from bot.carrier.twiml import answer as twiml
from bot.clarion import Clarion
from bot.conversations import inbound, spool
from bot.engine import Sense, hear_alone
from bot.errors import CarrierError, CarrierRefused, InputError, RecordAway, RecordBusy
from bot.sending import statuses
from bot.sentences import say
from bot.web.doors import Access, Door, services
from bot.web.meters import count_status, count_text

_log = structlog.get_logger()

door = Door("twilio", __name__, access=Access.TWILIO, url_prefix="/twilio")

# Twilio sends about 25 fields. Hashing thousands would be work done for a stranger.
_MAX_FIELDS = 250
_LARGEST_ID = 2**63 - 1
_asking = threading.BoundedSemaphore(2)  # half of the threads of a process (bot/web/serving.py)


@door.post("/sms")
def take_text() -> Response:
    """A text came in: answer it in TwiML."""
    clarion = services()
    fields = signed_form(clarion)
    form = _read_text(clarion, fields) if fields is not None else None
    if fields is None or form is None:
        count_text("refused")
        return refuse()
    is_ours = _is_plain(clarion, fields, form) or _is_there(clarion, form)
    if is_ours is None:
        count_text("away")
        return Response(status=503, headers={"Retry-After": "10"})
    if not is_ours:
        count_text("refused")
        _log.warning("text_split_again", sid=form.sid)
        return refuse()
    return _answer(clarion, form)


@door.post(f"/status/<int(max={_LARGEST_ID}):message_id>")
def take_status(message_id: int) -> Response:
    """A status callback for our message. Always 204, unless the record is away.

    Then 503: Twilio's log shows the truth, a retry policy in the webhook's address can bring the
    callback again, and without one the resolver asks Twilio for the status later. A callback is
    not spooled: it can be asked for, a text cannot.
    """
    clarion = services()
    fields = signed_form(clarion)
    if fields is None:
        count_status("refused")
        return refuse()
    try:
        if not splits.is_plain(fields.items(multi=True)):
            raise InputError(say("the form can be read in two ways"), "MessageSid")
        status = parse_status(fields)
        statuses.take(clarion, message_id, status.sid, status.status, status.error_code)
    except InputError:
        _log.warning("status_callback_unreadable", message_id=message_id)
    except (RecordAway, RecordBusy):
        count_status("away")
        return Response(status=503, headers={"Retry-After": "10"})
    except Exception as error:
        count_status("failed")
        _log.error("status_callback_failed", message_id=message_id, exc_info=error)
        return Response(status=204)
    count_status("taken")
    return Response(status=204)


def signed_form(clarion: Clarion) -> MultiDict[str, str] | None:
    """The form if Twilio signed it for this address, else None."""
    if request.mimetype != "application/x-www-form-urlencoded":
        return None
    try:
        form = MultiDict(read_fields(request.get_data(cache=False)))
    except UnicodeDecodeError:
        return None
    if len(form) > _MAX_FIELDS:
        return None
    url = public_address(clarion) + request.path
    if request.query_string:
        url += "?" + request.query_string.decode("latin-1")
    signature = request.headers.get("X-Twilio-Signature", "")
    return form if is_signed(clarion.settings.auth_tokens, url, form, signature) else None


def _read_text(clarion: Clarion, fields: MultiDict[str, str]) -> InboundForm | None:
    """The text, or None for a form that Twilio does not send."""
    pairs = list(fields.items(multi=True))
    if not splits.is_whole(pairs, clarion.settings.twilio_account_sid):
        return None
    try:
        return parse_inbound(fields)
    except InputError:
        return None


def _is_plain(clarion: Clarion, fields: MultiDict[str, str], form: InboundForm) -> bool:
    """Whether what was signed can only be read in one way, and came to our number."""
    settings = clarion.settings
    number = form.recipient.removeprefix(f"{form.channel}:")
    is_to_us = bool(settings.twilio_messaging_service_sid) or number == settings.twilio_from
    return is_to_us and splits.is_plain(fields.items(multi=True))


def _is_there(clarion: Clarion, form: InboundForm) -> bool | None:
    """Whether Twilio has this very text from this sender; None where it cannot be asked. A stop is
    taken even then: a wrong one costs somebody our texts, a lost one their trust. Few are asked
    about at once, so that odd texts and a slow carrier do not take every thread; the rest are
    listed by the carrier and taken in a minute later (bot/sending/reconcile.py)."""
    if not _asking.acquire(blocking=False):
        return _is_stop(clarion, form) or None
    try:
        found = clarion.carrier.fetch(form.sid)
    except CarrierRefused:
        return False
    except CarrierError:
        return _is_stop(clarion, form) or None
    finally:
        _asking.release()
    same = (found.sender, found.recipient) == (form.sender, form.recipient)
    return found.is_inbound and same and normalize("NFC", found.body) == form.body


def _is_stop(clarion: Clarion, form: InboundForm) -> bool:
    alone = hear_alone(clarion.campaign.current(), form.body)
    return alone is not None and alone.sense is Sense.STOP


def public_address(clarion: Clarion) -> str:
    """The address the world knows us by, from settings; never from the request's Host."""
    settings = clarion.settings
    return settings.public_url or f"http://{settings.host}:{settings.port}"


def _answer(clarion: Clarion, form: InboundForm) -> Response:
    try:
        answer = inbound.receive(clarion, form)
    except (RecordAway, RecordBusy):
        return _keep(clarion, form, "spooled")
    except Exception as error:
        _log.error("text_failed", sid=form.sid, exc_info=error)
        return _keep(clarion, form, "failed")
    if answer.body is None:
        count_text("silent")
        return xml(twiml(None, (), ""))
    count_text("answered")
    callback = f"{public_address(clarion)}/twilio/status/{answer.message_id}"
    body = clarion.campaign.current().as_sent(answer.body, form.channel)
    return xml(twiml(body, answer.media, callback))


def _keep(clarion: Clarion, form: InboundForm, outcome: str) -> Response:
    """Put the form on disk for later and say nothing. A full disk answers 503, so that Twilio's
    fallback address gets the text (texting-facts 1.2)."""
    try:
        spool.keep(clarion, form)
    except OSError as error:
        count_text("lost")
        _log.error("text_not_kept", sid=form.sid, exc_info=error)
        return Response(status=503)
    count_text(outcome)
    return xml(twiml(None, (), ""))


def refuse() -> Response:
    return Response("Forbidden\n", 403, mimetype="text/plain")


def xml(document: str) -> Response:
    return Response(document, mimetype="text/xml")
