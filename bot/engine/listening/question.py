"""Stage 6, the open question: its own answers, then corrections of it or of an earlier one.

Refusals, "I don't know" and several answers come from the readers (`Answer`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.engine.ahead import find_answer
from bot.engine.definition import Ask, Campaign
from bot.engine.keywords import Keyword
from bot.engine.listening.named import value_instead, value_named
from bot.engine.listening.trimmings import Heard
from bot.engine.notes import Report
from bot.engine.questions import read as read_ask
from bot.engine.questions import reading_of
from bot.engine.readers.clocks import read_end
from bot.engine.readers.corrections import read_correction
from bot.engine.readers.reading import Answer
from bot.engine.walk import Walk
from bot.engine.wording import fold

OPEN = ("text", "name")
Corrected = tuple[str, Answer]  # "flow/step" and what is right there


def is_open(ask: Ask) -> bool:
    """Whether anything could be an answer."""
    return ask.kind in OPEN


def own_choice(walk: Walk, ask: Ask, heard: Heard) -> Answer | None:
    """The choice of the question that a text names; None where it names none."""
    if not ask.choices:
        return None
    answer = read_ask(walk, ask, heard.core)
    return answer if answer is not None and answer.choice else None


def is_exact(walk: Walk, ask: Ask, heard: Heard) -> bool:
    """Whether the text is, word for word, one of the question's own answers."""
    words = ask.words.get(walk.lang) or {}
    return heard.folded in words


def yields_to(walk: Walk, ask: Ask, keyword: Keyword, is_taken: bool) -> bool:
    """Whether a keyword comes before the answer that it may be as well: "CALL", while it is asked
    how the call went, wants the number again and reports nothing."""
    begins_again = any(frame.flow == keyword.flow for frame in walk.frames[-1:])
    if is_taken and ask.kind == "name" and "name" in walk.campaign.lexicon.senses_of(keyword.word):
        return False  # Van is a name, and "van" what a room has made
    return not keyword.is_shy and (begins_again or is_open(ask) or not is_taken)


def is_yes_no(ask: Ask) -> bool:
    """Whether the question is one of yes or no."""
    return "yes" in ask.choices and "no" in ask.choices


def is_pattern(ask: Ask, answer: Answer) -> bool:
    """Whether an answer is what a question's own expression looks for: "until 3pm"."""
    return ask.kind == "pattern" and not answer.choice and answer.is_kept


def counts(ask: Ask) -> bool:
    """Whether the question counts something: then a keyword with a number is no answer."""
    return ask.kind in ("count", "number", "pick")


def leads_to(ask: Ask, answer: Answer | None) -> str:
    """The flow that a choice of the question begins: "find" of FIND in the menu; else empty."""
    choice = ask.choices.get(answer.choice) if answer is not None else None
    target = choice.target if choice is not None else ""
    return target[1:] if target.startswith("/") else ""


def read(walk: Walk, ask: Ask, heard: Heard) -> Answer | None:
    """The answer to the question, without what is not the person's words."""
    return read_ask(walk, ask, heard.core)


def counts_alike(campaign: Campaign, ask: Ask, flow_name: str) -> bool:
    """Whether a flow counts what the question counts: then the question counts it."""
    flow = campaign.flows.get(flow_name)
    if ask.kind != "count" or flow is None:
        return False
    kinds = {effect.kind for effect in ask.effects if isinstance(effect, Report)}
    steps = (step.exit for step in flow.steps.values())
    return any(
        isinstance(effect, Report) and effect.kind in kinds
        for exit_ in steps
        if isinstance(exit_, Ask)
        for effect in exit_.effects
    )


def is_count_flow(campaign: Campaign, flow_name: str) -> bool:
    """Whether a flow asks for a count by itself."""
    flow = campaign.flows.get(flow_name)
    exits = (step.exit for step in flow.steps.values()) if flow is not None else ()
    return any(isinstance(exit_, Ask) and exit_.kind == "count" for exit_ in exits)


def says_more(campaign: Campaign, ask: Ask, keyword: Keyword, flow: str, is_taken: bool) -> bool:
    """Whether what begins like a keyword is more than the answer in it: "FIND saturday" at a menu
    that has FIND (`flow` is where that leads). Not what answers how many: "llevo 14", "sorry, I
    meant 12". The command itself, the first of a flow's words, never does."""
    if flow:
        return keyword.flow == flow
    if counts_alike(campaign, ask, keyword.flow):
        return False
    return not (is_taken and keyword.rank > 0 and is_count_flow(campaign, keyword.flow))


def find_corrections(walk: Walk, ask: Ask, heard: Heard) -> tuple[Corrected, ...]:
    """The earlier questions of this flow that a text corrects, each with its new answer.

    "wrong time, its 7", "7 not 6" (where 6 was said), and, at a question of yes or no, a day or a
    time by itself: "no, friday at 5".
    """
    lead = walk.campaign.hearing.corrections.match(heard.folded)
    rest = _after(heard.core, len(lead.group().split())) if lead is not None else ""
    is_free = is_yes_no(ask)
    found: list[Corrected] = []
    is_end = is_free and walk.campaign.hearing.called.ends.search(heard.folded) is not None
    here = _kept(read_ask(walk, ask, rest)) if rest and ask.kind == "extras" else None
    for where, earlier in _answered(walk, ask):
        if earlier.kind == "number" and (here is not None or is_end):
            continue  # "no, 5 drivers" and "until 3" say not how many may come
        if is_end and earlier.kind == "time":
            answer = _ended(walk, earlier, heard)
        else:
            answer = _corrected(walk, earlier, heard.core, rest, is_free=is_free)
        if answer is None and is_free and not found:
            answer = _named(walk, earlier, heard)
        if answer is not None and _is_new(walk, earlier, answer):
            found.append((where, replace(answer, is_correction=True)))
    return tuple(found if is_free else found[:1])


