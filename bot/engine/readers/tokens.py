"""A text cut into what a reader looks at: numbers, clock times, dates, and phrases with a sense.

Digits are told apart by their form before anything is read into them, so that a phone number, a
code or a date is never a count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bot.engine.vocabulary import Senses, Tongue

_HALF = r"\s?(?P<half>[ap])\.?\s?m\b\.?"
_FORMS = re.compile(
    r"""
      (?P<email>[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+)
    | (?P<link>(?:https?://|www\.)\S+)
    | (?P<iso>\d{4}-\d{1,2}-\d{1,2})(?!\d)
    | (?P<phone>(?:\+?\d{1,3}[\s.-]*)?\(?\d{3}\)?[\s.-]*\d{3}[\s.-]*\d{4}(?!\d)
        |\d{3}[-.]\d{4}(?!\d))
    | (?P<money>\$\s?\d[\d.,]*|\d[\d.,]*\s?(?:\$|(?:dollars?|dolares|bucks|pesos)\b))
    | (?P<percent>\d[\d.,]*\s?%)
    | (?P<date>\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})|\d{1,2}([.-])\d{1,2}\8(?:\d{4}|\d{2}))(?![\d/])
    | (?P<slash>\d{1,2}/\d{1,2})(?![\d/])
    | (?P<clock>(?P<hour>\d{1,2})\s*(?::|\.|h|;)\s*(?P<minute>[0-5]\d)(?!\d)(?:"""
    + _HALF
    + r""")?)
    | (?P<packed>(?P<hour3>\d{1,2})(?P<minute3>[0-5]\d)"""
    + _HALF.replace("half", "half3")
    + r""")
    | (?P<hourly>(?P<hour2>\d{1,2})(?:"""
    + _HALF.replace("half", "half2")
    + r"""|(?P<half4>[ap])\b))
    | (?P<hours>(?P<hour5>\d{1,2})\s?h(?:rs|oras?|s)?\b)
    | (?P<ordinal>\d{1,3}(?:st|nd|rd|th|ro|do|er|ra|da|ta|to|vo|va|mo|[ºª°])(?![^\W\d_]))
    | (?P<thousands>\d{1,3}(?:,\d{3})+)(?![\d.,]\d)
    | (?P<kilo>\d+(?:[.]\d)?k\b)
    | (?P<whole>\d+\.0+)(?!\d)
    | (?P<decimal>\d+[.,]\d+)
    | (?P<long>\d{5,}(?:-\d{4})?(?!\d))
    | (?P<code>[^\W\d_]+\d+[^\W_]*|\d+[^\W\d_]+\d[^\W_]*)
    | (?P<number>\d{1,4})
    | (?P<word>[^\W\d_]+(?:['’‘`´][^\W\d_]+)*)
    | (?P<mark>[^\s\w]|_)
    """,  # noqa: RUF001 - the look-alike apostrophes are the point
    re.VERBOSE,
)
_APOSTROPHES = re.compile("['’‘`´]")  # noqa: RUF001 - the look-alikes are the point
_IGNORED = frozenset('\ufe0f\u20e3\u200d\u200b"“”«»*()[]¿¡…')
_SKIN = re.compile("[\U0001f3fb-\U0001f3ff]")
_MOST = 300  # characters; what follows is not read


@dataclass(slots=True)
class Token:
    """A piece of a text, never changed once it is read. `kind` is a form (number, clock, date,
    phone, word ...), `value` what its digits say, `senses` what its words may be, `start` and
    `end` where it stands."""

    kind: str
    text: str
    start: int
    end: int
    value: tuple[int, ...] = ()
    half: str = ""
    senses: Senses = field(default_factory=dict)

    def has(self, *senses: str) -> bool:
        """Whether its words may be one of these."""
        return any(sense in self.senses for sense in senses)

    @property
    def number(self) -> int:
        """The whole number it is; -1 for none."""
        return self.value[0] if self.kind == "number" else -1


def read_tokens(text: str, tongues: Mapping[str, Tongue], lang: str) -> list[Token]:
    """The tokens of `text`, its words joined to the phrases of `tongues` (Lexicon.tongues for
    numbers and days, Lexicon.manners for yes and no), in the language it seems to be in."""
    raw = _raw(text[:_MOST])
    tongue = _tongue(raw, tongues, lang)
    return _join(raw, tongue) if tongue else list(raw)


@lru_cache(maxsize=16)  # a turn reads the same text several times, in each language
def _raw(text: str) -> tuple[Token, ...]:
    """The tokens of `text` by their form alone, whatever language it is in."""
    found = map(_token, _FORMS.finditer(_plain(text)))
    return tuple([token for token in found if token is not None])


def _plain(text: str) -> str:
    """`text` in small letters without accents, every character in its place."""
    if text.isascii():
        return text.lower()
    return "".join([_plain_char(char) for char in text])


def _plain_char(char: str) -> str:
    if char.isascii():
        return char.lower()
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    base = unicodedata.normalize("NFD", char)[0].lower()
    return base if len(base) == 1 else char


def _token(found: re.Match[str]) -> Token | None:
    kind = found.lastgroup or ""
    if kind not in _KINDS:  # a part of one closed last
        kind = next((name for name in _KINDS if found.group(name) is not None), kind)
    text, start, end = found.group(), found.start(), found.end()
    if kind == "mark":
        return (
            None
            if text in _IGNORED or _SKIN.match(text) or unicodedata.combining(text)
            else _at("mark", found)
        )
    if kind == "word":
        return Token("word", _APOSTROPHES.sub("", text), start, end)
    made = _NUMERIC.get(kind)
    return Token(kind, text, start, end) if made is None else made(found)


def _at(kind: str, found: re.Match[str], *value: int, half: str = "") -> Token:
    return Token(kind, found.group(), found.start(), found.end(), value, half)


def _numbers(found: re.Match[str]) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", found.group()))


def _clock(hour: str, minute: str, half: str) -> Callable[[re.Match[str]], Token]:
    def make(found: re.Match[str]) -> Token:
        given = found.group(half) if half else ""
        minutes = int(found.group(minute)) if minute else 0
        return _at("clock", found, int(found.group(hour)), minutes, half=given or "")

    return make


def _hourly(found: re.Match[str]) -> Token:
    half = found.group("half2") or found.group("half4") or ""
    return _at("clock", found, int(found.group("hour2")), 0, half=half)


def _kilo(found: re.Match[str]) -> Token:
    return _at("number", found, round(float(found.group()[:-1]) * 1000))


_NUMERIC: Mapping[str, Callable[[re.Match[str]], Token]] = {
    "iso": lambda f: _at("iso", f, *_numbers(f)),
    "date": lambda f: _at("date", f, *_numbers(f)),
    "slash": lambda f: _at("slash", f, *_numbers(f)),
    "clock": _clock("hour", "minute", "half"),
    "packed": _clock("hour3", "minute3", "half3"),
    "hourly": _hourly,
    "hours": lambda f: _at("hours", f, int(f.group("hour5"))),
    "ordinal": lambda f: _at("ordinal", f, _numbers(f)[0]),
    "thousands": lambda f: _at("number", f, int(f.group().replace(",", ""))),
    "kilo": _kilo,
    "whole": lambda f: _at("number", f, _numbers(f)[0]),
    "number": lambda f: _at("number", f, int(f.group())),
}
_KINDS = (
    "email", "link", "iso", "phone", "money", "percent", "date", "slash", "clock", "packed",
    "hourly", "hours", "ordinal", "thousands", "kilo", "whole", "decimal", "long", "code",
    "number", "word", "mark",
)  # fmt: skip


def _tongue(raw: Sequence[Token], tongues: Mapping[str, Tongue], lang: str) -> Tongue | None:
    """The person's language, unless more words of the text are only another's."""
    own = tongues.get(lang)
    if own is None:
        return next(iter(tongues.values()), None)
    words = [token.text for token in raw if token.kind == "word"]
    if len(words) < 2:
        return own
    return max(
        (own, *(t for t in tongues.values() if t.lang != lang)),
        key=lambda tongue: sum(word in tongue.own for word in words),
    )


_PHRASED = frozenset({"word", "mark", "number", "percent", "code"})


def _join(raw: Sequence[Token], tongue: Tongue) -> list[Token]:
    """Words that make a phrase joined into one token, the longest phrase first."""
    joined: list[Token] = []
    at = 0
    while at < len(raw):
        token = raw[at]
        if token.kind in _PHRASED:
            token, used = _longest(raw, at, tongue)
            at += used
        else:
            at += 1
        joined.append(token)
    return joined


def _longest(raw: Sequence[Token], at: int, tongue: Tongue) -> tuple[Token, int]:
    first = raw[at]
    for count in range(min(tongue.longest(first.text), len(raw) - at), 0, -1):
        part = raw[at : at + count]
        if count > 1 and any(token.kind not in ("word", "number") for token in part):
            continue
        phrase = " ".join([token.text for token in part]).rstrip(" %")
        senses = tongue.senses(phrase)
        if senses:
            kind = "word" if count > 1 else first.kind
            value = first.value if count == 1 else ()
            return Token(kind, phrase, first.start, part[-1].end, value, senses=senses), count
    name = tongue.slips.get(first.text, "") if first.kind == "word" else ""
    if not name:
        return first, 1
    return Token("word", first.text, first.start, first.end, senses=tongue.senses(name)), 1
