"""The order of listening: from a text to one verdict, stage by stage.

Reactions, trimmings, stop and danger look at the text alone and come before everything, also
before the open question. Then the question's own answers, words that stand everywhere, keywords,
meaning. Nothing here changes anything: bot/engine/routing.py acts on the verdict.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from bot.engine.ahead import says_enough
from bot.engine.definition import Ask, Campaign, Step
from bot.engine.hearing import Hearing
from bot.engine.keywords import Keyword
from bot.engine.listening import codes, keywords, question
from bot.engine.listening.danger import find_danger
from bot.engine.listening.denials import not_denied
from bot.engine.listening.language import find_switch, recognise, shown_by
from bot.engine.listening.nearest import find_nearest, take_as
from bot.engine.listening.not_theirs import asks_back, find_not_theirs
from bot.engine.listening.own_names import name_beside, perhaps_named
from bot.engine.listening.reactions import find_reaction
from bot.engine.listening.standing import find_command, find_standing
from bot.engine.listening.stop import bodies_of, find_stop
from bot.engine.listening.trimmings import Heard, trim
from bot.engine.readers.reading import Answer, Reading
from bot.engine.session import Person, Session, World
from bot.engine.verdict import Sense, Verdict
from bot.engine.walk import Walk
from bot.engine.wording import Lexicon

HELP = ":help"


def hear_alone(campaign: Campaign, text: str) -> Verdict | None:
    """What a text says by itself, whoever sent it and whatever was asked: a reaction, stop
    (sure or not), danger, help or start. None for everything else.

    Needs nothing that can be away, so it is asked before any session is opened.
    """
    return _alone(campaign.hearing, campaign.lexicon, text)


@lru_cache(maxsize=64)  # as `trim`
def _alone(hearing: Hearing, lexicon: Lexicon, text: str) -> Verdict | None:
    heard = trim(hearing, text)
    reaction = find_reaction(hearing, text)
    if reaction:
        return Verdict(Sense.REACTION, f"reaction: {reaction}")
    stop = find_stop(hearing, heard)
    if stop is not None and stop.is_sure:
        return Verdict(Sense.STOP, f"stop: {stop.words}", stop.lang)
    danger = find_danger(hearing, heard)
    if danger is not None:
        topic, lang, words = danger
        return Verdict(Sense.DANGER, f"danger: {words}", lang, topic=topic.name)
    if stop is not None:
        return Verdict(Sense.STOP_UNSURE, f"stop: {stop.words}", stop.lang)
    kind, lang = find_standing(lexicon, heard, ("help", "start"))
    if kind:
        return Verdict(Sense(kind), f"standing: {heard.folded}", lang)
    return None


def listen(
    campaign: Campaign, session: Session | None, person: Person, world: World, text: str
) -> Verdict:
    """What a text means to somebody who is where `session` says. Never raises, changes nothing."""
    campaign = keywords.heard_from(campaign, person.fields)
    walk = Walk(campaign, session, person, world)
    step = None
    if session is not None and session.expires_at < world.now.timestamp():
        walk.frames = []
    if walk.frames:
        flow = campaign.flows.get(walk.frames[-1].flow)
        step = flow.steps.get(walk.frames[-1].step) if flow else None
    heard = trim(campaign.hearing, text)
    verdict = hear(walk, step, heard, hear_alone(campaign, text))
    return verdict if verdict.lang else replace(verdict, lang=_answered_in(walk, heard, verdict))


def _answered_in(walk: Walk, heard: Heard, verdict: Verdict) -> str:
    keyword = verdict.keyword
    if walk.person.lang is None and keyword is not None and len(keyword.langs) == 1:
        return keyword.langs[0]
    return language_of(walk, heard)


def hear(walk: Walk, step: Step | None, heard: Heard, alone: Verdict | None) -> Verdict:
    """`listen`, for a walk that waits at `step`; `alone` is what the text says by itself."""
    campaign = walk.campaign
    ask = step.exit if step is not None and isinstance(step.exit, Ask) else None
    if alone is not None and not _yields(alone, walk, ask, heard):
        return name_beside(walk, ask, heard, alone) or alone
    bodies = not_denied(campaign, heard, bodies_of(campaign.hearing, heard.folded))
    if heard.core.lower().lstrip("¿¡ ").startswith(campaign.hearing.asks):
        bodies = [body for body in bodies if body == heard.folded]
    found = _at_question(walk, ask, heard, bodies) if ask else _standing(campaign, heard, bodies)
    if found is not None:
        return found
    keyword = _by_keyword(campaign, heard, bodies, is_asked=bool(walk.frames))
    if keyword is None and not walk.frames:
        reading = Reading(campaign.lexicon, walk.lang, walk.world.now, {})
        around = codes.find_zip(campaign, heard, reading)
        keyword = _keyword(around, "zip") if around is not None else None
    if keyword is not None:
        return _in_its_language(walk, heard, keyword)
    written = "" if walk.person.lang is not None else recognise(campaign, heard)
    return replace(_otherwise(walk, heard, bodies, written), is_assumed=not written)


def _in_its_language(walk: Walk, heard: Heard, verdict: Verdict) -> Verdict:
    """A keyword of several languages, or a code, tells none: the rest of the text may."""
    keyword = verdict.keyword
    if walk.person.lang is not None or keyword is None or len(keyword.langs) == 1:
        return verdict
    return replace(verdict, lang=recognise(walk.campaign, heard))


def _yields(alone: Verdict, walk: Walk, ask: Ask | None, heard: Heard) -> bool:
    """An open question's own answer, and a keyword, come before what only may be a stop; an answer
    also before START."""
    if alone.sense not in (Sense.STOP_UNSURE, Sense.START):
        return False
    if alone.sense is Sense.STOP_UNSURE and heard.folded in walk.campaign.keywords.by_word:
        return True
    return ask is not None and question.own_choice(walk, ask, heard) is not None


def _at_question(walk: Walk, ask: Ask, heard: Heard, bodies: list[str]) -> Verdict | None:
    """Its own words; words that stand everywhere; keywords that are the whole text, where the
    question does not take them; its kind's reader; corrections of an earlier answer."""
    campaign = walk.campaign
    if question.is_exact(walk, ask, heard):
        own = _answered(question.read(walk, ask, heard), heard)
        return replace(own, lang=shown_by(walk, ask, heard))
    standing = (
        perhaps_named(walk, ask, heard)
        or _coded(campaign, ask, heard)
        or _standing(campaign, heard, bodies)
    )
    if standing is not None and not _is_own_language(standing, walk, ask, heard):
        return standing
    answer = question.read(walk, ask, heard)
    is_own = answer is not None and (answer.choice == "yes" or question.is_pattern(ask, answer))
    if question.is_yes_no(ask) and not is_own:
        corrected = question.find_corrections(walk, ask, heard)
        if corrected:
            return _corrected(corrected, heard)
        if question.corrects_outside(walk, ask, heard):
            return _answered(Answer(is_outside=True), heard)
    is_taken = answer is not None and answer.is_kept
    exact = keywords.find_exact(campaign, bodies)
    if exact is not None and question.yields_to(walk, ask, exact.keyword, is_taken):
        return _keyword(exact, "keyword")
    flow = question.leads_to(ask, answer)
    if flow or (question.counts(ask) and (answer is None or not answer.choice)):
        argued = keywords.find_with_argument(campaign, heard.core, heard.folded)
        if argued is not None and question.says_more(campaign, ask, argued.keyword, flow, is_taken):
            return _keyword(argued, "keyword and argument")
    if is_taken or (answer is not None and not _keyword_in(campaign, heard, bodies)):
        return _answered(answer, heard, shown_by(walk, ask, heard))
    corrected = question.find_corrections(walk, ask, heard)
    return _corrected(corrected, heard) if corrected else None


