"""Strangers who text while things go wrong: whether each is answered, once, and how soon."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from bot.clock import wall_time
from tests.simulator_process import Simulator

_FIRST = 7_000_000  # people of a crowd have other numbers (tests/crowd.py)


@dataclass
class Prober:
    """Texts MENU from a new number every `every_s`, in a thread, until `end`."""

    simulator: Simulator
    every_s: float = 0.5
    first: int = _FIRST
    sent: dict[str, float] = field(default_factory=dict)
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
            self.simulator.inbound(phone, "menu", wait=False)
            index += 1
            # By the hour and not by pauses: a busy machine makes nobody text less.
            self._over.wait(max(0.0, began + index * self.every_s - time.monotonic()))

    def verdict(self, within_s: float = 120, most_late_s: float | None = None) -> list[str]:
        """What is wrong: somebody without an answer `within_s` after the end, or with two; more
        than a hundredth later than `most_late_s`."""
        ends_at = time.monotonic() + within_s
        while True:
            answered = self._answered()
            missing = [phone for phone in self.sent if phone not in answered]
            if not missing or time.monotonic() > ends_at:
                break
            time.sleep(1)
        wrong = []
        if missing:
            wrong.append(f"{len(missing)} of {len(self.sent)} who texted got no answer")
        counts = Counter(answered.values())
        if any(count > 1 for _, count in answered.values()):
            wrong.append(f"somebody who texted once was answered more than once: {counts}")
        took = sorted(at - self.sent[phone] for phone, (at, _) in answered.items())
        p99 = took[int(len(took) * 0.99)] if took else 0.0
        if most_late_s is not None and p99 > most_late_s:
            wrong.append(f"answers took {p99:.1f} s (p99), not {most_late_s:g}")
        return wrong

    def _answered(self) -> dict[str, tuple[float, int]]:
        """Number -> when the first answer came and how many came."""
        found: dict[str, tuple[float, int]] = {}
        for entry in self.simulator.log("accepted,reply"):
            if entry["to"] in self.sent:
                at, count = found.get(entry["to"], (entry["at"], 0))
                found[entry["to"]] = (at, count + 1)
        return found
