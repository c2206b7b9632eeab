"""How many numbers may be typed on our pages: each may be a stranger's, and is sent a text."""

from __future__ import annotations

import hashlib
import hmac

from flask import request

from bot.config.keys import KeyUse
from bot.web.doors import services
from bot.web.sign_in_limits import place_of
from bot.web.tally import tally_of

WINDOW_S = 3600
FROM_ONE_ADDRESS = 20  # forms in an hour: a table at a rally shares one
FROM_ALL = 2000  # in an hour: more is a flood of texts to strangers


def may_send() -> bool:
    """Count a form with a number, for joining or an event, and say whether it may be taken."""
    tally = tally_of(services())
    address = place_of(request.remote_addr or "")
    by_address = tally.add(_key(f"join\0{address}"), WINDOW_S)
    return by_address <= FROM_ONE_ADDRESS and tally.add(_key("join"), WINDOW_S) <= FROM_ALL


def _key(what: str) -> str:
    secret = services().settings.key_for(KeyUse.COUNTS)
    return hmac.new(secret, what.encode(), hashlib.sha256).hexdigest()[:32]
