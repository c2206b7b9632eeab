"""What an organizer is answered by text, in the language of the word they texted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

from bot.conversations.orders import Act
from bot.sentences import Sentence, own_words

_FILE = Path(__file__).with_name("answers.yaml")
_HOW = {
    Act.STATUS: {"en": "STATUS 123456", "es": "ESTADO 123456"},
    Act.PAUSE: {"en": "PAUSE 123456", "es": "PAUSA 123456"},
    Act.RESUME: {"en": "RESUME 123456", "es": "REANUDAR 123456"},
    Act.SEND: {"en": "SEND 12 123456", "es": "ENVIAR 12 123456"},
    Act.ON_DUTY: {"en": "ON DUTY 123456", "es": "DE TURNO 123456"},
    Act.OFF_DUTY: {"en": "OFF DUTY 123456", "es": "FUERA DE TURNO 123456"},
}


@dataclass(frozen=True, slots=True)
class Said:
    """An answer by its name, with the values in it."""

    name: str
    values: Mapping[str, object] = field(default_factory=dict)


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return found


def names() -> list[str]:
    """Every answer there is."""
    return list(_texts())


def words(said: Said, lang: str) -> str:
    """An answer in a language, English where it has none. Values that are answers are said too."""
    texts = _texts()[said.name]
    values = {
        name: words(value, lang) if isinstance(value, Said) else _shown(value)
        for name, value in said.values.items()
    }
    return texts.get(lang, texts["en"]).format(**values)


def alarm(organizer_id: int, where: str) -> Sentence:
    """What organizers are told when a phone is locked."""
    found = Said("alarm", {"id": organizer_id, "where": where})
    return own_words({lang: words(found, lang) for lang in _texts()["alarm"]})


def how(act: Act, lang: str, broadcast_id: int | None = None) -> str:
    """An order as it is texted, with a code that stands for theirs."""
    given = _HOW[act].get(lang, _HOW[act]["en"])
    if broadcast_id is None:
        return given
    word = given.split()[0]
    return f"{word} {broadcast_id} {given.split()[-1]}"


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
