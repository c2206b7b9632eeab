"""The second factor: codes of an authenticator app, recovery codes, and what seals both."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable
from typing import Any

import segno
from flask import g
from flask_security.totp import Totp

from bot.config import Settings
from bot.organizers import one_time_codes

# The code shown now, the one before and the one after, half a minute each (RFC 6238, 5.2).
WINDOW_S = 30


def recovery_keys(settings: Settings) -> list[bytes]:
    """Fernet keys that seal recovery codes, newest first: one per data key."""
    return [
        base64.urlsafe_b64encode(hmac.digest(key, b"clarion:recovery codes", "sha256"))
        for key in settings.data_keys
    ]


def codes_that_work_once(is_first_use: Callable[[int, int], bool]) -> type[Totp]:
    """The library's codes, each of which works once: by organizer and step of 30 seconds.

    After a rotation of the data keys the newest seals and all of them open.
    """

    class _Totp(Totp):
        def __init__(self, secrets: dict[str, str], issuer: str) -> None:
            self._totp = one_time_codes.codes(secrets, issuer)

        def verify_totp(self, token: str, totp_secret: str, user: Any, window: int = 0) -> bool:
            if not super().verify_totp(token, totp_secret, user, window):
                return False
            return is_first_use(user.id, g.pop("totp_counter", 0))

        def set_last_counter(self, user: Any, tmatch: Any) -> None:
            g.totp_counter = tmatch.counter

        def generate_qrcode(self, username: str, totp: str) -> str:
            uri = self.get_totp_uri(username, totp)
            return str(segno.make(uri).svg_data_uri(scale=5, border=2))

    return _Totp
