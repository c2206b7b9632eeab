"""What Twilio asks about calls: somebody rings us, a key is pressed, the line was rung, it ended.

Signed like texts, and checked in the same order (twilio_hooks.py). A caller hears no error: while
the record is away they are connected all the same, and whatever else goes wrong ends the call
politely. Nothing stands in these addresses but the step, and how often the line was rung.
"""

from __future__ import annotations

from collections.abc import Callable

import structlog
from flask import Response, send_from_directory
from werkzeug.exceptions import NotFound

from bot.calls import incoming, listed, rung
from bot.calls.talk import RECORDINGS
from bot.carrier import splits
from bot.carrier.calls import HANG_UP, CallAnswer, CallForm, parse_call, write_twiml
from bot.clarion import Clarion
from bot.errors import InputError, RecordAway, RecordBusy
from bot.web.doors import Access, Door, services
from bot.web.twilio_hooks import public_address, refuse, signed_form, xml

_log = structlog.get_logger()

door = Door("voice", __name__, access=Access.TWILIO, url_prefix="/twilio/voice")
recordings = Door("recordings", __name__, access=Access.PUBLIC)

_MOST_DIALS = 9


@door.post("")
def take_call() -> Response:
    """Somebody calls our number."""
    return _answer(incoming.begin)


@door.post("/keys")
def take_keys() -> Response:
    """Keys were pressed, or none in time."""
    return _answer(incoming.press)


@door.post("/message")
def take_message() -> Response:
    """Somebody said what they need."""
    return _answer(incoming.say_message)


@door.post(f"/line/<int(min=1, max={_MOST_DIALS}):dial>")
def take_line(dial: int) -> Response:
    """The campaign's line was rung."""
    return _answer(lambda clarion, form: incoming.come_back(clarion, form, dial))


@door.post("/rung/<int:call_id>")
def take_pick_up(call_id: int) -> Response:
    """Somebody whom we rang answers, or their voicemail does."""
    return _answer(lambda clarion, form: rung.pick_up(clarion, form, call_id))


@door.post("/rung/<int:call_id>/status")
def take_rung_status(call_id: int) -> Response:
    """How a call that we make stands."""
    return _note(lambda clarion, form: rung.note_status(clarion, form, call_id))


@door.post("/listed")
def take_listed_keys() -> Response:
    """A volunteer who calls a list is rung: their key, or none in time."""
    return _answer(listed.press)


@door.post("/listed/done")
def take_listed() -> Response:
    """The person on the list was rung."""
    return _answer(listed.come_back)


@door.post("/status")
def take_status() -> Response:
    """How a call stands. Always 204 once it is read, unless the record is away: then the clock asks
    the carrier later."""
    return _note(incoming.note_status)


@recordings.get(RECORDINGS + "<name>")
def play(name: str) -> Response:
    """A recording that the campaign puts in place of a text; no other file."""
    clarion = services()
    named = clarion.campaign.current().recordings.values()
    if not any(name in by_lang.values() for by_lang in named):
        raise NotFound
    folder = clarion.settings.campaign.resolve() / "recordings"
    return send_from_directory(folder, name, max_age=3600)


def _note(use_case: Callable[[Clarion, CallForm], None]) -> Response:
    clarion = services()
    form = _read(clarion)
    if form is None:
        return refuse()
    try:
        use_case(clarion, form)
    except (RecordAway, RecordBusy):
        return Response(status=503, headers={"Retry-After": "10"})
    except Exception as error:
        _log.error("call_status_failed", sid=form.sid, exc_info=error)
    return Response(status=204)


def _answer(use_case: Callable[[Clarion, CallForm], CallAnswer]) -> Response:
    clarion = services()
    form = _read(clarion)
    if form is None:
        return refuse()
    try:
        answer = use_case(clarion, form)
    except (RecordAway, RecordBusy):
        answer = incoming.without_record(clarion, form)
    except Exception as error:
        _log.error("call_failed", sid=form.sid, exc_info=error)
        answer = HANG_UP
    return xml(write_twiml(answer, public_address(clarion)))


def _read(clarion: Clarion) -> CallForm | None:
    """The form, if Twilio signed it for this address and it is one of a call; else None."""
    fields = signed_form(clarion)
    account = clarion.settings.twilio_account_sid
    if fields is None or not splits.is_plain_call(fields.items(multi=True), account):
        return None
    try:
        return parse_call(fields)
    except InputError:
        return None
