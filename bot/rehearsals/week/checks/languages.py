"""Every text is in the language of who gets it, by the little words that only one language has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from bot.rehearsals.week.acting import Player
from bot.rehearsals.week.checks.reading import told
from bot.rehearsals.week.town import Town

_MADE = timedelta(hours=4)
_ENGLISH = """
    the you your and is are to of for it we our with at on this that they can will not what how
    many when who if or be have text reply thank thanks us was from more here there today tomorrow
    calls call now anything done each do does
"""
_SPANISH = """
    el la los las de que tu te y es en para por con se un una su sus ya lo al del escribe responde
    gracias más mas cuando quien quienes como hoy mañana llamada llamadas está esta nuestras
    familias eres estás hay le les esto son si sí
"""
_WORDS = {"en": frozenset(_ENGLISH.split()), "es": frozenset(_SPANISH.split())}
# A host's own words, and what is to be forwarded or read out, stand in quotes; words to text are
# capitals; a page's address and a show's name are nobody's language.
_LEFT_OUT = re.compile(
    r"“[^”]*”|\"[^\"]*\"|https?://\S+|\b[A-ZÁÉÍÓÚÑ]{2,}\b|La Hora|Fiesta|Los Angeles"
)


def in_their_language(town: Town, player: Player) -> Iterator[str]:
    """From the first text on that shows their language, they read no other, but for what hosts
    have people bring."""
    if player.shown_at is None:
        return
    notes = [plan.note.words for plan in town.ledger.plans if plan.note is not None]
    other = "en" if player.who.lang == "es" else "es"
    for text in player.texts:
        # What goes to many is made some hours before it goes.
        since = player.shown_at if text.is_answer else player.shown_at + _MADE
        if text.at < since:
            continue
        body = _LEFT_OUT.sub(" ", text.body)
        for note in notes:
            body = body.replace(note, " ")
        words = re.findall(r"[a-záéíóúñü]+", body.lower())
        own = sum(word in _WORDS[player.who.lang] for word in words)
        theirs = sum(word in _WORDS[other] for word in words)
        if theirs > own:
            yield told(player, text, "reads another language than theirs")


CHECKS = (in_their_language,)
