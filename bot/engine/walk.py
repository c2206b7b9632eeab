"""One turn's walk through flows: where it is, what has been noted and said.

`Walk` is the only mutable thing in the engine and lives for one turn; `stepping` moves it.
"""

from __future__ import annotations

from bot.engine.definition import AGAIN, END, Ask, Campaign, Step
from bot.engine.events import ActRequested, Event, FieldSet, FlowEntered, Scalar, SessionEnded
from bot.engine.facts import Scene
from bot.engine.localized import Text
from bot.engine.session import Frame, Person, Session, World

MAX_FRAMES = 8


class Walk(Scene):
    """The state of one turn."""

    def __init__(
        self, campaign: Campaign, session: Session | None, person: Person, world: World
    ) -> None:
        was = session or Session()
        super().__init__(campaign, was, person, world)
        self.frames = list(was.frames)
        self.tries = was.tries
        self.trail = list(was.trail)
        self.old_timers = was.timers
        self.timers: list[str] = list(was.timers)
        self.asked = list(was.asked)
        self.ahead = was.ahead
        self.seen = list(was.seen)
        self.paused = was.paused
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
        self.instead: Text | None = None  # said in place of the next question

    # --- saying ----------------------------------------------------------------------------

    def say(self, text: Text | None) -> None:
        """Add a text to the reply."""
        if text is None:
            return
        template, lang = text.pick(self.lang, self.campaign.default_lang)
        over = self.campaign.texts.get("line_over")
        if template.shows_line and over is not None and self.line_state() == "over":
            template, lang = over.pick(self.lang, self.campaign.default_lang)
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

    # --- places -----------------------------------------------------------------------------

    def end(self, outcome: str) -> None:
        """End the session."""
        flow = self.frames[0].flow if self.frames else ""
        self.events.append(SessionEnded(flow, outcome))
        self.frames.clear()
        self.trail.clear()
        self.timers.clear()
        self.seen.clear()
        self.ahead = ""
        self.fields = {}
        self.tries = 0

    def _leave(self) -> bool:
        """Leave the innermost flow, and its like below: what came by itself twice shares its facts,
        so the older question would be about the newer action. Whether anything is left."""
        below = self.frames[:-1]
        while below and below[-1].flow == self.frames[-1].flow:
            below.pop()
        if below:
            self.frames = below
        return bool(below)

    def find_step(self, target: str) -> Step | None:
        """The step `target` names; None when that ended the session."""
        while target == END:
            if not self._leave():
                self.end("done")
                return None
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
            return self.find_step(END)
        self.frames[-1] = Frame(name, step.name, flow.hash)
        return step

    def _is_question(self, target: str) -> bool:
        """Whether a return lands on a question that has been asked before."""
        flow = self.campaign.flows.get(self.frames[-1].flow)
        step = flow.steps.get(target) if flow else None
        asked = bool(self.trail) and self.flat() in self.trail
        return asked and step is not None and isinstance(step.exit, Ask)

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

    def flat(self) -> str:
        """The whole stack of places as one text, for the trail."""
        return "|".join([f"{f.flow}/{f.step}" for f in self.frames])

    def unflat(self, flat: str) -> list[Frame]:
        """The stack of places `flat` wrote; empty where one of them is gone."""
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
