"""Pictures with words on them, as PNG: cards that a link shows, cards that are sent.

The font that comes with Pillow has ASCII only; Spanish is put together from it.
"""

from __future__ import annotations

import io
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

import segno
from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

PAGE = "#fbfbf9"
_ACUTE, _GRAVE, _TILDE, _UMLAUT = "\u0301", "\u0300", "\u0303", "\u0308"
_TURNED = {"¿": "?", "¡": "!"}


def blank(size: tuple[int, int]) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """A picture with nothing on it, and what draws on it."""
    image = Image.new("RGB", size, PAGE)
    return image, ImageDraw.Draw(image)


def to_png(image: Image.Image) -> bytes:
    """It as PNG, with a palette: few flat colors are a tenth of the size."""
    out = io.BytesIO()
    image.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def scan(image: Image.Image, text: str, at: tuple[int, int], size: int) -> None:
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


def write(
    image: Image.Image, at: tuple[int, int], text: str, size: int, color: str, room: int
) -> None:
    """One line, made smaller until it fits into `room` pixels."""
    while size > 14 and _font(size).getlength(_plain(text)) > room:
        size -= 2
    _line(image, at, text, size, color)


def paragraph(
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
