"""The bodies of control calls, checked on the way in."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from bot.simulator.addresses import Behaviour


class Media(BaseModel):
    """A picture a phone sends; without a URL the carrier has one of its own."""

    model_config = ConfigDict(extra="forbid")
    url: str = ""
    content_type: str = "image/jpeg"


class InboundCall(BaseModel):
    """A phone texts us."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    sender: str = Field(alias="from")
    body: str = Field(default="", max_length=10_000)
    to: str | None = None
    media: list[Media] = Field(default_factory=list, max_length=10)
    sid: str | None = None
    wait: bool = True
    repeat: int = Field(default=1, ge=1, le=1000)
    raw: dict[str, str] = Field(default_factory=dict)


class NumberCall(BaseModel):
    """What a number always does."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    number: str
    is_: Behaviour = Field(alias="is")
