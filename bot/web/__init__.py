"""The web: Twilio's hooks, the organizers' console, public pages, health. Thin.

The one rule: a view checks, parses, calls one use case and answers; nothing is decided here.
Machines and people come in by two Flask apps behind one door, so that sessions, CSRF, sign-in and
translations neither cost a text anything nor can break one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from bot.clarion import Clarion

if TYPE_CHECKING:
    from flask import Flask


# What machines ask for, by the start of the path. Everything else is a page.
_MACHINE_PATHS = ("/twilio/", "/voice/", "/healthz", "/readyz", "/metrics")


class _TwoApps:
    """WSGI: hands a request to the machines' app or to the pages' app by its path."""

    def __init__(self, machines: Any, pages: Any) -> None:
        self._machines = machines
        self._pages = pages

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        for_machine = environ.get("PATH_INFO", "").startswith(_MACHINE_PATHS)
        answer: Iterable[bytes] = (self._machines if for_machine else self._pages)(
            environ, start_response
        )
        return answer


def create_app(clarion: Clarion) -> Flask:
    """The whole web as one WSGI app. Connects to nothing until the first request.

    The machines' app is `app.extensions["machines"]`; `url_map`s of both hold every route.
    """
    # Imported here: `clarion up` wants only a sign-in link of this package, and soon.
    from bot.web import machine_app, page_app

    machines = machine_app.create(clarion)
    pages = page_app.create(clarion)
    pages.extensions["machines"] = machines
    pages.wsgi_app = _TwoApps(machines.wsgi_app, pages.wsgi_app)  # type: ignore[method-assign]  # Flask's documented way to wrap an app
    return pages
