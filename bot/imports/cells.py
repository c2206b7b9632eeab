"""ZIPs, languages, tags and names, as files have them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from bot import places
from bot.imports.names import fold, known
from bot.imports.problems import Kind
from bot.places import Place

MAX_NAME = 60
MAX_TAG = 40
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile(r"[\r\n\x0b\x0c\x85\u2028\u2029]")
# UTF-8 read as Windows-1252 once: Ã¡ Ã© Ã­ Ã³ Ãº Ã± Ã‘ Â¿ â€™.
_GARBLED = re.compile(
    "Ã[\x80-\xbf¡-¿\u2018-\u201e\u2020-\u2026\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u2122]|Â[¡-¿]|â€[™œ\x9d]"
)
_ZIP = re.compile(r"(\d{3,5})(?:\.0+)?(?:[-\s]?(\d{4}))?")
_TAG_ENDS = re.compile(r"\s*(?::::|[;,\n])\s*")
# Languages by ISO 639-2 and by what people write, besides CLDR's names.
_TONGUES: Mapping[str, str] = {
    "eng": "en", "spa": "es", "esp": "es", "castellano": "es", "espanol latinoamericano": "es",
    "hispanic": "es", "latin american spanish": "es", "ingles americano": "en", "sp": "es",
    "span": "es", "engl": "en", "american english": "en", "us english": "en", "eng us": "en",
}  # fmt: skip


def has_control(text: str) -> bool:
    """Whether a cell holds a character that no keyboard types; tabs and line breaks are not."""
    return not text.isprintable() and _CONTROLS.search(text) is not None


@lru_cache(maxsize=65536)
def find_place(zip_code: str) -> Place | None:
    """The place of a five-digit ZIP, kept: a list has few of them many times."""
    return places.find_zip(zip_code)


def read_zip(text: str, zeros: str) -> tuple[Place | None, Kind | None]:
    """The place of a cell's ZIP, or what is wrong with it. `zeros` is the file's answer for ZIPs
    that lost theirs: "add", "drop", or empty while nobody has answered."""
    plain = text.strip().strip("'").strip()
    if not plain:
        return None, None
    if plain.isdecimal() and len(plain) in (7, 8, 9):  # ZIP+4 without its hyphen
        plain = f"{plain[:-4]}-{plain[-4:]}"
    found = _ZIP.fullmatch(plain)
    if found is None:
        return None, Kind.BAD_ZIP
    digits = found.group(1)
    place = find_place(digits.zfill(5))
    if place is None:
        return None, Kind.BAD_ZIP
    if len(digits) == 5 or zeros == "add":
        return place, None
    return None, Kind.ZIP_ZERO


@lru_cache(maxsize=4096)
def read_lang(text: str, languages: tuple[str, ...]) -> tuple[str | None, Kind | None]:
    """The campaign's language that a cell names, by any name: "Spanish", "Español", "es-MX"."""
    plain = text.strip()
    if not plain:
        return None, None
    folded = fold(plain)
    found = _tongue(folded)
    if found is None:  # several: "Spanish, English", "English/Spanish": the first is preferred
        pieces = [_tongue(fold(one)) for one in re.split(r"[,;/|&]| and | y ", plain)]
        found = next((one for one in pieces if one is not None), None)
    if found is None:
        return None, Kind.UNKNOWN_LANG
    return (found, None) if found in languages else (None, Kind.OTHER_LANG)


def _tongue(folded: str) -> str | None:
    names = _tongue_names()
    if folded in names:
        return names[folded]
    first, _, region = folded.partition(" ")
    if len(first) in (2, 3) and first in names and (len(region) in (2, 3) or region == "419"):
        return names[first]  # es_MX, spa-USA, es-419
    return names.get(first) if region and first not in ("no", "not", "other") else None


@cache
def _tongue_names() -> dict[str, str]:
    """CLDR's names of languages in English, in Spanish and in themselves, and their codes."""
    from babel import Locale

    names: dict[str, str] = {}
    english, spanish = Locale("en"), Locale("es")
    for code in map(str, english.languages):
        if len(code) != 2:
            continue
        told = (english.languages.get(code), spanish.languages.get(code), _own_name(code))
        names[code] = code
        names |= {fold(name): code for name in told if name and fold(name) not in names}
    return {**names, **_TONGUES}


def _own_name(code: str) -> str | None:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale(code).get_display_name(code)
    except (UnknownLocaleError, ValueError):
        return None


def read_tags(text: str, bars: str) -> tuple[list[tuple[str, str]], list[tuple[Kind, str]]]:
    """The tags of a cell, each as written and as kept, and what is wrong with some.

    Commas, semicolons, line breaks and Google's ":::" stand between tags; spaces and hyphens are
    part of them. `bars` is the file's answer for "a|b": "split", "keep", or empty.
    """
    tags, faults = [], []
    for written in _TAG_ENDS.split(text.strip()):
        pieces = written.split("|") if bars == "split" else [written]
        if "|" in written and not bars:
            faults.append((Kind.BAR_TAG, written))
        for piece in pieces:
            kept = keep_tag(piece)
            if not kept:
                continue
            if len(kept) > MAX_TAG:
                faults.append((Kind.LONG_TAG, piece.strip()))
                kept = kept[:MAX_TAG].rstrip()
            tags.append((piece.strip(), kept))
    return tags, faults


def keep_tag(text: str) -> str:
    """A tag as it is kept: lower case, single blanks, without Google's star, and without quotation
    marks, which segments put around tags of several words."""
    plain = unicodedata.normalize("NFC", text).strip().lstrip("*")
    return " ".join(re.sub(r"[\"“”«»]", "", plain).lower().split())


def read_name(pieces: Sequence[str]) -> tuple[str, Kind | None]:
    """A name of its parts, or what is wrong with it."""
    held = [piece.strip() for piece in pieces if piece.strip()]
    if any(_BREAKS.search(piece) for piece in held):
        return "", Kind.BROKEN_NAME
    name = " ".join(" ".join(held).split())
    if len(name) > MAX_NAME:
        return "", Kind.LONG_NAME
    if _GARBLED.search(name):
        return "", Kind.GARBLED_NAME
    return unicodedata.normalize("NFC", name), None


def says_stop(field: str, text: str) -> bool:
    """Whether a cell of an opt_out or status column says that somebody wants no texts."""
    folded = fold(text)
    if not folded:
        return False
    if field == "opt_out":
        return folded in known().truth or folded in known().stopped - {"false", "n", "no"}
    return folded in known().stopped


def is_true(text: str) -> bool:
    """Whether a cell of a group's column says yes."""
    return fold(text) in known().truth
