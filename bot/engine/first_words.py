"""Stop, help and start words: what a whole message may be before anything else is looked at."""

from __future__ import annotations

from dataclasses import dataclass

from bot.engine.definition import Campaign
from bot.engine.keywords import MAX_COMMAND
from bot.engine.wording import Lexicon, fold


@dataclass(frozen=True, slots=True)
class Word:
    """A stop, help or start word. `kind` is "stop", "help" or "start", `lang` its language,
    `word` the folded message."""

    kind: str
    lang: str
    word: str


def classify(campaign: Campaign, text: str) -> Word | None:
    """Whether the WHOLE message is a stop, help or start word of any of the campaign's languages.

    Folded for case, accents, punctuation, emoji and quotes. Stop takes the FCC's per-se words
    and plain requests in the languages' own words (47 CFR 64.1200(a)(10)): "stop please",
    "please stop texting me", "no más". "We have got to STOP this bill" is not one.
    """
    folded = fold(text)
    if not folded or len(folded) > MAX_COMMAND:
        return None
    return _classify(campaign.lexicon, folded)


def _classify(lexicon: Lexicon, folded: str) -> Word | None:
    for kind in ("stop", "help", "start"):
        for lang, meanings in lexicon.languages.items():
            phrases = meanings.phrases.get(kind)
            if phrases is not None and phrases.fullmatch(folded + " "):
                return Word(kind, lang, folded)
    return None
