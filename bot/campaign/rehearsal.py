"""A conversation without a server: one made-up person, a clock that is moved by hand.

`clarion chat`, the transcripts and `clarion week` run flows through here. What the record would
keep is kept in memory; acts answer with their samples. Nothing is sent anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.campaign.acts import acts
from bot.campaign.shapes import WrongValue
from bot.engine import (
    ActRequested,
    ActResult,
    Answered,
    Campaign,
    Event,
    FieldSet,
    HandedOff,
    Kept,
    LanguageSet,
    NameSet,
    Notified,
    OptedIn,
    OptedOut,
    Person,
    Reported,
    Said,
    Sense,
    Session,
    StopUnsure,
    Tagged,
    TimerCanceled,
    TimerStarted,
    Turn,
    Untagged,
    World,
    ZipSet,
    fulfil,
    hear_alone,
    may_be_name,
    route,
    start,
    time_out,
)
from bot.engine.session import LEADS
from bot.sentences import say

LATER = "later:"
# What makes an action: from then on the person leads one.
_MADE = (("events.create", "ok"), ("events.create", "review"), ("phone_bank.host", "ok"))
_COUNTED = ("count.mine", "count.total")  # a sample of them would contradict what was reported


@dataclass(frozen=True, slots=True)
class Performed:
    """An act that a conversation asked for: when, with what, and what came of it."""

    at: datetime
    act: str
    args: Mapping[str, str]
    result: ActResult


@dataclass
class Rehearsal:
    """One person talking to a campaign. `results` overrides the samples of acts, by name."""

    campaign: Campaign
    person: Person
    now: datetime
    results: dict[str, ActResult] = field(default_factory=dict)
    counts: dict[str, str | int] = field(default_factory=dict)
    seed: int = 0
    session: Session | None = None
    timers: dict[str, datetime] = field(default_factory=dict)
    reports: dict[str, int] = field(default_factory=dict)
    handed_off: list[str] = field(default_factory=list)
    notified: list[Notified] = field(default_factory=list)
    is_stopped: bool = False
    is_held: bool = False
    events: list[Event] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    performed: list[Performed] = field(default_factory=list)
    answers: dict[tuple[str, str], str] = field(default_factory=dict)
    joined_at: datetime | None = None  # since when they are on the list; None: all along

    def receive(self, text: str) -> str:
        """The person texts `text`; what they get back, or empty."""
        self.events = []
        alone = hear_alone(self.campaign, text)
        is_word = alone is not None and alone.sense in (Sense.STOP, Sense.HELP, Sense.START)
        if alone is not None and is_word and not self._is_name(text):
            return self._standing_word(str(alone.sense), alone.lang)
        turn = route(
            self.campaign,
            None if self.is_stopped else self._stored(),
            self.person,
            self.world,
            text,
        )
        if self.is_stopped and not any(isinstance(event, OptedIn) for event in turn.events):
            return ""
        return self._apply(turn)

    def _is_name(self, text: str) -> bool:
        """Whether a stop or start word is a first name, where one is asked for (Cesar, Alta)."""
        if self.is_stopped or not may_be_name(self.campaign, text):
            return False
        turn = route(self.campaign, self._stored(), self.person, self.world, text)
        return turn.verdict is not None and turn.verdict.sense not in (Sense.STOP, Sense.START)

    def begin(self, flow: str) -> str:
        """Start a flow as if by an organizer. Raises NotFound."""
        self.events = []
        return self._apply(start(self.campaign, flow, self.person, self.world))

    def wait(self, seconds: float) -> list[tuple[datetime, str]]:
        """Let time pass; the texts that come by themselves meanwhile, each with its instant."""
        end = self.now + timedelta(seconds=seconds)
        came: list[tuple[datetime, str]] = []
        self.events = []
        while True:
            due = [(at, name) for name, at in self.timers.items() if at <= end]
            if not due:
                break
            at, name = min(due)
            self.now = max(self.now, at)
            del self.timers[name]
            turn = time_out(self.campaign, self._stored(), name, self.person, self.world)
            text = self._apply(turn)
            if text:
                came.append((self.now, text))
        self.now = end
        return came

    @property
    def world(self) -> World:
        """What is true now."""
        return World(self.now, {**self.counts, **self._totals()}, self.seed)

    def _totals(self) -> dict[str, str | int]:
        """Everybody's reports: what was given, and what this person has reported."""
        return {
            f"count.{kind}": int(self.counts.get(f"count.{kind}", 0)) + count
            for kind, count in self.reports.items()
        }

    def result_of(self, request: ActRequested) -> ActResult:
        """What comes of an act: as given, counted where the rehearsal itself knows, or a sample."""
        given = self.results.get(request.name)
        if given is not None or request.name not in _COUNTED:
            return given or acts()[request.name].sample_of(request.args)
        kind = request.args.get("kind") or "called"
        own = self.reports.get(kind, 0)
        all_of_it = int(self.counts.get(f"count.{kind}", 0)) + own
        return ActResult(
            "ok", {"count": own if request.name == "count.mine" else all_of_it, "all": all_of_it}
        )

    def _stored(self) -> Session | None:
        """The session through JSON, as in production."""
        return Session.from_json(self.session.to_json()) if self.session else None

    def _standing_word(self, kind: str, lang: str) -> str:
        lang = self.person.lang or lang
        if kind == "stop":
            was, self.is_stopped = self.is_stopped, True
            self.session, self.timers = None, {}
            self.person = replace(self.person, is_opted_in=False)
            self.events.append(OptedOut())
            return "" if was else self.campaign.text("stopped", lang)
        if kind == "start":
            self.is_stopped = False
            self._opt_in()
            self.events.append(OptedIn())
            return self.campaign.text("started", lang)
        return "" if self.is_stopped else self.campaign.text("help", lang)

    def _apply(self, turn: Turn) -> str:
        said: list[str] = []
        for _ in range(10):
            self.session = turn.session
            self.path.extend(turn.path)
            request: ActRequested | None = None
            for event in turn.events:
                self.events.append(event)
                if isinstance(event, Said):
                    said.append(event.text)
                elif isinstance(event, ActRequested):
                    request = event
                elif isinstance(event, Answered):
                    flow, _, step = event.step.partition("/")
                    self.answers[flow, step] = event.choice or event.value
                else:
                    self._note(event)
            if request is None or self.session is None:
                break
            result = self.result_of(request)
            self.performed.append(Performed(self.now, request.name, request.args, result))
            if (request.name, result.outcome) in _MADE:
                self.person = replace(self.person, fields={**self.person.fields, LEADS: "1"})
            turn = fulfil(
                self.campaign, self._stored() or Session(), result, self.person, self.world
            )
        return "\n\n".join(said)

    def _note(self, event: Event) -> None:
        if isinstance(event, FieldSet):
            self._keep(event)
        elif isinstance(event, (NameSet, LanguageSet, ZipSet, Tagged, Untagged)):
            self._change_person(event)
        elif isinstance(event, OptedIn):
            self._opt_in()
        elif isinstance(event, OptedOut):
            self.is_stopped, self.session, self.timers = True, None, {}
        elif isinstance(event, (StopUnsure, Kept)):
            self.is_held = isinstance(event, StopUnsure)
        elif isinstance(event, Reported):
            self.reports[event.kind] = self.reports.get(event.kind, 0) + event.count
        elif isinstance(event, (TimerStarted, TimerCanceled)):
            self._set_timer(event)
        elif isinstance(event, HandedOff):
            self.handed_off.append(event.topic)
        elif isinstance(event, Notified):
            self.notified.append(event)

    def _set_timer(self, event: TimerStarted | TimerCanceled) -> None:
        if isinstance(event, TimerStarted):
            self.timers[event.name] = event.due_at
        else:
            self.timers.pop(event.name, None)

    def _opt_in(self) -> None:
        self.is_stopped = self.is_held = False
        if not self.person.is_opted_in:
            self.joined_at = self.now
        self.person = replace(self.person, is_opted_in=True)

    def _keep(self, event: FieldSet) -> None:
        fields = dict(self.person.fields)
        fields[event.name] = event.value
        if event.value == "":
            del fields[event.name]
        self.person = replace(self.person, fields=fields)

    def _change_person(self, event: Event) -> None:
        person = self.person
        if isinstance(event, NameSet):
            person = replace(person, name=event.name)
        elif isinstance(event, LanguageSet):
            person = replace(person, lang=event.lang)
        elif isinstance(event, ZipSet):
            person = replace(person, zip=event.zip)
        elif isinstance(event, Tagged):
            person = replace(person, tags=person.tags | {event.tag})
        elif isinstance(event, Untagged):
            person = replace(person, tags=person.tags - {event.tag})
        self.person = person


def make_person(given: Mapping[str, object]) -> Person:
    """A made-up person from plain data: lang, name, zip, city, state, zone, tags, code, fields.

    Raises: WrongValue for anything else.
    """
    plain = ("lang", "name", "zip", "city", "state", "zone", "code")
    wrong = [key for key in given if key not in (*plain, "tags", "fields", "opted_in")]
    if wrong:
        allowed = ", ".join((*plain, "tags", "fields", "opted_in"))
        raise WrongValue(
            say("A person has no '%(name)s'.", name=wrong[0]),
            say("They can have: %(allowed)s.", allowed=allowed),
        )
    tags, fields = given.get("tags") or (), given.get("fields") or {}
    if (
        isinstance(tags, str)
        or not isinstance(tags, (list, tuple))
        or not isinstance(fields, Mapping)
    ):
        raise WrongValue(
            say("tags is a list, fields a table."),
            say("Write tags: [dj], fields: {station: KDNA}."),
        )
    texts: dict[str, Any] = {key: str(given[key]) for key in plain if given.get(key)}
    return Person(
        id=1,
        tags=frozenset(map(str, tags)),
        fields={str(k): str(v) for k, v in fields.items()},
        is_opted_in=given.get("opted_in") in ("yes", True),
        **texts,
    )
