"""The engine's doors: start, resume, time_out, fulfil, and route for a whole inbound text."""

from __future__ import annotations

from bot.engine.closing import finish
from bot.engine.definition import AGAIN, END, Ask, Campaign, Do, Step
from bot.engine.effects import LATER, switch_language
from bot.engine.events import OptedOut, SessionEnded, Unmatched
from bot.engine.keywords import Keyword, find_keyword, find_slip
from bot.engine.questions import read, take
from bot.engine.session import ActResult, Person, Session, Turn, World
from bot.engine.stepping import enter_flow, go, go_back, miss, nudge_person
from bot.engine.text import clean
from bot.engine.walk import Walk
from bot.engine.wording import fold
from bot.errors import NotFound

STOP, HELP = ":stop", ":help"  # where a slip of a stop or help word leads


def start(campaign: Campaign, flow_name: str, person: Person, world: World, text: str = "") -> Turn:
    """Begin a flow; `text` is what was written after its keyword. Raises NotFound."""
    flow = campaign.flows.get(flow_name)
    if flow is None:
        raise NotFound(f"There is no flow called {flow_name}.")
    walk = Walk(campaign, None, person, world)
    walk.rest = clean(text)
    enter_flow(walk, flow)
    return finish(walk)


def resume(campaign: Campaign, session: Session, person: Person, world: World, text: str) -> Turn:
    """Give `text` as the answer to the question the session waits at; keywords do not count."""
    walk = Walk(campaign, session, person, world)
    walk.acts = 0
    step = _current(walk)
    if step is not None:
        _answer(walk, step, clean(text))
    return finish(walk)


def fulfil(
    campaign: Campaign, session: Session, result: ActResult, person: Person, world: World
) -> Turn:
    """Go on with what came of the act the session waits for."""
    walk = Walk(campaign, session, person, world)
    step = _current(walk)
    if step is None:
        return finish(walk)
    if not isinstance(step.exit, Do) or step.exit.act != session.act:
        go(walk, AGAIN)
        return finish(walk)
    noun = step.exit.act.partition(".")[0]
    for key, value in result.values.items():
        walk.fields[f"{noun}.{key}"] = value
    go(walk, step.exit.outcomes.get(result.outcome, step.exit.otherwise))
    return finish(walk)


def time_out(
    campaign: Campaign, session: Session | None, timer_name: str, person: Person, world: World
) -> Turn:
    """A timer has come due. One that is not wanted any more changes nothing."""
    if timer_name.startswith(LATER):
        return _follow_up(campaign, session, timer_name[len(LATER) :], person, world)
    if session is None or timer_name not in session.timers:
        return Turn(session, ())
    walk = Walk(campaign, session, person, world)
    walk.has_spoken = True  # silence may go on in silence
    step = _current(walk)
    ask = step.exit if step else None
    wanted = timer_name.rpartition("/")[2]
    nudge = (
        next((n for n in ask.nudges if n.name == wanted), None) if isinstance(ask, Ask) else None
    )
    if nudge is None:
        return Turn(session, ())
    walk.timers.remove(timer_name)
    walk.old_timers = tuple(walk.timers)
    nudge_person(walk, nudge)
    return finish(walk)


def route(
    campaign: Campaign, session: Session | None, person: Person, world: World, text: str
) -> Turn:
    """Decide what a text means: words that work everywhere, the expected answer, a keyword, a
    slip of one ("Did you mean ...?"), else the question again or the catch-all.

    Stop, help and start words are the caller's, before this (see `classify`). Never raises on
    any text and always answers something.
    """
    text = clean(text)
    walk = Walk(campaign, session, person, world)
    walk.acts = 0
    walk.has_spoken = False
    if session is not None and session.expires_at < world.now.timestamp():
        session = None
        if walk.frames:
            walk.end("expired")
    _decide(walk, session, text)
    return finish(walk)


def _decide(walk: Walk, session: Session | None, text: str) -> None:
    if session is not None and session.suggestion and _take_suggestion(walk, session, text):
        return
    step = _current(walk) if walk.frames else None
    if walk.said:  # the flow has changed under the person and was begun again
        return
    folded = fold(text)
    if not _is_own_word(walk, step, folded) and _take_command(walk, step, folded):
        return
    if step is not None and isinstance(step.exit, Ask):
        _at_question(walk, step, step.exit, text)
        return
    if not _take_keyword(walk, text, is_whole=False) and not _suggest(walk, text):
        _guess_language(walk, folded)
        walk.events.append(Unmatched())
        walk.say_own("unknown")


def _guess_language(walk: Walk, folded: str) -> None:
    """Answer somebody whose language nobody knows in the one they seem to write; it is not kept."""
    if walk.person.lang is None and not walk.frames:
        guessed = walk.campaign.lexicon.guess(folded.split(" "))
        walk.lang = guessed if guessed in walk.campaign.languages else walk.lang


def _at_question(walk: Walk, step: Step, ask: Ask, text: str) -> None:
    is_open = ask.kind in ("text", "name")
    if is_open and _take_keyword(walk, text, is_whole=True):
        return
    answer = read(walk, ask, text)
    if answer is not None and answer.is_kept:
        go(walk, take(walk, ask, answer))
        return
    if _take_keyword(walk, text, is_whole=False) or (answer is None and _suggest(walk, text)):
        return
    walk.events.append(Unmatched(walk.where()))
    miss(walk, ask, step, answer is not None and answer.is_outside)


