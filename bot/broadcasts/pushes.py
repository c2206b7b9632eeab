"""Pushing a script: its words to the DJs of a market and a language, as a broadcast.

It is a broadcast like every other: the same preview, approval, hours, caps, pause and kill switch.
Whoever it reached counts as having the script, so a correction reaches them too.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from bot.broadcasts import broadcasts
from bot.broadcasts.drafts import Draft
from bot.campaign.on_air import Filling, length_name, read_length
from bot.clarion import Clarion
from bot.djs.copies import Copy, end_of, find_script, make_copy
from bot.errors import InputError, NotFound
from bot.people.invites import show_number
from bot.sentences import say
from bot.store.djs import djs
from bot.texting.schedules import NOW, Schedule

# What stands around the copy, in the language a DJ texts in.
_AROUND: Mapping[str, str] = {
    "en": "New words to read on air ({seconds} s):\n\n{copy}\n\nAs a page: {link}"
    " Text AIRED after.",
    "es": "Texto nuevo para leer al aire ({seconds} s):\n\n{copy}\n\nEn página: {link}"
    " Escribe AL AIRE cuando lo leas.",
}
_CODE_BYTES = 8
# Whose texting hours are over gets it in the morning: copy keeps that long.
_LATENESS_S = 12 * 3600


@dataclass(frozen=True, slots=True)
class Push:
    """What is pushed and to whom: `market` "" is everywhere; `lang` also chooses the DJs."""

    script: str
    lang: str
    length: str = "30"
    market: str = ""
    schedule: Schedule = NOW


def segment_of(push: Push) -> str:
    """The DJs a push is for, as a segment: on the list, in the market, on air in the language."""
    parts = ["dj"]
    market = " ".join(push.market.replace('"', " ").split())
    if market:
        parts.append(f'dj.market = "{market}"')
    parts.append(f"dj.lang = {push.lang}")
    return " and ".join(parts)


def copy_of(clarion: Clarion, push: Push) -> Copy:
    """The copy that is pushed. Raises: NotFound, InputError where it has no such text."""
    campaign = clarion.campaign.current()
    script = find_script(campaign, push.script)
    if script is None:
        raise NotFound(
            say(
                "There is no script “%(script)s”. `clarion scripts list` shows all.",
                script=push.script,
            )
        )
    length_s = read_length(push.length, -1)
    if length_s not in script.texts.get(push.lang, {}):
        raise InputError(
            say(
                "The script has no text of that length in %(lang)s; it has %(known)s",
                lang=push.lang,
                known=", ".join(length_name(n) for n in script.texts.get(push.lang, {})),
            ),
            "length",
        )
    filling = Filling(text_to=show_number(clarion.settings.twilio_from))
    return make_copy(campaign, script, push.lang, length_s, clarion.clock.now(), filling)


def make_draft(clarion: Clarion, push: Push, *, code: str = "0" * 11) -> Draft:
    """The broadcast of a push; `code` is that of its page. Raises: NotFound, InputError."""
    copy = copy_of(clarion, push)
    link = f"{clarion.settings.public_url}/on-air/{code}"
    texts = {
        lang: _AROUND.get(lang, _AROUND["en"])
        .replace("{seconds}", str(copy.seconds))
        .replace("{copy}", copy.text)
        .replace("{link}", link)
        for lang in clarion.campaign.current().languages
    }
    where = push.market or "everywhere"
    return Draft(
        title=f"{copy.title} :{length_name(copy.length_s)} v{copy.version}, {push.lang}, {where}",
        segment=segment_of(push),
        texts=texts,
        schedule=push.schedule,
        lateness_s=_LATENESS_S,
        settings={
            "script": copy.script,
            "version": copy.version,
            "length": length_name(copy.length_s),
            "lang": copy.lang,
        },
    )


def schedule(
    clarion: Clarion, push: Push, organizer_id: int | None, expected: int | None = None
) -> int:
    """Put a push on the calendar, with a page of its own. The broadcast's id.

    Raises: NotFound, InputError, Conflict (the list has changed).
    """
    code = secrets.token_urlsafe(_CODE_BYTES)
    draft = make_draft(clarion, push, code=code)
    broadcast_id = broadcasts.schedule(clarion, draft, organizer_id, expected)
    campaign, copy = clarion.campaign.current(), copy_of(clarion, push)
    script = find_script(campaign, copy.script)
    with clarion.record.transaction() as connection:
        djs.add_share(
            connection,
            code=code,
            contact_id=None,
            script=copy.script,
            version=copy.version,
            length=length_name(copy.length_s),
            lang=copy.lang,
            message_id=None,
            expires_at=end_of(script, campaign) if script else None,
            now=clarion.clock.now(),
        )
    return broadcast_id
