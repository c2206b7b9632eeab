"""Posters are read back: the words of each side, the code as a phone scans it, strips that fit."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import cv2
import numpy
import pypdf
import pytest
import segno

from bot.campaign import check
from bot.clarion import Clarion
from bot.errors import InputError
from bot.people import posters, sources
from bot.people.sources import Asked
from tests.events.conftest import changed
from tests.events.conftest import clock as clock
from tests.events.conftest import line as line
from tests.shipped import copy_with_few_sentences

ELM = {"label": "Iglesia San José, Elm", "code": "ELM", "zip": "60608"}


def pages(data: bytes) -> list[Any]:
    return list(pypdf.PdfReader(io.BytesIO(data), strict=True).pages)


def text_of(page: Any) -> str:
    return " ".join(page.extract_text().split())


def scanned(says: str) -> str:
    """What a scanner reads where a page has this code."""
    out = io.BytesIO()
    segno.make(says, error="m", micro=False).save(out, kind="png", scale=6, border=4)
    picture = cv2.imdecode(numpy.frombuffer(out.getvalue(), numpy.uint8), cv2.IMREAD_GRAYSCALE)
    return str(cv2.QRCodeDetector().detectAndDecode(picture)[0])


def test_each_language_is_a_side(line: Clarion) -> None:
    made = sources.add(line, Asked(**ELM), None)
    english, spanish = pages(posters.sheets(line, [made]))
    said = text_of(english)
    for words in (
        "stop separating our families", "Text CALL ELM to", "(202) 555-0100", "(866) 473-5915",
        "STOP to end", "ELM · Iglesia San José, Elm · Chicago",
    ):  # fmt: skip
        assert words in said
    said = text_of(spanish)
    for words in ("no separen a nuestras familias", "Manda LLAMAR ELM al", "cámara"):
        assert words in said
    assert said.count("LLAMAR ELM") == 10  # the side, and each of its nine strips


def test_what_is_scanned_writes_the_text(line: Clarion) -> None:
    made = sources.add(line, Asked(**ELM), None)
    assert {lang: scanned(posters.words_of(line, made, lang).scan) for lang in ("en", "es")} == {
        "en": "sms:+12025550100?&body=CALL%20ELM",
        "es": "sms:+12025550100?&body=LLAMAR%20ELM",
    }


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"extension": "142"}, "Or call (202) 555-0100 and press 1 4 2"),
        ({"number": "(312) 555-0199"}, "Or call right now: (312) 555-0199"),
        ({}, "Or call right now: (866) 473-5915"),
    ],
)
def test_the_other_way_is_the_phone(line: Clarion, more: dict[str, str], says: str) -> None:
    made = sources.add(line, Asked(**ELM, **more), None)
    assert says in text_of(pages(posters.sheets(line, [made], ["en"]))[0])


def test_both_languages_fit_on_one_side(line: Clarion) -> None:
    made = sources.add(line, Asked(**{**ELM, "code": "LONGESTCODEX"}, flow="join"), None)
    [page] = pages(posters.sheets(line, [made], is_beside=True))
    said = text_of(page)
    assert "JOIN LONGESTCODEX" in said
    assert "UNIRME LONGESTCODEX" in said


def test_many_places_are_one_file_in_order_of_their_names(line: Clarion) -> None:
    for label in ("Oak", "Ash", "Elm"):
        sources.add(line, Asked(label), None)
    sources.add(line, Asked("A link", kind="link"), None)
    found = posters.chosen(line, [])
    assert [one.code for one in found] == ["ASH", "ELM", "OAK"]
    assert len(pages(posters.sheets(line, found))) == 6


def test_nothing_to_print_and_no_number_are_refused(line: Clarion) -> None:
    with pytest.raises(InputError):
        posters.sheets(line, [])
    made = sources.add(line, Asked(**ELM), None)
    with pytest.raises(InputError, match="TWILIO_FROM"):
        posters.sheets(changed(line, twilio_from=""), [made])
    with pytest.raises(InputError):
        posters.sheets(line, [made], ["fr"])


def test_words_too_long_for_a_poster_are_named(tmp_path: Path) -> None:
    copy_with_few_sentences(tmp_path, dirs_exist_ok=True)
    folder = tmp_path / "campaign.yaml"
    text = folder.read_text("utf-8").replace(
        'es: "Dile a {target}: no',
        'es: "Dile a {target} y a todo el mundo, hoy mismo y sin falta: no',
    )
    folder.write_text(text, "utf-8")
    [problem] = [p for p in check(tmp_path, date(2026, 9, 22)) if p.code == "poster"]
    assert "has 88 letters; on a poster at most 70" in str(problem)
