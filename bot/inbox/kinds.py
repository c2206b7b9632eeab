"""What makes somebody need a person, most urgent first."""

from __future__ import annotations

from enum import StrEnum

from bot.sentences import Sentence, own_words


class Kind(StrEnum):
    """What began a ticket."""

    DANGER = "danger"
    STOP_UNSURE = "stop_unsure"
    QUESTION = "question"
    HANDOFF = "handoff"
    STUCK = "stuck"
    BY_HAND = "by_hand"
    REPLY = "reply"
    FLOW = "flow"


URGENCY = {
    Kind.DANGER: 0,
    Kind.STOP_UNSURE: 1,
    Kind.QUESTION: 2,
    Kind.HANDOFF: 2,
    Kind.STUCK: 2,
    Kind.BY_HAND: 2,
    Kind.REPLY: 3,
    Kind.FLOW: 4,
}
# In these the bot leaves everything it is not plainly asked to a person.
IN_A_PERSONS_HANDS = frozenset(
    {Kind.DANGER, Kind.QUESTION, Kind.HANDOFF, Kind.STUCK, Kind.BY_HAND, Kind.REPLY}
)


def named(kind: str) -> Sentence:
    """What a kind is called on pages and in notices."""
    return _NAMES[Kind(kind)]


_NAMES = {
    Kind.DANGER: own_words({"en": "danger", "es": "peligro"}),
    Kind.STOP_UNSURE: own_words({"en": "perhaps a stop", "es": "tal vez quiere salir"}),
    Kind.QUESTION: own_words({"en": "a question", "es": "una pregunta"}),
    Kind.HANDOFF: own_words({"en": "a hand-off", "es": "un pase a una persona"}),
    Kind.STUCK: own_words(
        {"en": "misunderstood three times", "es": "no se le entendió tres veces"}
    ),
    Kind.BY_HAND: own_words({"en": "taken over by hand", "es": "tomada por el equipo"}),
    Kind.REPLY: own_words({"en": "a reply to a broadcast", "es": "una respuesta a un envío"}),
    Kind.FLOW: own_words({"en": "news from a conversation", "es": "aviso de una conversación"}),
}
