"""Whether calls after something are more than before it: a plain sentence, or why nobody can tell.

Calls of one caller come together ("made 20 calls"), so they are worth fewer than as many calls of
as many people: both counts are divided by the mean size of such clumps, weighted by size (the
variance of a compound Poisson count over its mean), before `intervals.ratio` compares them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf

from bot.intervals import ratio
from bot.sentences import Sentence, say, say_many
from bot.store.results.effects import Sums

# So many calls, a clump of one caller's taken for one, do not tell a difference.
FEW = 20


@dataclass(frozen=True, slots=True)
class Side:
    """Calls of one side, in so many hours that the line was open."""

    said: int
    measured: int
    squares: int
    hours: float

    @classmethod
    def of(cls, sums: Sums, hours: float) -> Side:
        """From what the record summed."""
        return cls(sums.said, sums.measured, sums.squares, hours)

    @classmethod
    def together(cls, sides: Iterable[Side]) -> Side:
        """Several hours as one."""
        held = list(sides)
        return cls(
            sum(one.said for one in held),
            sum(one.measured for one in held),
            sum(one.squares for one in held),
            sum(one.hours for one in held),
        )

    @property
    def calls(self) -> int:
        """Said and measured ones."""
        return self.said + self.measured


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of it. `word` is "more" or "fewer"; or "same" or "few" where the calls cannot tell,
    or why they cannot be compared: "early", "closed", "closed_before", "texts", "airings",
    "which", "state"."""

    word: str
    says: Sentence
    low: float | None = None
    high: float | None = None

    @property
    def is_told(self) -> bool:
        """Whether it can be told."""
        return self.word in ("more", "fewer")


def judge(after: Side, before: Side) -> Verdict:
    """Compare calls after with calls before, by the hours that the line was open in each."""
    calls = after.calls + before.calls
    clump = max(1.0, (after.squares + before.squares) / calls) if calls else 1.0
    found = ratio(after.calls / clump, after.hours, before.calls / clump, before.hours)
    low, high = found or (0.0, inf)
    if low > 1:
        if high == inf:
            says = say("At least %(low)s times as many calls.", low=_times(low))
        else:
            says = say("Between %(low)s and %(high)s times as many calls.", **_span(low, high))
        return Verdict("more", says, low, high)
    if high < 1:
        says = say("Fewer calls: between %(low)s and %(high)s times as many.", **_span(low, high))
        return Verdict("fewer", says, low, high)
    if calls / clump < FEW:
        says = say(
            "Cannot tell: too few calls, %(after)s after and %(before)s before.",
            after=f"{after.calls:,}",
            before=f"{before.calls:,}",
        )
        return Verdict("few", says, low, high)
    says = say(
        "Cannot tell: between %(low)s and %(high)s times as many, so perhaps no difference.",
        **_span(low, high),
    )
    return Verdict("same", says, low, high)


_CANNOT = {
    "early": say("Too early: the hour after is not over yet."),
    "closed": say("Cannot tell: the line was closed for most of the hour after."),
    "closed_before": say(
        "Cannot tell: the line was closed for most of the hour before, and there is no earlier day"
        " to compare with."
    ),
    "read_before": say(
        "Cannot tell: another reading fell into the hour before, and there is no earlier day to"
        " compare with."
    ),
    "texts": say(
        "Cannot tell: more than a tenth of these people got another text within the hour."
    ),
    "airings": say(
        "Cannot tell: it was read on air within the hour where more than a tenth of these people"
        " live."
    ),
    "callers_texted": say(
        "Cannot tell: more than a tenth of these calls came from people who had just got a text."
    ),
    "which": say("Cannot tell which of the two: it was read twice in this state within the hour."),
    "state": say("Cannot tell: we do not know the DJ's state."),
}


def cannot(word: str) -> Verdict:
    """That it cannot be told, and why."""
    return Verdict(word, _CANNOT[word])


def against(days: int, *, is_part: bool, why: str = "") -> Sentence:
    """Which comparison was made: with the hour before (`days` is 0), or the same hour of so many
    days, and `why` not the hour before: "closed_before" or "read_before"."""
    if not days and is_part:
        return say("Against the hour before, by the minutes that the line was open.")
    if not days:
        return say("Against the hour before.")
    if why == "read_before":
        return say_many(
            "Against the same hour of %(num)s earlier day: another reading fell into the hour"
            " before.",
            "Against the same hour of %(num)s earlier days: another reading fell into the hour"
            " before.",
            days,
        )
    return say_many(
        "Against the same hour of %(num)s earlier day: the line was closed in the hour before.",
        "Against the same hour of %(num)s earlier days: the line was closed in the hour before.",
        days,
    )


def _span(low: float, high: float) -> dict[str, str]:
    if _times(low) == _times(high):
        return {"low": f"{low:.2f}", "high": f"{high:.2f}"}
    return {"low": _times(low), "high": _times(high)}


def _times(ratio: float) -> str:
    """ "1.4"; close to 1 with one more digit, so that it is never said to be 1."""
    return f"{ratio:.2f}" if abs(ratio - 1) < 0.1 else f"{ratio:,.1f}"
