"""The diary of a week: a line for each thing that somebody did, as one would write it by hand.

What a week comes to is counted from these lines alone (sums.py): nothing here is asked of the bot
or its record.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

_COLUMNS = ("day", "time", "person", "name", "language", "act", "about", "count", "words")

# What is noted, and what it means. `count` is 1 where nothing else is said.
ACTS: Mapping[str, str] = {
    "texts": "A text from a phone, with its words.",
    "stops": "Wants no more texts, and is told so.",
    "comes back": "Texts START after a stop.",
    "comes back and so joins": "The same of who had not joined.",
    "joins": "Is told that they are in.",
    "joins by a code": "The same, with the code of a friend.",
    "asks to be erased": "Said YES to it.",
    "is erased": "Nothing of them is kept any more.",
    "is erased, had not joined": "The same of who was not on the list of the week's texts.",
    "asks a person": "Is told that a person answers.",
    "answers": "An organizer answered a question.",
    # --- actions
    "leads": "Led an action to the end; count: how many can come.",
    "needs": "Asked for helpers with it; count: how many.",
    "approves": "An organizer lets an action, or a phone bank, be seen.",
    "declines": "An organizer does not.",
    "asks for a change": "An organizer wants a change first.",
    "moves": "The host moved it to another hour.",
    "calls off": "The host called it off.",
    "is called off": "Its host was erased, and with them the action.",
    "makes room": "The host has more seats; count: how many more.",
    "closes": "The host says that it is full.",
    "texts all": "A ready text of the host's to all.",
    "hands in words": "Own words to all, for an organizer to look at.",
    "passes words": "An organizer lets all read them.",
    "refuses words": "An organizer does not.",
    "hands in a note": "What to bring, for an organizer to look at.",
    "passes a note": "An organizer lets it be said with each reminder.",
    "refuses a note": "An organizer does not.",
    "lets in": "The host lets in who waits; count: how many.",
    "asks a co-host": "Somebody was asked to lead with them.",
    "co-hosts": "Somebody who was asked said yes.",
    "takes over": "Who led it with its host leads it alone, for the host was erased.",
    "is no co-host": "Who led with a host was erased.",
    "asks who comes": "The host asked for the list.",
    "approves short notice": "An organizer has it told outside texting hours.",
    "refuses short notice": "An organizer lets it be.",
    "tells how many came": "The host, after it; count: how many.",
    "corrects how many came": "The host, later; count: how many more or, below 0, fewer.",
    # --- guests
    "finds nothing": "Nothing is near.",
    "wishes": "Wants to hear of what is near.",
    "signs up": "Is told that they are on the list; count: seats.",
    "signs up again": "The same after taking their name off.",
    "fills a form": "Signed up on a page, which sends a text to be answered.",
    "lets a form be": "Did not say YES to that text.",
    "waits": "Is told that they wait for a seat.",
    "waits again": "The same after taking their name off.",
    "takes a seat": "Takes the seat that was held for them; count: seats.",
    "passes a seat on": "Does not.",
    "lets a seat lapse": "Says nothing.",
    "brings others": "Comes with others; count: seats beside their own.",
    "offers help": "Will help with what is needed.",
    "takes help back": "A helper's name is off the list.",
    "brings by a code": "Signed up with the code of a friend.",
    "cancels": "Took their name off the list; count: seats.",
    "cancels waiting": "Took their name off the waiting list.",
    "is off the list": "Who went was erased; count: seats.",
    "is off the waiting list": "Who waited or had canceled was erased.",
    "is here": "Is checked in by HERE.",
    "came": "Told that they were there, after it.",
    "taps as here": "The host said so on the page for the door.",
    "looks at the page": "The host opened the page of what they lead.",
    # --- calls
    "calls": "Told of calls; count: how many.",
    "puts calls right": "It was another number; count: the difference.",
    "takes calls back": "Took a report back; count: its calls.",
    "tells too many": "So many that they wait for an organizer; count: how many.",
    "takes many back": "Took that back; count: how many.",
    "believes": "An organizer lets them count; count: how many.",
    "does not believe": "An organizer does not; count: how many.",
    "asks the total": "Asked for the count.",
    "asks friends": "Told how many friends they asked to call; count: how many.",
    "is connected": "Called our number, and was connected for as long as a call has to last.",
    "is not connected": "Called our number; the line was busy or did not answer.",
    "hangs up": "Called our number, and hung up before the line was rung.",
    # --- phone banks
    "hosts a bank": "Set a phone bank up; count: its goal.",
    "is off a bank": "Who had joined one was erased.",
    "joins a bank": "Joined one by its code.",
    "tallies": "Told of calls in its room; count: how many.",
    "puts a tally right": "It was another number; count: the difference.",
    "takes a tally back": "Took it back, or some of it; count: how many.",
    # --- radio
    "asks a station": "A volunteer asked a station to read the number.",
    "is a DJ": "Signed up as a DJ.",
    "is a DJ by a code": "The same, asked by a volunteer.",
    "gets a script": "Got words to read.",
    "reads on air": "Told of having read them; count: times.",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line. `person` is -1 for organizers, `about` the word by which an action is known."""

    at: datetime
    person: int
    name: str
    lang: str
    act: str
    about: str
    count: int
    words: str


class Diary:
    """All that was done, in the order in which it was done. `zone` is the campaign's."""

    def __init__(self, zone: str) -> None:
        self.entries: list[Entry] = []
        self._zone = ZoneInfo(zone)
        self._rows: Counter[str] = Counter()
        self._sums: Counter[str] = Counter()

    def add(self, entry: Entry) -> None:
        """Add a line. Raises: KeyError for an act that nobody wrote down in `ACTS`."""
        ACTS[entry.act]
        self.entries.append(entry)
        self._rows[entry.act] += 1
        self._sums[entry.act] += entry.count

    def again(self) -> None:
        """Count all lines anew."""
        self._rows, self._sums = Counter(), Counter()
        for one in self.entries:
            self._rows[one.act] += 1
            self._sums[one.act] += one.count

    def rows(self, act: str) -> int:
        """How many lines there are of an act."""
        return self._rows[act]

    def sum(self, act: str) -> int:
        """What their counts come to."""
        return self._sums[act]

    def day_of(self, at: datetime) -> date:
        """The campaign's day of an instant."""
        return at.astimezone(self._zone).date()

    def write(self, path: Path) -> None:
        """Write all lines as CSV, days and times in the campaign's zone. Raises: OSError."""
        with path.open("w", encoding="utf-8", newline="") as file:
            sheet = csv.writer(file)
            sheet.writerow(_COLUMNS)
            for one in self.entries:
                local = one.at.astimezone(self._zone)
                whose = "organizers" if one.person < 0 else one.person
                sheet.writerow(
                    (
                        f"{local:%Y-%m-%d}", f"{local:%H:%M:%S}", whose, one.name, one.lang,
                        one.act, one.about, one.count, one.words,
                    )
                )  # fmt: skip
