"""Twilio's statuses as our states, with the rank that never falls (statuses.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

_FILE = Path(__file__).with_name("statuses.yaml")


@cache
def _tables() -> Mapping[str, Mapping[str, str | int]]:
    return MappingProxyType(yaml.safe_load(_FILE.read_text(encoding="utf-8")))


def state_of(status: str) -> str | None:
    """Our state for Twilio's status; None for a status we do not know."""
    state = _tables()["statuses"].get(status.lower())
    return None if state is None else str(state)


def rank_of(state: str) -> int:
    """The rank of one of our states: 0 not yet sent, 4 ended. Only a higher one replaces it."""
    return int(_tables()["ranks"][state])


def ranks() -> Mapping[str, int]:
    """Every state of ours with its rank."""
    return {state: int(rank) for state, rank in _tables()["ranks"].items()}
