"""Whether a flow only informs: nothing it does is for anybody but the one who reads it."""

from __future__ import annotations

from bot.campaign.acts import acts
from bot.campaign.anatomy import effects_of, steps_of, targets_of
from bot.campaign.models import Effects, FlowModel

_STAYS_INSIDE = ("keep",)  # for this conversation only


def only_informs(flow: FlowModel) -> bool:
    """Whether no step, question or choice of it notes anything down, no act of it changes
    anything, and it leads into no other flow by itself."""
    return not (
        any(_notes(effects) for _, effects, _ in effects_of(flow))
        or any(step.do and not _looks(step.do) for _, step, _ in steps_of(flow))
        or any(step.ask and step.ask.field for _, step, _ in steps_of(flow))
        or any(way.target.startswith("/") and not way.waits for way in targets_of(flow))
        or flow.needs
    )


def _notes(effects: Effects) -> bool:
    return any(getattr(effects, name) for name in Effects.model_fields if name not in _STAYS_INSIDE)


def _looks(name: str) -> bool:
    act = acts().get(name)
    return act is not None and act.only_looks
