"""/s/CODE: the link of a source. One button writes the text of its code; calling and leaving a
number are beside it, and are known to have come by it, too.

A code names a place, never a person, and nothing is kept of whoever looks. A code that is none, or
is over, shows the front page: a link on paper is wrong for years.
"""

from __future__ import annotations

from typing import NamedTuple

from flask import Response, make_response, render_template

from bot.calls import by_web
from bot.errors import InputError, RecordAway
from bot.people import posters
from bot.people.crediting import find_open
from bot.people.invites import show_number
from bot.people.posters import PosterWords
from bot.store.people.sources import Source
from bot.web.doors import Access, Door, services
from bot.web.public import Facts, facts_of, landing
from bot.web.words import language

door = Door("links", __name__, access=Access.PUBLIC)
_LONGEST = 40  # letters of an address that are looked up


class Called(NamedTuple):
    """What is dialed, as a phone and as people read it, and the digits to press then."""

    number: str
    shown: str
    press: str = ""


@door.get("/s/<code>", strict_slashes=False)
def show(code: str) -> Response:
    """What to do, for whoever came by this source."""
    source = _find(code[:_LONGEST])
    page = _page(source) if source is not None else ""
    answer = make_response(page or landing())
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _find(code: str) -> Source | None:
    """The open source of a code; None, too, while nobody can say."""
    try:
        with services().record.transaction() as connection:
            return find_open(connection, code)
    except RecordAway:
        return None


def _page(source: Source) -> str:
    """The page of a source; "" where there is no number of ours to text."""
    clarion = services()
    try:
        words = posters.words_of(clarion, source, language())
    except InputError:
        return ""
    facts = facts_of(clarion)
    return render_template(
        "public/link.html",
        source=source,
        words=words,
        facts=facts,
        called=_called(source, words, facts),
        may_ring=by_web.is_offered(clarion, clarion.campaign.current()),
    )


def _called(source: Source, words: PosterWords, facts: Facts) -> Called:
    """The source's own number, else ours and its digits, else the line itself."""
    if source.number:
        return Called(source.number, show_number(source.number))
    if source.extension:
        return Called(
            facts.text_to_raw, words.number, "\u00a0".join(source.extension)
        )  # kept on one line
    return Called(facts.line.number, facts.line.shown) if facts.line else Called("", "")
