"""/live: the counter for a screen at a rally, as data, as its moving part, and as cards to share.

All of it is the same for everybody and names nobody (bot/results/live.py), so that one answer does
for a crowd (bot/web/shared_answers.py). Where no language is asked for, both are shown by turns.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from urllib.parse import quote

import segno
from flask import Response, make_response, render_template, request
from flask_babel import force_locale

from bot.clarion import Clarion
from bot.results import live_card, sharing
from bot.results.live import MINUTES, Live
from bot.web import tile_map
from bot.web.doors import Access, Door, services
from bot.web.live_words import labels
from bot.web.public import Facts, facts_of
from bot.web.words import LANGUAGES, language

door = Door("live", __name__, access=Access.PUBLIC)

EVERY_S = 2
TURN_S = 12  # of a language on the screen
_LOCALES = {"en": "en_US", "es": "es_US"}
_THEMES = ("dark", "light")
_BAR, _TALL, _LOW = 20, 100, 4  # of the curve's drawing


@door.get("/live")
def show() -> Response:
    """The counter as a page that moves by itself, without JavaScript too."""
    langs, turn = _languages(), request.args.get("turn", "")
    first = turn if turn in langs else langs[0]
    others = [lang for lang in langs if lang != first]
    theme = request.args.get("theme", "")
    page = render_template(
        "public/live.html",
        **_shown(services(), langs),
        first=first,
        next=others[0] if others else first,
        theme=theme if theme in _THEMES else "",
        every_s=EVERY_S,
        turn_s=TURN_S,
    )
    return _for_all(make_response(page), with_tag=False)


@door.get("/live/moving")
def moving() -> Response:
    """What moves of the page, to be put in place of what is there."""
    page = render_template("public/_live_moving.html", **_shown(services(), _languages()))
    return _for_all(make_response(page))


@door.get("/live.json")
def data() -> Response:
    """The counter as data (bot/results/live.py says what each number is); null is fewer than
    five. Any site may ask for it."""
    found = sharing.of(services()).read(services()).to_json()
    return _for_others(Response(found, mimetype="application/json"))


@door.get("/live.svg")
def card_svg() -> Response:
    """A card to share, as a drawing."""
    shown = _shown(services(), [_languages()[0]])
    page = make_response(render_template("public/live_card.svg", **shown))
    page.mimetype = "image/svg+xml"
    return _for_others(page)


@door.get("/live.png")
def card_png() -> Response:
    """A card to share, as a picture: what a forwarded link to /live shows."""
    clarion, lang = services(), _languages()[0]
    found, facts = sharing.of(clarion).read(clarion), facts_of(clarion, lang)
    words = _labels(clarion, facts, found, lang)
    card = live_card.draw(
        live_card.LiveWords(
            facts.org, facts.name, words["count"], words["calls"], words["today"], found.percent,
            words["do"], _sms(facts),
        )
    )  # fmt: skip
    return _for_others(Response(card, mimetype="image/png"))


def _languages() -> Sequence[str]:
    """The one that is asked for, else all of the campaign that we have words for, the reader's
    first."""
    spoken = [one for one in services().campaign.current().languages if one in LANGUAGES]
    if request.args.get("lang") in LANGUAGES or not spoken:
        return [language()]
    return sorted(spoken, key=lambda one: one != language())


def _shown(clarion: Clarion, langs: Sequence[str]) -> dict[str, object]:
    """What the page, its moving part and the card are made of."""
    found = sharing.of(clarion).read(clarion)
    facts = {lang: facts_of(clarion, lang) for lang in langs}
    return {
        "live": found,
        "langs": langs,
        "facts": facts,
        "main": facts[langs[0]],
        "labels": {lang: _labels(clarion, facts[lang], found, lang) for lang in langs},
        "tiles": tile_map.draw(found.states),
        "bars": _bars(found.hour),
        "minutes": MINUTES,
        "codes": {lang: _scan(_sms(one)) for lang, one in facts.items()},
        "address": clarion.settings.public_url,
    }


def _labels(clarion: Clarion, facts: Facts, found: Live, lang: str) -> Mapping[str, str]:
    campaign = clarion.campaign.current()
    target = campaign.value("target", lang) or ""
    with force_locale(_LOCALES.get(lang, "en_US")):
        return labels(found, facts, target)


def _bars(hour: Sequence[int | None]) -> list[tuple[int, int, int | None]]:
    """x, height and calls of each bar; what is fewer than five stands as low as can be seen."""
    most = max([count or 0 for count in hour] + [1])
    return [
        (at * _BAR, _LOW if count is None else count * _TALL // most, count)
        for at, count in enumerate(hour)
    ]


def _sms(facts: Facts) -> str:
    return f"sms:{facts.text_to_raw}?&body={quote(facts.call_word)}" if facts.text_to_raw else ""


@lru_cache(maxsize=32)
def _scan(says: str) -> str:
    """The code to scan as a drawing; "" where there is no number to text."""
    if not says:
        return ""
    code = segno.make(says, error="m", micro=False)
    return str(code.svg_inline(border=3, omitsize=True, dark="#000", light="#fff"))


def _for_others(response: Response) -> Response:
    """Let any site read it and show it."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return _for_all(response)


def _for_all(response: Response, *, with_tag: bool = True) -> Response:
    """Say that it is the same for everybody for some seconds, and by what it is known again."""
    response.headers["Cache-Control"] = f"public, max-age={EVERY_S}"
    if not with_tag:  # the page's policy is new each time
        return response
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:24])
    response.make_conditional(request)  # empties it where it is known already
    return response
