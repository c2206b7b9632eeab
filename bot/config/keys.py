"""Settings: the keys that sign and seal."""

from __future__ import annotations

import base64
import binascii
from functools import cached_property
from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode

from bot.config.names import named

# 32 random bytes have fewer different ones than this once in 10^37 times: zeros, a letter again
# and again and the like were typed.
_LEAST_VARIETY = 8
_NOT_RANDOM = "is not random, so it can be guessed; make one with `clarion keys new`"


class KeySettings(BaseSettings):
    """What signs sessions and seals what people say."""

    secret_key: SecretStr = Field(
        validation_alias=named("CLARION_SECRET_KEY"),
        description="Signs sessions, one-time links and CSRF tokens. 32 bytes or more.",
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

    @cached_property
    def data_keys(self) -> tuple[bytes, ...]:
        """The data keys as bytes; the first one seals, all of them open."""
        return tuple(base64.b64decode(key.get_secret_value()) for key in self.data_key)
