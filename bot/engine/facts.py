"""The fields every text can show, besides what flows keep: the person, the line, today."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.engine.definition import Campaign
from bot.engine.events import Scalar
from bot.engine.examples import example_day, show_day
from bot.engine.session import LEADS, Person, Session, World
from bot.engine.template import Template


class Scene:
    """What can be known in this turn: the campaign, the person, the world, and what was noted."""

    def __init__(self, campaign: Campaign, session: Session, person: Person, world: World) -> None:
        self.campaign: Campaign = campaign
        self.person: Person = person
        self.world: World = world
        self.lang: str = session.lang or person.lang or person.wrote_in or campaign.default_lang
        self.fields: dict[str, Scalar] = dict(session.fields)
        self.told: dict[str, Scalar] = {}
        self.tags: dict[str, bool] = {}
        self.rest: str = session.rest

    def look_up(self, name: str) -> Scalar | None:
        """The value a field shows: of this session, the person, the counts, the campaign."""
        value = self.fields.get(name)
        if value is not None:
            return value
        fact = FACTS.get(name)
        if fact is not None:
            return fact(self)
        value = self.told.get(name)
        if value is not None:
            return value
        value = self.person.fields.get(name)
        if value is None:
            value = self.world.values.get(name)
        if value is not None:
            return value
        return self.campaign.value(name, self.lang)

    def has_tag(self, tag: str) -> bool:
        """Whether the person carries the tag now."""
        return self.tags.get(tag, tag in self.person.tags)

    def local_now(self) -> datetime:
        """Now in the person's zone, else the campaign's."""
        for key in (self.person.zone, self.campaign.zone):
            if key:
                try:
                    return self.world.now.astimezone(ZoneInfo(key))
                except (ZoneInfoNotFoundError, ValueError):
                    continue
        return self.world.now

    def line_state(self) -> str:
        """ "open", "closed", "over" or "none"."""
        line = self.campaign.line(self.lang, self.world.now)
        return line.state(self.world.now) if line else "none"

    def phase(self) -> str:
        """ "before", "week" or "after": where today lies, for the person."""
        return self.campaign.phase(self.local_now().date())

    @property
    def is_opted_in(self) -> bool:
        """Whether the person gets texts."""
        return bool(self.told.get("opted_in", self.person.is_opted_in))

    def render(self, template: Template) -> str:
        """Fill a template in the language of the conversation."""
        return template.render(self.look_up, self.lang, self.campaign.lexicon)


def _line(scene: Scene) -> Scalar | None:
    line = scene.campaign.line(scene.lang, scene.world.now)
    return line.shown if line else None


def _hours(scene: Scene) -> Scalar | None:
    line = scene.campaign.line(scene.lang, scene.world.now)
    if line is None:
        return None
    return line.hours_text.get(scene.lang) or line.hours_text.get(scene.campaign.default_lang)


def _opens(scene: Scene) -> Scalar | None:
    line = scene.campaign.line(scene.lang, scene.world.now)
    opens = line.next_open(scene.world.now) if line else None
    if line is None or opens is None:
        return None
    local = opens.astimezone(ZoneInfo(scene.person.zone or line.zone))
    return local.replace(tzinfo=None).isoformat(timespec="minutes")


def _soon(scene: Scene) -> Scalar | None:
    if not scene.campaign.duty.hours.is_open(scene.world.now):
        return None
    return scene.campaign.value("answer_time", scene.lang)


def _back(scene: Scene) -> Scalar | None:
    hours = scene.campaign.duty.hours
    if hours.is_open(scene.world.now):
        return None
    opens = hours.next_open(scene.world.now)
    if opens is None:
        return None
    local = opens.astimezone(ZoneInfo(scene.person.zone or hours.zone))
    return local.replace(tzinfo=None).isoformat(timespec="minutes")


def _example(scene: Scene) -> str:
    return show_day(
        example_day(scene.campaign, scene.local_now().date()),
        scene.campaign.lexicon.languages.get(scene.lang),
    )


# name -> (what it is, for docs and lint; how it is found)
_FACTS: Mapping[str, tuple[str, Callable[[Scene], Scalar | None]]] = {
    "name": ("The person's name.", lambda s: s.told.get("name", s.person.name)),
    "zip": ("The person's ZIP.", lambda s: s.told.get("zip", s.person.zip)),
    "city": ("The city of the person's ZIP.", lambda s: s.person.city),
    "state": ("The state of the person's ZIP.", lambda s: s.person.state),
    "code": ("The person's own invite code.", lambda s: s.person.code or None),
    "leads": ("How many actions to come the person leads.", lambda s: s.person.fields.get(LEADS)),
    "spoken": (
        "The person's own language, once they have shown it.",
        lambda s: s.told.get("lang", s.person.lang),
    ),
    "lang": ("The language of the conversation.", lambda s: s.lang),
    "today": (
        "Today, in the person's zone; show it with |date.",
        lambda s: s.local_now().date().isoformat(),
    ),
    "example.day": (
        "A day to come, as people write it: inside the week, until it is over.",
        _example,
    ),
    "phase": ("before, week or after: where today lies.", lambda s: s.phase()),
    "line.state": ("open, closed, over or none.", lambda s: s.line_state()),
    "rest": ("The words after the keyword.", lambda s: s.rest or None),
    "line": ("The call-in number for the person's language.", _line),
    "line.hours": ("When that line is open.", _hours),
    "line.opens": (
        "When it opens next, in the person's zone; show it with |date and |time.",
        _opens,
    ),
    "duty.soon": (
        "How soon somebody is answered (the value answer_time), while people read; else nothing.",
        _soon,
    ),
    "duty.back": (
        "When people read again, in the person's zone, while nobody does; with |date and |time.",
        _back,
    ),
}
FACTS: Mapping[str, Callable[[Scene], Scalar | None]] = {k: v[1] for k, v in _FACTS.items()}
FACT_NAMES: Mapping[str, str] = {k: v[0] for k, v in _FACTS.items()}
