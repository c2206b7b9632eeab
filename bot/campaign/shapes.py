"""The small shapes that campaign files are made of: names, texts per language, times, yes and no.

Errors are raised as a `WrongValue`: what is wrong, and how to mend it.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from bot.sentences import say

NAME = r"^[a-z][a-z0-9_]{0,39}$"
KEY = r"^[a-z0-9][a-z0-9_]{0,39}$"
_DURATION = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")
LANG = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")


class WrongValue(ValueError):
    """A value that does not fit: `message` is what is wrong, `mend` what to write instead."""

    def __init__(self, message: str, mend: str = "") -> None:
        self.message, self.mend = message, mend
        super().__init__(f"{message} {mend}".strip())


def words_of(error: ValueError) -> tuple[str, str]:
    """What is wrong, and the mend."""
    return (error.message, error.mend) if isinstance(error, WrongValue) else (str(error), "")


def read_duration(value: str) -> int:
    """Seconds of "20h", "2d", "1d12h", "90m". Raises ValueError."""
    found = _DURATION.fullmatch(value)
    if not found or not value:
        raise WrongValue(
            say("'%(value)s' is not a length of time.", value=value),
            say("Write it like 30m, 20h, 2d or 1d12h."),
        )
    days, hours, minutes, seconds = (int(g or 0) for g in found.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


def _clock(value: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        raise WrongValue(
            say("'%(value)s' is not a clock time.", value=value),
            say('Write it like "09:00" or "18:30".'),
        )
    return value


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _as_text(value: object) -> object:
    return {"*": value} if isinstance(value, str) else value


def _text(value: dict[str, str]) -> dict[str, str]:
    for key in value:
        if key != "*" and not LANG.fullmatch(key):
            raise WrongValue(
                say("'%(key)s' is not a language.", key=key),
                say("Write en, es or another language code."),
            )
    if not value:
        raise WrongValue(
            say("There is no text here."), say('Write it per language: {en: "...", es: "..."}.')
        )
    return value


def _day(value: object) -> object:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise WrongValue(
                say("'%(value)s' is not a day.", value=value), say("Write it like 2026-09-21.")
            ) from None
    return value


def _yes(value: object) -> object:
    if value in ("yes", "true", True):
        return True
    if value in ("no", "false", False):
        return False
    raise WrongValue(
        say("'%(value)s' is neither yes nor no.", value=value), say("Write yes or no.")
    )


Name = Annotated[str, Field(pattern=NAME)]
Key = Annotated[str, Field(pattern=KEY)]
Texts = Annotated[dict[str, str], BeforeValidator(_as_text), AfterValidator(_text)]
Names = Annotated[list[Name], BeforeValidator(_as_list)]
Strings = Annotated[list[str], BeforeValidator(_as_list)]
Duration = Annotated[str, AfterValidator(lambda v: (read_duration(v), v)[1])]
Clock = Annotated[str, AfterValidator(_clock)]
Day = Annotated[date, BeforeValidator(_day)]
Flag = Annotated[bool, BeforeValidator(_yes)]


class Model(BaseModel):
    """Base: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)
