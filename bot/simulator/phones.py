"""The phones people hold: who they are on the page, and where their area code is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, field_validator

from bot.simulator.addresses import read_address, region_of

_HERE = Path(__file__).parent


class Phone(BaseModel):
    """A phone in the page. `about` says in a few words what its owner is.

    One that is `stopped` has opted out at the carrier before anything else happens.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str = Field(min_length=1, max_length=60)
    number: str
    about: str = Field(default="", max_length=120)
    lang: str = Field(default="en", max_length=10)
    stopped: bool = False

    @field_validator("number")
    @classmethod
    def _is_number(cls, value: str) -> str:
        number = read_address(value)
        if number is None:
            raise ValueError(f"{value!r} is no phone number; write it as +1 312 555 0142.")
        return number


def load_phones(path: Path | None = None) -> list[Phone]:
    """The cast from a YAML list. Raises pydantic.ValidationError or yaml.YAMLError."""
    text = (path or _HERE / "phones.yaml").read_text("utf-8")
    return TypeAdapter(list[Phone]).validate_python(yaml.safe_load(text) or [])


@dataclass(frozen=True)
class Place:
    """Where Twilio thinks a number is; empty where it does not know."""

    city: str = ""
    state: str = ""
    zip: str = ""
    country: str = ""


def place_of(number: str) -> Place:
    """The place of a number's area code, as the webhook's FromCity and its like say it."""
    if not number.startswith("+"):
        return Place()
    known = _places().get(number[2:5]) if number.startswith("+1") else None
    if known:
        return Place(known[0], known[1], known[2], "US")
    return Place(country=region_of(number))


@cache
def _places() -> dict[str, list[str]]:
    places: dict[str, list[str]] = yaml.safe_load((_HERE / "places.yaml").read_text("utf-8"))
    return places
