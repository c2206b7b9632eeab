"""Bytes as other programs write them, as text: UTF-8 with or without a mark, UTF-16, Windows-1252.

Outlook and Excel still write Windows-1252, NGP VAN and old Excel UTF-16 with tabs, Excel on a Mac
Mac Roman, DOS programs code page 850. Which of the one-byte encodings it is, the letters of names
tell: charset-normalizer took three of six such lists for another (docs/architecture.md).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8 (BOM)"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
# The likeliest first: of equally good ones it is taken.
_NAMES = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "cp850": "DOS 850"}
_SAMPLE = 64 * 1024
UNREADABLE = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text, and how it was written, for people."""

    text: str
    encoding: str


def decode(data: bytes) -> Decoded:
    """The text of a file. Never raises: what no encoding explains becomes UNREADABLE."""
    for mark, encoding, shown in _MARKS:
        if data.startswith(mark):
            return Decoded(data[len(mark) :].decode(encoding, errors="replace"), shown)
    wide = _wide(data)
    if wide is not None:
        return Decoded(data.decode(wide, errors="replace"), "UTF-16")
    try:
        return Decoded(data.decode("utf-8"), "ASCII" if data.isascii() else "UTF-8")
    except UnicodeDecodeError:
        return _old(data)


def is_wide(data: bytes) -> bool:
    """Whether a file is UTF-16 or UTF-32, where zeros are half of what Latin letters are."""
    marks = tuple(mark for mark, encoding, _ in _MARKS if encoding != "utf-8")
    return data.startswith(marks) or _wide(data) is not None


def _wide(data: bytes) -> str | None:
    """UTF-16 without its mark: every second byte of what people mostly write is zero."""
    sample = data[:2000]
    if len(sample) < 4:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    most = len(sample) // 2 * 0.6
    if odd > most and even < most / 10:
        return "utf-16-le"
    return "utf-16-be" if even > most and odd < most / 10 else None


def _old(data: bytes) -> Decoded:
    """One byte a letter; or UTF-8 that a few bytes of something else have got into."""
    readable = data.decode("utf-8", errors="replace")
    broken = readable.count(UNREADABLE)
    letters = sum(1 for char in readable if ord(char) > 127 and char != UNREADABLE)
    if letters > 3 * broken:
        return Decoded(readable, "UTF-8")
    sample = b"\n".join(line for line in data.splitlines() if not line.isascii())[:_SAMPLE]
    # Only Macs ever ended lines with CR alone.
    is_mac = b"\r" in data and b"\n" not in data
    likeliest = sorted(_NAMES, key=lambda one: is_mac and one != "mac_roman")
    encoding = max(likeliest, key=lambda one: _fitness(sample.decode(one, errors="replace")))
    return Decoded(data.decode(encoding, errors="replace"), _NAMES[encoding])


def _fitness(text: str) -> int:
    """How much of what is beyond ASCII is what names and places are written with."""
    strange = sum(1 for char in text if ord(char) > 127 and char not in _SIGNS)
    return 2 * len(_LETTERS.findall(text)) - strange


_SIGNS = frozenset("’‘“”–—¿¡«»ºª°€…\xa0")
# A capital after a small letter is another encoding's reading of a small one; so is a letter for
# the apostrophe of O’Brien.
_LETTERS = re.compile("[áéíóúüñâêôäëïöãõç]|(?<![a-zà-ÿ])[ÁÉÍÓÚÜÑÇÖÄ]|(?<=[A-Za-z])’(?=[A-Za-z])")
