"""On-air copy: which script is current, what is read out, and how long reading it takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from bot.engine import Campaign, Script
from bot.engine.template import compile_template

# Words a minute that announcers read copy at; a :30 spot is held to be 75 to 80 words.
WORDS_PER_MINUTE = {"en": 155, "es": 165}


def current_scripts(campaign: Campaign, day: date, lang: str, seconds: int) -> Sequence[Script]:
    """The scripts that may air on `day` in `lang` at that length, in the order of their ids."""
    return tuple(
        script
        for script in campaign.scripts
        if seconds in script.texts.get(lang, {})
        and (script.airs_from is None or script.airs_from <= day)
        and (script.airs_until is None or day <= script.airs_until)
    )


def words_to_read(
    campaign: Campaign, script: Script, lang: str, seconds: int, now: datetime
) -> str:
    """The copy with its fields filled: {line|ear} is the number spelled for the ear.

    Raises KeyError where the script has no such language or length.
    """
    line = campaign.line(lang, now)

    def look_up(name: str) -> str | None:
        return (line.shown if line else None) if name == "line" else campaign.value(name, lang)

    template = compile_template(script.texts[lang][seconds])
    return template.render(look_up, lang, campaign.lexicon).strip()


def reading_s(text: str, lang: str) -> int:
    """Seconds it takes to read `text` aloud, in whole seconds; digits count as one word each."""
    words = len(re.findall(r"\d|[^\W\d_]+(?:['’-][^\W\d_]+)*", text))
    return round(words * 60 / WORDS_PER_MINUTE.get(lang, 155))
