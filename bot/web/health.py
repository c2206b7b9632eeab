"""Is the process up, can it do its work, and what has it counted."""

from __future__ import annotations

import hmac
import ipaddress
from functools import lru_cache

import structlog
from flask import Response, abort, jsonify, request

from bot.clarion import Clarion
from bot.errors import RecordAway
from bot.store import migrate, readiness
from bot.web import meters
from bot.web.doors import Access, Door, services
from bot.web.tally import tally_of

_log = structlog.get_logger()

door = Door("health", __name__, access=Access.PUBLIC)


@door.get("/healthz")
def is_up() -> Response:
    """The process answers. Touches nothing else, so that a restart is not asked for in vain."""
    return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})


@door.get("/readyz")
def is_ready() -> tuple[Response, int]:
    """Ready when PostgreSQL answers and is migrated; without a campaign no process starts at all.

    Redis being away only degrades: the clock polls the record instead of being woken.
    """
    clarion = services()
    parts = {
        **_record_parts(clarion),
        "campaign": _campaign_part(clarion),
        "wake_ups": "ok" if tally_of(clarion).is_up() else "away: work waits for the clock",
    }
    ready = parts["record"] == parts["migrations"] == "ok"
    degraded = any(part != "ok" for part in parts.values())
    answer = jsonify(ready=ready, degraded=degraded, parts=parts)
    answer.headers["Cache-Control"] = "no-store"
    return answer, 200 if ready else 503


@door.get("/metrics")
def metrics() -> Response:
    """Prometheus's text format, for whoever has the token; on a laptop, for loopback too."""
    if not _may_see_metrics(services()):
        abort(403)
    return Response(meters.exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")


@lru_cache(maxsize=1)
def newest_revision() -> str:
    """The schema revision this code was written for."""
    return migrate.head()


def _record_parts(clarion: Clarion) -> dict[str, str]:
    try:
        at = readiness.revision(clarion.record)
    except RecordAway:
        return {"record": "away", "migrations": "unknown"}
    return {"record": "ok", "migrations": "ok" if at == newest_revision() else f"at {at or 'none'}"}


def _campaign_part(clarion: Clarion) -> str:
    """A file broken while running leaves the version before it in use: ready, and said."""
    clarion.campaign.current()
    wrong = len(clarion.campaign.problems)
    return f"ok, but {wrong} problems in changed files; see `clarion check`" if wrong else "ok"


def _may_see_metrics(clarion: Clarion) -> bool:
    token = clarion.settings.metrics_token.get_secret_value()
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    # A proxy on this machine also comes from loopback, and not every one says for whom: where
    # there may be one, only the token counts.
    if clarion.settings.environment == "production":
        return False
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
