"""Words as people text them, folded for case, accents, punctuation and emoji.

`Lexicon` holds the words that have a meaning everywhere (stop, yes, Saturday, twelve) in every
language of a campaign; it is data, made from bot/campaign/words.yaml.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.engine.vocabulary import Tongue

_APOSTROPHES = re.compile("['’‘`´]")  # noqa: RUF001 - the look-alikes are the point
_NOTHING = re.compile("(?!)")
_NO_SENSE: frozenset[str] = frozenset()
_NOT_WORD = re.compile(r"[\W_]+")
# Variation selectors, joiners and skin tones: 👍🏽 and 👍️ are the same answer as 👍.
_DRESSING = re.compile("[\ufe00-\ufe0f\u200b-\u200d\u2060\U0001f3fb-\U0001f3ff\\s]+")


# ASCII in one pass: capitals to small letters, apostrophes away, the rest to blanks.
_ASCII = {
    code: chr(code).lower() if chr(code).isalnum() else None if chr(code) in "'`" else " "
    for code in range(128)
}


def fold(text: str) -> str:
    """The words of `text`, lower case, without accents or punctuation, one blank between.

    "¿Qué   DIGO?" → "que digo", "don't" → "dont". A text of symbols only folds to the symbols
    themselves ("👍🏽" → "👍"), so that an emoji can be an answer.
    """
    if text.isascii():
        return " ".join(text.translate(_ASCII).split()) or _DRESSING.sub("", text)
    plain = _APOSTROPHES.sub("", _plain(text))
    return _NOT_WORD.sub(" ", plain).strip() or _DRESSING.sub("", text)


def _plain(text: str) -> str:
    pairs = unicodedata.normalize("NFKD", text)
    return "".join([c for c in pairs if not unicodedata.combining(c)]).casefold()


@dataclass(frozen=True, slots=True)
class Meanings:
    """The words one language has for the things the engine understands by itself.

    Every key is folded. `phrases` maps "stop", "help" and "start" to a regular expression that
    the whole folded message must match.
    """

    phrases: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    commands: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    fillers: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()
    negations: frozenset[str] = frozenset()
    numbers: Mapping[str, int] = field(default_factory=dict)
    multipliers: Mapping[str, int] = field(default_factory=dict)
    weekdays: Mapping[str, int] = field(default_factory=dict)
    months: Mapping[str, int] = field(default_factory=dict)
    days: Mapping[str, int] = field(default_factory=dict)
    times: Mapping[str, str] = field(default_factory=dict)
    am: frozenset[str] = frozenset()
    pm: frozenset[str] = frozenset()
    minutes: Mapping[str, int] = field(default_factory=dict)
    weekday_labels: tuple[str, ...] = ()
    month_labels: tuple[str, ...] = ()
    day_form: str = "{weekday} {month} {day}"
    span_form: str = "{first}-{last}"
    hour_forms: Mapping[str, str] = field(default_factory=dict)
    ordinals: Mapping[str, int] = field(default_factory=dict)
    example_form: str = "{number}/{day}"


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """The meanings of every language of a campaign, the campaign's default language first.

    Equal is only the same one: what is made from it can be kept by it.
    """

    languages: Mapping[str, Meanings]
    orders: Mapping[str, tuple[Meanings, ...]] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    name_leads: re.Pattern[str] = _NOTHING
    not_stations: frozenset[str] = frozenset()
    tongues: Mapping[str, Tongue] = field(default_factory=dict)
    manners: Mapping[str, Tongue] = field(default_factory=dict)
    extras: Mapping[str, Tongue] = field(default_factory=dict, kw_only=True)
    zips: bytes = b""
    senses: Mapping[str, frozenset[str]] = field(default_factory=dict)
    company: Mapping[str, Tongue] = field(default_factory=dict)

    def senses_of(self, phrase: str) -> frozenset[str]:
        """Everything a folded phrase may be, in any of the languages."""
        return self.senses.get(phrase, _NO_SENSE)

    def is_zip(self, digits: str) -> bool:
        """Whether five digits are a ZIP. `zips` has a bit for each; without it, all are."""
        number = int(digits)
        return not self.zips or bool(self.zips[number // 8] & 1 << number % 8)

    def in_order(self, lang: str) -> tuple[Meanings, ...]:
        """All languages, `lang` first: people answer in whichever comes to mind."""
        return self.orders.get(lang) or tuple(self.languages.values())