def _answer(walk: Walk, step: Step, text: str) -> None:
    ask = step.exit
    if not isinstance(ask, Ask):
        go(walk, AGAIN)
        return
    answer = read(walk, ask, text)
    if answer is not None and answer.is_kept:
        go(walk, take(walk, ask, answer))
        return
    walk.events.append(Unmatched(walk.where()))
    miss(walk, ask, step, answer is not None and answer.is_outside)


def _current(walk: Walk) -> Step | None:
    """The step the session waits at; where its flow has changed, a sensible place instead.

    The same step while it exists. Gone: the text `changed`, and the flow's start, or the menu
    when the flow itself is gone.
    """
    top = walk.frames[-1]
    flow = walk.campaign.flows.get(top.flow)
    step = flow.steps.get(top.step) if flow else None
    if step is not None:
        return step
    walk.say_own("changed")
    walk.frames.pop()
    walk.trail.clear()
    walk.timers.clear()
    walk.frames = [f for f in walk.frames if _still_there(walk.campaign, f.flow, f.step)]
    again = flow or walk.campaign.flows.get(walk.campaign.menu)
    if again is None:
        walk.events.append(SessionEnded(top.flow, "moved"))
        walk.frames.clear()
    else:
        enter_flow(walk, again)
    return None


def _still_there(campaign: Campaign, flow_name: str, step: str) -> bool:
    flow = campaign.flows.get(flow_name)
    return flow is not None and (step in flow.steps or step == END)


def _is_own_word(walk: Walk, step: Step | None, folded: str) -> bool:
    if step is None or not isinstance(step.exit, Ask):
        return False
    words = step.exit.words.get(walk.lang)
    return bool(words) and folded in (words or {})


def _take_command(walk: Walk, step: Step | None, folded: str) -> bool:
    """MENU, BACK and the names of languages work everywhere, as the whole message."""
    languages = walk.campaign.lexicon.languages
    for meanings in languages.values():
        command = meanings.commands.get(folded)
        if command == "menu":
            return _open_menu(walk)
        if command == "back":
            return go_back(walk) or _ask_again(walk, step) or _open_menu(walk)
        lang = meanings.names.get(folded)
        if lang in walk.campaign.languages:
            switch_language(walk, lang)
            walk.say_own("language_set")
            _ask_again(walk, step)
            return True
    return False


def _ask_again(walk: Walk, step: Step | None) -> bool:
    if step is None:
        return False
    go(walk, AGAIN)
    return True


def _open_menu(walk: Walk) -> bool:
    menu = walk.campaign.flows.get(walk.campaign.menu)
    if menu is None:
        return False
    _replace(walk)
    enter_flow(walk, menu, "menu")
    return True


def _replace(walk: Walk) -> None:
    if walk.frames:
        walk.end("replaced")
    walk.asked.clear()


def _take_keyword(walk: Walk, text: str, is_whole: bool) -> bool:
    found = find_keyword(walk.campaign.keywords, text, is_whole)
    if found is None or (found[0].is_shy and walk.frames):
        return False
    _begin(walk, *found)
    return True


def _begin(walk: Walk, keyword: Keyword, rest: str) -> None:
    if keyword.flow == STOP:
        _replace(walk)
        walk.events.append(OptedOut())
        walk.say_own("stopped")
        walk.discloses = True
        return
    if keyword.flow == HELP:
        walk.say_own("help")
        return
    _replace(walk)
    known = walk.person.lang is not None
    if walk.lang not in keyword.langs or (not known and len(keyword.langs) == 1):
        switch_language(walk, keyword.langs[0])
    walk.rest = rest
    enter_flow(walk, walk.campaign.flows[keyword.flow], keyword.word)


def _suggest(walk: Walk, text: str) -> bool:
    keyword = find_slip(walk.campaign.keywords, text)
    if keyword is None or "did_you_mean" not in walk.campaign.texts:
        return False
    walk.suggestion = keyword.word
    walk.fields["suggestion"] = keyword.word.upper()
    walk.events.append(Unmatched(walk.where(), keyword.word))
    walk.say_own("did_you_mean")
    return True


def _take_suggestion(walk: Walk, session: Session, text: str) -> bool:
    folded = fold(text)
    walk.fields.pop("suggestion", None)
    meanings = walk.campaign.lexicon.in_order(walk.lang)
    if any(folded in m.answers.get("yes", ()) for m in meanings):
        keyword = walk.campaign.keywords.by_word.get(session.suggestion)
        if keyword is not None:
            _begin(walk, keyword, "")
            return True
    elif any(folded in m.answers.get("no", ()) for m in meanings):
        if walk.frames:
            go(walk, AGAIN)
        else:
            walk.say_own("unknown")
        return True
    return False


def _follow_up(
    campaign: Campaign, session: Session | None, name: str, person: Person, world: World
) -> Turn:
    target = campaign.follow_ups.get(name)
    if target is None:
        return Turn(session, ())
    if session is not None and session.expires_at < world.now.timestamp():
        session = None
    walk = Walk(campaign, session, person, world)
    flow_name, _, step = target[1:].partition("/")
    enter_flow(walk, campaign.flows[flow_name], step=step)
    return finish(walk)
