"""Acts on what listening came to: one function for each sense a text can have."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.engine.ahead import remember
from bot.engine.definition import AGAIN, Ask, Step
from bot.engine.effects import switch_language
from bot.engine.events import Endangered, Kept, OptedOut, StopUnsure, Unmatched
from bot.engine.following import CHOSE_LANGUAGE, follow_answer, follow_writer, speak
from bot.engine.keywords import Keyword
from bot.engine.listening.offers import two_of
from bot.engine.listening.own_names import OFFERED
from bot.engine.listening.question import OPEN
from bot.engine.naming import ask_which, take_name
from bot.engine.offering import offer, offer_either
from bot.engine.pausing import answer_before, pause
from bot.engine.putting_right import put_right
from bot.engine.questions import read, take
from bot.engine.session import Frame, Session
from bot.engine.stepping import enter_flow, go, go_back, miss
from bot.engine.verdict import Sense, Verdict
from bot.engine.walk import Walk

STOP, HELP = ":stop", ":help"  # where a YES to "stop?" and a slip of a help word lead
JOIN = "join"  # the flow that START begins for somebody who had not stopped


def act_on(walk: Walk, step: Step | None, verdict: Verdict) -> None:
    """Do what a verdict asks for, at the step the walk waits at."""
    _SENSES[verdict.sense](walk, step, verdict)


def take_up(walk: Walk, session: Session, verdict: Verdict) -> None:
    """The reply to "Did you mean ...?", to what a sentence seemed to mean, or to stopping."""
    offered = session.suggestion
    two = two_of(offered)
    walk.fields.pop("suggestion", None)
    if verdict.sense is Sense.STOP:
        _stop(walk, None, verdict)
    elif offered == STOP:
        _keep(walk)
    elif offered == OFFERED:
        take_name(walk, verdict)
    elif verdict.answer is None or verdict.answer.choice != "yes":
        _decline(walk)
    elif two is not None and not verdict.flow:  # a yes to which of two
        walk.rest = session.rest
        offer_either(walk, *two)
    else:
        _accept(walk, session, f"/{verdict.flow}" if verdict.flow else offered)


def _accept(walk: Walk, session: Session, offered: str) -> None:
    if offered == HELP:
        walk.say_own("help")
        return
    flow = walk.campaign.flows.get(offered[1:]) if offered[0] == "/" else None
    keyword = walk.campaign.keywords.by_word.get(offered)
    if flow is not None:
        pause(walk, flow)
        _replace(walk)
        walk.rest = session.rest
        remember(walk, session.rest)
        enter_flow(walk, flow)
    elif keyword is not None:
        _begin(walk, keyword, "")
    else:
        _decline(walk)


def _decline(walk: Walk) -> None:
    if walk.frames:
        go(walk, AGAIN)
    else:
        walk.say_own("unknown")


def _keep(walk: Walk) -> None:
    """They do not want out after all: everything goes on as before."""
    walk.events.append(Kept())
    walk.say_own("stop_declined")
    if walk.frames:
        go(walk, AGAIN)


def _stop(walk: Walk, _step: Step | None, _verdict: Verdict) -> None:
    _replace(walk)
    walk.events.append(OptedOut())
    walk.say_own("stopped")
    walk.discloses = True


def _stop_unsure(walk: Walk, _step: Step | None, verdict: Verdict) -> None:
    walk.events.append(StopUnsure(verdict.why))
    speak(walk, verdict)
    walk.discloses = True
    if verdict.answer is not None:  # at the question for a first name: Cesar
        ask_which(walk, verdict.answer)
        return
    walk.suggestion = STOP
    walk.say_own("stop_unsure")


def _name_unsure(walk: Walk, _step: Step | None, verdict: Verdict) -> None:
    if verdict.answer is not None:
        ask_which(walk, verdict.answer, "word_or_name")


def _danger(walk: Walk, _step: Step | None, verdict: Verdict) -> None:
    """The topic's own text, at once and alone; where they were stays as it is."""
    speak(walk, verdict)
    topic = next((t for t in walk.campaign.hearing.danger if t.name == verdict.topic), None)
    walk.events.append(Endangered(verdict.topic))
    walk.say(topic.text if topic else None)
    walk.discloses = True


def _help(walk: Walk, _step: Step | None, verdict: Verdict) -> None:
    speak(walk, verdict)
    walk.say_own("help")


def _start(walk: Walk, step: Step | None, _verdict: Verdict) -> None:
    """START from somebody who had not stopped is a way to join."""
    flow = walk.campaign.flows.get(JOIN)
    if flow is not None:
        _replace(walk)
        enter_flow(walk, flow)
    elif not _ask_again(walk, step):
        walk.say_own("started")


