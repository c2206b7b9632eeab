"""Asking before a sentence begins anything: whether a flow is meant, or which of two."""

from __future__ import annotations

from bot.engine.definition import Flow
from bot.engine.listening.offers import either
from bot.engine.walk import Walk


def offer(walk: Walk, flow: Flow) -> None:
    """Ask for YES or NO to one flow, in its own words."""
    walk.suggestion = f"/{flow.name}"
    if flow.offer is not None:
        walk.say(flow.offer)
        return
    walk.fields["suggestion"] = _first_word(walk, flow)
    walk.say_own("did_you_mean")


def offer_either(walk: Walk, *names: str) -> None:
    """Ask which of two flows is meant, the likelier first: one question, answered 1 or 2."""
    walk.suggestion = either(*names)
    flows = [walk.campaign.flows.get(name) for name in names]
    titles = dict(
        zip(("which.first", "which.second"), (_title(walk, f) for f in flows), strict=True)
    )
    walk.fields |= titles
    walk.say_own("which_of")
    for name in titles:
        del walk.fields[name]


def _title(walk: Walk, flow: Flow | None) -> str:
    """What a flow is for, in the language of the walk; without a title, its first keyword."""
    if flow is None:
        return ""
    if flow.title is None:
        return _first_word(walk, flow)
    template, _ = flow.title.pick(walk.lang, walk.campaign.default_lang)
    return walk.render(template)


def _first_word(walk: Walk, flow: Flow) -> str:
    words = flow.keywords.get(walk.lang) or next(iter(flow.keywords.values()), (flow.name,))
    return words[0].upper()
