"""Pages of phone banks: a room's screen by a secret link, the host's kit, and the board.

All of them work without JavaScript; the screen and the board load themselves anew.
"""

from __future__ import annotations

from flask import Response, abort, make_response, render_template, request
from flask_babel import force_locale

from bot.errors import NotFound
from bot.phone_banks import board, kit, screens
from bot.web.doors import Access, Door, services
from bot.web.public import our_number
from bot.web.security import limits
from bot.web.words import gettext as _
from bot.web.words import language, said

door = Door("phone_banks", __name__, access=Access.PUBLIC)

EVERY_S = 20
_TALLIES = 20  # lines of the printed sheet
_LOCALES = {"en": "en_US", "es": "es_US"}


@door.get("/room/<token>")
def screen(token: str) -> Response | tuple[str, int]:
    """A room's screen: the total against the goal, who called, the last hour."""
    clarion, address = services(), request.remote_addr or ""
    if not limits().may_follow(address):
        abort(429)
    try:
        found = screens.read(clarion, token)
    except NotFound as error:
        return render_template("public/volunteer_over.html", why=said(error)), 404
    limits().was_right_link(address)
    page = make_response(
        render_template(
            "public/room.html", found=found, every_s=EVERY_S, text_to=our_number(clarion),
            bars=_bars(found.curve),
        )
    )  # fmt: skip
    page.headers["X-Robots-Tag"] = "noindex, nofollow"
    page.headers["Cache-Control"] = "private, no-store"
    return page


@door.get("/phone-bank-kit")
def host_kit() -> str:
    """What a host prints: script, voicemail, tips, in every language, and a tally sheet."""
    kits = kit.read(services())
    kits.sort(key=lambda one: one.lang != language())
    return render_template(
        "public/phone_bank_kit.html", kits=kits, lines=range(_TALLIES),
        text_to=our_number(services()), in_language=_in_language,
    )  # fmt: skip


@door.get("/board")
def board_page() -> str:
    """Rooms, cities and chapters by calls."""
    return render_template("public/board.html", found=board.read(services()), every_s=EVERY_S * 3)


def _in_language(lang: str, name: str) -> str:
    """A heading of the kit in the kit's language."""
    with force_locale(_LOCALES.get(lang, "en_US")):
        return str(_headings()[name])


def _headings() -> dict[str, str]:
    return {
        "script": _("When somebody answers"),
        "voicemail": _("When it is the voicemail"),
        "hang_up": _("When they hang up"),
        "full": _("When the mailbox is full"),
        "tips": _("Tips for the room"),
        "invite": _("An invitation to forward"),
    }


def _bars(curve: object) -> list[tuple[int, int, int]]:
    """x, height and calls of each bar of the curve, of a hundred."""
    counts = list(curve) if isinstance(curve, (list, tuple)) else []
    most = max([*counts, 1])
    return [(at * 20, count * 100 // most, count) for at, count in enumerate(counts)]
