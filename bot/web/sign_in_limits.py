"""How often a password may be tried, so that guessing is slow and nobody can lock others out.

Tries are counted per account and address, per address, and per account from everywhere: beyond
TRIES_EVERYWHERE one is looked at every SLOW_S seconds. A browser that has signed in before
carries a signed cookie and is counted by itself: whoever guesses from the same address, or from
everywhere at once, cannot keep that person out (OWASP, "Slow Down Online Guessing Attacks with
Device Cookies"). Keys are digests: neither addresses nor accounts are readable in Redis.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets

from itsdangerous import BadSignature, URLSafeTimedSerializer

from bot.web.tally import Tally

WINDOW_S = 15 * 60
TRIES_PER_ACCOUNT = 10
TRIES_PER_ADDRESS = 60
TRIES_EVERYWHERE = 30
SLOW_S = 30
CODE_TRIES = 6
LINK_TRIES = 20  # wrong ones of one address
DEVICE_LASTS_S = 180 * 24 * 3600
_SALT = "clarion known device"


class SignInLimits:
    """Counts tries. `secret` keys the digests, `device_key` signs the devices' cookies."""

    def __init__(self, tally: Tally, secret: bytes, device_key: bytes) -> None:
        self._tally = tally
        self._secret = secret
        self._signer = URLSafeTimedSerializer(device_key, salt=_SALT)

    def may_try(self, email: str, address: str, device: str) -> bool:
        """Count a try of a password and say whether it may be looked at."""
        known = self._known_device(email, device)
        if known:
            return self._count("device", email, known) <= TRIES_PER_ACCOUNT
        place = place_of(address)
        by_address = self._count("address", place)
        if self._count("account", email, place) > TRIES_PER_ACCOUNT:
            return False
        return by_address <= TRIES_PER_ADDRESS and self._may_try_from_anywhere(email)

    def _may_try_from_anywhere(self, email: str) -> bool:
        """Many addresses together are slowed, never stopped: that would lock the owner out who
        comes with a new browser."""
        if self._count("everywhere", email) <= TRIES_EVERYWHERE:
            return True
        return self._tally.add(self._key("slow", email), SLOW_S) == 1

    def is_news(self, email: str) -> bool:
        """Whether this is the first try of an account in this window that is not looked at."""
        return self._count("limited", email) == 1

    def may_try_code(self, organizer_id: int) -> bool:
        """Count a try of a second factor, a recovery code or a password that is asked for again.
        There are a million codes and six tries."""
        return self._count("code", str(organizer_id)) <= CODE_TRIES

    def forget_codes(self, organizer_id: int) -> None:
        """A right code or password of somebody signed in: the count begins again."""
        self._tally.clear(self._key("code", str(organizer_id)))

    def may_follow(self, address: str) -> bool:
        """Count a try of a link that lets somebody in, and say whether it may be looked at."""
        return self._count("link", place_of(address)) <= LINK_TRIES

    def was_right_link(self, address: str) -> None:
        """It let somebody in: this address's count begins again."""
        self._tally.clear(self._key("link", place_of(address)))

    def forget(self, email: str, address: str, device: str) -> None:
        """A right password: this account's count begins again."""
        known = self._known_device(email, device)
        self._tally.clear(self._key("device", email, known))
        self._tally.clear(self._key("account", email, place_of(address)))

    def device_cookie(self, email: str) -> str:
        """What a browser that has signed in carries."""
        return self._signer.dumps([self._key("of", email), secrets.token_hex(8)])

    def _known_device(self, email: str, device: str) -> str:
        try:
            owner, nonce = self._signer.loads(device, max_age=DEVICE_LASTS_S)
        except (BadSignature, ValueError, TypeError):
            return ""
        return str(nonce) if owner == self._key("of", email) else ""

    def _count(self, *parts: str) -> int:
        return self._tally.add(self._key(*parts), WINDOW_S)

    def _key(self, *parts: str) -> str:
        message = "\0".join(part.strip().lower() for part in parts)
        return hmac.new(self._secret, message.encode(), hashlib.sha256).hexdigest()[:32]


def place_of(address: str) -> str:
    """An address, or its /64 network: one IPv6 customer has 2^64 addresses."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 6:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
