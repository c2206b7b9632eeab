"""Both languages, everywhere: every sentence of a page exists in Spanish, with the same fields."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask import Flask

from bot.segments.segments import FAMILIES, FIELDS
from bot.web import words
from bot.web.sentences import said
from tests.web.conftest import browser

WEB = Path(words.__file__).parent
CATALOG = WEB / "translations" / "es" / "LC_MESSAGES" / "messages.po"
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy": None, "mark": None}


def in_pages() -> set[str]:
    """Every sentence that templates and views mark for translation."""
    found = set()
    for _file, _line, message, _comments, _context in extract_from_dir(
        str(WEB),
        [("**.py", "python"), ("templates/**.html", "jinja2")],
        {"templates/**.html": {"extensions": "jinja2.ext.do", "silent": "false"}},
        keywords=_KEYWORDS,
    ):
        found.add(message if isinstance(message, str) else message[0])
    return found


def in_catalog() -> dict[str, str | tuple[str, ...]]:
    with CATALOG.open("rb") as file:
        catalog = read_po(file, locale="es")
    assert not list(catalog.check())
    return {m.id if isinstance(m.id, str) else m.id[0]: m.string for m in catalog if m.id}


def test_every_sentence_has_spanish() -> None:
    has_spanish = {m for m, said in in_catalog().items() if (all(said) if said else False)}
    assert sorted(in_pages() - has_spanish) == []


def test_catalog_has_no_leftovers() -> None:
    assert sorted(set(in_catalog()) - in_pages()) == []


def test_fields_are_the_same_in_spanish() -> None:
    for message, told in in_catalog().items():
        for form in (told,) if isinstance(told, str) else told:
            assert set(re.findall(r"%\((\w+)\)s", form)) <= set(
                re.findall(r"%\((\w+)\)s", message)
            ) | {"num"}, message


@pytest.mark.parametrize(
    "about", [about for _kind, about in [*FIELDS.values(), *FAMILIES.values()]]
)
def test_every_word_of_a_segment_is_explained_in_spanish(app: Flask, about: str) -> None:
    with app.test_request_context("/?lang=es"):
        assert said(about) != about
    with app.test_request_context("/?lang=en"):
        assert said(about) == about


@pytest.mark.parametrize(
    ("said_in_english", "in_spanish"),
    [
        ("waits for a second organizer: 1 person gets it", "lo recibe 1 persona"),
        (
            "4 of 30 texts were filtered by carriers as unwanted (the limit is 2.5 percent), most "
            "of all the text in Spanish: 3 of 10. Carriers take its words, its links or our number "
            "for spam: change them before you resume.",
            "(el límite es 2.5 por ciento), sobre todo el texto en español: 3 de 10.",
        ),
        (
            "9 of 30 texts failed (the limit is 25 percent), most of all the text in English: 9 of "
            "20. Most often: The phone is off or out of reach. Look at the reasons below before "
            "you resume.",
            "en inglés: 9 de 20. Lo más frecuente: El teléfono está apagado o sin señal. Mira",
        ),
        (
            "Our number may not send texts. (carrier code 21606)",
            "Nuestro número no puede enviar mensajes. (código de la operadora 21606)",
        ),
        (
            "They did not get it: has had as many texts of ours as one person gets (1 a day, 2 a "
            "week).",
            "ya recibió el máximo de mensajes nuestros por persona (1 por día, 2 por semana)",
        ),
    ],
)
def test_reason_is_said_in_spanish_with_what_is_in_it(
    app: Flask, said_in_english: str, in_spanish: str
) -> None:
    with app.test_request_context("/?lang=es"):
        assert in_spanish in said(said_in_english)


@pytest.mark.parametrize("text", ["", "nothing like it", "%(name)s", "Text in en: odd", "\n" * 99])
def test_sentence_nobody_knows_is_shown_as_it_came(app: Flask, text: str) -> None:
    with app.test_request_context("/?lang=es"):
        assert said(text).endswith(text[-3:])


@pytest.mark.parametrize(
    ("header", "query", "says"),
    [
        ("es-MX,es;q=0.9,en;q=0.5", "", "Iniciar sesión"),
        ("en-US", "", "Sign in"),
        ("fr", "", "Sign in"),
        ("", "", "Sign in"),
        ("en-US", "?lang=es", "Iniciar sesión"),
        ("en-US", "?lang=xx", "Sign in"),
    ],
)
def test_page_speaks_the_reader_s_language(app: Flask, header: str, query: str, says: str) -> None:
    page = browser(app).get(f"/console/sign-in{query}", headers={"Accept-Language": header})
    assert f"<h1>{says}</h1>" in page.text
