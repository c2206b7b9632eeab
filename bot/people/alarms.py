"""The words of what organizers are texted when something goes too far (alarms.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from bot.sentences import Sentence, own_words

_ALARMS = Path(__file__).with_name("alarms.yaml")


@cache
def _alarms() -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = yaml.safe_load(_ALARMS.read_text(encoding="utf-8"))
    return found


def alarm_of(name: str, **values: object) -> Sentence:
    """An alarm in every language."""
    return own_words({lang: words.format(**values) for lang, words in _alarms()[name].items()})
