"""DJs: signing up by text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.engine import ActResult
from bot.store import deeds

if TYPE_CHECKING:
    from bot.exchange import Exchange

_SHOW = "dj.show"
_MOST = 120  # characters of a station's, market's or show's name


def sign_up(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Keep a DJ's sign-up. Outcomes: ok, pending (an organizer has to approve it first)."""
    said, known = args.get("langs", "").split(), exchange.campaign.languages
    langs = tuple(known) if "both" in said else tuple(lang for lang in known if lang in said)
    show = args.get("show", "")[:_MOST]
    deeds.sign_up_dj(
        exchange.connection,
        exchange.taken.contact_id,
        deeds.NewDj(
            station=args.get("station", "")[:_MOST],
            market=args.get("market", "")[:_MOST] or exchange.person.city,
            langs=langs or (exchange.person.lang or exchange.campaign.default_lang,),
            show_sealed=exchange.clarion.sealer.seal_or_none(show or None, _SHOW),
        ),
        now=exchange.now,
    )
    return ActResult("ok")
