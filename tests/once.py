"""What a process of tests does once, though hundreds of its tests ask for it.

Nothing that a test sees is another than it would be: what is kept is frozen or is code.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from types import CodeType
from typing import ClassVar

import flask
import jinja2

import bot.campaign
from bot.campaign import loading
from bot.campaign.files import campaign_files
from bot.campaign.rules.series import SegmentReader
from bot.engine import Campaign


def collect_seldom() -> None:
    """Garbage is looked for less often: thousands of tests and their modules stay anyway, and
    looking through them took a tenth of the processor."""
    gc.set_threshold(100_000, 20, 20)


def keep_compiled_python() -> None:
    """Some hundred processes are started, and each would compile the whole of Clarion where the
    environment forbids to keep what is compiled; pytest would rewrite every assert again."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


def compile_campaigns_once() -> None:
    """A campaign of the same words is compiled once: a quarter of a second each time else. What
    is compiled is frozen, and shared by threads when it runs, too."""
    load = loading.load
    made: dict[object, Campaign] = {}

    def load_once(path: Path, read_segment: SegmentReader | None = None) -> Campaign:
        files = tuple(
            (file.relative_to(path), file.read_bytes())
            for file in campaign_files(path)
            if file.is_file()
        )
        key = (files, read_segment)
        if key not in made:
            made[key] = load(path, read_segment)
        return made[key]

    loading.load = bot.campaign.load = load_once


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
