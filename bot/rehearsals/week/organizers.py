"""Organizers: they look at what people lead and write, at large reports and at questions."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from zoneinfo import ZoneInfo

from bot.broadcasts import broadcasts
from bot.broadcasts.broadcasts import Draft
from bot.campaign.files import read_sources
from bot.errors import ClarionError
from bot.events import changing, host_words, overview, review
from bot.inbox import answering, threads
from bot.inbox.kinds import Kind
from bot.organizers import organizers
from bot.people import held_reports
from bot.rehearsals.week.acting import Player, Script, Wait
from bot.rehearsals.week.ledger import BACK, COUNTS, DECLINED, HELD, MOST_BELIEVED, ON, Change, Plan
from bot.rehearsals.week.people import Invented
from bot.rehearsals.week.town import Town
from bot.store.inbox.claims import Who
from bot.texting.hours import hours_for
from bot.texting.schedules import parse_when

WRITER, APPROVER = "olga@clarion.invalid", "omar@clarion.invalid"
_ZONE = ZoneInfo("America/New_York")
_HOURS = ((9, 30), (13, 0), (18, 30))
# A broadcast shows no counts: whoever writes it leaves the part out.
_NOT_COUNTED = re.compile(r"\[[^\]]*\{count\.[^\]]*\]")
_PLACE = "texts/event_place"
_ASKED = 0.1  # of what people lead is asked to be changed first
_DECLINED = 0.12  # of what people lead
_REFUSED = 0.2  # of hosts' words, and of changes at short notice
_AT_HAND = timedelta(minutes=7)  # from an alarm to somebody's look


class Team:
    """Two organizers: what one writes the other approves. `looks` are done after each look of
    theirs: pages are compared then."""

    def __init__(self, town: Town, seed: str) -> None:
        self._town = town
        self._random = Random(f"{seed} organizers")  # noqa: S311 - no secret
        record = town.clarion.record
        self.writer = organizers.ensure(record, WRITER)
        self.approver = organizers.ensure(record, APPROVER)
        who = Invented(-1, "", "Olga", "en", "", _ZONE)
        self.player = Player(who, self._random)
        self.looks: list[Callable[[Town], None]] = []
        town.alarm = self.be_called

    def schedule_calendar(self) -> int:
        """Put the campaign's calendar on, each text approved by the other. How many."""
        clarion = self._town.clarion
        calendar = read_sources(clarion.settings.campaign).calendar
        entries = calendar.model.entries if calendar else []
        for entry in entries:
            tag = (entry.to or {}).get("tag")
            zones = hours_for(clarion).all_zones
            draft = Draft(
                title=entry.name,
                segment=f"tag = {tag}" if tag else "all",
                texts={lang: _NOT_COUNTED.sub("", words) for lang, words in entry.say.items()},
                schedule=parse_when(entry.at, None, self._town.now, True, zones),
            )
            made = broadcasts.schedule(clarion, draft, self.writer)
            if broadcasts.progress(clarion, made).state == "draft":
                broadcasts.approve(clarion, made, self.approver)
        return len(entries)

    def work(self, days: Sequence[date]) -> Script:
        """Look at all that waits, three times on each day."""
        for day in days:
            for hour, minute in _HOURS:
                yield self.player.at(day, hour, minute)
                self._look_at_plans()
                self._look_at_words()
                self._look_at_reports()
                self._answer()
                self._resume()
                for look in self.looks:
                    look(self._town)

    def be_called(self) -> None:
        """Something cannot be told in time: somebody looks within minutes, whatever the hour."""
        self._town.begin(self.player, self._decide_at_once())

    def _look_at_plans(self) -> None:
        town = self._town
        for listed in overview.list_to_come(town.clarion):
            if not listed.waits:
                continue
            words = f"{listed.title} {listed.place}"
            plan = town.ledger.plan_of(listed.code) or town.ledger.plan_in(words)
            if plan is None:
                town.fault(None, f"organizers see “{listed.title}”, which nobody leads")
                continue
            self._decide(plan, listed.code)

    def _decide(self, plan: Plan, code: str) -> None:
        town = self._town
        if not plan.is_bank and self._random.random() < _DECLINED:
            plan.state, plan.off_at = DECLINED, town.now
            review.decline(town.clarion, code, "We have one like it.", self.writer)
            town.note(self.player, "declines", plan)
            return
        if not plan.is_bank and not plan.is_asked and self._random.random() < _ASKED:
            plan.is_asked = True
            review.ask_changes(town.clarion, code, "Say who brings the music.", self.writer)
            town.note(self.player, "asks for a change", plan)
            return
        plan.state, plan.shown_at = ON, town.now
        if plan.is_bank:  # who joined by its code, before anybody had looked, hears where it is
            plan.changes.append(Change(_PLACE, town.now, plan.concerned(), plan.where))
        overview.approve(town.clarion, code, self.writer)
        town.note(self.player, "approves", plan)

    # --- hosts' words -----------------------------------------------------------------------------

    def _look_at_words(self) -> None:
        town = self._town
        for one in host_words.waiting(town.clarion):
            plan = town.ledger.plan_of(one.code)
            mine = [w for w in plan.pending_words if w.words == one.words] if plan else []
            if plan is None or not mine:
                town.fault(None, f"organizers see words of nobody: “{one.words}”")
                continue
            plan.pending_words.remove(mine[0])
            what = "a note" if mine[0].kind == "note" else "words"
            if self._random.random() < _REFUSED:
                host_words.refuse(town.clarion, one.id, self.writer)
                plan.refused_words.append(one.words)
                town.note(self.player, f"refuses {what}", plan)
                continue
            told = plan.concerned()
            host_words.pass_on(town.clarion, one.id, self.writer)
            plan.passed_words.append((one.words, town.now))
            if mine[0].kind == "note":
                plan.note = mine[0]
            else:
                change = Change("texts/event_host_says", town.now, told, words=one.words)
                plan.changes.append(change)
            town.note(self.player, f"passes {what}", plan)

    def _decide_at_once(self) -> Script:
        town = self._town
        yield Wait(town.now + _AT_HAND)
        for one in changing.waiting(town.clarion):
            plan = town.ledger.plan_of(one.code)
            late = [c for c in plan.changes if c.is_late and c.approved_at is None] if plan else []
            if plan is None or not late:
                town.fault(
                    None, f"{one.code} waits to be told at short notice, and nothing is late"
                )
                continue
            if self._random.random() < _REFUSED:
                town.note(self.player, "refuses short notice", plan)
                continue
            changing.approve(town.clarion, one.id, "They are on their way already.", self.approver)
            at = plan.changes.index(late[-1])
            plan.changes[at] = replace(late[-1], approved_at=town.now)
            town.note(self.player, "approves short notice", plan)
            town.look_soon()

    # --- reports and questions --------------------------------------------------------------------

    def _look_at_reports(self) -> None:
        """Large reports: some are believed, by their number."""
        town = self._town
        for one in held_reports.list_held(town.clarion):
            if one.why != "many":
                continue
            said = next(
                (c for c in town.ledger.calls if c.state == HELD and c.count == one.count), None
            )
            if said is None:
                town.fault(None, f"organizers see {one.count} calls that wait; nobody said so")
                continue
            if one.count <= MOST_BELIEVED:
                held_reports.release(town.clarion, one.id, self.writer)
                said.state = COUNTS
                town.note(self.player, "believes", count=one.count)
            else:
                held_reports.undo(town.clarion, one.id, self.writer)
                said.state = BACK
                town.note(self.player, "does not believe", count=one.count)

    def _answer(self) -> None:
        town, who = self._town, Who(self.writer)
        for item in threads.list_open(town.clarion):
            if item.row.kind != Kind.QUESTION:
                continue
            words = "¡Claro que sí!" if item.row.lang == "es" else "Yes, of course!"
            words += f" ({town.diary.rows('answers') + 1})"
            try:
                answering.answer(town.clarion, item.row.id, words, who)
                answering.give_back(town.clarion, item.row.id, who)
            except ClarionError as error:
                town.fault(None, f"a question cannot be answered: {error}")
                continue
            town.note(self.player, "answers")

    def _resume(self) -> None:
        """A broadcast that waits for a person, because the line it names is closed, goes on."""
        for one in broadcasts.list_recent(self._town.clarion):
            if one.state == "paused":
                broadcasts.resume(self._town.clarion, one.id, self.writer)
