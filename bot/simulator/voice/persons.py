"""Who holds the phone: somebody who does as planned, a machine, or you on the page."""

from __future__ import annotations

from collections.abc import Iterator

from bot.simulator.manners import WORDS, Conduct, Manner
from bot.simulator.voice.legs import Leg

_SAYS = "say:"
# Somebody who was asked thinks for a moment before the key.
_THINKS_S = 1.0
_SIGNAL_S = 1.0
_SIGNALS = {Manner.BUSY: "busy", Manner.FAILED: "failed"}


class Person:
    """The owner of the phone on a leg."""

    def __init__(self, leg: Leg, conduct: Conduct, presses: tuple[str, ...], ring_s: float) -> None:
        self.leg = leg
        self.conduct = conduct
        self._presses: Iterator[str] = iter(() if conduct.is_machine else presses)
        self._ring_s = ring_s
        leg.on_answer = self._settle

    @property
    def never_rings(self) -> bool:
        """Whether whoever calls hears a signal at once, and no ringing."""
        return self.conduct.manner in _SIGNALS

    @property
    def words(self) -> str:
        """What a machine says when it answers."""
        return WORDS.get(self.conduct.manner, "")

    def ring(self) -> None:
        """It rings; what comes of it is scheduled."""
        at, manner = self.leg.at, self.conduct.manner
        if manner in _SIGNALS:
            self._later(at + _SIGNAL_S, _SIGNALS[manner])
        elif manner is Manner.DECLINED:
            self._later(at + self._ring_s, "busy")
        elif manner not in (Manner.BY_HAND, Manner.NO_ANSWER):
            self._later(at + self._ring_s, "answer")

    def call(self) -> None:
        """They called us: when they hang up is scheduled."""
        if self.conduct.stays_s is not None:
            self._later(self.leg.at + self.conduct.stays_s, "hang_up")

    def hear_out(self, prompts_s: float) -> None:
        """They are asked for keys or words, after prompts of this length."""
        press = next(self._presses, "")
        due = self.leg.at + prompts_s + _THINKS_S
        if press.startswith(_SAYS):
            self._later(due, "speech", press.removeprefix(_SAYS).strip())
        elif press:
            self._later(due, "digits", press)

    def _settle(self) -> None:
        if self.conduct.stays_s is not None and self.leg.call.direction != "inbound":
            self._later(self.leg.at + self.conduct.stays_s, "hang_up")

    def _later(self, due: float, kind: str, words: str = "") -> None:
        self.leg.clock.at(due, lambda: self.leg.push(kind, words, at=due))
