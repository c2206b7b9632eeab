"""The floor under inbound texts: a bare Flask app that checks a signature and writes two rows.

`/sms` and `/voice` = signature + one PostgreSQL transaction of two statements + TwiML; `/check` =
signature alone; `/status/<id>` = signature + one UPDATE. It has no contacts, no sealing, no
conversation, no reply row, no log line: nothing that a text line needs beyond having taken the text
in.
"""

from __future__ import annotations

import os

from flask import Flask, Response, request
from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    func,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from twilio.request_validator import RequestValidator
from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import Gather, VoiceResponse

app = Flask(__name__)
_validator = RequestValidator(os.environ["TWILIO_AUTH_TOKEN"])
_base = os.environ["PUBLIC_URL"]
_engine = create_engine(os.environ["FLOOR_DATABASE_URL"], pool_size=5)
_meta = MetaData()
_message = Table(
    "floor_message",
    _meta,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("sid", String(34), index=True, unique=True),
    Column("sender", String(40), index=True),
    Column("body", String),
    Column("at", DateTime(timezone=True), server_default=func.now()),
)
_session = Table(
    "floor_session",
    _meta,
    Column("sender", String(40), primary_key=True),
    Column("step", String),
    Column("texts", Integer),
)
_sent = Table(
    "floor_sent",
    _meta,
    Column("id", BigInteger, primary_key=True),
    Column("sid", String(34)),
    Column("status", String(12)),
    Column("at", DateTime(timezone=True)),
)


_call = Table(
    "floor_call",
    _meta,
    Column("sid", String(34), primary_key=True),
    Column("caller", String(40)),
    Column("turns", Integer),
    Column("at", DateTime(timezone=True), server_default=func.now()),
)


def make_tables() -> None:
    """Make the tables, empty."""
    _meta.drop_all(_engine)
    _meta.create_all(_engine)


def _is_signed() -> bool:
    signature = request.headers.get("X-Twilio-Signature", "")
    return bool(_validator.validate(_base + request.path, request.form, signature))


@app.post("/sms")
def sms() -> Response:
    """Take a text in."""
    if not _is_signed():
        return Response(status=403)
    sender, body = request.form["From"], request.form["Body"]
    upsert = insert(_session).values(sender=sender, step="menu", texts=1)
    with _engine.begin() as connection:
        connection.execute(
            insert(_message)
            .values(sid=request.form["MessageSid"], sender=sender, body=body)
            .on_conflict_do_nothing()
        )
        connection.execute(
            upsert.on_conflict_do_update(
                index_elements=["sender"], set_={"step": "menu", "texts": _session.c.texts + 1}
            )
        )
    answer = MessagingResponse()
    answer.message("You texted the line. Reply CALL, JOIN or DJ.")
    return Response(str(answer), mimetype="text/xml")


@app.post("/voice")
def voice() -> Response:
    """Take a call in, or a key in it."""
    if not _is_signed():
        return Response(status=403)
    sender, sid = request.form["From"], request.form["CallSid"]
    call = insert(_call).values(sid=sid, caller=sender, turns=1)
    caller = insert(_session).values(sender=sender, step="called", texts=1)
    with _engine.begin() as connection:
        connection.execute(
            call.on_conflict_do_update(index_elements=["sid"], set_={"turns": _call.c.turns + 1})
        )
        connection.execute(
            caller.on_conflict_do_update(
                index_elements=["sender"], set_={"texts": _session.c.texts + 1}
            )
        )
    answer = VoiceResponse()
    gather = Gather(input="dtmf", action=f"{_base}/voice", timeout=3)
    gather.say("You called the line. Say your city and one sentence.", language="en-US")
    answer.append(gather)
    return Response(str(answer), mimetype="text/xml")


@app.post("/check")
def check() -> Response:
    """Check a signature, and nothing else."""
    return Response(status=204 if _is_signed() else 403)


@app.post("/status/<int:message_id>")
def status(message_id: int) -> Response:
    """Take in what became of a text."""
    if not _is_signed():
        return Response(status=403)
    with _engine.begin() as connection:
        connection.execute(
            update(_sent)
            .where(_sent.c.id == message_id)
            .values(status=request.form["MessageStatus"], at=func.now())
        )
    return Response(status=204)
