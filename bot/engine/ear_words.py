"""What `bot.engine.ear` says for marks, abbreviations and letters, per language. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EarWords:
    """The words of one language. `halves` are (first hour, words) of a day, in order; `letters`
    how many syllables a letter's name has where it is not one."""

    point: str
    dot: str
    slash: str
    at: str
    dash: str
    to: str
    percent: str
    dollars: tuple[str, str]
    with_cents: str
    always: str
    noon: str
    midnight: str
    oclock: str
    oh: str
    halves: tuple[tuple[int, str], ...]
    weekdays: tuple[str, ...]
    weekday_marks: Mapping[str, int]
    months: tuple[str, ...]
    month_marks: Mapping[str, int]
    day_form: str
    year_form: str
    signs: Mapping[str, str]
    abbreviations: Mapping[str, str]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words in capitals that are said as words: acronyms people pronounce, and stress.
SAID_AS_WORDS = _words("""
    a ahora all alto am an and any aqui are as ask at be big but by call called can con daca
    day de del dia do dont dream el ella ellos en es esta este ever every fema firm for free
    from go good have he help her here his how hoy i if in is it its just know la las let
    listo live llama llamar llame lo long los mas may me mi more most must muy my nasa never
    new ni no not now nunca o of off ok on one only or osha otra our out over para pero please
    por que quien read real right say se see she si sin so solo stop su sus take te tell text
    that the their them then they this time to today todo todos too tu two un una unicef up us
    va very vota vote voz we week what when where who why will with work y ya yes yo you your
    zip""")

# Words that pass without stress, and so quickly.
LIGHT_WORDS: Mapping[str, frozenset[str]] = {
    "en": _words("""
        a an and are as at be but by can do for from he her his i if in is it my no not of on or
        our she so that the their them they this to up was we who will with you your"""),
    "es": _words("""
        a al ante con de del e el ella en es esta este la las lo los me mi mis muy nos nuestra
        no o para por que se si sin su sus te tu tus un una y ya"""),
}

# Syllables in the name of a letter; one unless it stands here.
LETTER_SYLLABLES: Mapping[str, Mapping[str, int]] = {
    "en": {"w": 3},
    "es": {
        "f": 2, "h": 2, "j": 2, "l": 2, "m": 2, "n": 2, "ñ": 2, "r": 2, "s": 2, "v": 2, "w": 3,
        "x": 2, "y": 3, "z": 2,
    },
}  # fmt: skip

_EN = EarWords(
    point="point", dot="dot", slash="slash", at="at", dash="dash", to="to", percent="percent",
    dollars=("dollar", "dollars"), with_cents="",
    always="twenty-four seven", noon="noon", midnight="midnight", oclock="o'clock", oh="oh",
    halves=((0, "in the morning"), (12, "in the afternoon"), (18, "in the evening"),
            (21, "at night")),
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    weekday_marks={"mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3,
                   "thurs": 3, "fri": 4, "sat": 5, "sun": 6},
    months=("January", "February", "March", "April", "May", "June", "July", "August", "September",
            "October", "November", "December"),
    month_marks={"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9,
                 "sept": 9, "oct": 10, "nov": 11, "dec": 12},
    day_form="{month} {day}",
    year_form="{day}, {year}",
    signs={"&": "and", "@": "at", "+": "plus", "#": "number", "/": ","},
    abbreviations={
        "ET": "Eastern time", "EST": "Eastern time", "EDT": "Eastern time", "CT": "Central time",
        "MT": "Mountain time", "PT": "Pacific time", "St.": "Street", "Ave.": "Avenue",
        "Ave": "Avenue", "Blvd.": "Boulevard", "Blvd": "Boulevard", "Rd.": "Road", "Dr.": "Doctor",
        "Mr.": "Mister", "Mrs.": "Missus", "Ms.": "Miz", "Rev.": "Reverend", "Gov.": "Governor",
        "Sen.": "Senator", "Rep.": "Representative", "vs.": "versus", "etc.": "and so on",
        "e.g.": "for example", "i.e.": "that is", "U.S.": "U-S", "OK": "okay",
        "a.m.": "in the morning", "p.m.": "in the afternoon", "ext.": "extension",
    },
)  # fmt: skip

_ES = EarWords(
    point="punto", dot="punto", slash="diagonal", at="arroba", dash="guion", to="a",
    percent="por ciento", dollars=("dólar", "dólares"), with_cents="con ",
    always="las veinticuatro horas", noon="mediodía", midnight="medianoche",
    oclock="en punto", oh="cero",
    halves=((0, "de la madrugada"), (5, "de la mañana"), (12, "de la tarde"),
            (20, "de la noche")),
    weekdays=("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    weekday_marks={"lun": 0, "mar": 1, "mié": 2, "mie": 2, "jue": 3, "vie": 4, "sáb": 5, "sab": 5,
                   "dom": 6},
    months=("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto",
            "septiembre", "octubre", "noviembre", "diciembre"),
    month_marks={"ene": 1, "feb": 2, "mar": 3, "abr": 4, "jun": 6, "jul": 7, "ago": 8,
                 "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dic": 12},
    day_form="{day} de {month}",
    year_form="{day} de {year}",
    signs={"&": "y", "@": "arroba", "+": "más", "#": "número", "/": ","},
    abbreviations={
        "ET": "hora del este", "EST": "hora del este", "EDT": "hora del este",
        "CT": "hora del centro", "MT": "hora de la montaña", "PT": "hora del Pacífico",
        "Sr.": "señor", "Sra.": "señora", "Srta.": "señorita", "Dr.": "doctor", "Dra.": "doctora",
        "Ud.": "usted", "Uds.": "ustedes", "Av.": "avenida", "Ave.": "avenida", "Blvd.": "bulevar",
        "núm.": "número", "etc.": "etcétera", "EE.UU.": "Estados Unidos",
        "EE. UU.": "Estados Unidos", "EEUU": "Estados Unidos", "OK": "okey",
        "a.m.": "de la mañana", "p.m.": "de la tarde", "ext.": "extensión",
    },
)  # fmt: skip

WORDS: Mapping[str, EarWords] = {"en": _EN, "es": _ES}
