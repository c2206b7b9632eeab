"""No page that nobody comes to: every door is hung, and something leads to every page."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

from flask import Flask

import bot.web
from bot.web.doors import Access, Door
from tests.web.test_access import access_of, rules

_WEB = Path(bot.web.__file__).parent


def test_every_door_is_registered(app: Flask) -> None:
    hung = {
        id(door) for one in (app, app.extensions["machines"]) for door in one.blueprints.values()
    }
    left_out = [
        f"{module.name}.{name}"
        for module in pkgutil.walk_packages(bot.web.__path__, "bot.web.")
        for name, door in vars(importlib.import_module(module.name)).items()
        if isinstance(door, Door) and id(door) not in hung
    ]
    assert left_out == [], "list it in bot/web/console/__init__.py or bot/web/page_app.py"


def test_something_leads_to_every_page_of_the_console(app: Flask) -> None:
    """A place of the menu, a link of a template, an address that a view gives."""
    sources = [
        path.read_text("utf-8")
        for path in sorted(_WEB.rglob("*"))
        if path.suffix in {".py", ".html"}
    ]
    named = {name for source in sources for name in re.findall(r"""["'](\w+\.\w+)["']""", source)}
    alone = sorted(
        rule.endpoint
        for one, rule in rules(app)
        if access_of(one, rule) is Access.ORGANIZER
        and "GET" in (rule.methods or ())
        and rule.endpoint not in named
    )
    assert alone == [], "give it its place in bot/web/console/places.py, or a link"
