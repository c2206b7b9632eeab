"""Pictures of a script: the card a forwarded link shows, and the one sent by MMS.

PNG, drawn here. They hold a title, the number and a code to scan, and nothing of any person.
"""

from __future__ import annotations

import io
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import segno
from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

# Facebook and others crop to 1.91 : 1; carriers shrink pictures above about 600 kB.
LINK_SIZE = (1200, 630)
MMS_SIZE = (1080, 1350)
MOST_BYTES = 600_000
_INK, _PAGE, _BRAND, _QUIET = "#10181b", "#fbfbf9", "#0f5c63", "#48545b"
_MARGIN = 72
_ACUTE, _GRAVE, _TILDE, _UMLAUT = "\u0301", "\u0300", "\u0303", "\u0308"
_TURNED = {"¿": "?", "¡": "!"}


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
    image, draw = _page(LINK_SIZE)
    width, height = LINK_SIZE
    _write(image, (_MARGIN, 64), words.org.upper(), 30, _BRAND, width - 2 * _MARGIN)
    y = _paragraph(image, (_MARGIN, 120), words.title, 68, _INK, width - 2 * _MARGIN - 250, 2)
    _write(image, (_MARGIN, max(y + 20, 300)), words.number, 92, _BRAND, width - 2 * _MARGIN - 250)
    _write(image, (_MARGIN, max(y + 20, 300) + 120), words.hours, 32, _QUIET, 720)
    _paragraph(image, (_MARGIN, height - 130), words.says, 34, _INK, width - 2 * _MARGIN - 250, 2)
    _scan(image, words.scan, (width - _MARGIN - 240, height - _MARGIN - 240), 240)
    draw.rectangle((0, height - 14, width, height), fill=_BRAND)
    return _png(image)


@lru_cache(maxsize=256)
def mms_card(words: CardWords) -> bytes:
    """The picture sent by MMS: upright, under 600 kB, with a code to scan and the number."""
    image, draw = _page(MMS_SIZE)
    width, height = MMS_SIZE
    draw.rectangle((0, 0, width, 26), fill=_BRAND)
    _write(image, (_MARGIN, 84), words.org.upper(), 36, _BRAND, width - 2 * _MARGIN)
    y = _paragraph(image, (_MARGIN, 150), words.title, 80, _INK, width - 2 * _MARGIN, 3)
    _write(image, (_MARGIN, y + 40), words.number, 112, _BRAND, width - 2 * _MARGIN)
    _write(image, (_MARGIN, y + 180), words.hours, 40, _QUIET, width - 2 * _MARGIN)
    _scan(image, words.scan, ((width - 460) // 2, height - 660), 460)
    _paragraph(image, (_MARGIN, height - 160), words.says, 42, _INK, width - 2 * _MARGIN, 2)
    return _png(image)


def _page(size: tuple[int, int]) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", size, _PAGE)
    return image, ImageDraw.Draw(image)


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    # A few flat colors: a palette is a tenth of the size.
    image.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _scan(image: Image.Image, text: str, at: tuple[int, int], size: int) -> None:
    """A code to scan, whole pixels a module, so that it stays sharp."""
    out = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(out, kind="png", scale=max(1, size // code.symbol_size(border=3)[0]), border=3)
    drawn = Image.open(out).convert("RGB")
    offset = (size - drawn.width) // 2
    image.paste(drawn, (at[0] + offset, at[1] + offset))


@lru_cache(maxsize=32)
def _font(size: int) -> FreeTypeFont:
    found = ImageFont.load_default(size)
    assert not isinstance(found, ImageFont.ImageFont)  # noqa: S101 - wheels of Pillow have FreeType
    return found


def _write(
    image: Image.Image, at: tuple[int, int], text: str, size: int, color: str, room: int
) -> None:
    """One line, made smaller until it fits into `room` pixels."""
    while size > 14 and _font(size).getlength(_plain(text)) > room:
        size -= 2
    _line(image, at, text, size, color)


def _paragraph(
    image: Image.Image, at: tuple[int, int], text: str, size: int, color: str, room: int, lines: int
) -> int:
    """A text over several lines, made smaller until it fits. Where it ends, from the top."""
    while True:
        rows = _wrap(text, size, room)
        if len(rows) <= lines or size <= 18:
            break
        size -= 2
    for n, row in enumerate(rows[:lines]):
        _line(image, (at[0], at[1] + round(n * size * 1.2)), row, size, color)
    return at[1] + round(len(rows[:lines]) * size * 1.2)


def _wrap(text: str, size: int, room: int) -> list[str]:
    rows = [""]
    for word in text.split():
        joined = f"{rows[-1]} {word}".strip()
        if rows[-1] and _font(size).getlength(_plain(joined)) > room:
            rows.append(word)
        else:
            rows[-1] = joined
    return rows


# --- letters -----------------------------------------------------------------------------------
# The font that comes with Pillow has ASCII only; Spanish is put together from it.


def _plain(text: str) -> str:
    return "".join(
        _TURNED.get(char, char)
        for char in unicodedata.normalize("NFD", text)
        if not unicodedata.combining(char)
    )


def _line(image: Image.Image, at: tuple[int, int], text: str, size: int, color: str) -> None:
    font, draw, x = _font(size), ImageDraw.Draw(image), float(at[0])
    letters = unicodedata.normalize("NFD", text)
    for index, char in enumerate(letters):
        if unicodedata.combining(char):
            _mark(draw, char, letters[index - 1], (x, at[1]), size, color)
            continue
        shown = _TURNED.get(char, char)
        if char in _TURNED:
            _turned(image, shown, (round(x), at[1]), size, color)
        elif shown.isascii() or shown in "·–—’":
            draw.text((x, at[1]), shown, font=font, fill=color)
        else:
            continue
        x += font.getlength(shown)


def _turned(image: Image.Image, char: str, at: tuple[int, int], size: int, color: str) -> None:
    """A letter upside down: ¿ and ¡, a little lower than ? and !."""
    width = round(_font(size).getlength(char))
    mask = Image.new("L", (width, round(size * 1.3)), 0)
    ImageDraw.Draw(mask).text((0, 0), char, font=_font(size), fill=255)
    box = mask.getbbox()
    if box is None:
        return
    letter = mask.crop(box).rotate(180)
    image.paste(color, (at[0] + box[0], at[1] + box[1] + round(size * 0.2)), letter)


def _mark(
    draw: ImageDraw.ImageDraw,
    mark: str,
    letter: str,
    at: tuple[float, float],
    size: int,
    color: str,
) -> None:
    """An accent over the letter just written."""
    font = _font(size)
    left, top, right, _ = font.getbbox(letter)
    middle = at[0] - font.getlength(letter) + (left + right) / 2
    y, unit, stroke = at[1] + top - size * 0.06, size * 0.09, max(2, round(size * 0.075))
    if letter == "i":
        y -= size * 0.02
    if mark == _TILDE:
        draw.arc((middle - 2 * unit, y - 1.6 * unit, middle, y), 180, 360, color, stroke)
        draw.arc((middle, y - 2 * unit, middle + 2 * unit, y - 0.4 * unit), 0, 180, color, stroke)
    elif mark == _UMLAUT:
        for x in (middle - 1.4 * unit, middle + 1.4 * unit):
            draw.ellipse((x - unit / 1.4, y - 2 * unit, x + unit / 1.4, y - unit / 1.6), color)
    elif mark in (_ACUTE, _GRAVE):
        side = 1 if mark == _ACUTE else -1
        draw.line((middle - side * unit, y, middle + side * unit, y - 1.8 * unit), color, stroke)
