"""How many public pages one address may ask for: each costs a look into the record.

A crowd behind one address looks at the counter, which is read once for all of them
(bot/results/sharing.py) and not counted here. This machine itself is not counted: where a proxy on
it does not say for whom it asks (CLARION_PROXY_HOPS), a limit would be one for everybody together.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress

from flask import Flask, current_app, request
from werkzeug.wrappers import Response

from bot.config.keys import KeyUse
from bot.web.doors import Access, Door, services
from bot.web.error_pages import error_page
from bot.web.sign_in_limits import place_of
from bot.web.tally import tally_of

WINDOW_S = 60
_UNCOUNTED = frozenset({"public.robots"})
_UNCOUNTED_DOORS = frozenset({"live"})


def configure(app: Flask) -> None:
    """Count what strangers ask of this app."""
    app.before_request(_count)


def _count() -> Response | None:
    door = _public_door(request.blueprint)
    address = request.remote_addr or ""
    if door is None or door.name in _UNCOUNTED_DOORS or request.endpoint in _UNCOUNTED:
        return None
    if _is_here(address):
        return None
    clarion = services()
    secret = clarion.settings.key_for(KeyUse.COUNTS)
    key = hmac.new(secret, f"page\0{place_of(address)}".encode(), hashlib.sha256).hexdigest()[:32]
    if tally_of(clarion).add(key, WINDOW_S) <= clarion.settings.pages_a_minute:
        return None
    answer = error_page(429)
    answer.headers["Retry-After"] = str(WINDOW_S)
    return answer


def _public_door(name: str | None) -> Door | None:
    """The public door of this name."""
    found = current_app.blueprints.get(name or "")
    return found if isinstance(found, Door) and found.access is Access.PUBLIC else None


def _is_here(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
