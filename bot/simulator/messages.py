"""Every text that passed through this carrier, kept compactly and found quickly.

A message costs about half a kilobyte besides its own words. Lists by recipient or sender walk
a chain from newest to oldest, so a look-up never scans the other messages.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

FINAL = frozenset({"delivered", "undelivered", "failed", "canceled", "read", "received"})
INBOUND = "inbound"
BY_API = "outbound-api"
REPLY = "outbound-reply"


@dataclass(slots=True, eq=False)
class Message:
    """One text. Times are seconds since 1970 by the carrier's clock; `n` is its place in the book.

    `sender` is always a number; Twilio shows it as null until a service has chosen one, which is
    `is_sender_hidden`. `key` is the 16 bytes after the SID's `mark`, which is SM or MM.
    """

    n: int
    mark: str
    key: bytes
    direction: str
    to: str
    sender: str
    service_sid: str | None
    body: str
    parts: int
    media: tuple[tuple[str, str], ...]
    status: str
    created_at: float
    updated_at: float
    sent_at: float | None = None
    error_code: int | None = None
    callback_url: str | None = None
    validity_s: int | None = None
    send_at: float | None = None
    is_deleted: bool = False
    older_to: Message | None = field(default=None, repr=False)
    older_from: Message | None = field(default=None, repr=False)

    @property
    def sid(self) -> str:
        """SM and 32 hex digits; MM mostly when it carries pictures."""
        return self.mark + self.key.hex()

    @property
    def is_sender_hidden(self) -> bool:
        """Whether Twilio has not yet said which number of the service sends this."""
        return self.service_sid is not None and self.status in ("accepted", "scheduled")

    @property
    def is_final(self) -> bool:
        """Whether the status will not change any more."""
        return self.status in FINAL


def new_sid(has_media: bool) -> str:
    """A fresh SID; never repeats, whatever the seed, because Twilio's never do."""
    return ("MM" if has_media else "SM") + secrets.token_hex(16)


def key_of(sid: str) -> bytes | None:
    """The key inside a message SID, or None when it is not one."""
    if len(sid) != 34 or sid[:2] not in ("SM", "MM"):
        return None
    try:
        return bytes.fromhex(sid[2:])
    except ValueError:
        return None


class MessageBook:
    """All messages, by SID, recipient and sender."""

    def __init__(self) -> None:
        self.all: list[Message] = []
        self._by_key: dict[bytes, Message] = {}
        self._newest_to: dict[str, Message] = {}
        self._newest_from: dict[str, Message] = {}
        self._shared: dict[str, str] = {}
        self.longest_wait_s = 0.0

    def __len__(self) -> int:
        return len(self.all)

    def add(self, message: Message) -> Message:
        """File a message; its `n` must be `len(book)`."""
        message.body = self._share(message.body)
        message.to = self._share(message.to)
        message.sender = self._share(message.sender)
        message.older_to = self._newest_to.get(message.to)
        message.older_from = self._newest_from.get(message.sender)
        self._newest_to[message.to] = message
        self._newest_from[message.sender] = message
        self._by_key[message.key] = message
        self.all.append(message)
        return message

    def find(self, sid: str) -> Message | None:
        """The message with this SID, unless deleted."""
        key = key_of(sid)
        message = self._by_key.get(key) if key else None
        return None if message is None or message.is_deleted or message.sid != sid else message

    def mark_sent(self, message: Message, at: float) -> None:
        """Note when the carrier took a message, and how long the longest one waited."""
        message.sent_at = at
        self.longest_wait_s = max(self.longest_wait_s, at - message.created_at)

    def newest_first(
        self, to: str | None, sender: str | None, after: Message | None = None
    ) -> Iterator[Message]:
        """Messages that match, newest first, starting below `after` when it is given."""
        if to is not None:
            start = after.older_to if after else self._newest_to.get(to)
            chain = _chain_to(start)
            return chain if sender is None else (m for m in chain if m.sender == sender)
        if sender is not None:
            return _chain_from(after.older_from if after else self._newest_from.get(sender))
        top = after.n if after else len(self.all)
        return (self.all[n] for n in range(top - 1, -1, -1))

    def talk_with(self, number: str, before: int | None = None) -> Iterator[Message]:
        """Both sides of one phone's conversation, newest first, below place `before`."""
        outgoing = _chain_to(self._newest_to.get(number))
        incoming = _chain_from(self._newest_from.get(number))
        left, right = next(outgoing, None), next(incoming, None)
        while left or right:
            if right is None or (left is not None and left.n > right.n):
                current, left = left, next(outgoing, None)
            else:
                current, right = right, next(incoming, None)
            if current and not current.is_deleted and (before is None or current.n < before):
                yield current

    def last_from(self, number: str) -> Message | None:
        """The newest message this number sent."""
        return self._newest_from.get(number)

    def _share(self, text: str) -> str:
        """One copy of a text that many messages carry, as a broadcast's body is."""
        if len(self._shared) > 10_000:
            self._shared.clear()
        return self._shared.setdefault(text, text)


def _chain_to(message: Message | None) -> Iterator[Message]:
    while message is not None:
        yield message
        message = message.older_to


def _chain_from(message: Message | None) -> Iterator[Message]:
    while message is not None:
        yield message
        message = message.older_from