def _coded(campaign: Campaign, ask: Ask, heard: Heard) -> Verdict | None:
    """Another action by its code, where it is asked who comes to one."""
    found = codes.find_other(campaign, heard) if ask.kind == "company" else None
    return _keyword(found, "code") if found is not None else None


def _is_own_language(standing: Verdict, walk: Walk, ask: Ask, heard: Heard) -> bool:
    """Whether the name of a language is an answer: "puro español" to what somebody speaks."""
    is_language = standing.sense is Sense.LANGUAGE
    return is_language and question.own_choice(walk, ask, heard) is not None


def _corrected(corrected: tuple[question.Corrected, ...], heard: Heard) -> Verdict:
    why = f"correction: {heard.folded}"
    return Verdict(Sense.ANSWER, why, answer=corrected[0][1], corrected=corrected)


def _keyword_in(campaign: Campaign, heard: Heard, bodies: list[str]) -> bool:
    return _by_keyword(campaign, heard, bodies, is_asked=True) is not None


def _answered(answer: Answer | None, heard: Heard, lang: str = "") -> Verdict:
    return Verdict(Sense.ANSWER, f"question: {heard.folded}", lang, rest=heard.core, answer=answer)


def _standing(campaign: Campaign, heard: Heard, bodies: list[str]) -> Verdict | None:
    for body in bodies:
        command, lang = find_command(campaign.lexicon, body)
        if command:
            return Verdict(Sense(command), f"standing: {body}", lang)
        first, _, place = body.partition(" ")
        command, lang = find_command(campaign.lexicon, first) if place.isdecimal() else ("", "")
        if command == "menu":
            return Verdict(Sense.MENU, f"standing: {body}", lang, rest=place)
    lang, words = find_switch(campaign.hearing, campaign.lexicon, heard, bodies)
    if lang in campaign.languages:
        return Verdict(Sense.LANGUAGE, f"language: {words}", lang)
    return None


