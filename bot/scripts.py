"""On-air copy: which script a DJ gets next, and what is behind a share page."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.campaign.on_air import reading_s, words_to_read
from bot.engine import ActResult, Campaign, Script, spell_number
from bot.store import deeds

if TYPE_CHECKING:
    from bot.bootstrap import Clarion
    from bot.exchange import Exchange

USUAL_LENGTH_S = 30
# 64 bits of randomness: a page's address cannot be found by trying.
_CODE_BYTES = 8


@dataclass(frozen=True, slots=True)
class Copy:
    """A script in one length and language, ready to be read: numbers are spelled for the ear."""

    script: str
    version: int
    length_s: int
    lang: str
    title: str
    text: str
    seconds: int


@dataclass(frozen=True, slots=True)
class SharedScript:
    """What a share page shows. `is_current` is false once the script's last day has passed or a
    newer version has replaced it; `others` are the (length, language) pairs it also exists in."""

    code: str
    copy: Copy
    org: str
    line_shown: str
    line_for_the_ear: str
    is_current: bool
    others: tuple[tuple[int, str], ...]


# --- the act: script.next ----------------------------------------------------------------------


def give_next(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """The current copy of a length that this DJ has not had; when all were had, the one given
    longest ago. Notes what was given. Outcomes: ok, none, not_dj."""
    dj = deeds.find_dj(exchange.connection, exchange.taken.contact_id)
    if dj is None:
        return ActResult("not_dj")
    lang = _lang(exchange, args)
    length_s = _read_length(args.get("length", ""))
    choices = current_copies(exchange.campaign, lang, length_s, exchange.now)
    if not choices:
        return ActResult("none")
    given = deeds.given_to(exchange.connection, dj.contact_id)
    chosen = min(
        choices, key=lambda c: given.get((c.script, c.version, str(c.length_s), c.lang), 0)
    )
    unseen = sum((c.script, c.version, str(c.length_s), c.lang) not in given for c in choices)
    return _given(exchange, chosen, max(0, unseen - 1))


def give_again(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """The script given last, once more, in `lang` if it has it. Outcomes: ok, none, not_dj."""
    dj = deeds.find_dj(exchange.connection, exchange.taken.contact_id)
    if dj is None:
        return ActResult("not_dj")
    last = deeds.last_share(exchange.connection, dj.contact_id)
    script = _find(exchange.campaign, last.script) if last else None
    if last is None or script is None or last.lang not in script.texts:
        return ActResult("none")
    wanted = args.get("lang", "")
    lang = wanted if wanted in script.texts else last.lang
    length_s = min(script.texts[lang], key=lambda length: abs(length - int(last.length)))
    return _given(exchange, make_copy(exchange.campaign, script, lang, length_s, exchange.now), 0)


def _given(exchange: Exchange, copy: Copy, unseen: int) -> ActResult:
    code = share(exchange, copy)
    return ActResult(
        "ok",
        {
            "text": copy.text,
            "seconds": copy.seconds,
            "title": copy.title,
            "link": f"{exchange.clarion.settings.public_url}/on-air/{code}",
            "count": unseen,
        },
    )


def _lang(exchange: Exchange, args: Mapping[str, str]) -> str:
    """The language asked for; for "both", or none, the one the person texts in."""
    lang = args.get("lang", "")
    if lang in exchange.campaign.languages:
        return lang
    return exchange.person.lang or exchange.campaign.default_lang


def _find(campaign: Campaign, script_id: str) -> Script | None:
    return next((script for script in campaign.scripts if script.id == script_id), None)


def share(exchange: Exchange, copy: Copy) -> str:
    """Make a share page for a copy. Its code."""
    code = secrets.token_urlsafe(_CODE_BYTES)
    script = next(s for s in exchange.campaign.scripts if s.id == copy.script)
    deeds.add_share(
        exchange.connection,
        code=code,
        contact_id=exchange.taken.contact_id,
        script=copy.script,
        version=copy.version,
        length=str(copy.length_s),
        lang=copy.lang,
        message_id=exchange.message_id,
        expires_at=_end_of(script, exchange.campaign),
        now=exchange.now,
    )
    return code


def _read_length(text: str) -> int:
    digits = "".join(char for char in text if char.isdigit())
    return int(digits) if digits and len(digits) < 4 else USUAL_LENGTH_S


# --- copies ----------------------------------------------------------------------------------


def current_copies(campaign: Campaign, lang: str, length_s: int, now: datetime) -> list[Copy]:
    """Every script on air now, in a language, at the length asked for or the nearest below it
    (else the shortest), in the order of the files."""
    today = now.astimezone(ZoneInfo(campaign.zone)).date()
    found = []
    for script in campaign.scripts:
        if script.airs_from and today < script.airs_from:
            continue
        if script.airs_until and today > script.airs_until:
            continue
        lengths = sorted(script.texts.get(lang, ()))
        if lengths:
            fitting = [length for length in lengths if length <= length_s]
            found.append(
                make_copy(campaign, script, lang, (fitting or lengths)[-1 if fitting else 0], now)
            )
    return found


def make_copy(campaign: Campaign, script: Script, lang: str, length_s: int, now: datetime) -> Copy:
    """Fill a script's template in one language and length."""
    text = words_to_read(campaign, script, lang, length_s, now)
    title = script.title.get(lang) or next(iter(script.title.values()), script.id)
    return Copy(
        script=script.id,
        version=script.version,
        length_s=length_s,
        lang=lang,
        title=title,
        text=text,
        seconds=reading_s(text, lang),
    )


def _end_of(script: Script, campaign: Campaign) -> datetime | None:
    if script.airs_until is None:
        return None
    after = script.airs_until + timedelta(days=1)
    return datetime.combine(after, time(), ZoneInfo(campaign.zone)).astimezone(UTC)


# --- the share page --------------------------------------------------------------------------


def find_share(clarion: Clarion, code: str) -> SharedScript | None:
    """What is behind a share page's code, as it stands now: a newer version of the script shows
    in place of an old one. None for an unknown code or a script that is gone. Raises: RecordAway.
    """
    with clarion.record.hot() as connection:
        found = deeds.find_share(connection, code)
    if found is None:
        return None
    campaign, now = clarion.campaign.current(), clarion.clock.now()
    script = _find(campaign, found.script)
    if script is None or found.lang not in script.texts:
        return None
    lengths = script.texts[found.lang]
    wanted = int(found.length)
    length_s = wanted if wanted in lengths else min(lengths)
    copy = make_copy(campaign, script, found.lang, length_s, now)
    line = campaign.line(found.lang, now)
    return SharedScript(
        code=code,
        copy=copy,
        org=campaign.values.get("org", {}).get(found.lang, ""),
        line_shown=line.shown if line else "",
        line_for_the_ear=spell_number(line.shown, found.lang) if line else "",
        is_current=found.expires_at is None or now < found.expires_at,
        others=tuple((n, lang) for lang, texts in script.texts.items() for n in sorted(texts)),
    )
