"""One turn with one person: what the engine says has happened, gathered until saving.py writes it.

The contact's row is locked for as long as an `Exchange` lives. Events are gathered first and
written together, so a turn costs as few statements as it can.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from bot.clarion import Clarion
from bot.engine import (
    LEADS,
    Answered,
    Campaign,
    Person,
    Said,
    Session,
    SplitTaken,
    TimerCanceled,
    TimerStarted,
    World,
)
from bot.errors import SealError
from bot.people import counts
from bot.people.machines import Recent
from bot.store.conversations.conversations import Taken
from bot.store.events import hosts
from bot.store.people import limits, reports
from bot.store.people.join_asks import Ask
from bot.store.people.ledger import Wording
from bot.store.record import Transaction, Write
from bot.store.sealing import Purpose

log = structlog.get_logger()


@dataclass(slots=True)
class Exchange:
    """A turn in progress. `now` is when the text came in or the timer was due to be looked at.

    `message_id` is the inbound row this answers, None for a timer, `heard` its words, `area` where
    its number is ("+1312"). `must_answer`: the reply goes out whatever the brakes say (HELP,
    danger). `is_about_action`: it begins by itself and is about an action that the person signed up
    for. `is_about_call`: it is the one text about a call of theirs, or what they asked for in it.
    """

    clarion: Clarion
    connection: Transaction
    campaign: Campaign
    taken: Taken
    now: datetime
    message_id: int | None = None
    heard: str = ""
    area: str = ""

    person: Person = field(init=False)
    session: Session | None = field(init=False)
    timers: dict[str, str] = field(init=False)
    said: list[Said] = field(init=False, default_factory=list)
    changes: dict[str, Any] = field(init=False, default_factory=dict)
    new_reports: list[reports.NewReport] = field(init=False, default_factory=list)
    written: set[str] = field(init=False, default_factory=set)
    lasting: list[TimerStarted | TimerCanceled] = field(init=False, default_factory=list)
    answers: dict[str, Answered] = field(init=False, default_factory=dict)
    splits: list[SplitTaken] = field(init=False, default_factory=list)
    consents: list[tuple[str, str, Wording | None]] = field(init=False, default_factory=list)
    fields: dict[str, Any] | None = field(init=False, default=None)
    private: dict[str, Any] | None = field(init=False, default=None)
    flow: str = field(init=False, default="")
    has_stopped: bool = field(init=False, default=False)
    must_answer: bool = field(init=False, default=False)
    is_about_action: bool = field(init=False, default=False)
    is_about_call: bool = field(init=False, default=False)
    recent: Recent = field(init=False)
    unreadable: list[Purpose] = field(init=False, default_factory=list)
    is_held: bool = field(init=False, default=False)
    confirms: Ask | None = field(init=False, default=None)
    misunderstood: Write | None = field(init=False, default=None)

    @property
    def lang(self) -> str:
        """The language this person is answered in: chosen, else written in, else the campaign's."""
        return self.person.lang or self.person.wrote_in or self.campaign.default_lang

    def __post_init__(self) -> None:
        taken = self.taken
        self.session = _read_session(self._open(taken.state_sealed, Purpose.SESSION_STATE))
        self.flow = self.session.flow if self.session else ""
        self.timers = dict(taken.timers)
        recent = self._open(taken.recent_sealed, Purpose.SESSION_RECENT)
        self.recent = Recent.from_json(recent)
        fields: dict[str, Any] = {}
        for sealed, purpose in (
            (taken.fields_sealed, Purpose.CONTACT_FIELDS),
            (taken.private_sealed, Purpose.CONTACT_PRIVATE),
        ):
            if (opened := self._open(sealed, purpose)) is not None:
                fields.update(json.loads(opened))
        if taken.may_lead and (led := self._count_led()):
            fields[LEADS] = str(led)
        self.person = Person(
            id=taken.contact_id,
            lang=taken.lang,
            name=self._open(taken.name_sealed, Purpose.CONTACT_NAME),
            zip=taken.zip,
            city=taken.city,
            state=taken.state,
            zone=taken.zones[0] if len(taken.zones) == 1 else None,
            fields=fields,
            tags=frozenset(taken.tags),
            code=taken.code,
            is_opted_in=taken.opted_in_at is not None and taken.opted_out_at is None,
            owes_disclosure=taken.owes_disclosure,
        )

    def _count_led(self) -> int:
        """How many actions to come this person leads."""
        today = self.now.astimezone(ZoneInfo(self.campaign.zone)).date()
        return hosts.count_led(self.connection, self.taken.contact_id, today)

    def _open(self, sealed: bytes | None, purpose: Purpose) -> str | None:
        """What was sealed. What no key opens counts as unknown, so that this person is still heard
        and answered; organizers see that it is so."""
        try:
            return self.clarion.sealer.open_or_none(sealed, purpose)
        except SealError:
            log.error("cannot be opened", contact=self.taken.contact_id, what=purpose.value)
            self.unreadable.append(purpose)
            return None

    @property
    def world(self) -> World:
        """What is true now, for the engine."""
        return World(
            now=self.now,
            values=counts.Counts(self._counts),
            seed=self.taken.contact_id,
        )

    def _counts(self) -> dict[str, int]:
        """Everybody's totals, with what this person has just reported and counts."""
        found = {**counts.of_all(self.clarion, self.connection, self.taken.last_inbound_at)}
        for report in self.new_that_count():
            found[report.kind] = found.get(report.kind, 0) + report.count
        return found

    def new_that_count(self) -> list[reports.NewReport]:
        """This turn's reports without those that an organizer looks at first."""
        connection, contact_id = self.connection, self.taken.contact_id
        return [
            one
            for one in self.new_reports
            if not one.held
            and not limits.why_held(connection, contact_id, one.kind, one.count, self.now)
        ]

    # --- noting what has happened ----------------------------------------------------------

    def change(self, **changes: Any) -> None:
        """Set columns of the contact when the turn is saved."""
        self.changes.update(changes)

    def take_reports(self, kind: str) -> list[reports.NewReport]:
        """Take this turn's reports of a kind back: an act writes them itself, knowing more."""
        taken = [report for report in self.new_reports if report.kind == kind]
        self.new_reports[:] = [report for report in self.new_reports if report.kind != kind]
        return taken

    def write_report(self, report: reports.NewReport) -> None:
        """Write a report that an act knows more of than the flow: what the flow says of the same
        kind in this turn, before it or after, is not written beside it."""
        self.take_reports(report.kind)
        self.written.add(report.kind)
        self.new_reports.append(report)

    def opt_in(self, source: str, words: str, lang: str) -> None:
        """Record that the person asked for texts, and by which words; "" where none were shown."""
        self.change(
            opted_in_at=self.now,
            opted_out_at=None,
            held_at=None,
            series_import_id=None,
            disclose_since=None,
        )
        self.person = replace(self.person, is_opted_in=True)
        wording = Wording(self._without_own(words), lang, self.campaign.name) if words else None
        self.consents.append(("opt_in", source, wording))

    def opt_out(self, source: str) -> None:
        """Record that the person wants no more texts, and end all that waits for them."""
        self.change(opted_out_at=self.now, handed_off_at=None, held_at=None)
        self.person = replace(self.person, is_opted_in=False)
        self.consents.append(("opt_out", source, None))
        self.has_stopped = True
        self.session = None
        self.timers.clear()

    def _without_own(self, words: str) -> str:
        """Words that were shown, with what is the person's own in them by its name: they are kept
        for good."""
        person = self.person
        own = {"name": person.name, "code": person.code, "city": person.city, "zip": person.zip}
        for name, value in (own | {key: str(said) for key, said in person.fields.items()}).items():
            if value and len(value) > 1:
                words = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", f"{{{name}}}", words)
        return words

    def hold(self) -> None:
        """Send nothing more until the person, or an organizer, says whether they want out."""
        if self.taken.held_at is None:
            self.consents.append(("hold", "word", None))
        self.change(held_at=self.now)
        self.is_held = True
        self.timers.clear()

    @property
    def takes_stop_back(self) -> bool:
        """Whether somebody who had stopped has asked for texts again in this turn."""
        return self.taken.opted_out_at is not None and not self.changes.get("opted_out_at", True)

    @property
    def text(self) -> str:
        """All that was said in this turn, as one text."""
        return "\n\n".join(said.text for said in self.said if said.text)


def _read_session(state: str | None) -> Session | None:
    """The engine's session; one that an older version wrote in another form is begun anew."""
    if state is None:
        return None
    try:
        return Session.from_json(state)
    except (ValueError, KeyError, TypeError):
        return None
