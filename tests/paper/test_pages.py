"""Pages are read back: their words with accents, their codes by a scanner, the same each time."""

from __future__ import annotations

import io

import pypdf
import pytest
import segno

from bot.paper import HEIGHT, MARGIN, WIDTH, Box, Document, Style, printable
from bot.paper.pages import wrapped

SPANISH = "¡Llámalos ya! ¿Qué pasó mañana? Niñez, pingüino, corazón — “así” · 1½"


def read(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(data), strict=True)


def written(*words: str, size: float = 20, lines: int = 3) -> Document:
    document = Document("Título", "es", "FIRM")
    for one in words:
        page = document.page()
        page.words(one, Box(MARGIN, MARGIN, WIDTH - 2 * MARGIN, 200), Style(size), lines)
    return document


def test_spanish_is_read_back_letter_for_letter() -> None:
    found = read(written(SPANISH).to_bytes())
    assert found.pages[0].extract_text().split() == SPANISH.split()
    assert found.metadata is not None
    assert found.metadata.title == "Título"
    assert found.trailer["/Root"]["/Lang"] == "es"  # type: ignore[index]


def test_each_page_is_a_letter_and_none_is_added() -> None:
    found = read(written("one", "two", "three").to_bytes())
    assert [page.extract_text().strip() for page in found.pages] == ["one", "two", "three"]
    assert {(float(p.mediabox.width), float(p.mediabox.height)) for p in found.pages} == {
        (WIDTH, HEIGHT)
    }


def test_the_same_words_make_the_same_bytes() -> None:
    assert written(SPANISH).to_bytes() == written(SPANISH).to_bytes()


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Łódź", "?ódz"),
        ("a\u0301rbol", "árbol"),
        ("two\nlines", "two lines"),
        ("✊🏽 now", "?? now"),
    ],
)
def test_what_the_fonts_have_no_letter_for_is_still_printed(words: str, shown: str) -> None:
    assert printable(words).replace("ź", "z") == shown
    written(words).to_bytes()


def test_words_are_made_smaller_until_they_fit() -> None:
    style = Style(60, is_bold=True)
    long = "Supercalifragilisticexpialidocious words that do not fit"
    assert len(wrapped(long, style, 200)) > 3
    found = read(written(long, size=60, lines=2).to_bytes())
    text = found.pages[0].extract_text().strip().splitlines()
    assert len(text) <= 2
    assert " ".join(text).split() == long.split()


def test_what_is_scanned_is_every_dark_square() -> None:
    """The squares of the page are those of the code, with four empty ones around it."""
    says = "sms:+12025550100?&body=CALL%20ELM"
    document = Document("x", "en")
    document.page().scan(says, Box(100, 100, 200, 200))
    content = read(document.to_bytes()).pages[0].get_contents()
    assert content is not None
    rectangles = [
        tuple(float(n) for n in args)
        for args, operator in content.operations
        if operator == b"re"
    ]  # fmt: skip
    squares = list(segno.make(says, error="m", micro=False).matrix_iter(border=4))
    side = 200 / len(squares)
    dark = {
        (round((x - 100) / side) + n, round((HEIGHT - 100 - y) / side) - 1)
        for x, y, width, _ in rectangles
        if width < 200
        for n in range(round(width / side))
    }
    wanted = {(x, y) for y, row in enumerate(squares) for x, is_dark in enumerate(row) if is_dark}
    assert dark == wanted
