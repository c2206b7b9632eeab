"""The one-time codes of an organizer's authenticator (RFC 6238), and what seals its key."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from functools import lru_cache
from typing import Any

from passlib.exc import TokenError  # type: ignore[import-untyped]
from passlib.totp import TOTP, AppWallet  # type: ignore[import-untyped]

from bot.config import Settings


def totp_secrets(settings: Settings) -> dict[str, str]:
    """What seals the authenticators' secrets, by fingerprint, newest first: one per data key."""
    secrets = {}
    for key in settings.data_keys:
        secret = hmac.new(key, b"clarion:totp", hashlib.sha256).hexdigest()
        secrets[hashlib.sha256(secret.encode()).hexdigest()[:8]] = secret
    return secrets


def codes(secrets: dict[str, str], issuer: str) -> Any:
    """passlib's codes under these secrets: the newest seals and all of them open."""
    return TOTP.using(issuer=issuer, wallet=AppWallet(secrets, default_tag=next(iter(secrets))))


def step_of(settings: Settings, sealed: str, code: str, at: datetime, window_s: int) -> int | None:
    """The step of 30 seconds whose code this is, within so many seconds of an instant; None for a
    wrong code, or a key of an authenticator that no key at hand opens."""
    try:
        match = _codes(tuple(totp_secrets(settings).items())).verify(
            code, sealed, time=int(at.timestamp()), window=window_s
        )
    except (TokenError, ValueError, KeyError, TypeError):
        return None
    return int(match.counter)


@lru_cache(maxsize=4)
def _codes(secrets: tuple[tuple[str, str], ...]) -> Any:
    return codes(dict(secrets), "Clarion")
