"""Scripts by text: the next one a DJ has not had, the last one again, shorter, or in the other
language, and the list. Whoever is not on the list of DJs gets what is public."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta

from bot.campaign.on_air import LIVE, length_name, read_length
from bot.djs import sequels
from bot.djs.asking import Asker, Wish, choose_lang, find_asker, read_wish
from bot.djs.copies import (
    USUAL_LENGTH_S,
    Copy,
    current_copies,
    current_scripts,
    end_of,
    find_script,
    make_copy,
    nearest_length,
    split_parts,
    title_of,
)
from bot.engine import ActResult, Said, fold
from bot.people.exchange import Exchange
from bot.store.djs import djs
from bot.store.djs.djs import Share

# A number that asks for more than this in a day is a machine, or somebody who means harm.
MOST_A_DAY, MOST_PUBLIC_A_DAY = 40, 8
# 64 bits of randomness: a page's address cannot be found by trying.
_CODE_BYTES = 8
_SAME = frozenset({"same", "next", "otro", "otra", "siguiente"})


def give_next(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """The current copy of a length that this person has not had; when all were had, the one given
    longest ago. `said` is what was asked ("60 es"; "same": like the last one). Notes what was
    given. Outcomes: ok, public (they are not on the list), none, limited, not_dj (nothing is
    public)."""
    asker = find_asker(exchange)
    if _is_limited(exchange, asker):
        return ActResult("limited")
    said = args.get("said", "")
    wish = read_wish(said, exchange.campaign)
    last = djs.last_share(exchange.connection, exchange.taken.contact_id)
    if last is not None and fold(said) in _SAME:
        wish = Wish(read_length(last.length), last.lang)
    lang = choose_lang(exchange, asker, wish, args)
    length_s = USUAL_LENGTH_S if wish.length_s is None else wish.length_s
    choices = current_copies(
        exchange.campaign, lang, length_s, exchange.now, asker.filling,
        only_public=asker.only_public,
    )  # fmt: skip
    if not choices:
        return ActResult("not_dj" if asker.only_public else "none")
    given = djs.given_to(exchange.connection, exchange.taken.contact_id)
    chosen = min(choices, key=lambda copy: given.get(_key(copy), 0))
    unseen = sum(_key(copy) not in given for copy in choices)
    return _given(exchange, asker, chosen, max(0, unseen - (_key(chosen) not in given)))


def _key(copy: Copy) -> tuple[str, int, str, str]:
    return copy.script, copy.version, length_name(copy.length_s), copy.lang


def give_again(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """The script given last, once more; with `change` "language" in the other language, with
    "shorter" at the next shorter length. Outcomes: ok, none (nothing was given, it is gone, or
    there is no such other one), limited."""
    asker = find_asker(exchange)
    if _is_limited(exchange, asker):
        return ActResult("limited")
    last = djs.last_share(exchange.connection, exchange.taken.contact_id)
    if last is None:
        return ActResult("none")
    copy = _changed(exchange, asker, last, args.get("change", ""))
    return _given(exchange, asker, copy, 0) if copy else ActResult("none")


def _changed(exchange: Exchange, asker: Asker, last: Share, change: str) -> Copy | None:
    campaign, now = exchange.campaign, exchange.now
    on_air = current_scripts(campaign, now, only_public=asker.only_public)
    script = next((one for one in on_air if one.id == last.script), None)
    if script is None:
        return None
    lang, length_s = last.lang, read_length(last.length)
    if change == "language":
        others = [other for other in script.texts if other != lang]
        if not others:
            return None
        lang = others[0]
    if change == "shorter":
        below = [n for n in script.texts.get(lang, ()) if LIVE < n < (length_s or 10_000)]
        if not below:
            return None
        length_s = max(below)
    nearest = nearest_length(script, lang, length_s)
    if nearest is None:
        return None
    return make_copy(campaign, script, lang, nearest, now, asker.filling)


def list_scripts(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """The scripts on air now, numbered, with their lengths; new ones are marked. Outcomes: some,
    none."""
    asker = find_asker(exchange)
    lang = choose_lang(exchange, asker, Wish(None, None), args)
    found = current_scripts(exchange.campaign, exchange.now, only_public=asker.only_public)
    given = djs.given_to(exchange.connection, exchange.taken.contact_id)
    had = {(script, version) for script, version, _, _ in given}
    shown = []
    for number, script in enumerate(found, start=1):
        lengths = sorted(script.texts.get(lang, ()), key=lambda n: n or 10_000)
        mark = "" if (script.id, script.version) in had else "*"
        names = " ".join(length_name(length) for length in lengths)
        shown.append(f"{number}{mark} {title_of(script, lang)} ({names})")
    if not shown:
        return ActResult("none")
    return ActResult("some", {"list": "\n".join(shown), "count": len(shown)})


def give_listed(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """A script by its number in the list. Outcomes: ok, none, limited."""
    asker = find_asker(exchange)
    if _is_limited(exchange, asker):
        return ActResult("limited")
    found = current_scripts(exchange.campaign, exchange.now, only_public=asker.only_public)
    digits = args.get("number", "")
    at = int(digits) - 1 if digits.isascii() and digits.isdecimal() and len(digits) < 4 else -1
    if not 0 <= at < len(found):
        return ActResult("none")
    lang = choose_lang(exchange, asker, Wish(None, None), args)
    nearest = nearest_length(found[at], lang, USUAL_LENGTH_S)
    if nearest is None:
        return ActResult("none")
    copy = make_copy(exchange.campaign, found[at], lang, nearest, exchange.now, asker.filling)
    return _given(exchange, asker, copy, 0)


def give_card(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """A picture of the script given last, by MMS: the number and a code to scan. Outcomes: ok,
    none (nothing was given, or it is gone), limited."""
    asker = find_asker(exchange)
    if _is_limited(exchange, asker):
        return ActResult("limited")
    last = djs.last_share(exchange.connection, exchange.taken.contact_id)
    copy = _changed(exchange, asker, last, "") if last else None
    if copy is None:
        return ActResult("none")
    page = f"{exchange.clarion.settings.public_url}/on-air/{share(exchange, copy)}"
    exchange.said.append(Said("", copy.lang, (f"{page}/mms.png",), "card/get"))
    return ActResult("ok", {"link": page, "title": copy.title})


def _is_limited(exchange: Exchange, asker: Asker) -> bool:
    since = exchange.now - timedelta(days=1)
    had = djs.count_shares(exchange.connection, exchange.taken.contact_id, since)
    return had >= (MOST_PUBLIC_A_DAY if asker.only_public else MOST_A_DAY)


def _given(exchange: Exchange, asker: Asker, copy: Copy, unseen: int) -> ActResult:
    code = share(exchange, copy)
    first, *rest = split_parts(copy.text)
    sequels.queue(exchange, rest, copy.lang)
    return ActResult(
        "public" if asker.only_public else "ok",
        {
            "text": first,
            "seconds": copy.seconds,
            "title": copy.title,
            "version": copy.version,
            "length": length_name(copy.length_s),
            "link": f"{exchange.clarion.settings.public_url}/on-air/{code}",
            "count": unseen,
        },
    )


def share(exchange: Exchange, copy: Copy) -> str:
    """Make a share page for a copy. Its code."""
    code = secrets.token_urlsafe(_CODE_BYTES)
    script = find_script(exchange.campaign, copy.script)
    djs.add_share(
        exchange.connection,
        code=code,
        contact_id=exchange.taken.contact_id,
        script=copy.script,
        version=copy.version,
        length=length_name(copy.length_s),
        lang=copy.lang,
        message_id=exchange.message_id,
        expires_at=end_of(script, exchange.campaign) if script else None,
        now=exchange.now,
    )
    return code
