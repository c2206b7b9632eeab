"""What goes to the carrier and what comes back, as frozen shapes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

# Twilio's bounds of ValidityPeriod, in seconds (texting-facts 1.4).
# https://www.twilio.com/docs/messaging/api/message-resource
LEAST_VALIDITY_S, MOST_VALIDITY_S = 1, 36_000


@dataclass(frozen=True, slots=True)
class OutboundText:
    """One text to send. `to` is E.164 or another channel's address ("whatsapp:…").

    `status_callback` is a URL that bears our message id: it proves acceptance even when the
    response is lost. `validity_s` is how long the text is useful once handed over (1 to 36,000 s,
    Twilio's bounds; None leaves Twilio's 10 hours).
    """

    to: str
    body: str
    message_id: int
    status_callback: str = ""
    media: tuple[str, ...] = ()
    validity_s: int | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The carrier took it: its SID and its first status ("queued" or "accepted")."""

    sid: str
    status: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A message as the carrier lists it. `direction`: "inbound", "outbound-api", "outbound-reply".

    Instants are aware UTC. `sent_at` is None for what is still queued.
    """

    sid: str
    direction: str
    sender: str
    recipient: str
    body: str
    status: str
    error_code: int | None
    created_at: datetime | None
    sent_at: datetime | None
    parts: int
    media: int

    @property
    def is_inbound(self) -> bool:
        return self.direction == "inbound"


@dataclass(frozen=True, slots=True)
class ListedCall:
    """A call as the carrier lists it. `direction`: "inbound", "outbound-api", "outbound-dial".
    `status` is the carrier's word, `lasted_s` None while it goes on."""

    sid: str
    direction: str
    sender: str
    recipient: str
    status: str
    lasted_s: int | None
    started_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnNumber:
    """A number of the account, where its inbound texts and calls are posted, and where the end of
    its calls is told."""

    sid: str
    number: str
    sms_url: str
    sms_method: str
    voice_url: str = ""
    voice_method: str = ""
    status_callback: str = ""
