"""Both languages, everywhere: every sentence of a page exists in Spanish, with the same fields."""

from __future__ import annotations

import pytest
from flask import Flask

from bot.errors import NotFound
from bot.segments.segments import FAMILIES, FIELDS
from bot.sentences import say
from bot.texting.reasons import sentence
from bot.web.words import said
from tests.web.conftest import browser


@pytest.mark.parametrize(
    "about", [about for _kind, about in [*FIELDS.values(), *FAMILIES.values()]]
)
def test_every_word_of_a_segment_is_explained_in_spanish(app: Flask, about: str) -> None:
    with app.test_request_context("/?lang=es"):
        assert said(about) != about
    with app.test_request_context("/?lang=en"):
        assert said(about) == about


def test_error_and_reason_are_said_in_the_reader_s_language(app: Flask) -> None:
    error = NotFound(
        say("There is no broadcast %(id)s. `clarion broadcast list` shows them.", id=7)
    )
    capped = say("They did not get it: %(reason)s.", reason=sentence("capped", (1, 2)))
    with app.test_request_context("/?lang=es"):
        assert said(error) == "No hay ningún envío 7. `clarion broadcast list` los muestra."
        assert "máximo de mensajes nuestros por persona (1 por día, 2 por semana)" in said(capped)
        assert said("as it came") == "as it came"
    with app.test_request_context("/?lang=en"):
        assert said(error) == "There is no broadcast 7. `clarion broadcast list` shows them."


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
