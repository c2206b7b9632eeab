"""What a segment asks, as a tree: read by bot/segments, compiled by segments.py beside this."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class All:
    """Everybody on the list."""


@dataclass(frozen=True, slots=True)
class Compare:
    """A field against a value. `field` is a name of FIELDS, or of a family with its own name."""

    field: str
    comparison: str
    value: str | int | float | date


@dataclass(frozen=True, slots=True)
class Age:
    """A span of time, in seconds, as the value of a comparison."""

    field: str
    comparison: str
    age_s: float


@dataclass(frozen=True, slots=True)
class Flag:
    """A field that stands alone."""

    field: str


@dataclass(frozen=True, slots=True)
class Near:
    """People whose ZIP is one of these."""

    miles: float
    zip: str
    zips: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NearEvent:
    """People whose ZIP is within so many miles of an action's."""

    miles: float
    code: str


@dataclass(frozen=True, slots=True)
class Received:
    """People who were sent a broadcast of this title or number."""

    broadcast: str


@dataclass(frozen=True, slots=True)
class Answered:
    """People who answered a question of a flow: with `value`, or at all where it is empty; at
    any step where `step` is."""

    value: str
    flow: str
    step: str


@dataclass(frozen=True, slots=True)
class Named:
    """A segment kept under a name."""

    name: str


@dataclass(frozen=True, slots=True)
class Not:
    """Everybody else."""

    node: Node


@dataclass(frozen=True, slots=True)
class Both:
    """All of these."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Any of these."""

    nodes: tuple[Node, ...]


Leaf = All | Compare | Age | Flag | Near | NearEvent | Received | Answered | Named
Node = Leaf | Not | Both | Either
