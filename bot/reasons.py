"""Why a text was not sent: one word in the record, a sentence for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason in plain words. `en` and `es` complete "Not texted: …"."""

    en: str
    es: str

    def words(self, lang: str) -> str:
        """The words in a language, English where there are none."""
        return self.es if lang == "es" else self.en


REASONS: Mapping[str, Reason] = {
    "opted_out": Reason("has texted STOP", "envió STOP"),
    "no_consent": Reason("has not opted in", "no se ha inscrito"),
    "bad_number": Reason(
        "the number takes no texts (landline, short code or out of service)",
        "el número no recibe mensajes (línea fija, código corto o fuera de servicio)",
    ),
    "no_address": Reason("has no phone number", "no tiene número de teléfono"),
    "capped": Reason(
        "has had as many broadcasts as one person gets in a day or week",
        "ya recibió el máximo de envíos por día o semana",
    ),
    "asked_less": Reason("has asked for fewer texts", "pidió recibir menos mensajes"),
    "outside_hours": Reason(
        "their texting hours were over before their turn came",
        "su horario para mensajes terminó antes de su turno",
    ),
    "late": Reason(
        "it would have come too late to be useful", "habría llegado demasiado tarde para servir"
    ),
    "event_changed": Reason(
        "the action was moved or called off, or they are not going any more",
        "el evento cambió o se canceló, o la persona ya no va",
    ),
    "in_conversation": Reason(
        "was in the middle of a conversation with us", "estaba en medio de una conversación"
    ),
    "erased": Reason("asked to be erased", "pidió que se borraran sus datos"),
    "canceled": Reason("an organizer canceled the broadcast", "se canceló el envío"),
    "unreadable": Reason(
        "the text or number could not be opened with the keys at hand",
        "no se pudo abrir el texto o el número con las claves disponibles",
    ),
    "never_taken": Reason(
        "the carrier does not know of it, and it was too late to try again",
        "la operadora no lo tiene, y era tarde para intentarlo otra vez",
    ),
    "in_doubt": Reason(
        "we cannot tell whether the carrier took it; a person must decide",
        "no sabemos si la operadora lo tomó; alguien debe decidir",
    ),
}


def words(reason: str, lang: str = "en") -> str:
    """The sentence for a reason; the word itself where there is none."""
    known = REASONS.get(reason)
    return known.words(lang) if known else reason.replace("_", " ")
