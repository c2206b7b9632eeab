"""Pages anybody may see: what this is. The counter is in live.py, scripts are in on_air.py.

Nothing here knows a person: no name, no number, no code that leads to one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, abort, render_template

from bot.calls import by_web
from bot.clarion import Clarion
from bot.engine import Campaign, Line
from bot.people import counts
from bot.web.doors import Access, Door, services
from bot.web.words import language

door = Door("public", __name__, access=Access.PUBLIC)

_VALID = timedelta(days=90)  # less than a year, as RFC 9116 recommends (2.5.5)
_NOT_FOR_SEARCH = ("/console", "/on-air", "/dj", "/twilio", "/v/", "/host/")
# What is counted in public, in the order shown.
_KINDS = ("called", "aired", "hosted")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the public pages say about the campaign."""

    name: str
    org: str
    line: Line | None
    is_open: bool
    opens_at: datetime | None
    text_to: str
    text_to_raw: str
    word: str  # what people text to join, in the page's language
    call_word: str  # and to call
    hours: str  # of the line, as the campaign says them
    terms: str  # the campaign's own: who texts, how often, what it costs, HELP and STOP


@door.get("/")
def landing() -> str:
    """What this is, the line to call, and the word to text."""
    clarion = services()
    may_ring = by_web.is_offered(clarion, clarion.campaign.current())
    return render_template(
        "public/landing.html", facts=facts_of(clarion), counts=_counts(), may_ring=may_ring
    )


@door.get("/.well-known/security.txt")
def security_txt() -> Response:
    """Whom to tell of a hole (RFC 9116); nothing where nobody is named."""
    contact = services().settings.security_contact
    if not contact:
        abort(404)
    until = (services().clock.now() + _VALID).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: {contact}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en, es",
        f"Canonical: {services().settings.public_url}/.well-known/security.txt",
    )
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@door.get("/robots.txt")
def robots() -> Response:
    """Search engines may know the front page, the counter and the events, and nothing else."""
    closed = "".join(f"Disallow: {path}\n" for path in _NOT_FOR_SEARCH)
    return Response(f"User-agent: *\n{closed}", mimetype="text/plain")


def our_number(clarion: Clarion) -> str:
    """The number people text, as they read it; "" when only a Messaging Service is known."""
    number = clarion.settings.twilio_from
    if len(number) == 12 and number.startswith("+1"):
        return f"({number[2:5]}) {number[5:8]}-{number[8:]}"
    return number


def org_of(clarion: Clarion, lang: str) -> str:
    """Who the campaign is, in a language where it says so in it."""
    campaign = clarion.campaign.current()
    told = campaign.org.get(lang) or campaign.org.get(campaign.default_lang)
    return told or campaign.org.get("*", campaign.name)


def facts_of(clarion: Clarion, lang: str = "") -> Facts:
    """What the public pages say about the campaign, in a language or the reader's."""
    campaign, now = clarion.campaign.current(), clarion.clock.now()
    lang = lang or language()
    line = campaign.line(lang, now)
    return Facts(
        name=campaign.name,
        org=org_of(clarion, lang),
        line=line,
        is_open=bool(line and line.is_open(now)),
        opens_at=line.next_open(now) if line else None,
        text_to=our_number(clarion),
        text_to_raw=clarion.settings.twilio_from,
        word=_word_to(campaign, "join", lang),
        call_word=_word_to(campaign, "call", lang),
        hours=line.hours_text.get(lang, "") if line else "",
        terms=terms_of(campaign, lang),
    )


def _word_to(campaign: Campaign, name: str, lang: str) -> str:
    flow = campaign.flows.get(name)
    return next(iter(flow.keywords.get(lang, ()) if flow else ()), "menu").upper()


def terms_of(campaign: Campaign, lang: str) -> str:
    """What a page says beside a number to text: the disclosure that goes with a first text."""
    return campaign.text("disclosure", lang) if "disclosure" in campaign.texts else ""


def _counts() -> dict[str, int | None]:
    found = counts.shown_to_all(services())
    return {kind: found.get(kind, 0) for kind in _KINDS}
