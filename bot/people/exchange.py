"""One turn with one person: applies what the engine says has happened, then saves it.

The contact's row is locked for as long as an `Exchange` lives. Events are gathered first and
written together, so a turn costs as few statements as it can.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import structlog

from bot.clarion import Clarion
from bot.engine import (
    Campaign,
    Person,
    Said,
    Session,
    SplitTaken,
    TimerCanceled,
    TimerStarted,
    World,
    parts,
)
from bot.errors import SealError
from bot.people import brakes, counts
from bot.people.contacts import seal_private
from bot.people.machines import Recent
from bot.people.telling import tell
from bot.store import set_aside
from bot.store.conversations import conversations
from bot.store.conversations.conversations import NewMessage, SessionRow, Taken
from bot.store.people import people, reports, splits
from bot.store.record import Transaction
from bot.store.sealing import Purpose

log = structlog.get_logger()


@dataclass(slots=True)
class Exchange:
    """A turn in progress. `now` is when the text came in or the timer was due to be looked at.

    `message_id` is the inbound row this answers, None for a timer, `heard` its words.
    `must_answer`: the reply goes out whatever the brakes say (HELP, danger).
    """

    clarion: Clarion
    connection: Transaction
    campaign: Campaign
    taken: Taken
    now: datetime
    message_id: int | None = None
    heard: str = ""

    person: Person = field(init=False)
    session: Session | None = field(init=False)
    timers: dict[str, str] = field(init=False)
    said: list[Said] = field(init=False, default_factory=list)
    changes: dict[str, Any] = field(init=False, default_factory=dict)
    new_reports: list[reports.NewReport] = field(init=False, default_factory=list)
    lasting: list[TimerStarted | TimerCanceled] = field(init=False, default_factory=list)
    splits: list[SplitTaken] = field(init=False, default_factory=list)
    consents: list[tuple[str, str, str | None]] = field(init=False, default_factory=list)
    private: dict[str, Any] | None = field(init=False, default=None)
    flow: str = field(init=False, default="")
    has_stopped: bool = field(init=False, default=False)
    must_answer: bool = field(init=False, default=False)
    recent: Recent = field(init=False)
    unreadable: list[Purpose] = field(init=False, default_factory=list)
    is_held: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        taken = self.taken
        self.session = _read_session(self._open(taken.state_sealed, Purpose.SESSION_STATE))
        self.flow = self.session.flow if self.session else ""
        self.timers = dict(taken.timers)
        recent = self._open(taken.recent_sealed, Purpose.SESSION_RECENT)
        self.recent = Recent.from_json(recent)
        fields = dict(taken.fields)
        if (private := self._open(taken.private_sealed, Purpose.CONTACT_PRIVATE)) is not None:
            fields.update(json.loads(private))
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
        )

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
            values=self._counts(),
            seed=self.taken.contact_id,
        )

    def _counts(self) -> dict[str, str | int]:
        """Everybody's totals, with what this person has just reported."""
        found: dict[str, str | int] = {}
        found |= counts.counts(self.clarion, self.connection, self.taken.last_inbound_at)
        for report in self.new_reports:
            key = f"count.{report.kind}"
            found[key] = int(found.get(key, 0)) + report.count
        return found

    # --- noting what has happened ----------------------------------------------------------

    def change(self, **changes: Any) -> None:
        """Set columns of the contact when the turn is saved."""
        self.changes.update(changes)

    def take_reports(self, kind: str) -> list[reports.NewReport]:
        """Take this turn's reports of a kind back: an act writes them itself, knowing more."""
        taken = [report for report in self.new_reports if report.kind == kind]
        self.new_reports[:] = [report for report in self.new_reports if report.kind != kind]
        return taken

    def opt_in(self, source: str, wording: str | None) -> None:
        """Record that the person asked for texts."""
        self.change(opted_in_at=self.now, opted_out_at=None, handed_off_at=None, held_at=None)
        self.person = replace(self.person, is_opted_in=True)
        self.consents.append(("opt_in", source, wording))

    def opt_out(self, source: str) -> None:
        """Record that the person wants no more texts, and end all that waits for them."""
        self.change(opted_out_at=self.now, handed_off_at=None, held_at=None)
        self.person = replace(self.person, is_opted_in=False)
        self.consents.append(("opt_out", source, None))
        self.has_stopped = True
        self.session = None
        self.timers.clear()

    def hold(self) -> None:
        """Send nothing more until the person, or an organizer, says whether they want out."""
        self.change(held_at=self.now)
        self.is_held = True
        self.timers.clear()

    # --- saving ---------------------------------------------------------------------------------

    def save(self, *, is_reply: bool, via: str) -> tuple[int | None, str | None, tuple[str, ...]]:
        """Write everything the turn changed. The text to send, if any: row id, body, media.

        `via` is "twiml" (the caller answers a webhook with it) or "api" (the outbox sends it).
        """
        self._save_person()
        message = self._reply(is_reply=is_reply, via=via)
        message_id = conversations.save_turn(
            self.connection,
            self.taken.contact_id,
            self._session_row(is_reply=is_reply, has_replied=message is not None),
            message,
            self.now,
        )
        if message is None:
            return None, None, ()
        return message_id, self.text, tuple(message.media)

    @property
    def text(self) -> str:
        """All that was said in this turn, as one text."""
        return "\n\n".join(said.text for said in self.said if said.text)

    def _save_person(self) -> None:
        connection, contact_id = self.connection, self.taken.contact_id
        if self.unreadable:
            set_aside.put(connection, "contact", str(contact_id), "SealError", self.now)
        if self.private is not None:
            self.change(private_sealed=seal_private(self.clarion.sealer, self.private))
        people.change_contact(connection, contact_id, self.changes)
        if self.has_stopped:
            people.cancel_waiting(connection, contact_id, "opted_out")
        elif self.is_held:
            people.cancel_waiting(connection, contact_id, "may_want_out")
        for act, source, wording in self.consents:
            people.add_consent(
                connection,
                contact_id=contact_id,
                act=act,
                source=source,
                wording=wording,
                message_id=self.message_id,
                now=self.now,
            )
        if self.new_reports:
            reports.add_reports(
                connection,
                contact_id,
                self.new_reports,
                message_id=self.message_id,
                now=self.now,
            )
        for taken in self.splits:
            flow, _, step = taken.split.partition("/")
            splits.keep(connection, contact_id, flow, step, taken.branch, self.now)
        if not self.has_stopped:
            self._save_lasting_timers()

    def _save_lasting_timers(self) -> None:
        for event in self.lasting:
            if isinstance(event, TimerStarted):
                people.start_timer(
                    self.connection, self.taken.contact_id, event.name, event.due_at, self.now
                )
            else:
                people.cancel_timer(self.connection, self.taken.contact_id, event.name)

    def _reply(self, *, is_reply: bool, via: str) -> NewMessage | None:
        text = self.text
        media = tuple(url for said in self.said for url in said.media)
        if not text and not media:
            return None
        if is_reply and not self._may_answer(text):
            return None
        flow, _, step = self.said[0].step.partition("/")
        return NewMessage(
            contact_id=self.taken.contact_id,
            address_id=self.taken.address_id,
            kind="reply" if is_reply else "follow_up",
            via=via,
            body=self.clarion.sealer.seal(text, Purpose.MESSAGE_BODY),
            media=media,
            lang=self.said[0].lang,
            parts=parts(self.campaign.as_sent(text)).count,
            reason="confirms_stop" if self.has_stopped else None,
            in_reply_to=self.message_id,
            flow=flow or None,
            step=step or None,
        )

    def _may_answer(self, reply: str) -> bool:
        """Whether the reply may go out; where it may not, organizers are told once."""
        why = None
        if not (self.has_stopped or self.must_answer):
            why = brakes.why_silent(
                self.clarion, self.connection, self.recent, self._streak(), self.heard, reply
            )
        if why is None:
            self.recent = self.recent.and_answered(self.heard, reply, self.now)
            return True
        contact_id = self.taken.contact_id
        log.warning("no reply", contact=contact_id, why=str(why))
        words = brakes.notice(why, contact_id, self.clarion.settings.replies_per_person)
        if words and not self.recent.was_told(why, self.now, brakes.tell_again_after(why)):
            self.recent = self.recent.and_told(why, self.now)
            tell(self.clarion, self.connection, words, whom=why, contact_id=contact_id)
        return False

    def _streak(self) -> int:
        """Replies of the day that is counted, this one too."""
        started = self.taken.streak_started_at
        if started is None or self.now - started > brakes.DAY:
            return 1
        return self.taken.reply_streak + 1

    def _session_row(self, *, is_reply: bool, has_replied: bool) -> SessionRow:
        session = self.session
        streak = self._streak() if is_reply else self.taken.reply_streak
        return SessionRow(
            flow=session.flow or None if session else None,
            step=session.step or None if session else None,
            flow_hash=session.flow_hash or None if session else None,
            state=self.clarion.sealer.seal(session.to_json(), Purpose.SESSION_STATE)
            if session
            else None,
            timers=self.timers,
            wake_at=min(map(datetime.fromisoformat, self.timers.values()), default=None),
            last_inbound_at=self.now if is_reply else self.taken.last_inbound_at,
            streak_started_at=(self.now if streak == 1 else self.taken.streak_started_at),
            reply_streak=streak if has_replied else max(0, streak - 1) if is_reply else streak,
            recent=self.clarion.sealer.seal(self.recent.to_json(), Purpose.SESSION_RECENT)
            if self.recent != Recent()
            else None,
        )


def _read_session(state: str | None) -> Session | None:
    """The engine's session; one that an older version wrote in another form is begun anew."""
    if state is None:
        return None
    try:
        return Session.from_json(state)
    except (ValueError, KeyError, TypeError):
        return None
