"""A script's page: made for a studio, a cheap phone and a printer, with and without JavaScript.

Codes cannot be guessed and lead to no person; pages are not to be found by search engines. The page
speaks the script's language, whatever the browser's.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager

import segno
from flask import Response, make_response, render_template, request
from flask_babel import force_locale

from bot.clarion import Clarion
from bot.djs import cards, shares
from bot.djs.shares import SharedScript
from bot.web.doors import Access, Door, services
from bot.web.error_pages import error_page
from bot.web.public import our_number, terms_of
from bot.web.words import gettext as _
from bot.web.words import language

door = Door("on_air", __name__, access=Access.PUBLIC)

_CODE = re.compile(r"[A-Za-z0-9_-]{1,40}")
_INVITE = re.compile(r"[A-Za-z0-9]{3,12}")
_AS = re.compile(r"(\d{1,3}|live)-([a-z]{2,3})")
_LOCALES = {"en": "en_US", "es": "es_US"}
TEAR_OFFS = 10  # numbers along the bottom of a printed sheet
# The flow whose keyword listeners are asked to text, the first that the campaign has.
_LISTENERS = ("call", "join")
_HOUR = 3600


@door.get("/on-air/<code>")
def page(code: str) -> Response:
    """A script's page, made to be read aloud; `?as=60-es` asks for another length and language."""
    share = _share(code)
    if share is None:
        return error_page(404, _("There is no script behind this link. Text SCRIPT for a new one."))
    clarion, lang = services(), share.copy.lang
    with _speaking(lang):
        shown = render_template(
            "public/on_air.html",
            language=lang,
            share=share,
            paragraphs=[part for part in share.copy.text.splitlines() if part.strip()],
            org=share.org,
            text_to=our_number(clarion),
            keyword=_keyword(clarion, lang),
            tear_offs=range(TEAR_OFFS),
            base=clarion.settings.public_url,
            asked=request.args.get("as") == f"{share.length}-{lang}",
        )
    return _private(make_response(shown), 60)


@door.get("/on-air/<code>/<any(card, mms):kind>.png")
def picture(code: str, kind: str) -> Response:
    """The picture of a forwarded link, or the upright one for MMS: a number and a code to scan."""
    share = _share(code)
    if share is None:
        return error_page(404, _("There is no script behind this link. Text SCRIPT for a new one."))
    words = _card_words(services(), share)
    drawn = cards.link_card(words) if kind == "card" else cards.mms_card(words)
    answer = _private(Response(drawn, mimetype="image/png"), _HOUR)
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # made for others' pages
    answer.add_etag()
    answer.make_conditional(request)
    return answer


@door.get("/on-air/<code>/scan.svg")
def scan(code: str) -> Response:
    """A code to scan that writes a text with the listeners' keyword to us."""
    share = _share(code)
    if share is None:
        return error_page(404, _("There is no script behind this link. Text SCRIPT for a new one."))
    clarion = services()
    return _svg(_sms(clarion, _keyword(clarion, share.copy.lang)))


@door.get("/dj/<code>")
def invite(code: str) -> Response:
    """The page on a volunteer's card: what a DJ gets, and the word to text with the code.

    Whether somebody has the code is not said: a page that told would let codes be tried.
    """
    if not _INVITE.fullmatch(code):
        return error_page(404, _("There is nothing behind this link. Text DJ to sign up."))
    clarion, lang = services(), language()
    shown = render_template(
        "public/dj.html",
        code=code.upper(),
        org=_org(clarion, lang),
        sample=shares.public_sample(clarion, lang),
        terms=terms_of(clarion.campaign.current(), lang),
        text_to=our_number(clarion),
        text_to_raw=clarion.settings.twilio_from,
    )
    return _private(make_response(shown), 300)


@door.get("/dj/<code>/scan.svg")
def invite_scan(code: str) -> Response:
    """A code to scan that writes "DJ" and the volunteer's code to us."""
    if not _INVITE.fullmatch(code):
        return error_page(404, _("There is nothing behind this link. Text DJ to sign up."))
    return _svg(_sms(services(), f"DJ {code.upper()}"))


# --- what pages are made of --------------------------------------------------------------------


def _share(code: str) -> SharedScript | None:
    if not _CODE.fullmatch(code):
        return None
    asked = _AS.fullmatch(request.args.get("as", ""))
    length, lang = asked.groups() if asked else ("", "")
    return shares.find_share(services(), code, length=length, lang=lang)


@contextmanager
def _speaking(lang: str) -> Iterator[None]:
    with force_locale(_LOCALES.get(lang, "en_US")):
        yield


def _keyword(clarion: Clarion, lang: str) -> str:
    """The word listeners text: the first keyword of the flow that has them call, else join."""
    campaign = clarion.campaign.current()
    for name in _LISTENERS:
        flow = campaign.flows.get(name)
        words = flow.keywords.get(lang, ()) if flow else ()
        if words:
            return words[0].upper()
    return "MENU"


def _card_words(clarion: Clarion, share: SharedScript) -> cards.CardWords:
    with _speaking(share.copy.lang):
        number = our_number(clarion)
        says = _("Words to read on air.") + (
            " " + _("Text %(word)s to %(number)s.", word=_script_word(share), number=number)
            if number
            else ""
        )
    return cards.CardWords(
        org=share.org,
        title=share.copy.title,
        number=share.line_shown,
        hours=share.line_hours,
        says=says,
        scan=f"{clarion.settings.public_url}/on-air/{share.code}",
    )


def _script_word(share: SharedScript) -> str:
    return "GUION" if share.copy.lang == "es" else "SCRIPT"


def _org(clarion: Clarion, lang: str) -> str:
    campaign = clarion.campaign.current()
    return campaign.org.get(lang) or campaign.org.get(campaign.default_lang) or campaign.name


def _sms(clarion: Clarion, text: str) -> str:
    """An address that opens a text to us (RFC 5724; iPhones and Androids read ?body=)."""
    return f"sms:{clarion.settings.twilio_from}?body={text.replace(' ', '%20')}"


def _svg(content: str) -> Response:
    out = io.BytesIO()
    segno.make(content, error="m", micro=False).save(
        out, kind="svg", border=3, dark="#000", light="#fff", omitsize=True, xmldecl=False
    )
    return _private(Response(out.getvalue(), mimetype="image/svg+xml"), _HOUR)


def _private(response: Response, seconds: int) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = f"private, max-age={seconds}"
    return response