def _by_keyword(
    campaign: Campaign, heard: Heard, bodies: list[str], is_asked: bool
) -> Verdict | None:
    """A keyword, or one with its argument; shy ones (hello, thanks) not at a question."""
    whole = keywords.find_whole(campaign, bodies)
    if whole is not None and not (is_asked and whole.keyword.is_shy):
        return _keyword(whole, "keyword")
    argued = keywords.find_with_argument(campaign, heard.core, heard.folded)
    if argued is not None:
        return _keyword(argued, "keyword and argument")
    code = codes.find_code(campaign, heard)
    if code is not None:
        return _keyword(code, "code")
    joined = next((f for body in bodies if (f := keywords.find_joined(campaign, body))), None)
    return _keyword(joined, "keywords") if joined is not None else None


def _keyword(found: keywords.Found, stage: str) -> Verdict:
    keyword: Keyword = found.keyword
    flow = keyword.flow
    said = f"{keyword.word} {found.rest}".strip()
    if flow == HELP:
        return Verdict(Sense.SUGGESTION, f"slip: {said}", flow=HELP, asks=True, keyword=keyword)
    return Verdict(Sense.KEYWORD, f"{stage}: {said}", flow=flow, rest=found.rest, keyword=keyword)


def _otherwise(walk: Walk, heard: Heard, bodies: list[str], written: str) -> Verdict:
    """A command that is not theirs, a slip of a keyword, the nearest meaning, or nothing. `written`
    is the language that the words tell of somebody who chose none."""
    campaign = walk.campaign
    lang = written or walk.lang
    is_told = walk.person.lang is not None or bool(written)
    polite = None if walk.frames else keywords.find_shy_slip(campaign, heard.folded)
    if polite is not None:
        return _keyword(polite, "slip")
    not_theirs = _not_theirs(walk, heard, bodies, lang)
    if not_theirs is not None:
        return not_theirs
    keyword = keywords.find_slipped(campaign, heard.folded, lang if is_told else "")
    if keyword is not None:
        lang = lang if lang in keyword.langs else keyword.langs[0]
        why = f"slip: {keyword.word}"
        return Verdict(Sense.SUGGESTION, why, lang, keyword.flow, asks=True, keyword=keyword)
    is_asked = bool(walk.frames)
    told = keywords.find_beginning(campaign, heard) if not is_asked else None
    if told is not None and _says_enough(walk, told, heard):
        return _keyword(told, "keyword and answers")
    match = find_nearest(walk, heard, lang)
    if match is not None:
        return take_as(walk, match, heard, lang)
    begun = keywords.find_begun(campaign, heard.folded) if not is_asked else None
    if begun is not None:
        why = f"begins with: {begun.word}"
        return Verdict(Sense.SUGGESTION, why, lang, begun.flow, asks=True, keyword=begun)
    return Verdict(Sense.UNKNOWN, "nothing understood", lang, rest=heard.core)


def _not_theirs(walk: Walk, heard: Heard, bodies: list[str], lang: str) -> Verdict | None:
    """A command of those who lead something, from somebody who does not: the first words of each
    are meant; others only where no other flow is nearer ("cancel my event": a guest's place)."""
    campaign = walk.campaign
    found = find_not_theirs(campaign, walk.person.fields, heard, bodies)
    if found is None or (walk.frames and asks_back(campaign, heard)):
        return None
    match = find_nearest(walk, heard, lang) if found.rank else None
    if match is not None:
        return take_as(walk, match, heard, lang)
    why = f"not theirs: {found.word}"
    return Verdict(Sense.KEYWORD, why, lang, found.flow, rest=found.word, keyword=found)


def _says_enough(walk: Walk, told: keywords.Found, heard: Heard) -> bool:
    """Whether what follows a keyword answers so much of what its flow asks that it is meant."""
    if any(
        not m.negations.isdisjoint(heard.words) for m in walk.campaign.lexicon.languages.values()
    ):
        return False
    return says_enough(walk, walk.campaign.flows[told.keyword.flow], told.rest)


def language_in(campaign: Campaign, text: str) -> str:
    """The language a text is in, whoever sent it; empty where its words do not tell."""
    return recognise(campaign, trim(campaign.hearing, text))


def language_of(walk: Walk, heard: Heard) -> str:
    """The language to answer in: the one chosen, else the text's, else the conversation's."""
    if walk.person.lang is not None:
        return walk.lang
    return recognise(walk.campaign, heard) or walk.lang
