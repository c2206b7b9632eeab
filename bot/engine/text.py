"""Texts as the carrier sees them: encoding, parts, and what can be written more cheaply.

Rules: GSM 03.38 7-bit default alphabet, 160 septets or 153 a part; else UCS-2, 70 or 67 UTF-16
units a part; an extension character is two septets and a grapheme is never split between parts
(TwilioDevEd/message-segment-calculator, with the 16 cases of its issue 66).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

MAX_CHARACTERS = 1600  # Twilio error 21617

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")
_GSM7 = re.compile(f"[{re.escape(''.join(sorted(_BASIC | _EXTENSION)))}]*")

# What Twilio's Smart Encoding writes for the look-alikes people paste, most common first.
_PLAIN: dict[str, str | int | None] = {
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "´": "'", "`": "'",  # noqa: RUF001 - the look-alikes are the point
    "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "«": '"', "»": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",  # noqa: RUF001 - the look-alikes are the point
    "…": "...", "•": "-", "·": ".", "\u00a0": " ", "\u2002": " ", "\u2003": " ", "\u2009": " ",
    "\u202f": " ", "\t": " ", "\u200b": "", "\u200c": "", "\u200d": "", "\ufeff": "", "\u00ad": "",
    "⁄": "/", "‹": "<", "›": ">", "×": "x", "ç": "c", "ª": "a", "º": "o", "©": "(c)", "®": "(R)",  # noqa: RUF001 - the look-alikes are the point
}  # fmt: skip
_ACCENTS: dict[str, str | int | None] = {
    "á": "a",
    "í": "i",
    "ó": "o",
    "ú": "u",
    "Á": "A",
    "Í": "I",
    "Ó": "O",
    "Ú": "U",
}
# One septet each, with no blank at an end; with the accents that `as_sms` folds.
_SINGLES = re.escape("".join(sorted(_BASIC - {" ", "\n", "\r"})))
_SINGLE = re.compile(f"[{_SINGLES}](?:[{_SINGLES} ]*[{_SINGLES}])?")
_FOLDS = _SINGLES + "".join(_ACCENTS)
_OTHERS = re.compile(f"[^{_SINGLES} ]")
_FOLDED = re.compile(f"[{_FOLDS}](?:[{_FOLDS} ]*[{_FOLDS}])?")
_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
_JOINER = "\u200d"


@dataclass(frozen=True, slots=True)
class Parts:
    """What a text costs. `units` are septets or UTF-16 units, `offenders` what forces UCS-2."""

    encoding: str
    units: int
    count: int
    offenders: tuple[str, ...] = ()


def parts(text: str) -> Parts:
    """Count the SMS parts of `text` as it would be sent (NFC is the sender's: see `clean`)."""
    if _GSM7.fullmatch(text):
        units = len(text) + sum(text.count(c) for c in _EXTENSION)
        if units == len(text) and "\r" not in text:  # single septets fill every part
            return Parts("GSM-7", units, 1 if units <= 160 else -(-units // 153))
        return Parts("GSM-7", units, _fill(_septets(text), units, 160, 153))
    offenders = tuple(dict.fromkeys(c for c in text if c not in _BASIC and c not in _EXTENSION))
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    return Parts("UCS-2", units, _fill(_units(text), units, 70, 67), offenders)


def clean(text: str) -> str:
    """A text fit to be read and stored: NFC, no control or direction characters, one line end.

    NUL, lone surrogates and bidirectional overrides go; CR LF becomes LF; outer blanks go.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if not plain.isprintable():
        plain = _CONTROLS.sub("", plain)
    return (plain if plain.isascii() else unicodedata.normalize("NFC", plain)).strip()


def rewrite(text: str, accents: bool = False) -> str:
    """Offer `text` with look-alikes (quotes, dashes, blanks) in GSM-7; never done silently.

    With `accents`, also á í ó ú without their accent: é, ñ, ü, ¿ and ¡ are GSM-7 and stay.
    """
    plain = unicodedata.normalize("NFC", text).translate(str.maketrans(_PLAIN))
    return plain.translate(str.maketrans(_ACCENTS)) if accents else plain


def as_sms(text: str) -> str:
    """`text` as it goes out by SMS: without the accents of á í ó ú where that makes it GSM-7.

    One of them, or a capital, makes a part 70 characters, not 160. é, ñ, ü, ¿ and ¡ are GSM-7 and
    stay; a text that is UCS-2 anyhow (an emoji) keeps all its accents.
    """
    plain = unicodedata.normalize("NFC", text)
    if _GSM7.fullmatch(plain):
        return plain
    folded = plain.translate(str.maketrans(_ACCENTS))
    return folded if _GSM7.fullmatch(folded) else plain


def alike(value: str) -> str:
    """The same for values that cost the same wherever they stand in a text, and whose characters
    that force UCS-2 are the same: as long, and of the same kinds of letters.

    What holds anything but letters, blanks and plain signs stays itself. The last character is
    kept, for a mark that combines may follow it.
    """
    if _SINGLE.fullmatch(value):
        return f"{len(value)}{value[-1]}"
    if _FOLDED.fullmatch(value):
        return f"{len(value)}~{value[-1]}"
    others = "".join(sorted(set(_OTHERS.findall(value))))
    is_letters = others.isalpha() and max(others) < "\uffff" and value == value.strip()
    if is_letters and "\n" not in value and unicodedata.is_normalized("NFC", value):
        return f"{len(value)}{others}{value[-1]}"
    return value


def shorten(text: str, limit: int = MAX_CHARACTERS) -> str:
    """Cut `text` to `limit` characters at the end of a word, with "..." where it was cut."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 3]
    head, blank, _ = cut.rpartition(" ")
    return (head if blank and len(head) > limit // 2 else cut).rstrip() + "..."


def _fill(sizes: Iterator[int], units: int, alone: int, joined: int) -> int:
    """Parts needed for pieces of these sizes, none of them split."""
    if units <= alone:
        return 1
    count, free = 1, joined
    for size in sizes:
        while size > joined:  # a grapheme longer than a whole part has to be split after all
            count, size, free = count + (free < joined), size - joined, 0
            count += free == 0 and size > 0
            free = joined
        if size > free:
            count, free = count + 1, joined
        free -= size
    return count


def _septets(text: str) -> Iterator[int]:
    for piece in re.finditer("\r\n|.", text, re.DOTALL):
        found = piece.group()
        yield 2 if found == "\r\n" or found in _EXTENSION else 1


def _units(text: str) -> Iterator[int]:
    for grapheme in graphemes(text):
        yield sum(2 if ord(c) > 0xFFFF else 1 for c in grapheme)


def graphemes(text: str) -> Iterator[str]:
    """The characters a reader sees, near enough to UAX 29: accents, joined emoji, flags, CR LF."""
    current = ""
    for char in text:
        if current and not _continues(current, char):
            yield current
            current = ""
        current += char
    if current:
        yield current


def _continues(current: str, char: str) -> bool:
    if current == "\r":
        return char == "\n"
    if char == _JOINER or unicodedata.category(char) in ("Mn", "Me", "Mc"):
        return True
    if "\U0001f3fb" <= char <= "\U0001f3ff" or "\U000e0020" <= char <= "\U000e007f":
        return True
    if current[-1] == _JOINER:
        return ord(char) > 0x2000
    return _is_flag(current[-1]) and _is_flag(char) and len(current) == 1


def _is_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
