"""Words that flag a text for the team (abuse, threats to it); they never block anybody."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from bot.engine import fold

_FILE = Path(__file__).with_name("flags.yaml")


def find(text: str) -> list[str]:
    """The flags a text raises, each once: "abuse", "threat". Its words in any language."""
    said = f" {fold(text)} "
    return [flag for flag, words in _words().items() if any(f" {word} " in said for word in words)]


@cache
def _words() -> dict[str, list[str]]:
    data: dict[str, dict[str, list[str]]] = yaml.safe_load(_FILE.read_text("utf-8"))
    return {
        flag: [fold(word) for words in by_lang.values() for word in words]
        for flag, by_lang in data.items()
    }
