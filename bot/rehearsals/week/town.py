"""A town: everybody's phones, the bot, and time that passes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from random import Random

from bot import places
from bot.carrier.forms import InboundForm
from bot.clarion import Clarion
from bot.clock import SetClock
from bot.conversations import inbound
from bot.errors import ClarionError
from bot.rehearsals.post import Post
from bot.rehearsals.week import clockwork
from bot.rehearsals.week.acting import Player, Queue, Say, Script, Text, Wait
from bot.rehearsals.week.ledger import Ledger
from bot.rehearsals.week.people import Invented
from bot.rehearsals.week.sayings import Sayings
from bot.store import rehearsed
from bot.texting.hours import hours_for

OURS = "+12025550100"


class Town:
    """Everybody and the bot. `faults` are promises that were broken while it went on."""

    def __init__(self, clarion: Clarion, clock: SetClock, post: Post) -> None:
        self.clarion, self.clock = clarion, clock
        self.sayings = Sayings(clarion.campaign.current())
        self.ledger = Ledger()
        self.players: dict[str, Player] = {}
        self.faults: list[str] = []
        # What is done with a text that comes by itself: somebody learns a code from it.
        self.hearers: list[Callable[[Town, Player, Text], None]] = []
        self._post = post
        self._queue = Queue()
        self._texts = 0
        self._next_look = clockwork.next_look(clock.at)

    @property
    def now(self) -> datetime:
        """The instant it is."""
        return self.clock.at

    @property
    def everybody(self) -> Iterable[Player]:
        """All who have a phone here."""
        return self.players.values()

    def settle(self, who: Invented, seed: str) -> Player:
        """Somebody moves in, with chances of their own."""
        player = Player(who, Random(f"{seed} {who.number}"))  # noqa: S311 - no secret
        self.players[who.phone] = player
        return player

    def begin(self, player: Player, script: Script) -> None:
        """Let somebody act by a script from now on."""
        self._queue.put(self.now, player, script, None)

    def play(self, until: datetime) -> None:
        """Let everybody act, and the clock run, until then."""
        while True:
            at = min(self._queue.next_at() or until, until)
            if self._next_look <= at:
                self._look()
            elif at < until:
                self.clock.at = max(at, self.clock.at)
                self._act()
            else:
                self.clock.at = max(until, self.clock.at)
                return

    def is_said(self, name: str, text: str) -> bool:
        """Whether a text is the campaign's of that name."""
        return self.sayings.is_said(name, text)

    def is_stop_answered(self, player: Player, said: str) -> bool:
        """Whether who wanted no more texts was told so: the carrier answers its own words."""
        answers = self.clarion.settings.carrier_answers
        if player.said[-1][1].strip().lower() in answers:
            return not said
        return self.is_said("texts/stopped", said)

    def may_be_texted(self, player: Player, at: datetime) -> datetime:
        """When they may be texted, from an instant on, by the campaign's texting hours."""
        states = [places.state_of_zip(player.who.zip)]
        window = hours_for(self.clarion).window([player.who.zone.key], states, at)
        return max(at, window.opens_at) if window else datetime.max.replace(tzinfo=UTC)

    def fault(self, player: Player | None, words: str) -> None:
        """Note a promise that was broken."""
        whom = f"{player.who}: " if player else ""
        self.faults.append(f"{self.now:%a %d %H:%M} UTC · {whom}{words}")

    def _act(self) -> None:
        player, script, body = self._queue.take()
        said = "" if body is None else self._receive(player, body)
        try:
            step = next(script) if body is None else script.send(said)
        except StopIteration:
            return
        match step:
            case Say(words, after):
                self._queue.put(self.now + after, player, script, words)
            case Wait(until):
                self._queue.put(max(until, self.now), player, script, None)

    def _receive(self, player: Player, body: str) -> str:
        self._texts += 1
        form = InboundForm(f"SM{self._texts:032x}", player.who.phone, OURS, "sms", body)
        player.said.append((self.now, body))
        try:
            answer = inbound.receive(self.clarion, form)
        except ClarionError as error:
            self.fault(player, f"“{body}” was not taken in: {error}")
            return ""
        if answer.body:
            player.texts.append(Text(self.now, answer.body, body, answer.message_id))
        digests = self.clarion.sealer.digests("sms", player.who.phone)
        with self.clarion.record.transaction() as connection:
            player.place = rehearsed.place_of(connection, digests)
        return answer.body or ""

    def _look(self) -> None:
        self.clock.at = self._next_look
        clockwork.look(self.clarion)
        self._deliver()
        self._next_look = clockwork.next_look(self.now)

    def _deliver(self) -> None:
        for one in self._post.collect():
            player = self.players.get(one.to)
            if player is None:
                self.fault(None, f"somebody who is not in town was texted: {one.body[:80]}")
            else:
                text = Text(one.at, one.body, None, one.message_id)
                player.texts.append(text)
                for hear in self.hearers:
                    hear(self, player, text)
