"""The script's figures beside the record's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.rehearsals.week.ledger import BACK, CANCELED, GOING, HELD, WAITING
from bot.rehearsals.week.town import Town
from bot.store import rehearsed


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what the script counted, and what the record says (None: it does not say)."""

    name: str
    script: int
    record: int | None

    @property
    def fault(self) -> str:
        """What is wrong with it, or empty."""
        if self.record is None or self.record == self.script:
            return ""
        return f"{self.name}: {self.script} by the script, {self.record} on the record"


_Count = Callable[[Town], int]


def _figure(name: str) -> _Count:
    return lambda town: town.ledger.figures[name]


def _guests(*states: str) -> _Count:
    return lambda town: sum(
        plan.count(state) for plan in town.ledger.plans if not plan.is_bank for state in states
    )


def _members(town: Town) -> int:
    return sum(plan.count(GOING) for plan in town.ledger.plans if plan.is_bank)


def _seats(town: Town) -> int:
    return sum(plan.seats_taken for plan in town.ledger.plans if not plan.is_bank)


def _in_rooms(town: Town) -> int:
    return sum(town.ledger.total(room=plan) for plan in town.ledger.plans if plan.is_bank)


def _calls(state: str) -> _Count:
    return lambda town: sum(one.count for one in town.ledger.calls if one.state == state)


# A figure's name, how the script counts it, and the name of the record's.
_ROWS: Sequence[tuple[str, _Count, str]] = (
    ("people who joined", lambda town: sum(p.has_joined for p in town.everybody), "joined"),
    ("found nothing near", _figure("found nothing near"), ""),
    ("… and wished for it", _figure("wished for something near"), "wishes"),
    ("actions led", _figure("led"), "led"),
    ("… approved", _figure("approved"), "approved"),
    ("… asked to change something", _figure("asked to change"), ""),
    ("… declined", _figure("declined"), "declined"),
    ("sign-ups that were told “you are on the list”", _figure("signed up"), ""),
    ("phone banks made", _figure("banks"), "banks"),
    ("people who joined one", _members, "members"),
    ("sign-ups that had to wait", _figure("waited"), ""),
    ("… who moved up", _figure("moved up"), ""),
    ("… who let a seat pass", _figure("let a seat pass"), ""),
    ("guests who brought others", _figure("came with others"), ""),
    ("seats taken in the end", _seats, "seats"),
    ("actions moved", _figure("moved"), "moved"),
    ("… called off by their host", _figure("called off"), "called off"),
    ("… with more seats", _figure("more seats"), ""),
    ("… with a text to all", _figure("texts to all"), "words to all"),
    ("guests going in the end", _guests(GOING), "going"),
    # One for whom a seat was held, and who stopped before they were asked, is off the list.
    ("… waiting or off the list", _guests(WAITING, CANCELED), "not going"),
    ("calls that count", lambda town: town.ledger.total(), "calls"),
    ("… of them in a room", _in_rooms, "calls in rooms"),
    ("… held", _calls(HELD), "calls held"),
    ("… taken back", _calls(BACK), ""),
    ("reports held", _figure("reports held"), ""),
    ("reports corrected", _figure("corrected"), ""),
    ("reports taken back", _figure("reports taken back"), ""),
    ("questions asked", _figure("asked"), ""),
    ("… answered", _figure("questions answered"), "answers"),
    ("stops", _figure("stopped"), "stops"),
    ("… who came back", _figure("came back after a stop"), "starts"),
    ("people who have stopped now", lambda town: sum(p.has_stopped for p in town.everybody),
     "stopped now"),
    ("texts from phones", lambda town: sum(len(p.said) for p in town.everybody), "texts in"),
    ("texts on phones", lambda town: sum(len(p.texts) for p in town.everybody), "texts out"),
)  # fmt: skip


def compare(town: Town) -> list[Row]:
    """Every figure of the script, with the record's."""
    with town.clarion.record.transaction() as connection:
        record: Mapping[str, int] = rehearsed.figures(connection)
    return [Row(name, count(town), record[of] if of else None) for name, count, of in _ROWS]
