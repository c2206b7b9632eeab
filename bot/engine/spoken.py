"""What a caller hears of a campaign's own texts: filled, and written for the ear."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.engine.definition import Campaign
from bot.engine.ear import for_the_ear
from bot.engine.events import Scalar
from bot.engine.lines import Line

PACE = 150  # words a minute that a voice on the phone says them at
_BLANKS = re.compile(r"\s+")


def spoken_words(campaign: Campaign, name: str, lang: str, line: Line | None, now: datetime) -> str:
    """A text in `lang`, as it is said: numbers, hours and days in words. "" where the campaign
    leaves it out, or does not have it in that language: nobody hears another."""
    text = campaign.texts.get(name)
    if text is None:
        return ""
    template, used = text.pick(lang, campaign.default_lang)
    if used != lang:
        return ""

    def look_up(field: str) -> Scalar | None:
        return _of_line(field, line, lang, now) or campaign.value(field, lang)

    words = template.render(look_up, lang, campaign.lexicon)
    return _BLANKS.sub(" ", for_the_ear(words, lang)).strip()


def _of_line(field: str, line: Line | None, lang: str, now: datetime) -> Scalar | None:
    if line is None:
        return None
    if field == "line":
        return line.shown
    if field == "line.hours":
        return line.hours_text.get(lang)
    if field == "line.state":
        return line.state(now)
    opens = line.next_open(now) if field == "line.opens" else None
    if opens is None:
        return None
    return opens.astimezone(ZoneInfo(line.zone)).replace(tzinfo=None).isoformat(timespec="minutes")
