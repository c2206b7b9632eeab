"""The app for people: the organizers' console and the public pages."""

from __future__ import annotations

from flask import Flask, abort, request
from flask_bootstrap import Bootstrap5
from werkzeug.middleware.proxy_fix import ProxyFix

from bot.clarion import Clarion
from bot.inbox import threads
from bot.web import (
    call_me,
    came_by,
    console,
    error_pages,
    events,
    filters,
    headers,
    host_page,
    joining,
    links,
    live,
    on_air,
    page_limits,
    phone_banks,
    public,
    request_log,
    security,
    uploads,
    volunteers,
    words,
)
from bot.web import event_forms as event_forms  # adds its view to the events' door
from bot.web.console import home, places, roles

MAX_FORM_BYTES = 256 * 1024


def create(clarion: Clarion) -> Flask:
    """The pages' app."""
    app = Flask(__name__)
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_FORM_BYTES,
        BOOTSTRAP_SERVE_LOCAL=True,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )
    app.extensions["clarion"] = clarion
    hops = clarion.settings.proxy_hops
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]  # Flask's documented way to wrap an app
    request_log.register(app, clarion.settings)
    headers.configure(app, clarion.settings)
    Bootstrap5(app)
    uploads.configure(app)
    security.configure(app, clarion)
    words.configure(app)
    filters.configure(app)
    came_by.configure(app)
    error_pages.configure(app)
    app.before_request(_refuse_nul)
    page_limits.configure(app)
    for for_everybody in (public, links, live):
        app.register_blueprint(for_everybody.door)
    for known_to_nobody in (joining, call_me, events):
        app.register_blueprint(known_to_nobody.door)
        app.extensions["csrf"].exempt(known_to_nobody.door)  # kept, or on partners' sites
    app.register_blueprint(host_page.door)
    app.register_blueprint(on_air.door)
    app.register_blueprint(phone_banks.door)
    app.register_blueprint(volunteers.door)
    for door in console.doors:
        app.register_blueprint(door)
    app.context_processor(
        lambda: {
            "may": roles.may,
            "second_factor_due": roles.second_factor_due,
            "places": places.places,
            "waiting_now": lambda: sum(threads.waiting_now(clarion).values()),
            "sending_is_off": home.sending_is_off,
            "is_practice": lambda: clarion.campaign.current().is_practice,
        }
    )
    return app


def _refuse_nul() -> None:
    """No keyboard types a NUL and PostgreSQL stores none: whoever sends one is told so."""
    if "\0" in request.path:
        abort(404)
    values = (value for sent in (request.args, request.form) for value in sent.values())
    if any("\0" in value for value in values):
        abort(400)
