"""Small campaigns for one behaviour each, and somebody to talk to them."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml

from bot.campaign import load
from bot.campaign.blank import blank_files
from bot.engine import (
    ActRequested,
    ActResult,
    Campaign,
    Event,
    Person,
    Said,
    Session,
    Turn,
    World,
    fulfil,
    route,
    time_out,
)

FIELDS = ("color", "size", "station")
NOW = datetime(2026, 9, 22, 15, tzinfo=UTC)  # a Tuesday, 11:00 in New York


def make(flows: Mapping[str, str] | None = None, more: str = "") -> Campaign:
    """A small campaign in English and Spanish with these flows (name: YAML of `steps` and the
    like) and these rows added to campaign.yaml."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = dict(blank_files("Small", "Small Group", ("en", "es"), "(312) 555-0142"))
        fields = "fields:\n" + "".join(f"  {name}: {{about: x}}\n" for name in FIELDS)
        files["campaign.yaml"] = files["campaign.yaml"].replace("fields:\n", fields) + more
        for flow, body in (flows or {}).items():
            files[f"{flow}.yaml"] = f"flow: {flow}\nabout: A case.\n{body}"
        for path, text in files.items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        return load(folder)


FLOWS: Mapping[str, str] = yaml.safe_load(
    Path(__file__).with_name("small_flows.yaml").read_text("utf-8")
)


def make_of(*names: str, more: str = "") -> Campaign:
    """A small campaign with these flows of small_flows.yaml."""
    return make({name: FLOWS[name] for name in names}, more)


@dataclass
class Talk:
    """A conversation with one person; the session goes through JSON between turns."""

    campaign: Campaign
    person: Person = field(default_factory=lambda: Person(1, lang="en", is_opted_in=True))
    now: datetime = NOW
    session: Session | None = None
    events: list[Event] = field(default_factory=list)
    results: dict[str, ActResult] = field(default_factory=dict)
    seed: int = 0

    @property
    def world(self) -> World:
        return World(self.now, {"count.called": 1482}, self.seed)

    def says(self, text: str) -> str:
        """They text `text`; what they get."""
        return self._take(route(self.campaign, self._stored(), self.person, self.world, text))

    def times_out(self, name: str, hours: float = 20) -> str:
        """A timer comes due."""
        self.now += timedelta(hours=hours)
        return self._take(time_out(self.campaign, self._stored(), name, self.person, self.world))

    def all_of(self, kind: type[Event]) -> list[Event]:
        """The events of a kind in the last turn."""
        return [event for event in self.events if isinstance(event, kind)]

    def _stored(self) -> Session | None:
        return Session.from_json(self.session.to_json()) if self.session else None

    def _take(self, turn: Turn) -> str:
        self.events, said = [], []
        while True:
            self.session = turn.session
            self.events += turn.events
            said += [e.text for e in turn.events if isinstance(e, Said)]
            request = next((e for e in turn.events if isinstance(e, ActRequested)), None)
            if request is None or self.session is None:
                return "\n\n".join(said)
            result = self.results.get(request.name, ActResult("missing"))
            turn = fulfil(self.campaign, self.session, result, self.person, self.world)
