"""Strangers who text while things go wrong: whether each is answered, once, and how soon."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from bot.clock import wall_time
from tests.simulator_process import Simulator

# How many bare calls of the same minutes an answer may take: on its way it waits for a core in four
# processes, some of them several times. On a quiet machine a bare call takes a few milliseconds.
_BARE_CALLS = 20
_FIRST = 7_000_000  # people of a crowd have other numbers (tests/crowd.py)


@dataclass
class Prober:
    """Texts MENU from a new number every `every_s`, in a thread, until `end`."""

    simulator: Simulator
    every_s: float = 0.5
    first: int = _FIRST
    sent: dict[str, float] = field(default_factory=dict)
    bare: list[float] = field(default_factory=list)  # seconds that telling the carrier took
    p99_s: float = 0.0
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def begin(self) -> None:
        """Begin texting."""
        self._thread = threading.Thread(target=self._text, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """No more."""
        self._over.set()
        if self._thread:
            self._thread.join(30)

    def _text(self) -> None:
        index, began = 0, time.monotonic()
        while not self._over.is_set():
            phone = f"+1646{self.first + index:07d}"
            self.sent[phone] = wall_time().timestamp()
            told_at = time.monotonic()
            self.simulator.inbound(phone, "menu", wait=False)
            self.bare.append(time.monotonic() - told_at)
            index += 1
            # By the hour and not by pauses: a busy machine makes nobody text less.
            self._over.wait(max(0.0, began + index * self.every_s - time.monotonic()))

    def verdict(self, within_s: float = 240, most_late_s: float | None = None) -> list[str]:
        """What is wrong: somebody without an answer though nobody at all has got one for
        `within_s`, or with two; more than a hundredth later than `most_late_s`, or than twenty bare
        calls where the machine does much else and those alone take longer.

        Whoever waits behind thousands is not lost: how long that takes is the machine's.
        """
        answered = self._wait_for_answers(within_s)
        wrong = []
        if missing := [at for phone, at in self.sent.items() if phone not in answered]:
            began = min(self.sent.values())
            when = ", ".join(f"{at - began:.0f} s" for at in missing[:10])
            wrong.append(
                f"{len(missing)} of {len(self.sent)} who texted got no answer (after {when})"
            )
        if twice := sum(count > 1 for _, count in answered.values()):
            wrong.append(f"{twice} who texted once were answered more than once")
        self.p99_s = _p99([at - self.sent[phone] for phone, (at, _) in answered.items()])
        bare_s = _p99(self.bare)
        if most_late_s is not None and self.p99_s > max(most_late_s, _BARE_CALLS * bare_s):
            took = f"answers took {self.p99_s:.1f} s (p99), not {most_late_s:g}"
            wrong.append(f"{took}; a bare call took {bare_s:.2f} s meanwhile")
        return wrong

    @property
    def pace(self) -> str:
        """How late answers were, and what a bare call took meanwhile, once there is a verdict."""
        return f"p99 {self.p99_s:.1f} s (a bare call {_p99(self.bare):.2f})"

    def _wait_for_answers(self, quiet_s: float) -> dict[str, tuple[float, int]]:
        """Until everybody has one, or no answer to anybody has gone out for so long."""
        count, ends_at = -1, 0.0
        while True:
            answered = self._answered()
            if len(answered) == len(self.sent):
                return answered
            gone_out = len(self.simulator.log("accepted,reply"))
            if gone_out > count:
                count, ends_at = gone_out, time.monotonic() + quiet_s
            if time.monotonic() > ends_at:
                return answered
            time.sleep(1)

    def _answered(self) -> dict[str, tuple[float, int]]:
        """Number -> when the first answer came and how many came."""
        found: dict[str, tuple[float, int]] = {}
        for entry in self.simulator.log("accepted,reply"):
            if entry["to"] in self.sent:
                at, count = found.get(entry["to"], (entry["at"], 0))
                found[entry["to"]] = (at, count + 1)
        return found


def _p99(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.99)] if seconds else 0.0
