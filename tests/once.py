"""What a process of tests does once, though hundreds of its tests ask for it.

Nothing that a test sees is another than it would be: what is kept is frozen or is code.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any, ClassVar

import flask
import jinja2
from passlib.hash import argon2  # type: ignore[import-untyped]
from werkzeug.routing import Rule

import bot.campaign
from bot.campaign import loading
from bot.campaign.files import campaign_files
from bot.campaign.rules.series import SegmentReader
from bot.engine import Campaign
from bot.engine.listening import order
from bot.errors import Problem

_OURS = f"{Path(__file__).resolve().parents[1]}{os.sep}"
_read_once: dict[str, tuple[tuple[str, bytes | None], ...]] = {}


def collect_seldom() -> None:
    """Garbage is looked for less often: thousands of tests and their modules stay anyway, and
    looking through them took a tenth of the processor."""
    gc.set_threshold(100_000, 20, 20)


def set_apart() -> None:
    """What is there once the tests are collected stays: it is not looked through any more."""
    gc.freeze()


def keep_compiled_python() -> None:
    """Some hundred processes are started, and each would compile the whole of Clarion where the
    environment forbids to keep what is compiled; pytest would rewrite every assert again."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


def compile_campaigns_once() -> None:
    """A campaign of the same words is compiled once, and checked once: a quarter of a second each
    time else, and a whole one. What is made is frozen, and shared by threads when it runs, too."""
    load, check = loading.load, loading.check
    made: dict[object, Campaign] = {}
    found: dict[object, tuple[Problem, ...]] = {}

    def load_once(path: Path, read_segment: SegmentReader | None = None) -> Campaign:
        key = (_words_in(path), read_segment)
        if key not in made:
            made[key] = load(path, read_segment)
        return made[key]

    def check_once(path: Path, *given: Any, **more: Any) -> list[Problem]:
        key = (path.name, _words_in(path), given, tuple(more.items()))
        if key not in found:
            found[key] = tuple(check(path, *given, **more))
        return list(found[key])

    loading.load = bot.campaign.load = load_once
    loading.check = bot.campaign.check = check_once


def judge_sentences_once() -> None:
    """What a sentence says by itself (a stop, danger) is kept for all of a campaign's, and not for
    64: each check of a campaign hears 8,000, most of its time."""
    order._alone = cache(order._alone.__wrapped__)  # type: ignore[assignment]


def _words_in(folder: Path) -> tuple[tuple[str, bytes | None], ...]:
    """Every file of a campaign, and None for what is no file. Those of the repository, which no
    test writes into, are looked for and read once: hundreds of tests ask for a hundred files."""
    name = os.path.abspath(folder)
    if name in _read_once:
        return _read_once[name]
    found = tuple(_words_of(file, folder) for file in campaign_files(folder))
    if name.startswith(_OURS):
        _read_once[name] = found
    return found


def _words_of(file: Path, folder: Path) -> tuple[str, bytes | None]:
    return (str(file.relative_to(folder)), file.read_bytes() if file.is_file() else None)


class _Compiled(jinja2.BytecodeCache):
    """Templates' code by their names and words; each test's app has templates of its own."""

    _kept: ClassVar[dict[tuple[str, str], CodeType]] = {}

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        if bucket.code is not None:
            self._kept[bucket.key, bucket.checksum] = bucket.code


def compile_templates_once() -> None:
    """A fifth of what a test of a page took."""
    flask.Flask.jinja_options = {**flask.Flask.jinja_options, "bytecode_cache": _Compiled()}


def compile_routes_once() -> None:
    """Each test of a page makes an app, and compiled code to build its hundred addresses anew: 20
    of its 28 ms. The code depends on nothing but what the key holds."""
    build = Rule._compile_builder
    made: dict[object, Callable[..., tuple[str, str]]] = {}

    def build_once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in made:
            made[key] = build(rule, append_unknown)
        return made[key]

    Rule._compile_builder = build_once  # type: ignore[method-assign]


def hash_passwords_quickly() -> None:
    """By the same algorithm at the least cost: at the full one, which the served web of the tests
    in a browser has, a password takes 0.2 s of processor each time it is set or tried."""
    argon2.default_rounds, argon2.memory_cost, argon2.parallelism = 1, 64, 1