def _menu(walk: Walk, _step: Step | None, verdict: Verdict) -> None:
    menu = walk.campaign.flows.get(walk.campaign.menu)
    speak(walk, verdict)
    if menu is None:
        walk.say_own("unknown")
        return
    _replace(walk)
    ask = menu.steps[menu.start].exit
    answer = read(walk, ask, verdict.rest) if isinstance(ask, Ask) and verdict.rest else None
    if isinstance(ask, Ask) and answer is not None and answer.choice:  # "menu 2"
        walk.frames.append(Frame(menu.name, menu.start, menu.hash))
        go(walk, take(walk, ask, answer))
        return
    enter_flow(walk, menu, "menu")


def _back(walk: Walk, step: Step | None, verdict: Verdict) -> None:
    if not go_back(walk) and not _ask_again(walk, step):
        _menu(walk, step, verdict)


def _language(walk: Walk, step: Step | None, verdict: Verdict) -> None:
    switch_language(walk, verdict.lang)
    walk.set_field(CHOSE_LANGUAGE, "yes", False)
    walk.say_own("language_set")
    _ask_again(walk, step)


def _ask_again(walk: Walk, step: Step | None) -> bool:
    if step is None:
        return False
    go(walk, AGAIN)
    return True


def _answer(walk: Walk, step: Step | None, verdict: Verdict) -> None:
    ask = step.exit if step else None
    answer = verdict.answer
    if verdict.corrected:
        put_right(walk, ask if isinstance(ask, Ask) else None, verdict.corrected)
    elif step is None or not isinstance(ask, Ask) or answer is None:
        _ask_again(walk, step)
    elif answer.is_kept:
        follow_answer(walk, verdict.lang, answer.choice)
        if ask.kind not in OPEN:
            remember(walk, verdict.rest)
        go(walk, take(walk, ask, answer))
    elif answer.is_refusal:
        _refuse(walk, ask, step)
    else:
        walk.events.append(Unmatched(walk.where()))
        miss(walk, ask, step, answer.is_outside)


def _refuse(walk: Walk, ask: Ask, step: Step) -> None:
    """They would rather not say: past the question where there is a way, and nothing is kept."""
    skip = ask.choices.get("skip")
    if skip is not None:
        walk.say(skip.say)
        go(walk, skip.target)
    else:
        walk.tries = ask.times
        miss(walk, ask, step, is_outside=False)


def _keyword(walk: Walk, _step: Step | None, verdict: Verdict) -> None:
    if verdict.keyword is not None:
        speak(walk, verdict)
        _begin(walk, verdict.keyword, verdict.rest)


def _begin(walk: Walk, keyword: Keyword, rest: str) -> None:
    if keyword.flow == HELP:
        walk.say_own("help")
        return
    pause(walk, walk.campaign.flows[keyword.flow])
    _replace(walk)
    follow_writer(walk, keyword)
    walk.rest = rest
    if not keyword.is_whole:  # "next name" says no more than that
        remember(walk, f"{keyword.word} {rest}".strip())
    enter_flow(walk, walk.campaign.flows[keyword.flow], keyword.word)


def _replace(walk: Walk) -> None:
    if walk.frames:
        walk.end("replaced")
    walk.asked.clear()


def _meaning(walk: Walk, _step: Step | None, verdict: Verdict) -> None:
    """What a sentence is nearest to: begun at once where it only informs, else asked about."""
    flow = walk.campaign.flows[verdict.flow]
    speak(walk, verdict)
    if not verdict.asks:
        _replace(walk)
        walk.rest = ""
        enter_flow(walk, flow)
        return
    walk.events.append(Unmatched(walk.where(), flow.name))
    walk.rest = verdict.rest
    if verdict.or_flow:
        offer_either(walk, flow.name, verdict.or_flow)
    else:
        offer(walk, flow)


def _suggest(walk: Walk, _step: Step | None, verdict: Verdict) -> None:
    keyword = verdict.keyword
    if keyword is None:
        return
    speak(walk, verdict)
    walk.suggestion = HELP if keyword.flow == HELP else keyword.word
    walk.fields["suggestion"] = keyword.word.upper()
    walk.events.append(Unmatched(walk.where(), keyword.word))
    walk.say_own("did_you_mean")


def _unknown(walk: Walk, step: Step | None, verdict: Verdict) -> None:
    if answer_before(walk, verdict.rest):
        return
    walk.events.append(Unmatched(walk.where()))
    if step is not None and isinstance(step.exit, Ask):
        miss(walk, step.exit, step, is_outside=False)
        return
    speak(walk, verdict)
    walk.say_own("unknown")


_SENSES: Mapping[Sense, Callable[[Walk, Step | None, Verdict], None]] = {
    Sense.STOP: _stop,
    Sense.STOP_UNSURE: _stop_unsure,
    Sense.NAME_UNSURE: _name_unsure,
    Sense.DANGER: _danger,
    Sense.HELP: _help,
    Sense.START: _start,
    Sense.MENU: _menu,
    Sense.BACK: _back,
    Sense.LANGUAGE: _language,
    Sense.ANSWER: _answer,
    Sense.KEYWORD: _keyword,
    Sense.MEANING: _meaning,
    Sense.SUGGESTION: _suggest,
    Sense.UNKNOWN: _unknown,
}
