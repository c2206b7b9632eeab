"""X-Twilio-Signature: whether a form really came from Twilio.

The scheme (https://www.twilio.com/docs/usage/security#validating-requests): the URL, then every
unique parameter name in order, each followed by its unique values in order; HMAC-SHA1 under the
auth token; base64. It has no delimiters, no time and no nonce, so a valid signature can be
replayed and its parameters split again: a MessageSid once stored is the only defence.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any
from urllib.parse import urlsplit

_DEFAULT_PORTS = {"https": 443, "http": 80}


def is_signed(
    auth_tokens: Sequence[str],
    url: str,
    form: Mapping[str, Any],
    signature: str | None,
) -> bool:
    """Whether `signature` is Twilio's for this URL and form, under any of the tokens.

    `url` is the address as configured at Twilio: PUBLIC_URL, path and query, no fragment; a port
    may be written or left out on either side, as in Twilio's own validator. `form` is the
    request's MultiDict (all values of a repeated name count) or a plain dict, untrimmed and with
    its blank values. Never raises: whatever cannot be checked is not signed.
    """
    if not signature or not auth_tokens:
        return False
    claimed = signature.encode("utf-8", "replace")
    tail = _flatten(form)
    return any(
        hmac.compare_digest(_sign(token, variant + tail), claimed)
        for variant in _variants(url)
        for token in auth_tokens
    )


def sign(auth_token: str, url: str, form: Mapping[str, Any]) -> str:
    """Twilio's signature for a URL and a form, for tests and for checks of one's own address."""
    return _sign(auth_token, url.encode("utf-8", "replace") + _flatten(form)).decode()


def _sign(token: str, message: bytes) -> bytes:
    signing = _keyed(token).copy()
    signing.update(message)
    return base64.b64encode(signing.digest())


@lru_cache(maxsize=16)
def _keyed(token: str) -> hmac.HMAC:
    return hmac.new(token.encode(), None, "sha1")


def _flatten(form: Mapping[str, Any]) -> bytes:
    pairs: list[str] = []
    for name, values in sorted(_lists(form), key=itemgetter(0)):
        if len(values) == 1:
            pairs += (name, values[0])
            continue
        for value in sorted(set(values)):
            pairs += (name, value)
    return "".join(pairs).encode("utf-8", "replace")


def _lists(form: Mapping[str, Any]) -> Iterable[tuple[str, Sequence[str]]]:
    """Every name with its values, of a MultiDict or a plain dict."""
    lists = getattr(form, "lists", None)
    if lists is not None:
        found: Iterable[tuple[str, Sequence[str]]] = lists()
        return found
    return [
        (name, [str(v) for v in value] if isinstance(value, list | tuple) else [str(value)])
        for name, value in form.items()
    ]


@lru_cache(maxsize=512)
def _variants(url: str) -> tuple[bytes, ...]:
    """The URL as it is, without its port, and with its scheme's port."""
    found = [url]
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        return (url.encode("utf-8", "replace"),)
    netloc = parts.netloc
    if port is not None:
        found.append(parts._replace(netloc=netloc.rsplit(":", 1)[0]).geturl())
    elif host and parts.scheme in _DEFAULT_PORTS:
        found.append(parts._replace(netloc=f"{netloc}:{_DEFAULT_PORTS[parts.scheme]}").geturl())
    return tuple(variant.encode("utf-8", "replace") for variant in dict.fromkeys(found))
