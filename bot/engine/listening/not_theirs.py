"""Commands that are not for whoever texts them: "HOST PAGE" from somebody who leads nothing.

The flow that they are for says by `others` which flow answers everybody else. Only the command
alone, or with what can be its argument ("MOVE 6pm"); at an open question not what may be asking
back ("how many").
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace

from bot.engine.definition import Campaign
from bot.engine.keywords import Keyword
from bot.engine.listening.arguments import is_argument, says_when
from bot.engine.listening.keywords import MAX_COMMAND, begins_with_code
from bot.engine.listening.trimmings import Heard


def find_not_theirs(
    campaign: Campaign, known: Container[str], heard: Heard, bodies: Sequence[str]
) -> Keyword | None:
    """The command, leading to the flow that answers who it is not for; None where there is none.

    A keyword that everybody has is none, whatever it means to some.
    """
    for only, index in campaign.own_keywords.items():
        if only in known:
            continue
        for body in bodies:
            found = index.by_word.get(body) or _argued(campaign, only, body)
            flow = campaign.flows.get(found.flow) if found is not None else None
            if found is not None and flow is not None and flow.only == only and flow.others:
                return replace(found, flow=flow.others, is_whole=True)
    return None


def asks_back(campaign: Campaign, heard: Heard) -> bool:
    """Whether a text may be a question to us: "how many", "¿quiénes?"."""
    return f"{heard.folded} ".startswith(campaign.hearing.asks_back) or "?" in heard.core


def _argued(campaign: Campaign, only: str, folded: str) -> Keyword | None:
    words = folded.split(" ")
    if len(folded) > MAX_COMMAND:
        return None
    index = campaign.own_keywords[only]
    for count in range(min(index.longest, len(words) - 1), 0, -1):
        found = index.by_word.get(" ".join(words[:count]))
        flow = campaign.flows.get(found.flow) if found and not found.is_whole else None
        if flow is None or flow.only != only or not flow.takes_rest:
            continue
        rest = words[count:]
        is_worded = flow.takes_words and count > 1
        if is_worded or begins_with_code(rest) or says_when(campaign, rest):
            return found
        if is_argument(campaign, " ".join(rest), rest):
            return found
    return None
