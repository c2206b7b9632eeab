"""/events: what there is to come to, as a list, a map, calendars, data, and a page for each.

Nothing here needs JavaScript or knows a person: a code in an address is an event's that an
organizer has listed. /events/embed alone may be framed, by any site: all that is on it are links.
"""

from __future__ import annotations

from datetime import date

from flask import Response, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from bot.clock import read_day
from bot.djs import cards
from bot.errors import NotFound
from bot.events import by_web, calendars, public_list
from bot.events.public_list import PublicEvent, Wanted
from bot.web import event_data, tile_map
from bot.web.came_by import code_of_link
from bot.web.doors import Access, Door, services
from bot.web.error_pages import error_page
from bot.web.headers import framed_by
from bot.web.public import org_of, our_number
from bot.web.words import gettext as _
from bot.web.words import language, said

door = Door("events", __name__, access=Access.PUBLIC)

FRESH_S = 60
_HOUR = 3600


@door.get("/events")
def list_all() -> Response:
    """What there is to come to: near a ZIP, on a day, in a state, or all, the next one first."""
    clarion, wanted, lang = services(), _wanted(), language()
    found = public_list.search(clarion, wanted, lang)
    is_all = not (wanted.zip or wanted.state or wanted.day)
    page = render_template(
        "public/events.html",
        found=found,
        wanted=wanted,
        typed=request.args,
        days=public_list.days_with_events(clarion),
        tiles=tile_map.draw(public_list.by_state(clarion)) if is_all else None,
        org=org_of(clarion, lang),
        base=clarion.settings.public_url,
        text_to=our_number(clarion),
        asked=_asked(wanted),
    )
    return fresh(make_response(page))


@door.get("/events/embed")
def embedded() -> Response:
    """The list for a frame on any site."""
    found = public_list.search(services(), _wanted(), language())
    page = render_template("public/events_embed.html", found=found, asked=_asked(_wanted()))
    return fresh(framed_by(make_response(page), ["*"]))


@door.get("/events.ics")
def feed() -> Response:
    """The same as a calendar to subscribe to."""
    clarion, lang = services(), language()
    events = public_list.for_calendars(clarion, _wanted(), lang)
    return _calendar(events, "events")


@door.get("/events.json")
def data() -> Response:
    """The same as data, for pages and programs of any site."""
    clarion, lang, wanted = services(), language(), _wanted()
    found = public_list.search(clarion, wanted, lang)
    base = clarion.settings.public_url
    answer = jsonify(
        events=[event_data.as_json(event, base) for event in found.events],
        page=wanted.page,
        has_more=found.has_more,
    )
    return _for_any_site(answer)


@door.get("/events/<code>")
def show(code: str) -> Answer:
    """One event."""
    event = event_of(code)
    return event if isinstance(event, Answer) else fresh(make_response(event_page(event)))


@door.get("/events/<code>/calendar.ics")
def calendar(code: str) -> Answer:
    """One event as a calendar's file."""
    event = event_of(code)
    return event if isinstance(event, Answer) else _calendar([event], event.code)


@door.get("/events/<code>/card.png")
def card(code: str) -> Answer:
    """The picture of a forwarded link: what, when, where, and a code to scan."""
    event = event_of(code)
    if isinstance(event, Answer):
        return event
    answer = fresh(Response(cards.link_card(_card_words(event)), mimetype="image/png"), _HOUR)
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # made for others' pages
    answer.add_etag()
    answer.make_conditional(request)
    return answer


# --- what pages are made of --------------------------------------------------------------------


def event_page(event: PublicEvent, **more: object) -> str:
    """An event's page, with what has become of a form."""
    clarion, lang = services(), language()
    org, base = org_of(clarion, lang), clarion.settings.public_url
    terms = by_web.terms(clarion.campaign.current(), lang)
    return render_template(
        "public/event.html",
        event=event,
        org=org,
        base=base,
        text_to=our_number(clarion),
        text_to_raw=clarion.settings.twilio_from,
        markup=event_data.as_markup(event, org, base),
        terms=terms,
        most_party=by_web.MOST_PARTY,
        **more,
    )


def fresh(response: Response, seconds: int = FRESH_S) -> Response:
    """Anybody may keep it for so long, for each language of a browser."""
    response.headers["Cache-Control"] = f"public, max-age={seconds}"
    response.headers["Vary"] = "Accept-Language"
    return response


def event_of(code: str) -> PublicEvent | Answer:
    """The event of an address, or the answer where there is none, or it is another's double."""
    try:
        event = public_list.find(services(), code, language())
    except NotFound as error:
        return error_page(404, said(error))
    if event.code == code.upper():
        return event
    return redirect(
        url_for(request.endpoint or "", code=event.code, lang=_lang(), s=code_of_link() or None),
        301,
    )


def _wanted() -> Wanted:
    """What the address asks for; what cannot be read is not asked for."""
    zip_code = request.args.get("zip", "").strip()[:5]
    state = request.args.get("state", "").strip().upper()[:2]
    page = request.args.get("page", "1")
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < 4 else 1
    return Wanted(
        zip=zip_code if zip_code.isascii() and zip_code.isalnum() else "",  # "abc" is told of
        day=_day(request.args.get("day", "")),
        state=state if state.isascii() and state.isalpha() else "",
        page=min(max(1, number), public_list.MOST_PAGES),
    )


def _day(text: str) -> date | None:
    try:
        return read_day(text) if text else None
    except ValueError:
        return None


def _asked(wanted: Wanted) -> dict[str, str]:
    """The same as parts of an address, for links to the next page, to feeds and frames."""
    day = wanted.day.isoformat() if wanted.day else ""
    told = {"zip": wanted.zip, "day": day, "state": wanted.state, "lang": _lang() or "",
            "s": code_of_link()}  # fmt: skip
    return {name: text for name, text in told.items() if text}


def _lang() -> str | None:
    """The language, where an address asks for one."""
    return language() if request.args.get("lang") else None


def _card_words(event: PublicEvent) -> cards.CardWords:
    clarion, lang = services(), language()
    number = our_number(clarion)
    says = _("Text RSVP %(code)s to %(number)s.", code=event.code, number=number) if number else ""
    return cards.CardWords(
        org=org_of(clarion, lang),
        title=event.title,
        number=event_data.when_words(event),
        hours=event_data.where_words(event),
        says=says,
        scan=f"{clarion.settings.public_url}/events/{event.code}",
    )


def _calendar(events: list[PublicEvent], name: str) -> Response:
    clarion = services()
    made = calendars.calendar_of(
        events,
        name=org_of(clarion, language()),
        note=_("Who signs up is texted where it is and what to bring."),
        base=clarion.settings.public_url,
        now=clarion.clock.now(),
    )
    answer = _for_any_site(Response(made, mimetype="text/calendar"))
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.ics"'
    return answer


def _for_any_site(response: Response) -> Response:
    """Scripts of any site may read it: what it holds is for everybody."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return fresh(response)
