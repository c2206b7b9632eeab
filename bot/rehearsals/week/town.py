"""A town: everybody's phones, the bot, and time that passes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from bot import places
from bot.carrier.forms import InboundForm
from bot.clarion import Clarion
from bot.clock import SetClock
from bot.conversations import inbound
from bot.errors import ClarionError
from bot.people import counts
from bot.rehearsals.post import Post
from bot.rehearsals.week import clockwork
from bot.rehearsals.week.acting import Player, Queue, Say, Script, Text, Wait
from bot.rehearsals.week.diary import Diary, Entry
from bot.rehearsals.week.ledger import Ledger, Plan
from bot.rehearsals.week.pages import Pages
from bot.rehearsals.week.people import Invented
from bot.rehearsals.week.sayings import Sayings
from bot.store import rehearsed
from bot.texting.hours import hours_for

OURS = "+12025550100"
_IN_A_TALK = timedelta(minutes=2)  # who is in the middle of something does the next thing after it
# Our Spanish texts name these words too: "STOP para salir".
_IN_EVERY_LANGUAGE = ("stop", "help", "start")


class Town:
    """Everybody and the bot. `faults` are promises that were broken while it went on.

    `hearers` are told of a text that comes by itself: somebody learns a code from it, or answers.
    `watchers` look after each time something has changed.
    """

    def __init__(self, clarion: Clarion, clock: SetClock, post: Post, pages: Pages) -> None:
        self.clarion, self.clock, self.pages = clarion, clock, pages
        campaign = clarion.campaign.current()
        self.sayings, self.zone = Sayings(campaign), ZoneInfo(campaign.zone)
        self.ledger, self.diary = Ledger(), Diary(campaign.zone)
        self.players: dict[str, Player] = {}
        self.numbers: dict[int, Player] = {}
        self.faults: list[str] = []
        self.overfull: set[tuple[str, int]] = set()
        self.hearers: list[Callable[[Town, Player, Text], None]] = []
        self.watchers: list[Callable[[Town], None]] = []
        self.alarm: Callable[[], None] = lambda: None  # an organizer is called
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
        self.numbers[who.number] = player
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

    def note(self, player: Player, act: str, plan: Plan | None = None, count: int = 1) -> None:
        """Write a line of the diary: somebody did something."""
        words = player.said[-1][1] if player.said else ""
        about = plan.word if plan else ""
        who = player.who
        entry = Entry(self.now, who.number, who.name, who.lang, act, about, count, words)
        self.diary.add(entry)

    def is_said(self, name: str, text: str) -> bool:
        """Whether a text is the campaign's of that name."""
        return self.sayings.is_said(name, text)

    def is_stop_answered(self, player: Player, said: str) -> bool:
        """Whether who wanted no more texts was told so: the carrier answers its own words."""
        answers = self.clarion.settings.carrier_answers
        if player.said[-1][1].strip().lower() in answers:
            return not said
        return self.is_said("texts/stopped", said)

    def look_soon(self) -> None:
        """Something is to go out at this minute, whatever the hour."""
        self._next_look = min(self._next_look, self.now)

    def is_known(self, player: Player) -> bool:
        """Whether the record knows somebody of their number."""
        return self.contact_of(player) is not None

    def contact_of(self, player: Player) -> int | None:
        """How the record calls somebody."""
        digests = self.clarion.sealer.digests("sms", player.who.phone)
        with self.clarion.record.transaction() as connection:
            kept = rehearsed.kept_of(connection, digests)
        return kept.contact_id if kept else None

    def may_be_texted(self, player: Player, at: datetime) -> datetime:
        """When they may be texted, from an instant on, by the campaign's texting hours: where they
        live once they told their ZIP, else wherever their number may be."""
        who = player.who
        zones: Sequence[str] = [who.zone.key]
        states: Sequence[str] = [places.state_of_zip(who.zip)]
        if not player.told_zip:
            zones = places.zones_of_number(who.phone)
            states = places.states_of_number(who.phone)
        window = hours_for(self.clarion).window(zones, states, at)
        return max(at, window.opens_at) if window else datetime.max.replace(tzinfo=UTC)

    def fault(self, player: Player | None, words: str) -> None:
        """Note a promise that was broken."""
        whom = f"{player.who}: " if player else ""
        self.faults.append(f"{self.now.astimezone(UTC):%a %d %H:%M} UTC · {whom}{words}")

    def _act(self) -> None:
        player, script, say = self._queue.take()
        if player.talks not in (None, script):
            self._queue.put(self.now + _IN_A_TALK, player, script, say)
            return
        said = "" if say is None else self._receive(player, say)
        player.talks = None
        try:
            step = next(script) if say is None else script.send(said)
        except StopIteration:
            return
        match step:
            case Say(_, after):
                player.talks = script
                self._queue.put(self.now + after, player, script, step)
            case Wait(until):
                self._queue.put(max(until, self.now), player, script, None)

    def _receive(self, player: Player, say: Say) -> str:
        self._texts += 1
        form = InboundForm(f"SM{self._texts:032x}", player.who.phone, OURS, "sms", say.body)
        player.said.append((self.now, say.body))
        if player.shown_at is None and self._shows(say):
            player.shown_at = self.now
        self.note(player, "texts")
        counts.forget(self.clarion)  # minutes have passed here, and none for the machine
        try:
            answer = inbound.receive(self.clarion, form)
        except ClarionError as error:
            self.fault(player, f"“{say.body}” was not taken in: {error}")
            return ""
        if answer.body:
            player.texts.append(Text(self.now, answer.body, say.body, answer.message_id))
        digests = self.clarion.sealer.digests("sms", player.who.phone)
        with self.clarion.record.transaction() as connection:
            player.place = rehearsed.place_of(connection, digests)
        self._watch()
        return answer.body or ""

    def _shows(self, say: Say) -> bool:
        """Whether a text tells the language of who writes it: no word does that several have."""
        words, known = say.body.lower().split(), self.clarion.campaign.current().keywords.by_word
        found = (known.get(" ".join(words[:n])) for n in range(len(words), 0, -1))
        keyword = next(filter(None, found), None)
        is_everybodys = say.body.lower() in _IN_EVERY_LANGUAGE
        return say.shows and not is_everybodys and (keyword is None or len(keyword.langs) == 1)

    def _look(self) -> None:
        self.clock.at = self._next_look
        clockwork.look(self.clarion)
        self._watch()
        self._deliver()
        self._next_look = clockwork.next_look(self.now)

    def _watch(self) -> None:
        for look in self.watchers:
            look(self)

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
