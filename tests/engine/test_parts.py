"""SMS parts: exact at every edge, and the same as an independent counter."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import smsutil
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.engine import as_sms, clean, parts, rewrite
from bot.engine.text import graphemes, shorten

TABLE = Path(__file__).with_name("parts.yaml")
CASES: list[dict[str, Any]] = yaml.safe_load(TABLE.read_text("utf-8"))
GSM = "abcxyz ABC 0123 ñéü¿¡@£$_\n" + "^{}\\[~]|€"


def expand(text: str) -> str:
    """ "80a + CRLF + 79a" → the text itself."""
    pieces = []
    for piece in text.split(" + "):
        found = re.fullmatch(r"(\d+)(\D+)", piece)
        known = {"CRLF": "\r\n", "LF": "\n"}
        many = found.group(2) * int(found.group(1)) if found else piece
        pieces.append(known.get(piece, many))
    return "".join(pieces)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_parts_as_billed(case: dict[str, Any]) -> None:
    text = expand(case["text"])
    if case.get("is_decomposed"):
        text = unicodedata.normalize("NFD", text)
    counted = parts(rewrite(text) if case.get("smart") else text)

    assert (counted.encoding, counted.count) == (case["encoding"], case["count"])


def test_offenders_are_named_once_in_order() -> None:
    assert parts("reunión íntima, razón").offenders == ("ó", "í")


@given(st.text(alphabet=GSM, max_size=700))
def test_gsm_texts_agree_with_smsutil(text: str) -> None:
    assert parts(text).count == max(1, len(smsutil.split(text).parts))


@given(st.text(alphabet="aé中óñ 1€|Ж", max_size=400))
def test_ucs2_texts_without_joins_agree_with_smsutil(text: str) -> None:
    assert parts(text).count == max(1, len(smsutil.split(text).parts))


@given(st.text(max_size=300))
def test_any_text_has_parts_that_hold_it(text: str) -> None:
    counted = parts(text)
    alone, joined = (160, 153) if counted.encoding == "GSM-7" else (70, 67)

    assert counted.count >= 1
    assert counted.units <= alone or counted.units <= counted.count * joined
    assert "".join(graphemes(text)) == text


@pytest.mark.parametrize(
    "emoji",
    ["👩‍👩‍👧‍👦", "🇲🇽", "👍🏽", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "é́́"],
    ids=["family", "flag", "tone", "england", "accents"],
)
def test_grapheme_is_never_split_between_parts(emoji: str) -> None:
    assert list(graphemes(f"a{emoji}b")) == ["a", emoji, "b"]
    units = len(emoji.encode("utf-16-le")) // 2
    filler = "中" * (67 - units + 1)

    assert parts(filler + emoji + "中" * 66).count == 3


@given(st.text(max_size=300))
def test_clean_is_stable_and_leaves_no_control_character(text: str) -> None:
    cleaned = clean(text)

    assert clean(cleaned) == cleaned
    assert "\0" not in cleaned
    assert "\r" not in cleaned
    cleaned.encode("utf-8")


def test_clean_joins_accents_and_keeps_lines() -> None:
    assert clean(" cafe\u0301\r\nhoy\u202e ") == "café\nhoy"


@pytest.mark.parametrize(
    ("text", "accents", "offered"),
    [
        ("“¡Únete!” — ya…", False, '"¡Únete!" - ya...'),
        ("¡Únete a la reunión, mañana!", True, "¡Unete a la reunion, mañana!"),
        ("e\u0301", False, "é"),
    ],
)
def test_rewrite_offers_gsm_spelling(text: str, accents: bool, offered: str) -> None:
    assert rewrite(text, accents) == offered


@given(st.text(max_size=100), st.integers(8, 60))
def test_shorten_keeps_to_its_limit(text: str, limit: int) -> None:
    assert len(shorten(text, limit)) <= max(limit, 0)


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("¡Únete a la reunión, mañana a las 5!", "¡Unete a la reunion, mañana a las 5!"),
        ("Él llamó. ¿Qué pasó? Pingüino, Ñandú", "Él llamo. ¿Qué paso? Pingüino, Ñandu"),
        ("e\u0301 a\u0301", "é a"),
        ("¡Llamó! 🎉", "¡Llamó! 🎉"),  # UCS-2 all the same
        ("English stays.", "English stays."),
    ],
)
def test_accents_fold_only_where_that_saves_parts(said: str, sent: str) -> None:
    assert as_sms(said) == sent
