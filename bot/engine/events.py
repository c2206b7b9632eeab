"""What has happened in a turn. The caller applies these in the order given, in one transaction.

A turn holds at most one `Said` (several texts are joined with a blank line between) and at
most one `ActRequested`, which is always the last event.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

Scalar = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events."""


@dataclass(frozen=True, slots=True)
class Said(Event):
    """Reply to the person with `text` in `lang`. `step` is "flow/step" of the first text in it."""

    text: str
    lang: str
    media: tuple[str, ...] = ()
    step: str = ""


@dataclass(frozen=True, slots=True)
class FieldSet(Event):
    """Keep a contact field; an empty value clears it. Private ones are sealed at rest."""

    name: str
    value: Scalar
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class NameSet(Event):
    """The person told their name."""

    name: str


@dataclass(frozen=True, slots=True)
class LanguageSet(Event):
    """The person reads `lang` from now on."""

    lang: str


@dataclass(frozen=True, slots=True)
class ZipSet(Event):
    """The person told their ZIP (five digits); the caller looks up city, state and zone."""

    zip: str


@dataclass(frozen=True, slots=True)
class Tagged(Event):
    """The person carries `tag` from now on."""

    tag: str


@dataclass(frozen=True, slots=True)
class Untagged(Event):
    """The person no longer carries `tag`."""

    tag: str


@dataclass(frozen=True, slots=True)
class Reported(Event):
    """A line for the ledger of reports: called, busy, aired, hosted, tallied ..."""

    kind: str
    count: int
    at: datetime
    fields: Mapping[str, Scalar] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TimerStarted(Event):
    """Call `time_out` with `name` at `due_at` (aware). A timer of that name is replaced.

    Names that start with "later:" outlive the session; all others end with it.
    """

    name: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class TimerCanceled(Event):
    """The timer of that name is no longer wanted. Canceling one that is not there is no error."""

    name: str


@dataclass(frozen=True, slots=True)
class HandedOff(Event):
    """A person should take over the conversation."""

    topic: str


@dataclass(frozen=True, slots=True)
class Notified(Event):
    """Tell `whom` ("organizers", or a role the campaign names) `text`."""

    whom: str
    text: str


@dataclass(frozen=True, slots=True)
class OptedIn(Event):
    """The person asked for texts; `disclosure` is the exact text that told them what they get."""

    disclosure: str = ""


@dataclass(frozen=True, slots=True)
class OptedOut(Event):
    """The person asked for no more texts, by another way than a stop word."""


@dataclass(frozen=True, slots=True)
class StopUnsure(Event):
    """The person may want no more texts: nothing is sent until they, or an organizer, say so.
    `why` is the stage and the words that decided."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class Kept(Event):
    """The person was asked whether they want out, and said no."""


@dataclass(frozen=True, slots=True)
class Endangered(Event):
    """The person is in danger, or fears it; `topic` is the campaign's. Its text has been said."""

    topic: str


@dataclass(frozen=True, slots=True)
class ActRequested(Event):
    """The session waits: perform `name` with `args`, then call `fulfil` with its result."""

    name: str
    args: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SplitTaken(Event):
    """A random split sent the person down `branch`."""

    split: str
    branch: str


@dataclass(frozen=True, slots=True)
class Answered(Event):
    """The question at `step` ("flow/step") was answered. `choice` is the key of the choice that was
    taken, `value` a number, date, time, ZIP, state or station. Neither is there for words of
    their own, nor where the answer is private: that it was answered is all that is told."""

    step: str
    choice: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class FlowEntered(Event):
    """The person began `flow`; `keyword` is the folded word that led there, or empty."""

    flow: str
    keyword: str = ""


@dataclass(frozen=True, slots=True)
class SessionEnded(Event):
    """The session is over. Outcome: done, expired, replaced, gave_up, moved (its flow is gone)."""

    flow: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Unmatched(Event):
    """A text nothing understood. `suggestion` is what was offered instead, or empty."""

    step: str = ""
    suggestion: str = ""
