"""When and how much people are texted, as a campaign says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Less:
    """What somebody with a tag still gets: most broadcasts in seven days (None: as many as
    anybody), or only those to a place."""

    week: int | None = None
    is_near_only: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class TextingHours:
    """A campaign's own texting hours, as written. One object for as long as the file stays as it
    is, so that whoever reads it can keep what they made of it."""

    default: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    closed: tuple[str, ...] = ()

    @property
    def is_own(self) -> bool:
        """Whether the campaign says anything of its own."""
        return bool(self.default or self.states or self.closed)
