"""Pages with everything at its place, in points (1/72 inch) from the upper left corner.

The fonts are those that every PDF reader and printer has (Helvetica), in Windows-1252: all of
English and Spanish, and the languages of western Europe. What it has no letter for is written
without its mark, else as "?".
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import segno
from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT, MARGIN = 612.0, 792.0, 36.0  # US Letter
INK, BRAND, QUIET = "#10181b", "#0f5c63", "#48545b"
_ENCODING = "cp1252"
_LEADING = 1.2
_LEAST_SIZE = 6.0
_QUIET_ZONE = 4  # modules around a code to scan (ISO/IEC 18004, 9.1)


@dataclass(frozen=True, slots=True)
class Style:
    """How words look: their size in points, at which end of their box they stand."""

    size: float = 11
    is_bold: bool = False
    color: str = INK
    align: str = "left"  # left, middle, right

    @property
    def font(self) -> str:
        """The font's name in PDF."""
        return "Helvetica-Bold" if self.is_bold else "Helvetica"


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a page, in points from its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    def inside(self, edge: float) -> Box:
        """The box with an edge off all around."""
        return Box(self.x + edge, self.y + edge, self.width - 2 * edge, self.height - 2 * edge)


class Document:
    """A PDF in the making. `lang` is the language that readers read it out in."""

    def __init__(self, title: str, lang: str, author: str = "") -> None:
        self._out = io.BytesIO()
        self._canvas = Canvas(
            self._out, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1, lang=lang
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setCreator("Clarion")
        self._pages = 0

    def page(self) -> Page:
        """Begin the next page."""
        if self._pages:
            self._canvas.showPage()
        self._pages += 1
        return Page(self._canvas)

    def to_bytes(self) -> bytes:
        """The whole PDF; nothing is added to it afterwards."""
        self._canvas.showPage()
        self._canvas.save()
        return self._out.getvalue()


class Page:
    """One page, to be written and drawn on."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas

    def words(self, words: str, box: Box, style: Style, lines: int = 1) -> float:
        """Write words from a box's top, made smaller until they fit into so many lines and the
        box's height. Where they end, from the page's top."""
        text, style = printable(words), replace(style, size=style.size)
        rows = wrapped(text, style, box.width)
        while style.size > _LEAST_SIZE and not _fits(rows, style, box, lines):
            style = replace(style, size=style.size - 0.5)
            rows = wrapped(text, style, box.width)
        for n, row in enumerate(rows):
            self._line(row, box, style, box.y + style.size * (1 + n * _LEADING))
        return box.y + style.size * (1 + (len(rows) - 1) * _LEADING) + style.size * 0.25

    def rows(self, rows: Sequence[str], box: Box, style: Style) -> float:
        """Write lines as they are, each made smaller until it fits. Where they end."""
        y = box.y
        for row in rows:
            y = (
                self.words(row, Box(box.x, y, box.width, style.size * 1.3), style)
                + style.size * 0.1
            )
        return y

    def upright(self, rows: Sequence[str], box: Box, style: Style) -> None:
        """Write lines turned by a quarter, from the box's foot upwards, in its middle."""
        canvas = self._canvas
        canvas.saveState()
        canvas.translate(box.x, HEIGHT - box.y - box.height)
        canvas.rotate(90)
        inner = Box(0, 0, box.height, style.size * 1.3)
        first = (box.width - len(rows) * style.size * _LEADING) / 2
        for n, row in enumerate(rows):
            text = printable(row)
            one = style
            while one.size > _LEAST_SIZE and _width(text, one) > inner.width:
                one = replace(one, size=one.size - 0.5)
            self._set(one)
            y = -(first + style.size * (1 + n * _LEADING)) + style.size * 0.15
            canvas.drawCentredString(inner.width / 2, y, text)
        canvas.restoreState()

    def scan(self, says: str, box: Box) -> None:
        """A code to scan, as large as the box's shorter side, drawn as lines, not as a picture."""
        code = segno.make(says, error="m", micro=False)
        matrix = list(code.matrix_iter(border=_QUIET_ZONE))
        side = min(box.width, box.height) / len(matrix)
        self.fill(box, "#ffffff")
        self._canvas.setFillColor(HexColor(INK))
        for y, row in enumerate(matrix):
            for first, length in _runs(row):
                top = box.y + y * side
                self._canvas.rect(
                    box.x + first * side, HEIGHT - top - side, length * side, side * 1.01,
                    stroke=0, fill=1,
                )  # fmt: skip

    def picture(self, data: bytes, box: Box) -> None:
        """A picture (PNG or JPEG), as large as fits into the box."""
        self._canvas.drawImage(
            ImageReader(io.BytesIO(data)), box.x, HEIGHT - box.y - box.height, box.width,
            box.height, preserveAspectRatio=True, mask="auto",
        )  # fmt: skip

    def fill(self, box: Box, color: str) -> None:
        """Color a box."""
        self._canvas.setFillColor(HexColor(color))
        self._canvas.rect(
            box.x, HEIGHT - box.y - box.height, box.width, box.height, stroke=0, fill=1
        )

    def rule(
        self, start: tuple[float, float], end: tuple[float, float], color: str = QUIET, *,
        is_cut: bool = False,
    ) -> None:  # fmt: skip
        """A line; one to cut along is dashed."""
        self._canvas.setStrokeColor(HexColor(color))
        self._canvas.setLineWidth(0.6)
        self._canvas.setDash([3, 3] if is_cut else [])
        self._canvas.line(start[0], HEIGHT - start[1], end[0], HEIGHT - end[1])
        self._canvas.setDash([])

    def _line(self, row: str, box: Box, style: Style, y: float) -> None:
        self._set(style)
        if style.align == "middle":
            self._canvas.drawCentredString(box.x + box.width / 2, HEIGHT - y, row)
        elif style.align == "right":
            self._canvas.drawRightString(box.x + box.width, HEIGHT - y, row)
        else:
            self._canvas.drawString(box.x, HEIGHT - y, row)

    def _set(self, style: Style) -> None:
        self._canvas.setFont(style.font, style.size)
        self._canvas.setFillColor(HexColor(style.color))


def printable(words: str) -> str:
    """Words with letters that the fonts have, on one line."""
    composed = unicodedata.normalize("NFC", " ".join(words.split()))
    return "".join(map(_letter, composed))


def wrapped(text: str, style: Style, room: float) -> list[str]:
    """A text in lines of at most `room` points."""
    rows = [""]
    for word in text.split(" "):
        joined = f"{rows[-1]} {word}".strip()
        if rows[-1] and _width(joined, style) > room:
            rows.append(word)
        else:
            rows[-1] = joined
    return rows


def _letter(char: str) -> str:
    if char.encode(_ENCODING, "ignore"):
        return char
    plain = [c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c)]
    return "".join(c if c.encode(_ENCODING, "ignore") else "?" for c in plain)


def _fits(rows: Sequence[str], style: Style, box: Box, lines: int) -> bool:
    height = style.size * (1 + (len(rows) - 1) * _LEADING)
    widest = max(_width(row, style) for row in rows)
    return len(rows) <= lines and widest <= box.width and height <= box.height + 0.5


def _width(text: str, style: Style) -> float:
    return float(stringWidth(text, style.font, style.size))


def _runs(row: Iterable[int]) -> list[tuple[int, int]]:
    """Where dark modules begin in a row, and how many stand together."""
    found: list[tuple[int, int]] = []
    for x, is_dark in enumerate(row):
        if not is_dark:
            continue
        if found and sum(found[-1]) == x:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((x, 1))
    return found
