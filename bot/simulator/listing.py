"""Lists with filters and pages, as Twilio's API has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from bot.simulator.addresses import read_address
from bot.simulator.carrier import Carrier
from bot.simulator.forms import Form
from bot.simulator.messages import Message
from bot.simulator.refusals import Refused

_MAX_SIZE = 1000
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Instants from `low` up to but not including `high`; None is open."""

    low: float | None = None
    high: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether it lets everything through."""
        return self.low is None and self.high is None

    def has(self, at: float) -> bool:
        """Whether an instant lies in it."""
        return (self.low is None or at >= self.low) and (self.high is None or at < self.high)


@dataclass(frozen=True)
class Paging:
    """Which page was asked for; `after` is the last item of the page before."""

    page: int
    size: int
    after: str | None


def read_paging(query: Form) -> Paging:
    """PageSize (1 to 1000, 50 when not said), Page and PageToken. Raises Refused(20001)."""
    token = query.get("PageToken")
    size = _number(query, "PageSize", 50)
    if size < 1:
        raise Refused(20001, "PageSize must be between 1 and 1000")
    return Paging(
        _number(query, "Page", 0), min(size, _MAX_SIZE), token.removeprefix("PA") if token else None
    )


def _number(query: Form, name: str, default: int) -> int:
    text = query.get(name)
    if not text:
        return default
    if not text.isdecimal() or len(text) > 9:
        raise Refused(20001, f"{name} must be a whole number")
    return int(text)


def read_span(query: Form, name: str) -> Span:
    """A date filter: `Name`, `Name<` and `Name>`, each a day or an instant, in GMT.

    The URL `Name>=2026-11-24` arrives as the field `Name>`; bounds are inclusive. `Name` alone
    means that whole day, also when the client wrote its midnight, as Twilio's libraries do.
    """
    low: float | None = None
    high: float | None = None
    if query.get(name):
        low, high = _bounds(query.get(name)[:10], name)
    if query.get(name + ">"):
        low = _bounds(query.get(name + ">").lstrip("="), name)[0]
    if query.get(name + "<"):
        high = _bounds(query.get(name + "<").lstrip("="), name)[1]
    return Span(low, high)


def _bounds(text: str, name: str) -> tuple[float, float]:
    """First instant of a day or second, and the first after it."""
    try:
        if len(text) == 10:
            start = datetime.combine(date.fromisoformat(text), time(), UTC)
            return start.timestamp(), (start + _DAY).timestamp()
        at = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        return at.timestamp(), at.timestamp() + 1
    except ValueError:
        raise Refused(
            20001, f"{name} must be a date as 2026-11-24 or 2026-11-24T18:00:00Z"
        ) from None


def list_messages(
    carrier: Carrier, query: Form, paging: Paging
) -> tuple[list[Message], str | None]:
    """A page of messages, newest first, and the token of the next page if there is one."""
    after = None
    if paging.after:
        after = carrier.book.find(paging.after)
        if after is None:
            raise Refused(20001, "PageToken is not one of this list")
    found = _matching(carrier, query, after)
    if after is None:
        for _ in range(paging.page * paging.size):
            next(found, None)
    rows = list(islice(found, paging.size))
    has_more = len(rows) == paging.size and next(found, None) is not None
    return rows, f"PA{rows[-1].sid}" if has_more else None


def _matching(carrier: Carrier, query: Form, after: Message | None) -> Iterator[Message]:
    settings, book = carrier.settings, carrier.book
    to, sender = _address(query.get("To")), _address(query.get("From"))
    chain: Iterator[Message]
    if to and sender and carrier.numbers.find(to):
        chain = (m for m in book.newest_first(None, sender, after) if m.to == to)
    else:
        chain = book.newest_first(to, sender, after)
    span = read_span(query, "DateSent")
    listed_until = carrier.now() - settings.list_lag_ms / 1000
    for message in chain:
        if message.is_deleted or message.created_at > listed_until:
            continue
        if span.low is not None and message.created_at + book.longest_wait_s < span.low:
            return
        if not span.is_open and not _is_dated(message, span, settings.list_unsent_by_date):
            continue
        yield message


def _is_dated(message: Message, span: Span, is_unsent_listed: bool) -> bool:
    """Whether the sending date lies in the span; a text not yet sent has none."""
    at = message.sent_at
    if at is None and is_unsent_listed:
        at = message.created_at
    return at is not None and span.has(at)


def _address(text: str) -> str | None:
    return (read_address(text) or text) if text else None
