"""What listening came to: one verdict a text, with what decided it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.engine.keywords import Keyword
from bot.engine.readers.reading import Answer


class Sense(StrEnum):
    """What a text is taken as."""

    REACTION = "reaction"
    STOP = "stop"
    STOP_UNSURE = "stop_unsure"
    NAME_UNSURE = "name_unsure"
    DANGER = "danger"
    HELP = "help"
    START = "start"
    MENU = "menu"
    BACK = "back"
    LANGUAGE = "language"
    ANSWER = "answer"
    KEYWORD = "keyword"
    MEANING = "meaning"
    SUGGESTION = "suggestion"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One text's verdict. `why` names the stage and the words that decided.

    `flow` is where a keyword, meaning or suggestion leads (":stop" or ":help" for a slip of those
    words), `or_flow` the other one where it is asked which of two is meant, `asks` whether the
    person is asked before anything happens, `lang` the language the text is in, or that a switch
    leads to, `is_assumed` whether none of its words told that. `topic` is the danger's; `rest` what
    follows a keyword, as written; `answer` the open question's. `corrected` are earlier questions
    ("flow/step") and what is right there.
    """

    sense: Sense
    why: str
    lang: str = ""
    flow: str = ""
    or_flow: str = ""
    asks: bool = False
    topic: str = ""
    rest: str = ""
    keyword: Keyword | None = None
    answer: Answer | None = None
    corrected: tuple[tuple[str, Answer], ...] = ()
    is_assumed: bool = False

    @property
    def is_urgent(self) -> bool:
        """Whether it comes before whatever was offered or asked."""
        return self.sense in (Sense.STOP, Sense.DANGER, Sense.HELP)
