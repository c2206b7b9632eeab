"""One webhook of one call: its row, locked, and what may be said. Changes go into the row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from bot.calls import callers
from bot.calls.callers import Caller
from bot.carrier.calls import CallForm, Heard, Recorded, Spoken
from bot.clarion import Clarion
from bot.engine import Campaign, Line
from bot.engine.spoken import spoken_words
from bot.store.calls import calls
from bot.store.calls.calls import CallRow, NewCall
from bot.store.record import Transaction

RECORDINGS = "/voice/recordings/"  # where files of the campaign's own recordings are played from


@dataclass(slots=True)
class Talk:
    """A call while one of its webhooks is answered. `is_new`: this is the first of it."""

    clarion: Clarion
    connection: Transaction
    campaign: Campaign
    row: CallRow
    form: CallForm
    now: datetime
    caller: Caller
    is_new: bool = False

    @property
    def lang(self) -> str:
        """The language it is spoken in: the person's, what they chose, else the campaign's."""
        return self.row.lang or self.campaign.default_lang

    @property
    def other_lang(self) -> str | None:
        """The language of key 2; None where the campaign speaks only one."""
        languages = self.campaign.languages
        if len(languages) < 2:
            return None
        at = languages.index(self.lang) if self.lang in languages else 0
        return languages[(at + 1) % len(languages)]

    @property
    def line(self) -> Line | None:
        """The campaign's line for that language."""
        return self.campaign.line(self.lang, self.now)

    def hear(self, *names: str, lang: str | None = None) -> tuple[Heard, ...]:
        """The campaign's texts for the ear, recordings in place of those that have one; without
        those it leaves out."""
        spoken, campaign = lang or self.lang, self.campaign
        line = campaign.line(spoken, self.now)
        heard: list[Heard] = []
        for name in names:
            own = campaign.recordings.get(name, {}).get(spoken)
            if own:
                heard.append(Recorded(own if "://" in own else RECORDINGS + own))
            elif words := spoken_words(campaign, name, spoken, line, self.now):
                heard.append(Spoken(words, spoken))
        return tuple(heard)

    def move(self, state: str, **columns: object) -> bool:
        """Move the call forward; False, and nothing changes, where it is there already."""
        moved = calls.move(self.connection, self.row.id, state, **columns)
        if moved:
            self.row = replace(self.row, state=state, **columns)  # type: ignore[arg-type]  # columns are its fields
        return moved

    def change(self, **columns: object) -> None:
        """Set columns of the call."""
        calls.change(self.connection, self.row.id, **columns)
        self.row = replace(self.row, **columns)  # type: ignore[arg-type]  # columns are its fields


@contextmanager
def talk(clarion: Clarion, form: CallForm) -> Iterator[Talk]:
    """The call of a form, locked until the end; one that nobody knew begins here, whatever of it
    was reported first. Raises: RecordAway, RecordBusy."""
    now, campaign = clarion.clock.now(), clarion.campaign.current()
    with clarion.record.transaction() as connection:
        row, is_new = calls.find(connection, form.sid), False
        is_ours = row is not None and row.direction != "in"  # we rang them
        caller = callers.read(clarion, connection, form.recipient if is_ours else form.sender)
        if row is None:
            calls.add(connection, _incoming(form, caller, campaign), now)
            row, is_new = calls.find(connection, form.sid), True
        assert row is not None  # noqa: S101 - it is there, or was added by somebody else meanwhile
        yield Talk(clarion, connection, campaign, row, form, now, caller, is_new)


def _incoming(form: CallForm, caller: Caller, campaign: Campaign) -> NewCall:
    lang = caller.lang if caller.lang in campaign.languages else None
    return NewCall(
        "in",
        "ringing",
        sid=form.sid,
        contact_id=caller.contact_id,
        caller_digest=caller.digest,
        number=form.recipient[:40] or None,
        lang=lang,
        area_state=caller.state,
    )
