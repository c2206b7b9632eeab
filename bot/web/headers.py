"""What every page tells the browser to refuse (OWASP ASVS 5.0, 3.4).

Texts of strangers are shown on pages, so no script runs that does not carry this response's nonce
or come from our own files; nothing frames us; no address of ours leaks to others.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from flask import Flask, Response, g, request

from bot.config import Settings
from bot.web.security import is_https

_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)

_NOTHING = "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
_ONLY_HTTPS = "max-age=31536000; includeSubDomains"

# Pages with keys of second factors, texts of people: no browser writes them to its disk
# (RFC 9111, 5.2.2.5).
_KEPT_NOWHERE = ("/console", "/v/", "/host/")


def configure(app: Flask, settings: Settings) -> None:
    """Add the headers to every response of this app, and `csp_nonce()` to its templates."""
    https = is_https(settings)

    @app.after_request
    def _add(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", _POLICY.format(nonce=_nonce()))
        headers["X-Content-Type-Options"] = "nosniff"
        if "frame-ancestors 'none'" in headers["Content-Security-Policy"]:
            headers["X-Frame-Options"] = "DENY"  # cannot name sites, so it is not said with them
        # Codes of scripts and one-time links are in addresses: no site we link to may see them.
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        if https:
            headers["Strict-Transport-Security"] = _ONLY_HTTPS
        if request.path.startswith(_KEPT_NOWHERE):
            # Whatever a view or a library says: what they wrote may mean nothing to a browser.
            headers["Cache-Control"] = "no-store"
        return response

    app.jinja_env.globals["csp_nonce"] = _nonce


def for_machines(app: Flask, settings: Settings) -> None:
    """What answers to machines say, should a browser be led to one: nothing runs or is guessed."""
    always = [("Content-Security-Policy", _NOTHING), ("X-Content-Type-Options", "nosniff")]
    if is_https(settings):
        always.append(("Strict-Transport-Security", _ONLY_HTTPS))

    @app.after_request
    def _add(response: Response) -> Response:
        response.headers.extend(always)
        return response


def framed_by(response: Response, sites: Sequence[str]) -> Response:
    """Let these sites, and no others, show this response in a frame."""
    policy = _POLICY.format(nonce=_nonce())
    if sites:
        policy = policy.replace("frame-ancestors 'none'", f"frame-ancestors {' '.join(sites)}")
    response.headers["Content-Security-Policy"] = policy
    return response


def _nonce() -> str:
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)
