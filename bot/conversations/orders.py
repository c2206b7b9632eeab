"""Orders: what an organizer texts from the phone they linked, "PAUSE 123456".

Here they are only told from what supporters text, and kept: bot/orders looks the text up at the
carrier, asks for the code and does it. From any other phone the same words are a supporter's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml

from bot.engine import fold
from bot.people.exchange import Exchange
from bot.store.organizers import orders as rows

_WORDS = Path(__file__).with_name("order_words.yaml")
CODE_DIGITS = 6
_MOST_DIGITS = 9  # of a broadcast's number


class Act(StrEnum):
    """What may be ordered."""

    STATUS = "status"
    PAUSE = "pause"
    RESUME = "resume"
    SEND = "send"
    ON_DUTY = "on_duty"
    OFF_DUTY = "off_duty"


_ABOUT_A_BROADCAST = frozenset({Act.PAUSE, Act.RESUME, Act.SEND})


@dataclass(frozen=True, slots=True)
class Order:
    """An order as texted. `lang` is the language of its word; `broadcast_id` and `code` are None
    where they were left out."""

    act: Act
    lang: str
    broadcast_id: int | None = None
    code: str | None = None


@cache
def _phrases() -> Mapping[tuple[str, ...], tuple[Act, str]]:
    found = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return {
        tuple(fold(phrase).split()): (Act(act), lang)
        for act, langs in found.items()
        for lang, phrases in langs.items()
        for phrase in phrases
    }


def read(text: str) -> Order | None:
    """The order that a text is, in the form of one: its words, then nothing but numbers."""
    words = fold(text).split()
    length = next((i for i, word in enumerate(words) if word.isdecimal()), len(words))
    found = _phrases().get(tuple(words[:length]))
    numbers = words[length:]
    if found is None or not all(one.isascii() and one.isdecimal() for one in numbers):
        return None
    act, lang = found
    rest, code = _split_code(numbers)
    if len(rest) > (act in _ABOUT_A_BROADCAST) or any(len(one) > _MOST_DIGITS for one in rest):
        return None
    return Order(act, lang, int(rest[0]) if rest else None, code)


def _split_code(numbers: list[str]) -> tuple[list[str], str | None]:
    """What is before the code, and the code: six digits, also typed as three and three."""
    if numbers and len(numbers[-1]) == CODE_DIGITS:
        return numbers[:-1], numbers[-1]
    if [len(one) for one in numbers[-2:]] == [CODE_DIGITS // 2] * 2:
        return numbers[:-2], "".join(numbers[-2:])
    return numbers, None


def is_kept(exchange: Exchange) -> bool:
    """Whether the text has the form of an order and comes from the linked phone of an organizer:
    then it waits for the carrier's word that it really came from there. Nothing is answered yet."""
    if exchange.message_id is None or read(exchange.heard) is None:
        return False
    contact_id = exchange.taken.contact_id
    if not rows.has_organizer(exchange.connection, contact_id):
        return False
    rows.put(exchange.connection, exchange.message_id, contact_id, exchange.now)
    return True
