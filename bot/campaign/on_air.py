"""On-air copy: which script is current, what is read out, and how long reading it takes."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.engine import Campaign, Line, Script, for_the_ear, spell_station
from bot.engine.pace import OTHER_PACE, USUAL_PACE
from bot.engine.pace import reading_s as seconds_of
from bot.engine.template import compile_template

# The length of talking points: a DJ says them in their own words, so they have no seconds.
LIVE = 0
LIVE_NAME = "live"
# What a script may be filled with, besides the campaign's own values and the running counts.
FILLED: frozenset[str] = frozenset(
    {"line", "line.hours", "text_to", "market", "city", "station", "show", "days_left", "event"}
)
_READ_LENGTH = re.compile(r"\D*(\d{1,3})\D*")
_BLANKS = re.compile(r"[ \t]{2,}")
# A number in words may begin a sentence: then it begins with a capital.
_START = re.compile(r"(?:^|(?<=[.!?…]\s)|(?<=\n)|(?<=^- )|(?<=\n- ))[^\W\d_A-Z]")
_LOOSE = re.compile(r"[ \t]+([,.;:!?])")


@dataclass(frozen=True, slots=True)
class Filling:
    """What is known of the DJ a script is for. What is not known leaves its part out.

    `text_to` is the number people text, `event` an action near the station in a few words,
    `counts` what has been reported so far, by kind.
    """

    station: str = ""
    market: str = ""
    show: str = ""
    text_to: str = ""
    event: str = ""
    counts: Mapping[str, int] | None = None


NOBODY = Filling()


def length_name(seconds: int) -> str:
    """How a length is written: "30"; "live" for talking points."""
    return LIVE_NAME if seconds == LIVE else str(seconds)


def read_length(text: str, otherwise: int = 30) -> int:
    """The length somebody asks for: "30", ":30", "30 seconds", "live"; `otherwise` if none."""
    plain = text.strip().lower()
    if plain.startswith((LIVE_NAME, "vivo", "en vivo", "points", "puntos")):
        return LIVE
    found = _READ_LENGTH.fullmatch(plain)
    return int(found[1]) if found else otherwise


def is_current(campaign: Campaign, script: Script, now: datetime) -> bool:
    """Whether a script may air at that instant, by the campaign's own calendar day."""
    today = now.astimezone(ZoneInfo(campaign.zone)).date()
    line = next((line for line in campaign.lines if line.name == script.line), None)
    return _airs_on(script, today) and not (line and line.is_over(now))


def _airs_on(script: Script, day: date) -> bool:
    return (script.airs_from is None or script.airs_from <= day) and (
        script.airs_until is None or day <= script.airs_until
    )


def current_scripts(campaign: Campaign, day: date, lang: str, seconds: int) -> Sequence[Script]:
    """The scripts that may air on `day` in `lang` at that length, in the order of their ids."""
    return tuple(
        script
        for script in campaign.scripts
        if seconds in script.texts.get(lang, {}) and _airs_on(script, day)
    )


def line_of(campaign: Campaign, script: Script, lang: str, now: datetime) -> Line | None:
    """The line a script sends people to: the one it names, else the one for its language."""
    named = next((line for line in campaign.lines if line.name == script.line), None)
    return named or campaign.line(lang, now)


def words_to_read(
    campaign: Campaign,
    script: Script,
    lang: str,
    seconds: int,
    now: datetime,
    filling: Filling = NOBODY,
) -> str:
    """The copy as it is read: fields filled, and numbers, hours, dates, addresses and
    abbreviations written for the ear. A hint follows the first mention of its name.

    Raises KeyError where the script has no such language or length.
    """
    values = _values(campaign, script, lang, now, filling)

    def look_up(name: str) -> str | None:
        return values[name] if name in values else campaign.value(name, lang)

    template = compile_template(script.texts[lang][seconds])
    text = template.render(look_up, lang, campaign.lexicon)
    lines = (_tidy(line) for line in for_the_ear(text, lang).splitlines())
    # A point whose every field is unknown leaves only its mark.
    text = "\n".join(line for line in lines if line.strip("-• ")).strip()
    for name, hint in script.hints.items():
        text = re.sub(rf"\b{re.escape(name)}\b", f"{name} ({hint})", text, count=1)
    return _START.sub(lambda found: found[0].upper(), text)


def _tidy(line: str) -> str:
    return _LOOSE.sub(r"\1", _BLANKS.sub(" ", line)).strip()


def _values(
    campaign: Campaign, script: Script, lang: str, now: datetime, filling: Filling
) -> dict[str, str | None]:
    line = line_of(campaign, script, lang, now)
    day = now.astimezone(ZoneInfo(campaign.zone)).date()
    values: dict[str, str | None] = {
        "phase": campaign.phase(day),
        "line.state": line.state(now) if line else "none",
        "text_to": filling.text_to or None,
        "line": line.shown if line else None,
        "line.hours": line.hours_text.get(lang) if line else None,
        "market": filling.market or None,
        "city": filling.market or None,
        "station": spell_station(filling.station, lang) if filling.station else None,
        "show": filling.show or None,
        "event": filling.event or None,
        "days_left": _days_left(campaign, script, now),
    }
    counts = filling.counts or {}
    values |= {f"count.{kind}": str(n) for kind, n in counts.items() if n}
    return values


def _days_left(campaign: Campaign, script: Script, now: datetime) -> str | None:
    """Days after today on which the script may air; None on the last one, and without an end."""
    if script.airs_until is None:
        return None
    left = (script.airs_until - now.astimezone(ZoneInfo(campaign.zone)).date()).days
    return str(left) if left > 1 else None


def pace_of(campaign: Campaign | None, lang: str) -> int:
    """Words a minute that copy is read at: the campaign's setting, else the language's usual."""
    own = campaign.on_air.pace.get(lang) if campaign else None
    return own or USUAL_PACE.get(lang, OTHER_PACE)


def reading_s(text: str, lang: str, campaign: Campaign | None = None) -> int:
    """Whole seconds it takes to read `text` aloud, rounded up: copy that runs over is cut."""
    return math.ceil(seconds_of(text, lang, pace_of(campaign, lang)) - 0.05)
