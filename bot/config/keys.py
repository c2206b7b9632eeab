"""Settings: the keys that sign and seal."""

from __future__ import annotations

import base64
import binascii
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode

from bot.config.names import named

# 32 random bytes have fewer different ones than this once in 10^37 times: zeros, a letter again
# and again and the like were typed.
_LEAST_VARIETY = 8
_NOT_RANDOM = "is not random, so it can be guessed; make one with `clarion keys new`"


class KeyUse(StrEnum):
    """What a key made from CLARION_SECRET_KEY is for. Whoever holds one of them, as a service does
    that checks our webhooks, can make none of the others (NIST SP 800-108, key separation)."""

    SESSION = "session"
    CSRF = "csrf token"
    ONE_TIME_LINK = "one-time link"
    KNOWN_DEVICE = "known device"
    COUNTS = "keys of counts"
    OWN_PHONE = "code to an own phone"
    VOLUNTEER_LINK = "volunteer link"
    HOST_PAGE = "host page"
    ROOM_PAGE = "page of a phone bank's room"
    WEBHOOK = "webhook"
    SIMULATOR = "simulator"


class KeySettings(BaseSettings):
    """What signs sessions and seals what people say."""

    secret_key: SecretStr = Field(
        validation_alias=named("CLARION_SECRET_KEY"),
        description="Signs sessions, one-time links and the like, with a key made of it for each. "
        "32 bytes or more.",
    )
    data_key: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        validation_alias=named("CLARION_DATA_KEY"),
        description="Seals numbers, names and bodies. Base64 of 32 bytes. After a rotation: new "
        "key first, old keys after it, separated by commas.",
    )

    @field_validator("data_key", mode="before")
    @classmethod
    def _split_keys(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("data_key")
    @classmethod
    def _check_keys(cls, value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        if not value:
            raise ValueError("is empty; make one with `clarion keys new`")
        for key in value:
            try:
                raw = base64.b64decode(key.get_secret_value(), validate=True)
            except binascii.Error:
                raw = b""
            if len(raw) != 32:
                raise ValueError("must be base64 of 32 bytes; make one with `clarion keys new`")
            if len(set(raw)) < _LEAST_VARIETY:
                raise ValueError(_NOT_RANDOM)
        return value

    @field_validator("secret_key")
    @classmethod
    def _check_secret(cls, value: SecretStr) -> SecretStr:
        if len(value.get_secret_value()) < 32:
            raise ValueError("must be at least 32 characters; make one with `clarion keys new`")
        if len(set(value.get_secret_value())) < _LEAST_VARIETY:
            raise ValueError(_NOT_RANDOM)
        return value

    def key_for(self, use: KeyUse, name: str = "") -> bytes:
        """The key for one use, and for one `name` within it: 32 bytes (HKDF, RFC 5869)."""
        info = "\0".join(("clarion", use.value, name)).encode()
        made = HKDF(algorithm=SHA256(), length=32, salt=None, info=info)
        return made.derive(self.secret_key.get_secret_value().encode())

    def webhook_secret(self, name: str) -> str:
        """What a webhook's receiver checks our signature with: 64 characters, its own."""
        return self.key_for(KeyUse.WEBHOOK, name).hex()

    @cached_property
    def data_keys(self) -> tuple[bytes, ...]:
        """The data keys as bytes; the first one seals, all of them open."""
        return tuple(base64.b64decode(key.get_secret_value()) for key in self.data_key)
