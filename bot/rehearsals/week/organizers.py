"""Organizers: they look at what people lead, at large reports and at questions, thrice a day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from random import Random
from zoneinfo import ZoneInfo

from bot.broadcasts import broadcasts
from bot.broadcasts.broadcasts import Draft
from bot.campaign.files import read_sources
from bot.errors import ClarionError
from bot.events import overview, review
from bot.inbox import answering, threads
from bot.inbox.kinds import Kind
from bot.organizers import organizers
from bot.people import held_reports
from bot.rehearsals.week.acting import Player, Script
from bot.rehearsals.week.ledger import BACK, COUNTS, DECLINED, HELD, MOST_BELIEVED, ON, Plan
from bot.rehearsals.week.people import Invented
from bot.rehearsals.week.town import Town
from bot.store.inbox.claims import Who
from bot.texting.hours import hours_for
from bot.texting.schedules import parse_when

_ZONE = ZoneInfo("America/New_York")
_HOURS = ((9, 30), (13, 0), (18, 30))
# A broadcast shows no counts: whoever writes it leaves the part out.
_NOT_COUNTED = re.compile(r"\[[^\]]*\{count\.[^\]]*\]")
_ASKED = 0.1  # of what people lead is asked to be changed first
_DECLINED = 0.12  # of what people lead


class Team:
    """Two organizers: what one writes the other approves."""

    def __init__(self, town: Town, seed: str) -> None:
        self._town = town
        self._random = Random(f"{seed} organizers")  # noqa: S311 - no secret
        record = town.clarion.record
        self.writer = organizers.ensure(record, "olga@clarion.invalid")
        self.approver = organizers.ensure(record, "omar@clarion.invalid")
        who = Invented(-1, "", "Olga", "en", "", _ZONE)
        self.player = Player(who, self._random)

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
                self._look_at_reports()
                self._answer()
                self._resume()

    def _look_at_plans(self) -> None:
        town = self._town
        for listed in overview.list_to_come(town.clarion):
            if not listed.waits:
                continue
            plan = town.ledger.plan_in(f"{listed.title} {listed.place}")
            if plan is None:
                town.fault(None, f"organizers see “{listed.title}”, which nobody leads")
                continue
            self._decide(plan, listed.code)

    def _decide(self, plan: Plan, code: str) -> None:
        town = self._town
        if not plan.is_bank and self._random.random() < _DECLINED:
            plan.state, plan.off_at = DECLINED, town.now
            review.decline(town.clarion, code, "We have one like it.", self.writer)
            town.ledger.figures["declined"] += 1
            return
        if not plan.is_bank and not plan.is_asked and self._random.random() < _ASKED:
            plan.is_asked = True
            review.ask_changes(town.clarion, code, "Say who brings the music.", self.writer)
            town.ledger.figures["asked to change"] += 1
            return
        plan.state, plan.shown_at = ON, town.now
        overview.approve(town.clarion, code, self.writer)
        town.ledger.figures["approved"] += 1

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
                town.ledger.figures["reports believed"] += 1
            else:
                held_reports.undo(town.clarion, one.id, self.writer)
                said.state = BACK
                town.ledger.figures["reports not believed"] += 1

    def _answer(self) -> None:
        town, who = self._town, Who(self.writer)
        for item in threads.list_open(town.clarion):
            if item.row.kind != Kind.QUESTION:
                continue
            count = town.ledger.figures["questions answered"] + 1
            try:
                answering.answer(town.clarion, item.row.id, f"Answer {count}: yes. / Sí.", who)
                answering.give_back(town.clarion, item.row.id, who)
            except ClarionError as error:
                town.fault(None, f"a question cannot be answered: {error}")
                continue
            town.ledger.figures["questions answered"] = count

    def _resume(self) -> None:
        """A broadcast that waits for a person, because the line it names is closed, goes on."""
        for one in broadcasts.list_recent(self._town.clarion):
            if one.state == "paused":
                broadcasts.resume(self._town.clarion, one.id, self.writer)