def _is_new(walk: Walk, ask: Ask, answer: Answer) -> bool:
    """Whether an answer is another than the one before: another end counts, too."""
    if answer.value != walk.fields[ask.save]:
        return True
    return bool(answer.until) and answer.until != walk.fields.get(f"{ask.save}.until")


def _ended(walk: Walk, ask: Ask, heard: Heard) -> Answer | None:
    """Another end of what begins as said: "until 3", "no, termina a la 1"."""
    found = walk.campaign.hearing.called.ends.search(heard.folded)
    begins = str(walk.fields[ask.save])
    whole = _kept(read_ask(walk, ask, heard.core))
    if whole is not None and whole.until:  # "from 1 until 3"
        return whole
    said = _after(heard.core, len(heard.folded[: found.end()].split())) if found else ""
    until = read_end(said, begins, reading_of(walk, ask)) if said else ""
    return Answer(begins, until=until) if until else None


def corrects_outside(walk: Walk, ask: Ask, heard: Heard) -> bool:
    """Whether a "no" goes on with what an earlier question does not allow ("no, friday", and it has
    passed): that is no plain no, which would ask everything again."""
    lead = walk.campaign.hearing.corrections.match(heard.folded)
    rest = _after(heard.core, len(lead.group().split())) if lead is not None else ""
    if not rest:
        return False
    answers = (read_ask(walk, earlier, rest) for _, earlier in _answered(walk, ask))
    return any(answer is not None and answer.is_outside for answer in answers)


def _answered(walk: Walk, ask: Ask) -> Iterator[tuple[str, Ask]]:
    """The questions of this flow that have been answered, the last one first."""
    flow = walk.campaign.flows.get(walk.frames[-1].flow) if walk.frames else None
    if flow is None:
        return
    visited = {flat.rpartition("|")[2] for flat in walk.trail} | set(walk.seen)
    for step in reversed(list(flow.steps.values())):
        earlier = step.exit
        if not isinstance(earlier, Ask) or earlier is ask or earlier.save not in walk.fields:
            continue
        if f"{flow.name}/{step.name}" not in visited and not earlier.called:
            continue
        if earlier.kind not in OPEN or earlier.called:
            yield f"{flow.name}/{step.name}", earlier


def _corrected(walk: Walk, ask: Ask, core: str, rest: str, *, is_free: bool) -> Answer | None:
    said = read_correction(core, reading_of(walk, ask))
    if ask.kind in OPEN and ask.choices and (own := _own_words(walk, ask, rest or core)):
        return own
    if said is not None and ask.kind in OPEN:
        value = value_instead(walk.campaign.hearing, said, str(walk.fields[ask.save]))
        return _kept(read_ask(walk, ask, value)) if value else None
    if said is not None and said.kept and said.retracted:
        before = read_ask(walk, ask, said.retracted)
        if before is not None and before.value == walk.fields[ask.save]:
            kept = read_ask(walk, ask, said.kept)
            return _kept(kept) if ask.kind else _chosen(walk, ask, said.kept)
    if ask.kind in OPEN:
        return None  # any words would be one
    if not ask.kind:
        return _chosen(walk, ask, rest)
    if is_free and (found := find_answer(walk, ask, rest or core)) is not None:
        return found
    whole = read_ask(walk, ask, core) if is_free and ask.kind == "time" else None
    if whole is not None and whole.until:
        return whole  # "1 to 3", and nothing else
    is_read = rest and (ask.kind == "time" or not _says_more(rest))  # an hour is read only alone
    return _kept(read_ask(walk, ask, rest)) if is_read else None


def _own_words(walk: Walk, ask: Ask, text: str) -> Answer | None:
    """A choice of an open question, word for word: "from home"."""
    key = next((words[fold(text)] for words in ask.words.values() if fold(text) in words), "")
    return Answer(key, key) if key else None


def _chosen(walk: Walk, ask: Ask, rest: str) -> Answer | None:
    """Another choice, behind a no ("no, a rally"), where it leads on as the first one did."""
    found = find_answer(walk, ask, rest) if rest else None
    choice = ask.choices.get(found.choice) if found is not None else None
    return found if choice is not None and choice.target == ask.target else None


def _named(walk: Walk, ask: Ask, heard: Heard) -> Answer | None:
    value = value_named(walk.campaign.hearing, ask, heard)
    return _kept(read_ask(walk, ask, value)) if value else None


def _says_more(text: str) -> bool:
    """Whether a text is longer than one answer: "friday at 7pm" is two."""
    return text.count(" ") > 1


def _kept(answer: Answer | None) -> Answer | None:
    return answer if answer is not None and answer.is_kept and not answer.choice else None


def _after(core: str, words: int) -> str:
    """`core` without its first folded words."""
    said = core.split()
    while said and words > 0:
        words -= len(fold(said[0]).split())
        said.pop(0)
    return " ".join(said)
