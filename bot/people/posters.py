"""Posters: one sheet a source and language, with the text to send, the number, a code to scan and
strips to tear off. The words are the campaign's (`texts: poster_...`), the pages US Letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from bot.clarion import Clarion
from bot.engine import Campaign
from bot.errors import InputError
from bot.paper import BRAND, HEIGHT, INK, MARGIN, QUIET, WIDTH, Box, Document, Page, Style
from bot.people.invites import show_number
from bot.people.sources import find, flow_words, list_all
from bot.sentences import say
from bot.store.people.sources import Source

MOST = 200  # posters in one file
_STRIPS = 9
_STRIP_HEIGHT = 132.0
_SCAN = 150.0  # points: two inches, to be scanned from an arm's length and more
_HEIGHT = HEIGHT - MARGIN - _STRIP_HEIGHT - 8


@dataclass(frozen=True, slots=True)
class PosterWords:
    """What one side says. `text_to` comes before `number`, `call` is another way, `scan` what the
    code to scan holds, `foot` tells whoever hangs it which one it is."""

    lang: str
    org: str
    headline: str
    why: str
    words: str
    text_to: str
    number: str
    call: str
    hours: str
    says: str
    scan: str
    strip: str
    terms: str
    foot: str


def words_of(clarion: Clarion, source: Source, lang: str) -> PosterWords:
    """What the poster of a source says in a language. Raises: InputError where there is no number
    of ours to text."""
    campaign, ours = clarion.campaign.current(), clarion.settings.twilio_from
    if not ours:
        raise InputError(say("A poster needs our number: set TWILIO_FROM."), "number")
    begins = flow_words(clarion, source.flow)
    word = begins.get(lang) or begins.get(campaign.default_lang, "")
    words = f"{word} {source.code}".strip()
    line = campaign.line(lang, clarion.clock.now())
    called = show_number(source.number or ours)
    values = {
        "poster.words": words,
        "poster.number": called,
        "poster.extension": " ".join(source.extension or ""),
        "line": called if source.number else line.shown if line else "",
    }
    name = "poster_extension" if source.extension and not source.number else "poster_call"

    def text(key: str) -> str:
        return _text(campaign, key, lang, values)

    has_line = bool(values["line"])
    return PosterWords(
        lang=lang,
        org=campaign.org.get(lang) or campaign.org.get("*") or campaign.name,
        headline=text("poster_headline") or campaign.name,
        why=text("poster_why"),
        words=words,
        text_to=text("poster_text") or words,
        number=show_number(ours),
        call=text(name) if has_line or source.extension else "",
        hours=line.hours_text.get(lang, "") if line else "",
        says=text("poster_scan"),
        scan=f"sms:{ours}?&body={quote(words)}",
        strip=text("poster_strip") or campaign.name,
        terms=campaign.text("disclosure", lang) if "disclosure" in campaign.texts else "",
        foot=" · ".join(filter(None, (source.code, source.label, source.city))),
    )


def chosen(clarion: Clarion, codes: Sequence[str]) -> Sequence[Source]:
    """The sources of these codes, in their order; without any, every open poster, by its label.
    Raises: NotFound, RecordAway."""
    if codes:
        return [find(clarion, code) for code in codes[: MOST + 1]]
    listed = (one.source for one in list_all(clarion))
    return sorted((s for s in listed if s.kind == "poster"), key=lambda s: s.label.casefold())


def sheets(
    clarion: Clarion,
    found: Sequence[Source],
    langs: Sequence[str] = (),
    *,
    is_beside: bool = False,
) -> bytes:
    """A PDF of posters: each source's side in each language one after the other, to be printed on
    both sides; `is_beside` puts the first two languages on one page. Raises: InputError."""
    campaign = clarion.campaign.current()
    if not 0 < len(found) <= MOST:
        raise InputError(say("Choose 1 to %(most)s places to print.", most=MOST), "code")
    wanted = [lang for lang in campaign.languages if not langs or lang in langs]
    if not wanted:
        raise InputError(say("The campaign has no such language."), "lang")
    title = ", ".join(source.code for source in found[:5])
    document = Document(f"{campaign.name}: {title}", wanted[0], campaign.name)
    for source in found:
        sides = [words_of(clarion, source, lang) for lang in wanted]
        if is_beside and len(sides) > 1:
            _draw_beside(document.page(), sides[:2])
            continue
        for side in sides:
            _draw_side(document.page(), side)
    return document.to_bytes()


def _text(campaign: Campaign, name: str, lang: str, values: dict[str, str]) -> str:
    text = campaign.texts.get(name)
    if text is None:
        return ""
    template, used = text.pick(lang, campaign.default_lang)
    return template.render(
        lambda key: values.get(key) or campaign.value(key, used), used, campaign.lexicon
    ).strip()


# --- drawing -----------------------------------------------------------------------------------


def _draw_side(page: Page, side: PosterWords) -> None:
    _poster(page, side, Box(MARGIN, MARGIN, WIDTH - 2 * MARGIN, _HEIGHT))
    _strips(page, [side] * _STRIPS)


def _draw_beside(page: Page, sides: Sequence[PosterWords]) -> None:
    half = (WIDTH - 2 * MARGIN - 24) / 2
    for n, side in enumerate(sides):
        _poster(page, side, Box(MARGIN + n * (half + 24), MARGIN, half, _HEIGHT))
    page.rule((WIDTH / 2, MARGIN), (WIDTH / 2, HEIGHT - _STRIP_HEIGHT - 20))
    _strips(page, [sides[n % 2] for n in range(_STRIPS)])


def _poster(page: Page, side: PosterWords, box: Box) -> None:
    """A side's words and its code to scan, in a box as wide as the page or half of it."""
    is_wide = box.width > 400
    scale, x, width = 1.0 if is_wide else 0.76, box.x, box.width
    page.fill(Box(x, box.y, width, 8), BRAND)
    y = page.words(side.org.upper(), Box(x, box.y + 18, width, 18), Style(14, True, BRAND))
    y = page.words(side.headline, Box(x, y + 4, width, 158), Style(44 * scale, True, INK), 4)
    y = page.words(side.why, Box(x, y + 6, width, 44), Style(17 * scale + 1, color=QUIET), 2)
    y = page.words(side.text_to, Box(x, y + 14, width, 76), Style(36 * scale, True, BRAND), 2)
    y = page.words(side.number, Box(x, y, width, 60), Style(56 * scale, True, INK))
    if side.call:
        y = page.words(side.call, Box(x, y + 6, width, 40), Style(21 * scale, True, INK), 2)
        page.words(side.hours, Box(x, y + 2, width, 16), Style(13 * scale + 1, color=QUIET))
    _scan(page, side, Box(x, box.y + box.height - _SCAN, width, _SCAN), scale)


