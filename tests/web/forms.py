"""Every form there is, found by walking the routes: what a POST takes, by its pages and its view.

A name counts as a field's where a page of ours shows a field of it in a form to that address, or
where the view's module asks a form for it; so a new form is tried without being named here.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from types import ModuleType
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule
from werkzeug.routing.exceptions import RequestRedirect

_ASKED = re.compile(
    r"""(?:\.get|\.getlist)\(\s*f?["']([\w{}-]{1,30})["']|\w\[["']([\w-]{1,30})["']\]"""
)
_VALUE = re.compile(r"""(?:==|in|return)\s*\(?["']([\w-]{1,20})["']|["']([\w-]{1,20})["']\s*:""")


@dataclass
class Form:
    """What a POST takes. `values` are those that pages and the view's module name themselves."""

    app: Flask
    rule: Rule
    names: set[str] = field(default_factory=set)
    values: set[str] = field(default_factory=set)
    paths: set[str] = field(default_factory=set)


class _Fields(HTMLParser):
    """Forms of a page: where they go, and the names and values of their fields."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, set[str], set[str]]] = []
        self._is_open = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._is_open = got.get("method", "get").lower() == "post"
            if self._is_open:
                self.found.append((got.get("action", ""), set(), set()))
        if self._is_open and tag in ("input", "textarea", "select", "button", "option"):
            _action, names, values = self.found[-1]
            names |= {got["name"]} if got.get("name") else set()
            values |= {got["value"]} if "value" in got else set()

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_open = False


def all_forms(app: Flask, client: FlaskClient) -> list[Form]:
    """The form of every route that takes a POST, with what pages that `client` sees say of it."""
    forms = {
        rule.endpoint: Form(one, rule)
        for one in (app, app.extensions["machines"])
        for rule in one.url_map.iter_rules()
        if "POST" in (rule.methods or ())
    }
    for form in forms.values():
        _read_source(form)
    for path in pages(app):
        _read_page(app, client, path, forms)
    return sorted(forms.values(), key=lambda form: form.rule.endpoint)


def pages(app: Flask) -> list[str]:
    """Every page, of the first of whatever it is about."""
    found = set()
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and "static" not in rule.endpoint:
            parts = {
                name: min(getattr(converter, "items", ())) if hasattr(converter, "items") else 1
                for name, converter in rule._converters.items()
            }
            found.add(built_path(rule, parts))
    return sorted(found)


def built_path(rule: Rule, parts: dict[str, Any]) -> str:
    """The address of a rule with these parts."""
    built = rule.build(parts)
    return str(built[1]) if built else rule.rule


def _read_page(app: Flask, client: FlaskClient, path: str, forms: dict[str, Form]) -> None:
    answer = client.get(path)
    if answer.status_code != 200 or "text/html" not in answer.content_type:
        return
    for action, names, values in _Fields(answer.text).found:
        endpoint = _endpoint(app, action or path)
        if endpoint in forms:
            forms[endpoint].names |= names
            forms[endpoint].values |= values
            forms[endpoint].paths.add(action or path)


def _endpoint(app: Flask, path: str) -> str:
    try:
        found: str = app.url_map.bind("clarion.test").match(path.split("?")[0], "POST")[0]
    except (HTTPException, RequestRedirect):
        return ""
    return found


def _read_source(form: Form) -> None:
    view = inspect.unwrap(form.app.view_functions[form.rule.endpoint])
    home = sys.modules[view.__module__]
    for module in _modules(home) if home.__name__.startswith("bot.") else ():
        source = inspect.getsource(module)
        form.names |= {a or b for a, b in _ASKED.findall(source)}
        form.values |= {a or b for a, b in _VALUE.findall(source)}


def _modules(module: ModuleType) -> Iterator[ModuleType]:
    """A view's module and what it imports of its own folder: some read their forms elsewhere."""
    yield module
    home = module.__name__.rpartition(".")[0]
    used: dict[str, Any] = defaultdict(lambda: None)
    for thing in vars(module).values():
        name = thing.__name__ if isinstance(thing, ModuleType) else getattr(thing, "__module__", "")
        if str(name).rpartition(".")[0] == home and str(name) != module.__name__:
            used[str(name)] = sys.modules.get(str(name))
    yield from (one for one in used.values() if isinstance(one, ModuleType))
