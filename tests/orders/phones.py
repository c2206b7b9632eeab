"""Clarion behind its web and a carrier, and the phones of organizers that order by text."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask.testing import FlaskClient
from passlib.totp import TOTP
from sqlalchemy import select

from bot.broadcasts import broadcasts
from bot.broadcasts.broadcasts import Draft
from bot.carrier.signature import sign
from bot.clarion import Clarion
from bot.clock import SetClock
from bot.orders import carrying_out as orders
from bot.organizers import one_time_codes, organizers
from bot.organizers.rights import Role
from bot.sending import outbox
from bot.store.sending import switches
from bot.store.tables.organizers import Organizer
from bot.texting.schedules import Schedule
from tests.factories import add_person, new_sid, rows
from tests.simulator_process import Simulator
from tests.web.conftest import PUBLIC_URL, form

PHONE, EVAS = "+13125550177", "+13125550178"
TEXTS = {"en": "Call {line} now.", "es": "Llama ya: {line}."}


_strangers = itertools.count()


@dataclass
class Line:
    """Clarion behind its web, and the phones of organizers. Time stands still but for `wait`."""

    clarion: Clarion
    client: FlaskClient
    simulator: Simulator
    move_carrier: Callable[[float], None]
    waited: timedelta = timedelta()
    keys: dict[str, str] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)

    def link(self, phone: str, email: str, role: Role) -> int:
        """An organizer with this phone and an authenticator. Their id."""
        contact_id = add_person(self.clarion, phone, opted_in_at=None)
        organizer_id = organizers.ensure(self.clarion.record, email, role)
        secrets = one_time_codes.totp_secrets(self.clarion.settings)
        made = one_time_codes.codes(secrets, "Clarion").new()
        with self.clarion.record.session() as session:
            row = session.scalar(select(Organizer).where(Organizer.id == organizer_id))
            assert row is not None
            row.tf_primary_method, row.tf_totp_secret = "authenticator", made.to_json()
            row.contact_id = contact_id
        self.keys[phone], self.ids[phone] = made.base32_key, organizer_id
        return organizer_id

    def code(self, phone: str = PHONE) -> str:
        return str(TOTP(self.keys[phone]).generate(time=int(self.now.timestamp())).token)

    def wrong(self, phone: str = PHONE) -> str:
        """A code that is none of these minutes."""
        near = range(-120, 121, 30)
        totp, now = TOTP(self.keys[phone]), int(self.now.timestamp())
        right = {totp.generate(time=now + shift).token for shift in near}
        return next(one for one in map("{:06d}".format, itertools.count()) if one not in right)

    @property
    def now(self) -> datetime:
        return self.clarion.clock.now()

    def wait(self, **more: float) -> None:
        self.waited += timedelta(**more)
        self.move_carrier(self.waited.total_seconds())
        object.__setattr__(self.clarion, "clock", SetClock(self.now + timedelta(**more)))

    def post(self, sender: str, body: str, sid: str) -> str:
        """The webhook of a text, signed; what is answered at once."""
        fields = form(
            MessageSid=sid, SmsSid=sid, SmsMessageSid=sid, From=sender, Body=body,
            AccountSid=self.simulator.account_sid, To=self.simulator.number,
        )  # fmt: skip
        signature = sign(self.simulator.auth_token, PUBLIC_URL + "/twilio/sms", fields)
        answer = self.client.post(
            "/twilio/sms", data=urlencode(fields),
            content_type="application/x-www-form-urlencoded",
            headers={"X-Twilio-Signature": signature},
        )  # fmt: skip
        assert answer.status_code == 200
        return answer.text

    def text(self, body: str, phone: str = PHONE) -> str:
        """A text that the carrier really has, and what its sender hears in the end."""
        before = len(self.simulator.texts_to(phone))
        sid = self.simulator.inbound(phone, body)["sid"]
        at_once = self.post(phone, body, sid)
        orders.run_due(self.clarion)
        outbox.send_due(self.clarion)
        heard = self.simulator.texts_to(phone)[before:]
        assert len(heard) <= 1, heard
        return heard[0] if heard else at_once

    def order(self, body: str, phone: str = PHONE) -> str:
        """An order with the next code that works."""
        self.wait(seconds=30)
        return self.text(f"{body} {self.code(phone)}", phone)

    def is_on(self) -> bool:
        with self.clarion.record.transaction() as connection:
            return switches.read(connection, "sending").is_on

    def outcomes(self) -> list[tuple[Any, ...]]:
        return rows(
            self.clarion,
            "SELECT organizer_id, detail ->> 'order', detail ->> 'outcome' FROM audit"
            " WHERE act = 'texted order' ORDER BY id",
        )


def tomorrow(line: Line, **more: Any) -> int:
    """A broadcast that goes tomorrow, by somebody else."""
    rita = organizers.ensure(line.clarion.record, "rita@clarion.test", Role.ORGANIZER)
    when = Schedule(line.now + timedelta(days=1))
    draft = Draft(title="Kick-off", segment="all", texts=TEXTS, schedule=when, **more)
    return broadcasts.schedule(line.clarion, draft, rita)


def state(line: Line, broadcast_id: int) -> str:
    found = rows(line.clarion, "SELECT state FROM broadcast WHERE id = %s", broadcast_id)
    return str(found[0][0])


def plain(text: str) -> str:
    """Without the accents that a text of GSM-7 leaves out."""
    return text.translate(str.maketrans("áíóúÁÍÓÚ", "aiouAIOU"))


def reply(twiml: str) -> str:
    return twiml.split("<Body>")[-1].split("</Body>")[0]


def stranger() -> str:
    """A number that has never texted us."""
    return f"+1312555{3000 + next(_strangers)}"


def notified(line: Line) -> None:
    """Somebody new asks for a person, so that whoever is on duty is told."""
    number = stranger()
    add_person(line.clarion, number)
    for body in ("CALL", "human"):
        line.post(number, body, new_sid())
    outbox.send_due(line.clarion)
