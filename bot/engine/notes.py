"""What a step may note down, as definitions; `effects` does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.engine.localized import Text
from bot.engine.template import Template


@dataclass(frozen=True, slots=True)
class SetField:
    """Set a contact field (or name, zip, language) from a template."""

    name: str
    value: Template
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Keep:
    """Keep a value for the rest of this session."""

    name: str
    value: Template


@dataclass(frozen=True, slots=True)
class Tag:
    """Tag the person, or take the tag away."""

    name: str
    is_on: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """Write a line into the ledger of reports."""

    kind: str
    count: Template | None = None
    fields: Mapping[str, Template] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Later:
    """Start a follow-up that outlives the session: after `delay_s`, at a clock time, or when a
    line opens; `on` is a template giving the day it counts from."""

    name: str
    target: str
    delay_s: int = 0
    at: str = ""
    on: Template | None = None
    is_line_open: bool = False


@dataclass(frozen=True, slots=True)
class Cancel:
    """Cancel a follow-up."""

    name: str


@dataclass(frozen=True, slots=True)
class HandOff:
    """Ask for a person to take over."""

    topic: str


@dataclass(frozen=True, slots=True)
class Notify:
    """Tell organizers, or another role."""

    whom: str
    text: Text


@dataclass(frozen=True, slots=True)
class Opt:
    """The person asks for texts, or for no more."""

    is_in: bool


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """Switch the person's language."""

    value: Template


Effect = SetField | Keep | Tag | Report | Later | Cancel | HandOff | Notify | Opt | SetLanguage
