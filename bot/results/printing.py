"""The day's report and the closing one on paper (US Letter), in a language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.clarion import Clarion
from bot.paper import BRAND, HEIGHT, INK, MARGIN, QUIET, WIDTH, Box, Document, Page, Style
from bot.results.closing import Closing, sentences
from bot.results.days_said import day_said
from bot.results.morning import Report
from bot.sentences import Sentence, say
from bot.store.results.mornings import ChapterDay

# A sentence in the language that is printed.
Speak = Callable[[Sentence], str]

_INSIDE = WIDTH - 2 * MARGIN
_TITLE = Style(24, is_bold=True, color=BRAND)
_HEAD = Style(13, is_bold=True, color=BRAND)
_TEXT = Style(11)
_SMALL = Style(9, color=QUIET)
_MAP_SIDE = 22.0
_FOOT = HEIGHT - MARGIN - 30


class _Sheet:
    """Writes down a page, and begins another where one is full."""

    def __init__(self, title: str, lang: str) -> None:
        self._document = Document(title, lang)
        self._new()

    def _new(self) -> None:
        self.page: Page = self._document.page()
        self.y = MARGIN

    def room(self, height: float) -> None:
        """See that so much of the page is left."""
        if self.y + height > _FOOT:
            self._new()

    def line(self, words: str, style: Style, gap: float = 4, lines: int = 3) -> None:
        """A paragraph over the whole width."""
        self.room(style.size * 1.3 * lines)
        box = Box(MARGIN, self.y, _INSIDE, style.size * 1.3 * lines)
        self.y = self.page.words(words, box, style, lines) + gap

    def row(self, cells: Sequence[str], style: Style) -> None:
        """A row of a table: the first cell takes a third, the others share the rest."""
        self.room(style.size * 2)
        first = _INSIDE / 3
        each = (_INSIDE - first) / max(1, len(cells) - 1)
        self.page.words(cells[0], Box(MARGIN, self.y, first, style.size * 1.3), style)
        for place, cell in enumerate(cells[1:]):
            box = Box(MARGIN + first + place * each, self.y, each, style.size * 1.3)
            self.page.words(cell, box, Style(style.size, style.is_bold, style.color, "right"))
        self.y += style.size * 1.6

    def bars(self, counts: Mapping[str, int]) -> None:
        """A bar a name, with its count."""
        most = max(counts.values(), default=0)
        for name, count in counts.items():
            self.room(16)
            self.page.words(name, Box(MARGIN, self.y, 110, 14), Style(10))
            width = (_INSIDE - 180) * count / most if most else 0
            self.page.fill(Box(MARGIN + 116, self.y + 1, max(0.5, width), 10), BRAND)
            self.page.words(f"{count:,}", Box(MARGIN + 122 + width, self.y, 58, 14), Style(10))
            self.y += 16
        self.y += 8

    def to_bytes(self) -> bytes:
        """The PDF."""
        return self._document.to_bytes()


def day_pdf(clarion: Clarion, report: Report, lang: str, speak: Speak) -> bytes:
    """The day's report on paper."""
    found = report.facts.found
    name = clarion.campaign.current().name
    sheet = _Sheet(f"{name} {found.day.isoformat()}", lang)
    sheet.line(name, _SMALL, gap=2, lines=1)
    sheet.line(speak(day_said(found.day)), _TITLE, gap=12, lines=1)
    for section in report.sections:
        sheet.line(speak(section.title), _HEAD, gap=5, lines=1)
        for line in section.lines:
            sheet.line(f"• {speak(line)}", _TEXT)
        sheet.y += 8
    if found.by_hour:
        sheet.line(speak(say("Calls by hour")), _HEAD, gap=6, lines=1)
        sheet.bars({f"{hour}:00": calls for hour, calls in found.by_hour.items()})
    if report.facts.chapters:
        _chapters(sheet, report.facts.chapters, speak)
    return sheet.to_bytes()


def closing_pdf(
    found: Closing, lang: str, speak: Speak, tiles: Sequence[tuple[str, int, int, int]]
) -> bytes:
    """The closing report on paper. `tiles` are the map: state, column, row, shade of 0 to 4."""
    sheet = _Sheet(found.campaign, lang)
    sheet.line(found.campaign, _TITLE, gap=4, lines=2)
    sheet.line(speak(say("What it came to")), Style(14, color=QUIET), gap=14, lines=1)
    sheet.line(f"{found.calls:,}", Style(64, is_bold=True, color=INK), gap=0, lines=1)
    sheet.line(speak(say("calls")), Style(16, color=QUIET), gap=14, lines=1)
    for one in sentences(found):
        sheet.line(speak(one), Style(12), gap=6)
    if found.by_day:
        sheet.line(speak(say("Calls by day")), _HEAD, gap=6, lines=1)
        sheet.bars({f"{day:%m/%d}": sum(counts) for day, counts in found.by_day.items()})
    if found.states:
        _map(sheet, tiles, speak)
    if found.cities:
        sheet.line(speak(say("Cities with the most calls")), _HEAD, gap=6, lines=1)
        sheet.bars(found.cities)
    sheet.line(
        speak(say("Places with fewer than five calls are left out, so that nobody is pointed at.")),
        _SMALL,
    )
    return sheet.to_bytes()


def _chapters(sheet: _Sheet, chapters: Sequence[ChapterDay], speak: Speak) -> None:
    sheet.line(speak(say("By chapter")), _HEAD, gap=6, lines=1)
    heads = (
        say("Chapter"),
        say("Joined"),
        say("Calls"),
        say("On air"),
        say("Actions"),
        say("Came"),
    )
    sheet.row([speak(one) for one in heads], _SMALL)
    for one in chapters:
        sheet.row([one.name or speak(say("No chapter")), *(f"{n:,}" for n in one[1:])], _TEXT)
    sheet.y += 8


_SHADES = ("#e3e8e8", "#bcd9d6", "#86bdb8", "#3f8f8d", BRAND)


def _map(sheet: _Sheet, tiles: Sequence[tuple[str, int, int, int]], speak: Speak) -> None:
    height = (1 + max(row for _, _, row, _ in tiles)) * _MAP_SIDE
    sheet.room(height + 40)
    sheet.line(speak(say("Calls by state")), _HEAD, gap=6, lines=1)
    for state, column, row, shade in tiles:
        box = Box(
            MARGIN + column * _MAP_SIDE, sheet.y + row * _MAP_SIDE, _MAP_SIDE - 2, _MAP_SIDE - 2
        )
        sheet.page.fill(box, _SHADES[shade])
        color = "#ffffff" if shade > 2 else INK
        sheet.page.words(
            state, Box(box.x, box.y + 6, box.width, 10), Style(8, color=color, align="middle")
        )
    sheet.y += height + 12
