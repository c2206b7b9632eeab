"""Every error Clarion raises on purpose, in one tree.

    ClarionError                 a sentence for a person: what happened and what to do now
    ├── ConfigError              a setting is missing or wrong; nothing was started
    ├── ServiceError             a server Clarion stands on cannot be reached or started
    │   ├── RecordAway           PostgreSQL is away
    │   └── RecordBusy           somebody holds a row for longer than a webhook can wait
    ├── CampaignError            flow files that cannot run; holds every problem found at once
    ├── InputError               an organizer's or a request's input is wrong; says how to mend it
    │   └── ScheduleError        a time that is past, in a daylight-saving gap, or has no zone
    ├── NotFound                 the thing named does not exist
    ├── Conflict                 the thing is in a state that does not allow this
    ├── SealError                a sealed value cannot be opened with the keys at hand
    │   └── KeyMissing           without a key nobody knows who stopped; nothing goes out
    └── CarrierError             the carrier said no, or said nothing
        ├── CarrierRefused       final for this message; carries the carrier's code
        ├── CarrierBusy          429: never processed, always safe to try again
        └── CarrierSilent        time-out, reset or 5xx: the outcome is unknown

Adapters turn third-party errors into these, use cases decide, and only the edges
(web error handlers, job entry points, the command line) catch them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.sentences import say


class ClarionError(Exception):
    """Base of the tree. `str(error)` is a sentence for the person who can mend it.

    `exit_code` is what a command ends with when this error reaches the command line.
    """

    exit_code = 1

    @property
    def said(self) -> str:
        """The sentence itself, which a page can say in its reader's language."""
        return self.args[0] if self.args else ""


class ConfigError(ClarionError):
    """A setting is missing or wrong."""

    exit_code = 2


class ServiceError(ClarionError):
    """A server Clarion stands on cannot be reached or started."""

    exit_code = 3


class RecordAway(ServiceError):
    """PostgreSQL does not answer. What was committed is safe; try again when it is back."""


class RecordBusy(ServiceError):
    """PostgreSQL answers, but a row is held by a transaction that somebody has left open. The rest
    of the record is free; nothing was changed, try this one again later."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in a campaign file, with the place and the mend.

    `line` and `column` count from 1. `severity` is "error" (cannot run) or "warning".
    `code` is a stable word for this kind of problem, `step` the step it is in, if any.
    """

    path: str
    line: int
    column: int
    message: str
    mend: str = ""
    step: str = ""
    severity: str = "error"
    code: str = ""

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}:{self.column}"
        step = f" (step {self.step})" if self.step else ""
        mend = f" {self.mend}" if self.mend else ""
        return f"{where}: {self.severity}:{step} {self.message}{mend}"


class CampaignError(ClarionError):
    """Campaign files that cannot run. `problems` holds every one found, in file order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


class InputError(ClarionError):
    """Input that cannot be used. `field` names the form field or option, if one is to blame."""

    exit_code = 2

    def __init__(self, message: str, field: str = "") -> None:
        self.field = field
        super().__init__(message)


class ScheduleError(InputError):
    """A time that cannot be scheduled: past, in a daylight-saving gap, or without a zone."""


class NotFound(ClarionError):
    """The thing named does not exist."""

    exit_code = 4


def no_person(contact_id: int) -> NotFound:
    """Nobody has this id: what happened, and where ids are."""
    return NotFound(
        say(
            "There is no person %(id)s. `clarion why NUMBER` tells somebody’s id; in the console "
            "it stands beside their name, under People.",
            id=contact_id,
        )
    )


class Conflict(ClarionError):
    """The thing is in a state that does not allow this; someone may have been faster."""

    exit_code = 5


class SealError(ClarionError):
    """A sealed value cannot be opened: wrong key, or the bytes were changed."""


class KeyMissing(SealError):
    """A data key that the list of who stopped was kept with is not at hand."""


class CarrierError(ClarionError):
    """The carrier did not take the message. `code` is the carrier's, 0 where it gave none."""

    def __init__(self, message: str, code: int = 0, http_status: int = 0) -> None:
        self.code = code
        self.http_status = http_status
        super().__init__(message)


class CarrierRefused(CarrierError):
    """A final no for this message (4xx other than 429)."""


class CarrierBusy(CarrierError):
    """429. The request was never processed and is always safe to try again
    (https://www.twilio.com/docs/api/errors/20429)."""

    def __init__(
        self, message: str, code: int = 20429, http_status: int = 429, retry_after_s: float = 0.0
    ) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(message, code, http_status)


class CarrierSilent(CarrierError):
    """Time-out, reset or 5xx: the message may or may not have been taken. Never re-sent blindly."""
