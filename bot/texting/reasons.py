"""Why a text was not sent: one word in the record, a sentence for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.sentences import Sentence, own_words, say


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason in plain words. `en` and `es` complete "Not texted: …"."""

    en: str
    es: str

    @property
    def sentence(self) -> Sentence:
        """The words, to be said in either language."""
        return own_words({"en": self.en, "es": self.es})

    def words(self, lang: str) -> str:
        """The words in a language, English where there are none."""
        return self.es if lang == "es" else self.en


REASONS: Mapping[str, Reason] = {
    "opted_out": Reason("has texted STOP", "envió STOP"),
    "may_want_out": Reason(
        "may want no more texts, and has not said yet",
        "quizá ya no quiere mensajes, y todavía no lo ha dicho",
    ),
    "no_consent": Reason("has not opted in", "no se ha inscrito"),
    "bad_number": Reason(
        "the number takes no texts (landline, short code or out of service)",
        "el número no recibe mensajes (línea fija, código corto o fuera de servicio)",
    ),
    "reassigned": Reason(
        "somebody else has the number by now, as the carriers say",
        "el número ya es de otra persona, según las compañías",
    ),
    "silent": Reason(
        "was silent for long and waits until the carrier says whose the number is",
        "lleva mucho tiempo sin señales y espera a que la compañía diga de quién es el número",
    ),
    "canary": Reason(
        "waits until it is seen how the first few take it",
        "espera a ver cómo lo reciben las primeras personas",
    ),
    "compared": Reason(
        "waits until it is seen which of two texts is the better one",
        "espera a ver cuál de dos mensajes funciona mejor",
    ),
    "held_out": Reason(
        "gets nothing of this broadcast, to see what texting does",
        "no recibe nada de este envío, para ver qué logra el mensaje",
    ),
    "not_looked_up": Reason(
        "was silent for long, and the carrier could not say in time whose the number is",
        "llevaba mucho tiempo sin señales y la compañía no dijo a tiempo de quién es el número",
    ),
    "no_address": Reason("has no phone number", "no tiene número de teléfono"),
    "capped": Reason(
        "has had as many texts of ours as one person gets",
        "ya recibió el máximo de mensajes nuestros por persona",
    ),
    "asked_less": Reason("has asked for fewer texts", "pidió recibir menos mensajes"),
    "outside_hours": Reason(
        "it could not come in time within their texting hours",
        "no podía llegar a tiempo dentro de su horario para mensajes",
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
    "merged": Reason(
        "is the same person as somebody who gets it", "es la misma persona que otra que lo recibe"
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
    "no_reason": Reason(
        "failed, and the carrier gave no code", "falló, y la operadora no dio ningún código"
    ),
    "in_doubt": Reason(
        "we cannot tell whether the carrier took it; a person must decide",
        "no sabemos si la operadora lo tomó; alguien debe decidir",
    ),
    "send_again": Reason(
        "an organizer decided to send it again; it is looked up one last time",
        "el equipo decidió enviarlo otra vez; se busca una última vez",
    ),
    "left_in_doubt": Reason(
        "we cannot tell whether it arrived, and an organizer decided not to send it again",
        "no sabemos si llegó, y el equipo decidió no enviarlo otra vez",
    ),
}


def sentence(reason: str, caps: tuple[int, int] | None = None) -> Sentence | str:
    """The sentence for a reason; the word itself where there is none. `caps` are the most
    broadcasts to one person in a day and in a week, to be named where they are the reason."""
    known = REASONS.get(reason)
    if known is None:
        return reason.replace("_", " ")
    if reason == "capped" and caps is not None:
        return say(
            "%(reason)s (%(day)s a day, %(week)s a week)",
            reason=known.sentence,
            day=caps[0],
            week=caps[1],
        )
    return known.sentence
