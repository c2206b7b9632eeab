"""The counter as a picture to share: what a forwarded link shows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bot.paper.pictures import blank, paragraph, scan, to_png, write

SIZE = (1200, 630)  # what others crop to 1.91 : 1
_INK, _BRAND, _QUIET, _LINE = "#10181b", "#0f5c63", "#48545b", "#d9dedf"
_MARGIN = 72


@dataclass(frozen=True, slots=True)
class LiveWords:
    """What the card says. `percent` is how much of the day's goal is made; `scan` what the code to
    scan holds, "" for none."""

    org: str
    name: str
    count: str
    calls: str
    today: str
    percent: int
    do: str
    scan: str


@lru_cache(maxsize=32)
def draw(words: LiveWords) -> bytes:
    """The card as PNG, 1200 by 630 pixels."""
    image, pen = blank(SIZE)
    width, height = SIZE
    room = width - 2 * _MARGIN - (280 if words.scan else 0)
    write(image, (_MARGIN, 56), f"{words.org} · {words.name}", 32, _BRAND, width - 2 * _MARGIN)
    write(image, (_MARGIN, 110), words.count, 210, _INK, room)
    paragraph(image, (_MARGIN, 350), words.calls, 46, _INK, room, 2)
    bar = (_MARGIN, 430, _MARGIN + room, 456)
    pen.rounded_rectangle(bar, 13, fill=_LINE)
    if words.percent:
        made = max(26, room * words.percent // 100)
        pen.rounded_rectangle((bar[0], bar[1], bar[0] + made, bar[3]), 13, fill=_BRAND)
    write(image, (_MARGIN, 470), words.today, 32, _QUIET, room)
    write(image, (_MARGIN, height - 94), words.do, 40, _BRAND, room)
    if words.scan:
        scan(image, words.scan, (width - _MARGIN - 240, height - _MARGIN - 250), 250)
    pen.rectangle((0, height - 14, width, height), fill=_BRAND)
    return to_png(image)
