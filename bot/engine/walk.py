"""One turn's walk through flows: enters steps, notes events, says texts, until it must wait.

`Walk` is the only mutable thing in the engine and lives for one turn. Loops end by
construction: at most MAX_STEPS steps a turn, MAX_FRAMES flows deep, MAX_ACTS acts a text.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.engine.definition import AGAIN, END, Ask, Campaign, Flow, Step
from bot.engine.effects import EFFECTS
from bot.engine.events import (
    ActRequested,
    Event,
    FieldSet,
    FlowEntered,
    Scalar,
    SessionEnded,
)
from bot.engine.exits import EXITS
from bot.engine.facts import FACTS
from bot.engine.localized import Text
from bot.engine.questions import read, take
from bot.engine.session import Frame, Person, Session, World
from bot.engine.template import Template

MAX_STEPS = 60
MAX_FRAMES = 8


class Walk:
    """The state of one turn."""

    def __init__(
        self, campaign: Campaign, session: Session | None, person: Person, world: World
    ) -> None:
        was = session or Session()
        self.campaign: Campaign = campaign
        self.person: Person = person
        self.world: World = world
        self.lang: str = was.lang or person.lang or campaign.default_lang
        self.frames = list(was.frames)
        self.fields: dict[str, Scalar] = dict(was.fields)
        self.told: dict[str, Scalar] = {}
        self.tags: dict[str, bool] = {}
        self.tries = was.tries
        self.trail = list(was.trail)
        self.old_timers = was.timers
        self.timers: list[str] = list(was.timers)
        self.asked = list(was.asked)
        self.rest: str = was.rest
        self.acts = was.acts
        self.has_spoken = was.has_spoken
        self.suggestion = ""
        self.act: ActRequested | None = None
        self.events: list[Event] = []
        self.path: list[str] = []
        self.said: list[str] = []
        self.media: list[str] = []
        self.said_at = ""
        self.discloses = False
        self.is_redo = False

    # --- facts (see conditions.Facts) -----------------------------------------------------

    def look_up(self, name: str) -> Scalar | None:
        """The value a field shows: of this session, the person, the counts, the campaign."""
        value = self.fields.get(name)
        if value is not None:
            return value
        fact = FACTS.get(name)
        if fact is not None:
            return fact(self)
        value = self.told.get(name)
        if value is not None:
            return value
        value = self.person.fields.get(name)
        if value is None:
            value = self.world.values.get(name)
        if value is not None:
            return value
        return self.campaign.value(name, self.lang)

    def has_tag(self, tag: str) -> bool:
        """Whether the person carries the tag now."""
        return self.tags.get(tag, tag in self.person.tags)

    def local_now(self) -> datetime:
        """Now in the person's zone, else the campaign's."""
        for key in (self.person.zone, self.campaign.zone):
            if key:
                try:
                    return self.world.now.astimezone(ZoneInfo(key))
                except (ZoneInfoNotFoundError, ValueError):
                    continue
        return self.world.now

    def line_state(self) -> str:
        """ "open", "closed", "over" or "none"."""
        line = self.campaign.line(self.lang, self.world.now)
        if line is None:
            return "none"
        if line.is_over(self.world.now):
            return "over"
        return "open" if line.is_open(self.world.now) else "closed"

    @property
    def is_opted_in(self) -> bool:
        """Whether the person gets texts."""
        return bool(self.told.get("opted_in", self.person.is_opted_in))

    # --- saying ----------------------------------------------------------------------------

    def render(self, template: Template) -> str:
        """Fill a template in the language of the conversation."""
        return template.render(self.look_up, self.lang, self.campaign.lexicon)

    def say(self, text: Text | None) -> None:
        """Add a text to the reply."""
        if text is None:
            return
        template, lang = text.pick(self.lang, self.campaign.default_lang)
        words = template.render(self.look_up, lang, self.campaign.lexicon).strip()
        if words:
            self.said.append(words)
            self.said_at = self.said_at or self.where()

    def say_own(self, name: str) -> None:
        """Add one of the campaign's own texts (unknown, try_again, ...), if it has it."""
        self.say(self.campaign.texts.get(name))

    def where(self) -> str:
        """ "flow/step" of the step being walked, or empty."""
        return f"{self.frames[-1].flow}/{self.frames[-1].step}" if self.frames else ""

    # --- walking ---------------------------------------------------------------------------

    def enter_flow(self, flow: Flow, keyword: str = "", step: str = "") -> None:
        """Put `flow` on top of the stack and walk."""
        self.events.append(FlowEntered(flow.name, keyword))
        self.frames.append(Frame(flow.name, step or flow.start, flow.hash))
        self.go(step or flow.start)

    def go(self, target: str) -> None:
        """Walk from `target` until the session waits or ends."""
        for _ in range(MAX_STEPS):
            step = self._find(target)
            if step is None:
                return
            onward = self._enter(step)
            self.is_redo = False
            if onward is None:
                return
            target = onward
        self.say_own("gave_up")
        self.end("gave_up")

    def end(self, outcome: str) -> None:
        """End the session."""
        flow = self.frames[0].flow if self.frames else ""
        self.events.append(SessionEnded(flow, outcome))
        self.frames.clear()
        self.trail.clear()
        self.timers.clear()
        self.fields = {}
        self.tries = 0

    def _find(self, target: str) -> Step | None:
        """The step `target` names; None when that ended the session."""
        while target == END:
            if len(self.frames) <= 1:
                self.end("done")
                return None
            self.frames.pop()
            target = self.frames[-1].step
            self.is_redo = self._is_question(target)
        if target == AGAIN:
            target, self.is_redo = self.frames[-1].step, True
        name = self.frames[-1].flow
        if target.startswith("/"):
            name, _, target = target[1:].partition("/")
            if name != self.frames[-1].flow and not self.is_redo:
                self.events.append(FlowEntered(name))
        flow = self.campaign.flows.get(name)
        step = flow.steps.get(target or flow.start) if flow else None
        if flow is None or step is None:  # the flow has changed since this place was noted
            self.say_own("changed")
            return self._find(END)
        self.frames[-1] = Frame(name, step.name, flow.hash)
        return step

    def _is_question(self, target: str) -> bool:
        """Whether a return lands on a question that has been asked before."""
        flow = self.campaign.flows.get(self.frames[-1].flow)
        step = flow.steps.get(target) if flow else None
        asked = bool(self.trail) and self.flat() in self.trail
        return asked and step is not None and isinstance(step.exit, Ask)

    def _enter(self, step: Step) -> str | None:
        """Do a step; the target to go on to, or None to wait."""
        self.path.append(self.where())
        if not self.is_redo:
            for need in step.needs:
                if need not in self.asked and self.look_up(need) in (None, ""):
                    return self._ask_first(need, step)
            ask = step.exit if isinstance(step.exit, Ask) else None
            if ask and ask.unless_known and self.look_up(ask.unless_known) not in (None, ""):
                return ask.target
            for effect in step.effects:
                EFFECTS[type(effect)](self, effect)
            if ask and ask.takes_rest and self.rest:
                answer = read(self, ask, self.rest)
                self.rest = ""
                if answer is not None and not answer.is_outside:
                    return take(self, ask, answer)
        self.say(step.say)
        if step.media:
            self.media.extend(step.media)
        self.discloses = self.discloses or step.discloses
        return EXITS[type(step.exit)](self, step, step.exit)

    def _ask_first(self, need: str, step: Step) -> str:
        self.asked.append(need)
        flow = self.campaign.flows[self.campaign.asking[need]]
        return self.call(flow.name, step.name)

    def call(self, name: str, back_to: str) -> str:
        """Run flow `name` and come back to `back_to` in the present flow."""
        if len(self.frames) >= MAX_FRAMES:
            return END
        top = self.frames[-1]
        self.frames[-1] = Frame(top.flow, back_to, top.flow_hash)
        flow = self.campaign.flows[name]
        self.frames.append(Frame(name, flow.start, flow.hash))
        self.events.append(FlowEntered(name))
        return flow.start

    # --- going back -------------------------------------------------------------------------

    def go_back(self) -> bool:
        """To the question before the present one. False where there is none."""
        while len(self.trail) > 1:
            self.trail.pop()
            frames = self._unflat(self.trail[-1])
            if frames:
                self.frames = frames
                self.is_redo = True
                self.go(frames[-1].step)
                return True
        return False

    def flat(self) -> str:
        """The whole stack of places as one text, for the trail."""
        return "|".join([f"{f.flow}/{f.step}" for f in self.frames])

    def _unflat(self, flat: str) -> list[Frame]:
        frames = []
        for part in flat.split("|"):
            name, _, step = part.partition("/")
            flow = self.campaign.flows.get(name)
            if flow is None or (
                step not in flow.steps and step != END and not step.startswith("/")
            ):
                return []
            frames.append(Frame(name, step, flow.hash))
        return frames

    # --- what effects and exits write --------------------------------------------------------

    def set_field(self, name: str, value: Scalar, is_private: bool) -> None:
        """Set a contact field: seen by the rest of the turn, kept by the caller."""
        self.told[name] = value
        self.events.append(FieldSet(name, value, is_private))
