"""Pictures of a script: the card a forwarded link shows, and the one sent by MMS.

PNG, drawn here. They hold a title, the number and a code to scan, and nothing of any person.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bot.paper.pictures import blank, paragraph, scan, to_png, write

# Facebook and others crop to 1.91 : 1; carriers shrink pictures above about 600 kB.
LINK_SIZE = (1200, 630)
MMS_SIZE = (1080, 1350)
MOST_BYTES = 600_000
_INK, _BRAND, _QUIET = "#10181b", "#0f5c63", "#48545b"
_MARGIN = 72


@dataclass(frozen=True, slots=True)
class CardWords:
    """What a card says. `number` is the line's, `scan` what the code to scan leads to."""

    org: str
    title: str
    number: str
    hours: str
    says: str
    scan: str


@lru_cache(maxsize=256)
def link_card(words: CardWords) -> bytes:
    """The picture a link shows when it is forwarded: 1200 by 630 pixels."""
    image, draw = blank(LINK_SIZE)
    width, height = LINK_SIZE
    write(image, (_MARGIN, 64), words.org.upper(), 30, _BRAND, width - 2 * _MARGIN)
    y = paragraph(image, (_MARGIN, 120), words.title, 68, _INK, width - 2 * _MARGIN - 250, 2)
    write(image, (_MARGIN, max(y + 20, 300)), words.number, 92, _BRAND, width - 2 * _MARGIN - 250)
    write(image, (_MARGIN, max(y + 20, 300) + 120), words.hours, 32, _QUIET, 720)
    paragraph(image, (_MARGIN, height - 130), words.says, 34, _INK, width - 2 * _MARGIN - 250, 2)
    scan(image, words.scan, (width - _MARGIN - 240, height - _MARGIN - 240), 240)
    draw.rectangle((0, height - 14, width, height), fill=_BRAND)
    return to_png(image)


@lru_cache(maxsize=256)
def mms_card(words: CardWords) -> bytes:
    """The picture sent by MMS: upright, under 600 kB, with a code to scan and the number."""
    image, draw = blank(MMS_SIZE)
    width, height = MMS_SIZE
    draw.rectangle((0, 0, width, 26), fill=_BRAND)
    write(image, (_MARGIN, 84), words.org.upper(), 36, _BRAND, width - 2 * _MARGIN)
    y = paragraph(image, (_MARGIN, 150), words.title, 80, _INK, width - 2 * _MARGIN, 3)
    write(image, (_MARGIN, y + 40), words.number, 112, _BRAND, width - 2 * _MARGIN)
    write(image, (_MARGIN, y + 180), words.hours, 40, _QUIET, width - 2 * _MARGIN)
    scan(image, words.scan, ((width - 460) // 2, height - 660), 460)
    paragraph(image, (_MARGIN, height - 160), words.says, 42, _INK, width - 2 * _MARGIN, 2)
    return to_png(image)
