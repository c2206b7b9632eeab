"""How Twilio signs a webhook.

The signature is the base64 of HMAC-SHA1, keyed with the auth token, over the URL followed by
each form field's name and value in the order of the names (twilio.com/docs/usage/security).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable


def sign(url: str, fields: Iterable[tuple[str, str]], auth_token: str) -> str:
    """The X-Twilio-Signature of a POST of `fields` to `url`; a #fragment is not signed."""
    text = url.partition("#")[0] + "".join(name + value for name, value in sorted(set(fields)))
    digest = hmac.new(auth_token.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()
