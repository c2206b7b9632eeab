"""Radio stations and their cities: "KDNA Yakima", "La Raza 97.9 en Los Ángeles", "1280 AM".

Nothing is made up: a nickname is no call sign, a channel that the FCC gives to nobody is refused.
"""

from __future__ import annotations

import re

from bot.engine.readers.reading import Answer, Reading
from bot.engine.wording import Lexicon, fold

_CALL_SIGN = re.compile(
    r"(?<![A-Za-z])([KWkw](?:[A-Za-z]{2,3}|(?:[ .-][A-Za-z]){2,3}))"
    r"(?:[ -]?(?:FM|AM|LP|fm|am|lp))?(?![A-Za-z])"
)
_FM = re.compile(r"(?<![\d.])(8[789]|9\d|10[0-8])[.,](\d)(?!\d)")
_AM = re.compile(r"(?<![\d.])(5[3-9]0|[6-9]\d0|1[0-6]\d0|1700)(?![\d.]|\s*(?:watts|people))")
_CITY_LEADS = re.compile(
    r"\b(?:out of|based in|desde|here in|aqui en|aquí en|in|en|from|of|de)\s+([^\d,()]{2,})",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_][^\s\d,;()/]*")
_MOST_CITY = 60  # characters
_NAME_WORDS = frozenset({
    "raza", "mejor", "ke", "buena", "kebuena", "que", "invasora", "zeta", "mega", "mexicana",
    "grande", "ranchera", "tricolor", "jefa", "zona", "maxima", "suavecita", "preciosa", "amor",
    "exitos", "ley", "gran", "campesina", "bilingue", "cadena", "pantera", "poderosa", "estereo",
    "stereo", "super", "fiesta", "latina", "latino", "caliente", "nueva", "nuestra", "voz",
    "picosa", "bronca", "perrona", "qq", "radiolex", "sol", "estrella", "tremenda", "romantica",
})  # fmt: skip
_FRAME = frozenset({
    "fm", "am", "lp", "radio", "station", "the", "la", "el", "las", "los", "en", "in", "on", "at",
    "from", "de", "del", "out", "of", "i", "im", "is", "my", "we", "are", "our", "soy", "estoy",
    "estamos", "somos", "emisora", "estacion", "y", "and", "its", "it", "mi", "nuestra", "call",
    "letters", "work", "trabajo", "trabajamos", "es", "called", "se", "llama", "with",
    "con", "for", "para", "a", "an", "live", "vivo", "aqui", "here", "hi", "hola", "frequency",
    "frecuencia", "dial", "host", "dj", "show", "mhz", "khz", "khertz", "megahertz", "this", "esta",
    "por", "al", "aire", "air", "thats", "that", "based", "city", "ciudad", "desde", "up", "yes",
    "si", "yo", "punto", "point",
})  # fmt: skip


def read_station(text: str, reading: Reading) -> Answer | None:
    """The station's call letters and frequency, as "KDNA 91.9 FM"."""
    found = find_station(text, reading.lexicon)
    return Answer(found) if found else None


def find_station(text: str, lexicon: Lexicon) -> str | None:
    """Call letters and/or a frequency: "KDNA", "W A D O", "93.5", "1280 AM", "KDNA 91.9 FM"."""
    sign = _call_sign(text, lexicon)
    fm = _FM.search(text)
    if fm and _is_fm(fm[1], fm[2]):
        return _join(sign, f"{fm[1]}.{fm[2]} FM")
    if fm:
        return None
    am = _AM.search(text)
    return _join(sign, f"{am[1]} AM") if am else sign


def _is_fm(whole: str, tenth: str) -> bool:
    """FM channels end in an odd tenth, 88.1 to 107.9 (47 CFR 73.201); 87.7 is on the air too."""
    return tenth in "13579" and 87.6 < float(f"{whole}.{tenth}") < 108


def _join(sign: str | None, frequency: str) -> str:
    return f"{sign} {frequency}" if sign else frequency


def _call_sign(text: str, lexicon: Lexicon) -> str | None:
    found = []
    for match in _CALL_SIGN.finditer(text):
        letters = re.sub(r"[^A-Za-z]", "", match[1]).upper()
        is_word = letters.lower() in lexicon.not_stations or fold(letters) in _FRAME | _NAME_WORDS
        if not is_word or (match[0] == text.strip() and match[0].isupper()):
            found.append((not match[1].isupper(), letters))
    return min(found)[1] if found else None


def find_city(text: str, station: str, lexicon: Lexicon) -> str:
    """The city named beside a station, or empty. "97.9 La Raza, LA", "soy de la 107.5 de Houston",
    "KPFT (Houston)"; the name a station goes by ("La Raza") is no city."""
    named_like_states = []
    for part in _parts(text):
        city = _city_of(part, station)
        if city and (city == "LA" or fold(city) not in lexicon.states):
            return city
        named_like_states.append(city)
    return next(filter(None, named_like_states), "")


def _parts(text: str) -> list[str]:
    """Where a city may stand, the surest first: behind "in", in brackets, behind a comma or the
    frequency; before the frequency only stands a name."""
    led = [found for found in _CITY_LEADS.findall(text) if fold(found).split(" ")[0] not in
           ("la", "el", "radio", "the", "my", "mi", "una", "a")]  # fmt: skip
    bracketed = re.findall(r"\(([^)]+)\)", text)
    behind_comma = [part for part in re.split(r"[,/;]|\s-\s", text)[1:] if part.strip()]
    frequency = _FM.search(text) or _AM.search(text)
    rest = [text[frequency.end() :]] if frequency else [text]
    return [*reversed(led), *bracketed, *behind_comma, *rest]


def _city_of(part: str, station: str) -> str:
    taken = {fold(piece) for piece in re.split(r"[\s.]+", station)}
    letters = fold(station.split(" ")[0])
    is_la = part.strip(" .!").upper() in ("LA", "L.A")
    words = [
        word
        for word in _WORD.findall(part)
        if (folded := fold(word)) not in taken
        and folded not in _FRAME | _NAME_WORDS
        and folded.replace(" ", "") not in (letters, f"{letters}fm", f"{letters}am", f"{letters}lp")
        and len(folded) > 1
    ]
    if is_la:
        return "LA"
    city = " ".join(_with_articles(words, part)).strip(" .,-!")[:_MOST_CITY]
    return city.title() if city.islower() or (city.isupper() and len(city) > 3) else city


def _with_articles(words: list[str], part: str) -> list[str]:
    """ "Los Ángeles", "El Paso", "Las Vegas": an article right before a city belongs to it."""
    if not words:
        return words
    found = re.search(rf"\b(los|las|el|la|san|santa)\s+{re.escape(words[0])}", part, re.IGNORECASE)
    return [found[1], *words] if found else words
