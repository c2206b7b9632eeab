"""What a week comes to: sums over the diary's lines, and what the record says beside them.

A sum is written in words that anybody can follow with the diary in a spreadsheet: "rows" counts the
lines of an act, "sum" adds their counts up.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.rehearsals.week.diary import ACTS, Diary
from bot.rehearsals.week.town import Town
from bot.store import rehearsed

_COLUMNS = ("what", "counted as", "by the diary", "on the record")


@dataclass(frozen=True, slots=True)
class Row:
    """One sum: how it is counted, what that comes to, and what the record says (None: it does not
    say)."""

    name: str
    counted: str
    script: int
    record: int | None

    @property
    def fault(self) -> str:
        """What is wrong with it, or empty."""
        if self.record is None or self.record == self.script:
            return ""
        return f"{self.name}: {self.script} by the diary, {self.record} on the record"


# A sum's name, how it is counted, and the name of the record's.
SUMS: Sequence[tuple[str, str, str]] = (
    ("people on the list",
     "rows joins + rows joins by a code + rows is a DJ + rows is a DJ by a code"
     " + rows comes back and so joins - rows is erased", "joined"),
    ("… by a friend's code", "rows joins by a code", "brought"),
    ("friends that people asked", "sum asks friends", "asked"),
    ("found nothing near", "rows finds nothing", ""),
    ("… and wished for it", "rows wishes", "wishes"),
    ("actions led", "rows leads", "led"),
    ("… and phone banks, approved", "rows approves", "approved"),
    ("… asked to change something", "rows asks for a change", ""),
    ("… declined", "rows declines", "declined"),
    ("… moved", "rows moves", "moved"),
    ("… called off", "rows calls off + rows is called off", "called off"),
    ("… with more seats", "rows makes room", "more seats"),
    ("… said to be full", "rows closes", ""),
    ("… led with somebody", "rows co-hosts - rows is no co-host - rows takes over", "co-hosts"),
    ("texts to all", "rows texts all + rows passes words", "words to all"),
    ("hosts' words and notes, handed in", "rows hands in words + rows hands in a note", ""),
    ("… passed on", "rows passes words + rows passes a note", "words passed"),
    ("… refused", "rows refuses words + rows refuses a note", "words refused"),
    ("told at short notice, by an organizer's yes", "rows approves short notice", "short notice"),
    ("guests who go in the end",
     "rows signs up + rows signs up again + rows takes a seat - rows cancels"
     " - rows is off the list", "going"),
    ("seats taken in the end",
     "sum signs up + sum signs up again + sum takes a seat + sum brings others - sum cancels"
     " - sum is off the list", "seats"),
    ("… and who is on no list, or waits",
     "rows waits + rows waits again + rows cancels - rows signs up again - rows waits again"
     " - rows takes a seat - rows is off the waiting list", "not going"),
    ("sign-ups by a friend's code", "rows brings by a code", ""),
    ("forms filled in on pages", "rows fills a form", ""),
    ("… that nobody said YES to", "rows lets a form be", ""),
    ("helpers who come", "rows offers help - rows takes help back", "helpers"),
    ("guests who were there", "rows is here + rows came + rows taps as here", "came"),
    ("people there, by their hosts",
     "sum tells how many came + sum corrects how many came", "guests told"),
    ("phone banks made", "rows hosts a bank", "banks"),
    ("people who joined one", "rows joins a bank - rows is off a bank", "members"),
    ("calls that count",
     "sum calls + sum puts calls right + sum believes - sum takes calls back + sum tallies"
     " + sum puts a tally right - sum takes a tally back + rows is connected", "calls"),
    ("… of them measured by the phone line", "rows is connected", "measured"),
    ("… of them in a room",
     "sum tallies + sum puts a tally right - sum takes a tally back", "calls in rooms"),
    ("… and calls that wait for an organizer",
     "sum tells too many - sum takes many back - sum believes - sum does not believe",
     "calls held"),
    ("calls of our number", "rows is connected + rows is not connected + rows hangs up", "rang"),
    ("stations that volunteers asked", "rows asks a station", "stations"),
    ("DJs", "rows is a DJ + rows is a DJ by a code", "djs"),
    ("… whom a volunteer brought", "rows is a DJ by a code", "djs recruited"),
    ("readings on air", "sum reads on air", "airings"),
    ("questions asked", "rows asks a person", ""),
    ("… answered", "rows answers", "answers"),
    ("stops, erasures among them",
     "rows stops + rows is erased + rows is erased, had not joined", "stops"),
    ("… who came back", "rows comes back + rows comes back and so joins", "starts"),
    ("people who have stopped now",
     "rows stops - rows comes back - rows comes back and so joins", "stopped now"),
    ("people erased", "rows is erased + rows is erased, had not joined", "erased"),
    ("texts from phones", "rows texts", "texts in"),
)  # fmt: skip

_TERM = re.compile(r"\s*([+-]?)\s*(rows|sum) (.+?)(?=\s[+-]\s(?:rows|sum) |$)")


def count(diary: Diary, counted: str) -> int:
    """What a sum in words comes to. Raises: KeyError for an act that is none."""
    total = 0
    for sign, how, act in _TERM.findall(counted):
        ACTS[act]
        one = diary.rows(act) if how == "rows" else diary.sum(act)
        total += -one if sign == "-" else one
    return total


def compare(town: Town) -> list[Row]:
    """Every sum, with the record's; at the end what no diary has: texts on phones."""
    with town.clarion.record.transaction() as connection:
        record: Mapping[str, int] = rehearsed.figures(connection)
    rows = [
        Row(name, counted, count(town.diary, counted), record[of] if of else None)
        for name, counted, of in SUMS
    ]
    on_phones = sum(len(one.texts) for one in town.everybody)
    return [*rows, Row("texts on phones", "on the phones", on_phones, record["texts out"])]


def write(rows: Sequence[Row], path: Path) -> None:
    """Write all sums as CSV, with how each is counted. Raises: OSError."""
    with path.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(_COLUMNS)
        sheet.writerows((row.name, row.counted, row.script, row.record) for row in rows)
