"""Invented people: a number that is nobody's, where they live, and how they write."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from zoneinfo import ZoneInfo

from bot.errors import InputError
from bot.sentences import say

# Area codes with their zone and ZIPs in it. Numbers end in 01xx after 555, which nobody has.
_AREAS = (
    ("312", "America/Chicago", ("60608", "60623", "60632")),
    ("213", "America/Los_Angeles", ("90011", "90033", "90063")),
    ("718", "America/New_York", ("11201", "11368", "11372")),
    ("713", "America/Chicago", ("77002", "77081", "77036")),
    ("602", "America/Phoenix", ("85003", "85009", "85031")),
    ("303", "America/Denver", ("80204", "80219", "80223")),
    ("305", "America/New_York", ("33125", "33130", "33135")),
    ("404", "America/New_York", ("30303", "30318", "30310")),
    ("214", "America/Chicago", ("75211", "75208", "75212")),
    ("415", "America/Los_Angeles", ("94110", "94112", "94103")),
)
_A_CODE = 100
MOST = _A_CODE * len(_AREAS)
LEAST = 40
_AN_AREA = 50  # people who live in one: fewer people, fewer areas, so that they find each other
_MOVED = 0.05  # of all live in another area than their number's

_NAMES = {
    "en": ("Ana", "Ben", "Carla", "Dan", "Eve", "Frank", "Grace", "Hal", "Ivy", "Jack", "Kim"),
    "es": ("Ana", "Beto", "Carmen", "Diego", "Elena", "Felipe", "Gloria", "Hugo", "Luz", "Rosa"),
}


@dataclass(frozen=True, slots=True)
class Invented:
    """Somebody who texts. `zone` and `area` are where they are, whatever their number says: what
    is in the same area is near, everything else is far."""

    number: int
    phone: str
    name: str
    lang: str
    zip: str
    zone: ZoneInfo
    area: str = ""

    @property
    def has_moved(self) -> bool:
        """Whether they live elsewhere than their number says."""
        return not self.phone.startswith(f"+1{self.area}")

    def __str__(self) -> str:
        return f"person {self.number} ({self.name}, {self.lang}, {self.zip})"


def ringers_of(count: int) -> int:
    """How many more people only ring our number: a tenth, as far as there are numbers."""
    return min(count // 10, MOST - count)


def invent(count: int, random: Random) -> list[Invented]:
    """So many people, a bit more than half of whom write Spanish, and at the end those who only
    ring our number. Raises: InputError."""
    if not LEAST <= count <= MOST:
        raise InputError(
            say("A week takes %(least)s to %(most)s people.", least=LEAST, most=MOST), "people"
        )
    found = []
    areas = _AREAS[: max(2, min(len(_AREAS), count // _AN_AREA))]
    for number in range(count + ringers_of(count)):
        area = areas[number % len(areas)]
        home = random.choice(areas) if random.random() < _MOVED else area
        lang = "es" if random.random() < 0.55 else "en"
        found.append(
            Invented(
                number=number,
                phone=f"+1{area[0]}55501{number // len(areas):02d}",
                name=random.choice(_NAMES[lang]),
                lang=lang,
                zip=random.choice(home[2]),
                zone=ZoneInfo(home[1]),
                area=home[0],
            )
        )
    return found


def words(random: Random, count: int) -> list[str]:
    """So many words that nobody uses, no two alike and none inside another: by them a text is
    known that shows somebody's title or place."""
    found: dict[str, None] = {}
    while len(found) < count:
        parts = [random.choice("bdfgklmnprtvz") + random.choice("aeiou") for _ in range(4)]
        found["".join(parts).capitalize()] = None
    return list(found)
