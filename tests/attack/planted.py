"""Words that want to be run: templates, SQL, scripts, headers, in texts and in every form."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import requests
import yaml

from bot.organizers.rights import Role
from tests.attack.target import Browser, Target, csrf_token
from tests.attack.tries import Tries, attack
from tests.privacy.forms import Form, Page
from tests.web.test_access import path_of, rules

_WORDS: list[str] = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text("utf-8"))
_MADE = "1787569"  # 1337 × 1337
_SCRIPT, _HANDLER = "<script>own3d()</script>", 'onerror="own3d'
_SLOW_S = 4.0  # what was told to sleep sleeps six
# Where an admin would end their own session or everybody's, or the work of all.
_APART = tuple(f"/console/{one}" for one in (
    "sign", "account", "link", "second", "first", "tf-", "mf-", "log", "verify", "password",
    "panic",
))  # fmt: skip
_BEGINS = ("{}", "JOIN {}", "my name is {}", "LEAD", "RECRUIT", "DJ {}", "RSVP {}", "QUESTION {}")
_ADDRESSES = (
    "/{}", "/on-air/{}", "/dj/{}", "/v/{}", "/console/link?token={}", "/join?lang={}",
    "/console/audit/?act={}", "/console/people/{}", "/console/inbox/?lang={}",
)  # fmt: skip
_PAGES_LEAST = 25


@attack("words in texts", "templates, SQL, scripts and headers as texts, names and answers")
def in_texts(target: Target, tries: Tries) -> None:
    """An answer that was computed, that holds a setting, or that took seconds counts as got in."""
    tables = _tables(target)
    for index, word in enumerate(_WORDS):
        for number, begin in enumerate(_BEGINS):
            sender = f"+1917555{index * 10 + number:04d}"
            for text in (begin.replace("{}", word), word):
                _judge(target, tries, repr(text), lambda s=sender, t=text: target.text(s, t))
    tries.control("every table is there", _tables(target) == tables)


@attack("words in forms", "the same in every field of every form of the console and in addresses")
def in_forms(target: Target, tries: Tries) -> None:
    """An answer that fails, was computed, or shows a script as one counts as got in."""
    admin = target.organizer("words@attack.test", Role.ADMIN)
    tables, pages = _tables(target), _pages(target)
    tries.control("there are pages", len(pages) > _PAGES_LEAST, len(pages))
    for form, word in _forms(admin, pages):
        _judge(target, tries, f"{form.action} {word!r}", lambda f=form, w=word: _fill(admin, f, w))
    for path in _ADDRESSES:
        for word in _WORDS:
            asked = path.replace("{}", quote(word, safe=""))
            _judge(target, tries, asked, lambda a=asked: admin.look(a))
    for path in pages:
        _judge(target, tries, f"what {path} shows afterwards", lambda p=path: admin.look(p))
    tries.control("every table is there", _tables(target) == tables)
    tries.control("still signed in", admin.is_in)


def _pages(target: Target) -> list[str]:
    found = {
        path_of(rule)
        for _app, rule in rules(target.app)
        if rule.rule.startswith("/console/") and "GET" in (rule.methods or ())
    }
    return sorted(path for path in found if not path.startswith(_APART))


def _forms(client: Browser, pages: list[str]) -> Iterator[tuple[Form, str]]:
    """Every form of every page that has words in it, with each of ours."""
    for path in pages:
        answer = client.look(path)
        if not _is_page(answer):
            continue
        for form in Page(answer.text).forms:
            form.action = form.action or path
            if form.words and form.method == "post" and not form.action.startswith(_APART):
                yield from ((form, word) for word in _WORDS)


def _fill(client: Browser, form: Form, word: str) -> requests.Response:
    data = {**form.fields, **dict.fromkeys(form.words, word)}
    if "csrf_token" in data:
        data["csrf_token"] = csrf_token(client.look("/console/audit/").text)
    return client.ask("POST", form.action, data=data)


def _judge(target: Target, tries: Tries, what: str, ask: Callable[[], requests.Response]) -> None:
    began = time.monotonic()
    answer = ask()
    spent, page = time.monotonic() - began, answer.text
    wrong = {
        "it failed": answer.status_code >= 500 or "Traceback" in page,
        "it was computed": _MADE in page,
        "it slept as told": spent > _SLOW_S,
        "it shows a setting": target.settings.secret_key.get_secret_value() in page,
        "it shows a file": "root:x:0" in page,
        "it sets a cookie": "own3d" in str(answer.headers.get("Set-Cookie")),
        "it shows a script as one": _is_page(answer) and (_SCRIPT in page or _HANDLER in page),
    }
    said = ", ".join(name for name, is_so in wrong.items() if is_so)
    tries.add(what, bool(said), said or f"{answer.status_code}, words only")


def _is_page(answer: requests.Response) -> bool:
    return "text/html" in answer.headers.get("Content-Type", "")


def _tables(target: Target) -> int:
    return target.count("pg_tables WHERE schemaname = 'public'")
