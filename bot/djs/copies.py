"""Copies of scripts: which are current, how they read, and how a long one is cut into texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.campaign.on_air import (
    LIVE,
    NOBODY,
    Filling,
    is_current,
    reading_s,
    words_to_read,
)
from bot.engine import Campaign, Script

USUAL_LENGTH_S = 30
# A text holds 1,600 characters; the reading time, the page's address and what to do next go along.
MOST_IN_A_PART = 1300
_ENDS = re.compile(r"(?<=[.!?…])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Copy:
    """A script in one length and language, ready to be read: numbers are spelled for the ear.
    `length_s` 0 is talking points; `seconds` is how long reading takes."""

    script: str
    version: int
    length_s: int
    lang: str
    title: str
    text: str
    seconds: int


def find_script(campaign: Campaign, script_id: str) -> Script | None:
    """A script by its id."""
    return next((script for script in campaign.scripts if script.id == script_id), None)


def current_scripts(campaign: Campaign, now: datetime, *, only_public: bool) -> list[Script]:
    """The scripts on air now, in the order of their files."""
    return [
        script
        for script in campaign.scripts
        if is_current(campaign, script, now) and (script.is_public or not only_public)
    ]


def current_copies(
    campaign: Campaign,
    lang: str,
    length_s: int,
    now: datetime,
    filling: Filling = NOBODY,
    *,
    only_public: bool = False,
) -> list[Copy]:
    """Every script on air now, in a language, at the length asked for or the nearest to it, in
    the order of the files."""
    found = []
    for script in current_scripts(campaign, now, only_public=only_public):
        nearest = nearest_length(script, lang, length_s)
        if nearest is not None:
            found.append(make_copy(campaign, script, lang, nearest, now, filling))
    return found


def nearest_length(script: Script, lang: str, length_s: int) -> int | None:
    """The length asked for, else the next below it, else the shortest; points only for points
    or where there is nothing else. None where the script does not speak the language."""
    lengths = sorted(script.texts.get(lang, ()))
    timed = [length for length in lengths if length != LIVE]
    if length_s in lengths or not timed:
        return length_s if length_s in lengths else next(iter(lengths), None)
    if length_s == LIVE:
        return timed[-1]
    return max((length for length in timed if length <= length_s), default=timed[0])


def make_copy(
    campaign: Campaign,
    script: Script,
    lang: str,
    length_s: int,
    now: datetime,
    filling: Filling = NOBODY,
) -> Copy:
    """Fill a script's template in one language and length."""
    text = words_to_read(campaign, script, lang, length_s, now, filling)
    return Copy(
        script=script.id,
        version=script.version,
        length_s=length_s,
        lang=lang,
        title=title_of(script, lang),
        text=text,
        seconds=reading_s(text, lang, campaign),
    )


def title_of(script: Script, lang: str) -> str:
    """A script's title in a language, else as it exists."""
    return script.title.get(lang) or next(iter(script.title.values()), script.id)


def end_of(script: Script, campaign: Campaign) -> datetime | None:
    """The instant a script's last day is over, where the campaign is. None for no last day."""
    if script.airs_until is None:
        return None
    after = script.airs_until + timedelta(days=1)
    return datetime.combine(after, time(), ZoneInfo(campaign.zone)).astimezone(UTC)


def split_parts(text: str, most: int = MOST_IN_A_PART) -> Sequence[str]:
    """A text as parts of at most `most` characters, cut at ends of sentences and lines, each
    beginning "1/2 ", "2/2 ". A short one is one part and stays as it is."""
    if len(text) <= most:
        return (text,)
    room, parts = most - len("10/10 "), [""]
    for piece, gap in _pieces(text):
        joined = f"{parts[-1]}{gap}{piece}" if parts[-1] else piece
        if len(joined) <= room:
            parts[-1] = joined
            continue
        if parts[-1]:
            parts.append("")
        while len(piece) > room:  # a sentence without an end: at the last blank that fits
            at = piece.rfind(" ", 0, room)
            parts[-1] = piece[: at if at > 0 else room]
            piece = piece[at if at > 0 else room :].lstrip()
            parts.append("")
        parts[-1] = piece
    whole = [part for part in parts if part]
    return tuple(f"{n}/{len(whole)} {part}" for n, part in enumerate(whole, start=1))


def _pieces(text: str) -> list[tuple[str, str]]:
    """Sentences, each with the gap before it."""
    found, end, gap = [], 0, ""
    for match in _ENDS.finditer(text):
        found.append((text[end : match.start()], gap))
        gap, end = "\n" if "\n" in match[0] else " ", match.end()
    found.append((text[end:], gap))
    return [pair for pair in found if pair[0]]