def _scan(page: Page, side: PosterWords, box: Box, scale: float) -> None:
    """The code to scan, what it does, and what goes with a number to text."""
    size = box.height if scale == 1 else box.height * 0.8
    page.scan(side.scan, Box(box.x, box.y, size, size))
    x, width = box.x + size + 14, box.width - size - 14
    page.words(side.says, Box(x, box.y + 12, width, 76), Style(22 * scale + 2, color=INK), 5)
    low = box.y + size if scale < 1 else box.y + 92
    x, width = (box.x, box.width) if scale < 1 else (x, width)
    page.words(side.terms, Box(x, low, width, 24), Style(8.5, color=QUIET), 3)
    page.words(side.foot, Box(x, box.y + box.height - 9, width, 10), Style(7, color=QUIET))


def _strips(page: Page, sides: Sequence[PosterWords]) -> None:
    top, width = HEIGHT - _STRIP_HEIGHT, WIDTH / len(sides)
    page.rule((0, top), (WIDTH, top), is_cut=True)
    for n, side in enumerate(sides):
        x = n * width
        if n:
            page.rule((x, top), (x, HEIGHT), is_cut=True)
        rows = (side.strip, side.text_to, side.number)
        page.upright(rows, Box(x, top + 10, width, _STRIP_HEIGHT - 20), Style(13, True))
