"""Rules for on-air copy: does it fit its seconds, does it give the number, is it whole?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time

from bot.campaign.campaign_models import ScriptModel
from bot.campaign.files import Source
from bot.campaign.known import Known, did_you_mean
from bot.campaign.on_air import LIVE, Filling, length_name, pace_of, words_to_read
from bot.engine import Campaign, Script
from bot.engine.numerals import DIGITS
from bot.engine.pace import reading_s
from bot.engine.template import TemplateError, compile_template
from bot.errors import Problem
from bot.sentences import either, say, say_many

# A :30 that takes 24 seconds leaves dead air.
LEAST = 0.8
# From this length on the number is given twice at the end: who drives has to hear it again.
TWICE_FROM_S = 15
# From this length on there is room for when the line is open, and that it costs nothing.
HOURS_FROM_S = 30
_FREE = {
    "en": re.compile(r"\bfree\b", re.IGNORECASE),
    "es": re.compile(r"\bgratis\b", re.IGNORECASE),
}
_TOLL_FREE = re.compile(r"(?:\+?1[ -]?)?\(?8(?:00|33|44|55|66|77|88)\b")
_SENDS_TEXTS = re.compile(
    r"\b[Tt]ext (?:the word|us\b|[A-Z]{3})"
    r"|\b(?:[Mm]anda|[Ee]scribe|[Ee]nvía|[Mm]ande|[Ee]scriba) (?:la palabra|[A-ZÁÉÍÓÚ]{3})"
)
_LONG = Filling(
    station="KDNA 91.9 FM", market="San Francisco", show="La Hora Latina",
    text_to="(312) 555-0142",
    event="a rally on Saturday at ten", counts={"called": 12_482, "aired": 120},
)  # fmt: skip
_DIGIT = "|".join((*DIGITS["en"], *DIGITS["es"]))
_DIGITS = re.compile(rf"(?:\b(?:{_DIGIT})\b[ ,]*){{4}}")
_SENTENCE = re.compile(r"[^.!?…]+[.!?…]*\s*")


def lines_exist(known: Known) -> Iterator[Problem]:
    """A script sends people to a line of the campaign."""
    for source in known.sources.scripts.values():
        name = source.model.line
        if name and name not in known.campaign.lines:
            yield source.problem(
                ("line",),
                say("There is no line '%(name)s'.", name=name),
                did_you_mean(
                    name, known.campaign.lines, say("Name one of campaign.yaml's `lines`.")
                ),
                code="script_line",
            )


def scripts_fit_their_time(known: Known, campaign: Campaign) -> Iterator[Problem]:
    """Copy reads in its seconds, filled as long as it usually gets; an error when it does not."""
    scripts = {script.id: script for script in campaign.scripts}
    for source, lang, seconds, _ in _copy_of(known):
        if seconds != LIVE:
            yield from _timed(source, campaign, scripts[source.model.script], lang, seconds)


def _copy_of(known: Known) -> Iterator[tuple[Source[ScriptModel], str, int, str]]:
    """Every script at every length: its file, language, seconds and words."""
    for source in known.sources.scripts.values():
        for lang, lengths in source.model.read.items():
            for seconds, text in lengths.items():
                yield source, lang, seconds, text


def _timed(
    source: Source[ScriptModel], campaign: Campaign, script: Script, lang: str, seconds: int
) -> Iterator[Problem]:
    day = script.airs_from
    now = datetime.combine(day, time(18), UTC) if day else datetime(2026, 1, 7, 18, tzinfo=UTC)
    pace = pace_of(campaign, lang)
    loc = ("read", lang, length_name(seconds))
    text = words_to_read(campaign, script, lang, seconds, now, _LONG)
    takes = reading_s(text, lang, pace)
    if takes > seconds:
        yield source.problem(
            loc,
            say(
                "Reading this :%(seconds)s takes %(takes)s seconds at %(pace)s words a minute.",
                seconds=f"{seconds:02}",
                takes=f"{takes:.1f}",
                pace=pace,
            ),
            _what_to_cut(text, lang, pace, takes - seconds),
            code="reading_time",
        )
        return
    takes = reading_s(words_to_read(campaign, script, lang, seconds, now), lang, pace)
    if takes < LEAST * seconds:
        words = max(1, round((LEAST * seconds - takes) * pace / 60))
        yield source.problem(
            loc,
            say(
                "Reading this :%(seconds)s takes %(takes)s seconds only.",
                seconds=f"{seconds:02}",
                takes=f"{takes:.1f}",
            ),
            say_many(
                "About %(num)s more word fill it; dead air is worse than a second reason.",
                "About %(num)s more words fill it; dead air is worse than a second reason.",
                words,
            ),
            code="short_script",
            severity="warning",
        )


def _what_to_cut(text: str, lang: str, pace: int, over_s: float) -> str:
    """The sentence, or else the words, whose leaving brings the copy down to its time."""
    sentences = [found.strip() for found in _SENTENCE.findall(text)]
    # The first sentence is the reason, and the number is what it is for: they stay.
    inner = [one for one in sentences[1:] if one.count(",") < 2 or not _DIGITS.search(one)]
    enough = [(reading_s(one, lang, pace), one) for one in inner]
    fitting = [pair for pair in enough if pair[0] >= over_s]
    many = max(1, round(over_s * pace / 60))
    if fitting:
        return say(
            "Cut about %(many)s words, for example: %(shown)s",
            many=many,
            shown=f'"{min(fitting)[1]}"',
        )
    if not enough:
        return say("Cut about %(many)s words.", many=many)
    gone, cut = 0.0, []
    for takes, one in sorted(enough, reverse=True):
        cut.append(one)
        gone += takes
        if gone >= over_s:
            break
    shown = " ".join(f'"{one}"' for one in cut)
    return say("Cut about %(many)s words, for example: %(shown)s", many=many, shown=shown)


def scripts_say_the_number_twice(known: Known) -> Iterator[Problem]:
    """Copy that sends people to the phone gives the number twice, for the ear."""
    if not known.campaign.lines:
        return
    for source, lang, seconds, text in _copy_of(known):
        if seconds != LIVE and seconds < TWICE_FROM_S:
            continue
        times = _times_of_line(text)
        if times < 2:
            yield source.problem(
                ("read", lang, length_name(seconds)),
                say("The number is said once.") if times else say("The number is not said at all."),
                say("End with {line|ear}, then once more with {line|ear:digits}."),
                code="number_twice",
                severity="warning",
            )


def scripts_say_what_a_listener_needs(known: Known) -> Iterator[Problem]:
    """Copy says who asks for it; from thirty seconds on, when the line is open and that the call
    is free; and what to text goes with the number to text it to."""
    for source, lang, seconds, text in _copy_of(known):
        for message, mend in _wanting(known, lang, seconds, text):
            yield source.problem(
                ("read", lang, length_name(seconds)),
                message,
                mend,
                code="listener",
                severity="warning",
            )


def _wanting(known: Known, lang: str, seconds: int, text: str) -> Iterator[tuple[str, str]]:
    fields = {field.name for field in compile_template(text).fields}
    names = {"{org}", *known.campaign.org.values()}
    if not any(name in text for name in names):
        yield (
            say("The copy does not say who asks for it."),
            say("Name %(names)s.", names=either(sorted(names))),
        )
    if _SENDS_TEXTS.search(text) and "text_to" not in fields:
        yield (
            say("A listener hears what to text, and not to which number."),
            say("Write {text_to|ear}, in [brackets] with its sentence."),
        )
    if "line" not in fields or (seconds != LIVE and seconds < HOURS_FROM_S):
        return
    if "line.hours" not in fields and any(line.hours for line in known.campaign.lines.values()):
        yield say("The copy does not say when the line is open."), say("Write {line.hours}.")
    free = _FREE.get(lang)
    if free is not None and not free.search(text) and _is_toll_free(known):
        yield say("The copy does not say that the call is free."), say("Say it: free, gratis.")


def _is_toll_free(known: Known) -> bool:
    lines = known.campaign.lines.values()
    return bool(lines) and all(_TOLL_FREE.match(line.number) for line in lines)


def _times_of_line(text: str) -> int:
    try:
        return sum(field.name == "line" for field in compile_template(text).fields)
    except TemplateError:
        return 2


def scripts_have_all_languages(known: Known) -> Iterator[Problem]:
    """A script exists in every language of the campaign, at the same lengths."""
    for source in known.sources.scripts.values():
        read = source.model.read
        lengths = sorted({seconds for texts in read.values() for seconds in texts})
        for lang in known.languages:
            missing = [length_name(n) for n in lengths if n not in read.get(lang, {})]
            if missing:
                yield source.problem(
                    ("read", lang) if lang in read else ("read",),
                    say(
                        "The script has no %(lang)s text for %(missing)s.",
                        lang=lang,
                        missing=", ".join(missing),
                    ),
                    say("A DJ who asks for it gets the nearest shorter one."),
                    code="translation",
                    severity="warning",
                )
