"""Earlier answers put right at a later question: bot/engine/listening/question.py hears them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.engine.definition import AGAIN, Ask
from bot.engine.effects import EFFECTS
from bot.engine.notes import Keep
from bot.engine.questions import save, tell
from bot.engine.readers.reading import Answer
from bot.engine.stepping import go
from bot.engine.walk import Walk


def put_right(walk: Walk, ask: Ask | None, corrected: Sequence[tuple[str, Answer]]) -> None:
    """Earlier answers are put right, and the present question asked again, or what it leads to."""
    onward = ask.corrected if ask is not None else AGAIN
    walk.ahead = ""  # what was said before answers nothing any more
    for where, answer in corrected:
        name, _, step_name = where.partition("/")
        flow = walk.campaign.flows.get(name)
        step = flow.steps.get(step_name) if flow else None
        if step is not None and isinstance(step.exit, Ask):
            _keep(walk, step.exit, where, answer)
            choice = step.exit.choices.get(answer.choice)
            if choice is not None and choice.target != step.exit.target:
                onward = choice.target
    go(walk, onward)


def _keep(walk: Walk, ask: Ask, where: str, answer: Answer) -> None:
    """Keep what is right, and what its question keeps beside it."""
    choice = ask.choices.get(answer.choice)
    walk.fields["answer"] = answer.value
    save(walk, ask, answer.value, choice)
    if ask.kind == "time":
        _move_end(walk, ask, answer)
    own = ask.effects if choice is None or not ask.kind else ()
    for effect in (*own, *(choice.effects if choice else ())):
        if isinstance(effect, Keep):
            EFFECTS[Keep](walk, effect)
    tell(walk, ask, where, answer)


def _move_end(walk: Walk, ask: Ask, answer: Answer) -> None:
    """A new beginning alone leaves the end as it was, unless that has passed then."""
    end = f"{ask.save}.until"
    was = str(walk.fields.get(end, ""))
    walk.fields[end] = answer.until or (was if was > str(answer.value) else "")
