"""What organizers are answered: in both languages, short, with the same values."""

from __future__ import annotations

import re

import pytest

from bot.conversations.orders import Act, Order, read
from bot.engine import parts
from bot.engine.text import as_sms
from bot.orders.answers import Said, how, names, words

_VALUES = {
    "how": "FUERA DE TURNO 123456", "where": "https://text.example.org/console/broadcasts/123",
    "id": 1234, "people": 12345, "left": 4, "role": "organizer", "seconds": 10, "when": "ahora",
    "sent": 12345, "count": 99, "calls": 12345, "minutes": 120, "told": "",
}  # fmt: skip


@pytest.mark.parametrize("name", names())
def test_each_answer_is_said_in_both_languages_within_two_parts(name: str) -> None:
    said = {lang: words(Said(name, _VALUES), lang) for lang in ("en", "es")}
    assert all(parts(as_sms(text)).count <= 2 for text in said.values()), said
    asked = {
        lang: sorted(set(re.findall(r"\d[\d,]*|https\S+", text))) for lang, text in said.items()
    }
    numbers = {lang: [n for n in found if len(n) > 1] for lang, found in asked.items()}
    assert numbers["en"] == numbers["es"]


@pytest.mark.parametrize("act", list(Act))
@pytest.mark.parametrize("lang", ["en", "es"])
def test_each_order_that_is_shown_is_one(act: Act, lang: str) -> None:
    shown = how(act, lang)
    assert read(shown) == Order(act, lang, 12 if act is Act.SEND else None, "123456")
    if act in (Act.PAUSE, Act.RESUME):
        assert read(how(act, lang, 7)) == Order(act, lang, 7, "123456")


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("pause 123 456", Order(Act.PAUSE, "en", None, "123456")),
        ("¡PAUSA!  123456.", Order(Act.PAUSE, "es", None, "123456")),
        ("Send #12, 123456", Order(Act.SEND, "en", 12, "123456")),
        ("envía 12 123456", Order(Act.SEND, "es", 12, "123456")),
        ("en turno 123456", Order(Act.ON_DUTY, "es", None, "123456")),
        ("send 12", Order(Act.SEND, "en", 12, None)),
        ("SEND", Order(Act.SEND, "en")),
        ("pause please 123456", None),
        ("send me the script", None),
        ("pause 12 13 123456", None),
        ("status 12 123456", None),
        ("123456", None),
        ("pause ١٢٣٤٥٦", None),
        ("pause 1234567890123 123456", None),
        ("", None),
    ],
)
def test_orders_have_one_form(text: str, order: Order | None) -> None:
    assert read(text) == order
