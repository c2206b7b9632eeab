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
from bot.store.calls import calls, opening
from bot.store.calls.calls import CallRow
from bot.store.calls.opening import Begun
from bot.store.record import Transaction

TRIES = 3  # times that the line is rung within one call
RECORDINGS = "/voice/recordings/"  # where files of the campaign's own recordings are played from


@dataclass(slots=True)
class Talk:
    """A call while one of its webhooks is answered. `is_new`: this is the first of it. `pending` is
    what has changed and is not written yet; None where each change is written at once."""

    clarion: Clarion
    connection: Transaction
    campaign: Campaign
    row: CallRow
    form: CallForm
    now: datetime
    caller: Caller
    is_new: bool = False
    pending: dict[str, object] | None = None

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

    @property
    def busy_keys(self) -> str:
        """The text that names the keys after a line that was not reached: it offers to ring once
        more only while that is possible."""
        return "voice_busy_keys" if self.row.tries < TRIES else "voice_last_keys"

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
            elif words := _words(campaign, name, spoken, line, self.now):
                heard.append(Spoken(words, spoken))
        return tuple(heard)

    def move(self, state: str, **columns: object) -> bool:
        """Move the call forward; False, and nothing changes, where it is there already."""
        is_forward = calls.STATES.index(state) > calls.STATES.index(self.row.state)
        if self.row.ended_at is not None or not is_forward:
            return False
        self.change(state=state, **columns)
        return True

    def change(self, **columns: object) -> None:
        """Set columns of the call, which is locked."""
        self.row = replace(self.row, **columns)  # type: ignore[arg-type]  # columns are its fields
        if self.pending is None:
            calls.change(self.connection, self.row.id, **columns)
        else:
            self.pending.update(columns)

    def flush(self) -> None:
        """Write what has changed so far."""
        if self.pending:
            calls.change(self.connection, self.row.id, **self.pending)
            self.pending.clear()


_MOST_KEPT = 2000
_kept: dict[tuple[str, str, str, datetime], str] = {}


def _words(campaign: Campaign, name: str, lang: str, line: Line | None, now: datetime) -> str:
    """`spoken_words`, worked out once a minute for all who hear them: nothing in them is of a
    person."""
    key = (campaign.hash, name, lang, now.replace(second=0, microsecond=0))
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        found = _kept[key] = spoken_words(campaign, name, lang, line, now)
    return found


@contextmanager
def talk(clarion: Clarion, form: CallForm) -> Iterator[Talk]:
    """The call of a form, locked until the end; one that nobody knew begins here, whatever of it
    was reported first. What changes is written once, at the end. Raises: RecordAway, RecordBusy.
    """
    now, campaign = clarion.clock.now(), clarion.campaign.current()
    caller = callers.at(clarion, form.other)
    begun = Begun(
        sid=form.sid,
        number=form.recipient[:40] or None,
        area_state=caller.state,
        state="ringing" if form.is_over else "answered",
        answered_at=None if form.is_over else now,
    )
    with clarion.record.transaction() as connection:
        row, is_new, who = opening.open_call(
            connection, caller.digests, begun, campaign.languages, now
        )
        if row.direction != "in" and not form.is_ours:  # we rang them, and the form says nothing
            caller = callers.read(clarion, connection, form.recipient)
        else:
            caller = callers.known(caller, who)
        call = Talk(clarion, connection, campaign, row, form, now, caller, is_new, pending={})
        yield call
        call.flush()
