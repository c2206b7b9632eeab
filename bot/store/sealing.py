"""Sealing: what must not be read from a stolen database.

Values are AES-256-GCM under a key from `CLARION_DATA_KEY`, which is never in the database.
Lookup is by HMAC-SHA256 under a second key derived from the same one: a plain hash of a phone
number can be undone by trying all ten billion of them (docs/privacy.md).

A sealed value is: version (1 byte) · key id (4) · nonce (12) · ciphertext and tag (n + 16).
The purpose is authenticated, so a value moved to another column does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import SealError

log = structlog.get_logger()


class Purpose(StrEnum):
    """What is sealed: the column or file a value belongs to, and the only one it opens for."""

    ADDRESS_VALUE = "address.value"
    ANSWER_VALUE = "answer.value"
    BROADCAST_TEXTS = "broadcast.texts"
    CHANGED_VALUE = "contact_change.value"
    CONTACT_FIELDS = "contact.fields"
    CONSENT_PROOF = "consent.proof"
    CONSENT_SALT = "consent.salt"
    CONTACT_NAME = "contact.name"
    CONTACT_PRIVATE = "contact.private"
    DATA_KEY_LOOKUP = "data_key.lookup"
    DJ_MARKET = "dj.market"
    DJ_SHOW = "dj.show"
    DJ_STATION = "dj.station"
    EVENT_PLACE = "event.place"
    EVENT_WHAT = "event.what"
    EVENT_BRING = "event.bring"
    EVENT_LINK = "event.link"
    HOST_WORD = "host.word"
    IMPORT_CHANGE = "import.change"
    IMPORT_FILE = "import.file"
    IMPORT_NAME = "import.name"
    IMPORT_PREVIEW = "import.preview"
    IMPORT_PROOF = "import.proof"
    LISTED_NAME = "listed_person.name"
    LISTED_NUMBER = "listed_person.number"
    MESSAGE_BODY = "message.body"
    MISUNDERSTOOD_WORDS = "misunderstood.words"
    REPORT_DETAILS = "report.details"
    REPORT_VERDICT = "report.verdict"
    SESSION_RECENT = "session.recent"
    SESSION_STATE = "session.state"
    SPOOL_FORM = "spool.form"
    STATION_ASKED = "station_ask.station"
    TASK_WHAT = "task.what"
    TICKET_NOTE = "ticket.note"
    WEBHOOK_ARGS = "webhook.args"


_VERSION = b"\x01"
_ID = slice(1, 5)
_NONCE = slice(5, 17)
_BODY = slice(17, None)
_WRAPPED = b"trace:"


def _keyed(lookup_key: bytes) -> hmac.HMAC:
    """`copy()` of a keyed state skips the key schedule on every lookup."""
    return hmac.new(lookup_key, digestmod=hashlib.sha256)


def _after(state: hmac.HMAC, message: bytes) -> bytes:
    keyed = state.copy()
    keyed.update(message)
    return keyed.digest()


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"clarion:" + purpose).derive(key)


class ListKey(NamedTuple):
    """The key of a list of stops that several Clarions share: its id, the key that numbers are
    looked up by, and what tells whether a secret is the right one."""

    id: bytes
    lookup: bytes
    check: str

    def digest(self, channel: str, value: str) -> bytes:
        """The hash of an address on such a list."""
        return _after(_keyed(self.lookup), f"{channel}:{value}".encode())


def list_key(secret: str) -> ListKey:
    """The key of a shared secret."""
    key = secret.encode()
    lookup = _derive(key, b"shared list")
    return ListKey(
        _derive(key, b"shared list id")[:4], lookup, _derive(lookup, b"check").hex()[:16]
    )


class Sealer:
    """Seals with the first key; opens with any. Safe to share between threads.

    `keys` are 32 bytes each, newest first (`Settings.data_keys`).
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys:
            raise SealError("no data key was given")
        self._ciphers = {self._key_id(key): AESGCM(_derive(key, b"seal")) for key in keys}
        self._first_id = self._key_id(keys[0])
        self._first = self._ciphers[self._first_id]
        self._prefix = _VERSION + self._first_id
        self._lookup_keys = {self._key_id(key): _derive(key, b"lookup") for key in keys}
        self._lookups = [_keyed(key) for key in self._lookup_keys.values()]
        self._in_order = dict(reversed(self._lookup_keys.items()))

    @staticmethod
    def _key_id(key: bytes) -> bytes:
        return _derive(key, b"id")[:4]

    def seal(self, text: str, purpose: Purpose) -> bytes:
        """Seal a text for one purpose."""
        nonce = os.urandom(12)
        return self._prefix + nonce + self._first.encrypt(nonce, text.encode(), purpose.encode())

    def open(self, sealed: bytes, purpose: Purpose) -> str:
        """Open a sealed text. Raises: SealError (unknown key, other purpose, changed bytes)."""
        cipher = self._ciphers.get(bytes(sealed[_ID]))
        if sealed[:1] != _VERSION or cipher is None:
            raise SealError(
                "a value was sealed with a key that is not here; add the old key to "
                "CLARION_DATA_KEY after the new one"
            )
        try:
            opened = cipher.decrypt(bytes(sealed[_NONCE]), bytes(sealed[_BODY]), purpose.encode())
        except InvalidTag:
            raise SealError(f"a sealed {purpose} was changed or moved") from None
        return opened.decode()

    def open_or_none(self, sealed: bytes | None, purpose: Purpose) -> str | None:
        """`open`, where null stays null."""
        return None if sealed is None else self.open(sealed, purpose)

    def open_or_unknown(self, sealed: bytes | None, purpose: Purpose) -> str | None:
        """`open_or_none`, where what no key opens is unknown, too, and logged.

        For what a text or a page shows besides: one such value must not keep the rest from people.
        """
        try:
            return self.open_or_none(sealed, purpose)
        except SealError:
            log.error("a sealed value cannot be opened", what=purpose.value)
            return None

    def seal_or_none(self, text: str | None, purpose: Purpose) -> bytes | None:
        """`seal`, where None stays null."""
        return None if text is None else self.seal(text, purpose)

    def is_current(self, sealed: bytes) -> bool:
        """Whether a value is sealed with the newest key; others wait for `clarion keys rotate`."""
        return bytes(sealed[_ID]) == self._first_id

    def digest(self, channel: str, value: str) -> bytes:
        """The keyed digest of an address, under the newest key. 32 bytes."""
        return self.digests(channel, value)[0]

    def digests(self, channel: str, value: str) -> list[bytes]:
        """The digests of an address under every key, newest first, for lookups."""
        message = f"{channel}:{value}".encode()
        return [_after(keyed, message) for keyed in self._lookups]

    # --- what outlives a key: the list of who stopped, and the ledger of consent -----------------

    @property
    def key_ids(self) -> tuple[bytes, ...]:
        """The ids of the keys at hand, newest first."""
        return tuple(self._ciphers)

    def lookup_key(self, key_id: bytes) -> bytes:
        """The key that addresses are looked up by under a data key: it opens nothing that is
        sealed, so it may be kept when the data key is gone. Raises: KeyError."""
        return self._lookup_keys[key_id]

    def learn(self, used: Mapping[bytes, bytes | None]) -> None:
        """Take in which data keys were ever used, by id, the oldest first, with the lookup keys of
        those that are gone."""
        known = {one: self._lookup_keys.get(one) or key for one, key in used.items()}
        rest = {one: key for one, key in self._in_order.items() if one not in known}
        self._in_order = {one: key for one, key in known.items() if key} | rest

    def traces(self, channel: str, value: str) -> list[bytes]:
        """Every digest that an address may have left in what outlives a key, the newest first.

        A rotation cannot make these digests anew, for the number may be gone: it puts the old
        digest under the new key (`wrap`). So under two keys an address may have left that of
        either, and that of the first put under the second.
        """
        message = f"{channel}:{value}".encode()
        found: list[bytes] = []
        for key in self._in_order.values():
            keyed = _keyed(key)
            found += [
                _after(keyed, message),
                *(_after(keyed, _WRAPPED + digest) for digest in found),
            ]
        return found[::-1]

    def wrap(self, digest: bytes) -> bytes:
        """A digest of the key before, put under the newest."""
        return _after(self._lookups[0], _WRAPPED + digest)

    def search_keys(self, kind: str, value: str) -> list[int]:
        """What a sealed value is found by ("word", "end"): 64 bits of its keyed digest, under
        every key, newest first."""
        found = self.digests(f"find.{kind}", value)
        return [int.from_bytes(one[:8], "big", signed=True) for one in found]

    def answer_keys(self, flow: str, value: str) -> list[int]:
        """What an answer that is a value is found by: its keyed digest within a flow, whatever the
        case of its letters, under every key, newest first."""
        return self.search_keys("answer", f"{flow}:{value.casefold()}")

    def field_keys(self, name: str, value: object) -> list[int]:
        """What a sealed value of a person is found by, under its name ("field.shirt",
        "dj.market"), whatever the case of its letters, under every key, newest first."""
        return self.search_keys("value", f"{name}:{str(value).strip().casefold()}")
