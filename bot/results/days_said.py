"""Days as people say them, in each language."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from bot.sentences import Sentence, own_words

_FORMS = {"en": "EEEE, MMMM d", "es": "EEEE d 'de' MMMM"}


def day_said(day: date) -> Sentence:
    """ "Tuesday, September 22", "martes 22 de septiembre"."""
    return own_words({lang: format_date(day, form, locale=lang) for lang, form in _FORMS.items()})
