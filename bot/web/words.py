"""The console's and the public pages' words in two languages.

Catalogs are read from their `.po` files when first needed, so a translation is edited in one place
and nothing has to be compiled.
"""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

import flask_security
from babel.support import NullTranslations, Translations
from flask import Flask, request
from flask_babel import Babel, Domain, get_locale
from flask_babel import gettext as gettext
from flask_babel import lazy_gettext as lazy_gettext
from flask_babel import ngettext as ngettext
from flask_login import current_user

from bot.errors import ClarionError
from bot.sentences import told

LANGUAGES = ("en", "es")
_FOLDER = Path(__file__).parent / "translations"
# Numbers and dates as people in the United States write them, in Spanish too.
_LOCALES = {"en": "en_US", "es": "es_US"}


class _Words(Domain):  # type: ignore[misc]  # the library has no types
    """Our catalog, and Flask-Security's own for what only it says."""

    def get_translations(self) -> NullTranslations:
        locale = get_locale()
        return catalog(locale.language if locale else "en")


def mark(text: str) -> str:
    """Mark a sentence for translation where it is written; `gettext` translates it where it is
    shown."""
    return text


@lru_cache(maxsize=8)
def catalog(language: str) -> NullTranslations:
    """The catalog of a language; English is the words themselves."""
    path = _FOLDER / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    ours = Translations(compiled)
    theirs = Path(flask_security.__file__).parent / "translations"
    ours.add_fallback(Translations.load(theirs, [f"{language}_ES"], "flask_security"))
    return ours


def said(text: object) -> str:
    """What a use case says, or an error of it, in the reader's language."""
    sentence = text.said if isinstance(text, ClarionError) else text
    spoken = language()
    return told(sentence, spoken, catalog(spoken))


def configure(app: Flask) -> None:
    """Translate this app's pages. Comes after sign-in is set up."""
    babel = Babel(app, locale_selector=lambda: _LOCALES[language()])
    words = _Words()
    app.extensions["babel"].instance.domain_instance = words
    app.extensions["security"].i18n_domain.get_translations = words.get_translations
    app.extensions["words"] = babel
    app.context_processor(lambda: {"language": language(), "languages": LANGUAGES, "said": said})


def language() -> str:
    """The language of this request: asked for in the address, else the organizer's, else the
    browser's first that we have."""
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        return asked
    own = getattr(current_user, "lang", None) if request.path.startswith("/console") else None
    if own in LANGUAGES:
        return str(own)
    return request.accept_languages.best_match(LANGUAGES) or "en"
