"""What was offered waits for YES or NO, or for one of two: how the reply to it is read.

Stop, danger and HELP come before any reply to an offer (bot/engine/routing.py). A text that is no
reply is heard as if nothing had been offered.
"""

from __future__ import annotations

from bot.engine.definition import END, Ask, Campaign, Choice, Flow
from bot.engine.listening import question
from bot.engine.listening.trimmings import Heard
from bot.engine.localized import Text
from bot.engine.readers.reading import Answer
from bot.engine.verdict import Sense, Verdict
from bot.engine.walk import Walk
from bot.engine.wording import fold

STOP = ":stop"
_EITHER = "|"
_NUMBERED = {"1": "yes", "2": "no"}  # as people answer what looks like a list
_MOST_WORDS = 5  # a longer text says more than which of two


def either(flow: str, or_flow: str) -> str:
    """What is kept while it is asked which of two flows is meant."""
    return f"/{flow}{_EITHER}/{or_flow}"


def two_of(offered: str) -> tuple[str, str] | None:
    """The two flows that were offered, the likelier first; None where one thing was."""
    first, both, second = offered.partition(_EITHER)
    return (first[1:], second[1:]) if both else None


def hear_reply(walk: Walk, offered: str, heard: Heard) -> Verdict | None:
    """The reply to what was offered; None where the text is none.

    Offered to stop, a yes is a stop: "Do you want no more texts from us?" Of two flows the verdict
    names the one that is meant; a yes to both names none.
    """
    two = two_of(offered)
    named = _named(walk, two, heard) if two else None
    if named is not None:
        flow = named.choice if named.is_kept else ""
        return Verdict(Sense.ANSWER, f"one of two: {heard.folded}", flow=flow, answer=_YES)
    choice = "" if offered == STOP or two else _NUMBERED.get(heard.folded, "")
    if not choice:
        answer = question.read(walk, walk.campaign.yes_no, heard)
        choice = answer.choice if answer is not None else ""
    if choice not in ("yes", "no"):
        return None
    why = f"yes or no: {heard.folded}"
    if offered == STOP and choice == "yes":
        return Verdict(Sense.STOP, why)
    return Verdict(Sense.ANSWER, why, answer=_YES if choice == "yes" else _NO)


_YES, _NO = Answer("yes", "yes"), Answer("no", "no")


def _named(walk: Walk, two: tuple[str, str], heard: Heard) -> Answer | None:
    """Which of two flows a short text names: by number, by a keyword or by what it is called."""
    flows = [flow for name in two if (flow := walk.campaign.flows.get(name)) is not None]
    if len(flows) < len(two) or heard.folded.count(" ") >= _MOST_WORDS:
        return None
    answer = question.read(walk, _question(walk.campaign, flows), heard)
    return answer if answer is not None and (answer.is_kept or answer.values) else None


def _question(campaign: Campaign, flows: list[Flow]) -> Ask:
    words: dict[str, dict[str, str]] = {}
    for lang in campaign.languages:
        own = words.setdefault(lang, {})
        for flow in flows:
            for word in (*_title_words(campaign, flow, lang), *_keywords(flow, lang)):
                own.setdefault(word, flow.name)
    return Ask(
        choices={flow.name: Choice(flow.name, Text({}), END) for flow in flows},
        words=words,
        keys=tuple(flow.name for flow in flows),
    )


def _keywords(flow: Flow, lang: str) -> list[str]:
    """The flow's keywords, those of `lang` first: people answer in either language."""
    others = [words for other, words in flow.keywords.items() if other != lang]
    return [fold(word) for words in (flow.keywords.get(lang, ()), *others) for word in words]


def _title_words(campaign: Campaign, flow: Flow, lang: str) -> list[str]:
    if flow.title is None:
        return []
    template, _ = flow.title.pick(lang, campaign.default_lang)
    return [fold(template.source)]
