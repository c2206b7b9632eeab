"""How settings are called in the environment, and checks that several of them share."""

from __future__ import annotations

from pydantic import AliasChoices


def named(*names: str) -> AliasChoices:
    """The variables a setting is read from, the one of the docs first."""
    return AliasChoices(*names)


def address(value: str) -> str:
    """An http(s) address without a slash at its end. Raises: ValueError for another."""
    if value and not value.startswith(("http://", "https://")):
        raise ValueError("must start with http:// or https://")
    return value.rstrip("/")
