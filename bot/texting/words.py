"""The words of states and languages inside a sentence, in each language: "is paused"."""

from __future__ import annotations

from bot.sentences import Sentence, own_words

_LANGUAGES = {
    "en": own_words({"en": "English", "es": "inglés"}),
    "es": own_words({"en": "Spanish", "es": "español"}),
}
_BROADCAST = {
    "draft": own_words({"en": "draft", "es": "en borrador"}),
    "scheduled": own_words({"en": "scheduled", "es": "programado"}),
    "approved": own_words({"en": "approved", "es": "aprobado"}),
    "sending": own_words({"en": "sending", "es": "enviándose"}),
    "paused": own_words({"en": "paused", "es": "en pausa"}),
    "done": own_words({"en": "done", "es": "terminado"}),
    "canceled": own_words({"en": "canceled", "es": "cancelado"}),
    "missed": own_words({"en": "missed", "es": "sin salir a su hora"}),
}
_MESSAGE = {
    "planned": own_words({"en": "planned", "es": "planeado"}),
    "held": own_words({"en": "held", "es": "en espera"}),
    "claimed": own_words({"en": "claimed", "es": "saliendo"}),
    "unknown": own_words({"en": "unknown", "es": "en duda"}),
    "accepted": own_words({"en": "accepted", "es": "en manos de la operadora"}),
    "sent": own_words({"en": "sent", "es": "enviado"}),
    "delivered": own_words({"en": "delivered", "es": "entregado"}),
    "undelivered": own_words({"en": "undelivered", "es": "no entregado"}),
    "failed": own_words({"en": "failed", "es": "fallido"}),
    "skipped": own_words({"en": "skipped", "es": "omitido"}),
    "canceled": own_words({"en": "canceled", "es": "cancelado"}),
    "received": own_words({"en": "received", "es": "recibido"}),
}


def language_name(lang: str) -> Sentence | str:
    """A language by its name; its code where we have none."""
    return _LANGUAGES.get(lang, lang)


def broadcast_state(state: str) -> Sentence | str:
    """The state of a broadcast, as it stands after "is"."""
    return _BROADCAST.get(state, state)


def message_state(state: str) -> Sentence | str:
    """The state of a text, as it stands after "is"."""
    return _MESSAGE.get(state, state)
