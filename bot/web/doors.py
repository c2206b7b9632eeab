"""Who may come in by which door: every blueprint says so when it is made."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, cast

from flask import Blueprint, current_app

from bot.clarion import Clarion


class Access(StrEnum):
    """Who a blueprint is for."""

    PUBLIC = "public"  # anybody; shows nothing of anybody
    TWILIO = "twilio"  # only what carries a valid signature
    ORGANIZER = "organizer"  # only a signed-in organizer whose role allows the view


class Door(Blueprint):
    """A blueprint that declares its access. A test walks all routes and tries each one."""

    def __init__(self, name: str, import_name: str, *, access: Access, **options: Any) -> None:
        super().__init__(name, import_name, **options)
        self.access = access


def services() -> Clarion:
    """The services of this process, from within a request."""
    return cast(Clarion, current_app.extensions["clarion"])
