"""One ledger: a week of random texts, and every sum over it is what the texts said."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.clarion import Clarion
from bot.clock import SetClock
from bot.config import Settings
from bot.conversations import inbound
from bot.people import held_reports, taking_back
from bot.store.events import tallies
from bot.store.people import limits, reports, sums
from tests.factories import ANA, BO, DEE, NOON, add_person, make_clarion, make_form, rows

CHICAGO = ZoneInfo("America/Chicago")
FLOWS = Path(__file__).parents[2] / "flows"
ZIPS = ("60608", "33135", "10025", "60632")
ACTS = ("CALLED", "CALLED", "TALLY", "TALLY", "BUSY", "FULL", "OFF", "UNDO", "SPANISH", "RELEASE")


class Days(SetClock):
    """A clock that goes on when it is told to."""

    def forward(self, **wait: float) -> None:
        self.at += timedelta(**wait)


@dataclass
class Told:
    """What one person's texts said that they have counted, newest last: count, when, room."""

    phone: str
    contact_id: int
    counted: list[tuple[int, object, str]] = field(default_factory=list)


@pytest.fixture
def clock() -> Days:
    return Days(NOON)


@pytest.fixture
def line(settings: Settings, record: str, redis_url: str, clock: Days) -> Iterator[Clarion]:
    made = replace(make_clarion(settings, FLOWS), clock=clock)
    made = replace(made, settings=made.settings.model_copy(update={"replies_per_person": 5000}))
    yield made
    made.record.dispose()


def say(line: Clarion, phone: str, *texts: str) -> str:
    return [inbound.receive(line, make_form(phone, text)).body or "" for text in texts][-1]


def whole(line: Clarion) -> int:
    with line.record.transaction() as connection:
        return reports.totals(connection).get("called", 0)


def parts_of(line: Clarion, part: str) -> dict[str | None, int]:
    with line.record.transaction() as connection:
        return sums.by_part(connection, part, limits.CALLS)


def host(line: Clarion, phone: str, day: str, hour: str) -> str:
    answer = say(line, phone, "PHONEBANK", "HOST", day, hour, "Casa Roja, 18th St", "50", "YES")
    return answer.partition("PHONEBANK ")[2].partition(".")[0]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [7, 11])
def test_a_week_of_random_texts_adds_up_in_every_part(
    line: Clarion, clock: Days, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - a game, not a secret
    people = []
    for number in range(8):
        phone = f"+1312555{1100 + number}"
        person = add_person(
            line, phone, name="Ana", zip=ZIPS[number % 4], lang="es" if number % 3 == 0 else "en"
        )
        people.append(Told(phone, person))
    hosts = [one for one in people if people.index(one) % 3][:2]
    rooms = {host(line, one.phone, "friday", "2pm"): [one] for one in hosts}
    for number, one in enumerate(people):
        if one not in hosts:
            code = list(rooms)[number % 2]
            say(line, one.phone, f"{'GRUPO' if number % 3 == 0 else 'PHONEBANK'} {code}")
            rooms[code].append(one)
    said = 0
    for _ in range(7):
        for _ in range(18):
            said += _act(line, chance, chance.choice(people))
            clock.forward(minutes=chance.randint(3, 45))
        clock.forward(hours=11)
    total = whole(line)
    assert total == said == sum(count for one in people for count, _, _ in one.counted) > 50
    for part in sums.PARTS:
        assert sum(parts_of(line, part).values()) == total, part
    by_person = parts_of(line, "person")
    for one in people:
        assert by_person.get(str(one.contact_id), 0) == sum(n for n, _, _ in one.counted)
    with line.record.transaction() as connection:
        for event, count in parts_of(line, "room").items():
            if event is not None:
                assert tallies.count(connection, int(event), 0)[1] == count


@pytest.fixture
def room(line: Clarion, clock: Days) -> str:
    """The code of Ana's phone bank on Friday at two, with Bo in it; it is one there."""
    for phone in (ANA, BO):
        add_person(line, phone, name="Ana", zip="60608")
    code = host(line, ANA, "friday", "2pm")
    say(line, BO, f"BANK {code}")
    clock.forward(days=2, hours=1)
    assert clock.now().astimezone(CHICAGO).hour == 13  # an hour before it begins
    return code


def test_a_call_told_in_a_room_counts_for_it_and_for_all_once(
    line: Clarion, clock: Days, room: str
) -> None:
    say(line, BO, "CALLED 4")
    assert "The room: 9." in say(line, BO, "TALLY 5")
    assert say(line, ANA, "busy").startswith("Busy?")
    assert whole(line) == 9
    assert parts_of(line, "room") == {room_id(line, room): 9}
    told = rows(line, "SELECT kind, event_id::text FROM report WHERE kind <> 'hosted' ORDER BY id")
    assert told == [(kind, room_id(line, room)) for kind in ("called", "tallied", "busy")]
    clock.forward(hours=6)  # over for three hours
    say(line, BO, "CALLED 2")
    assert parts_of(line, "room") == {room_id(line, room): 9, None: 2}


def test_calls_taken_off_leave_the_room_they_were_told_in(
    line: Clarion, clock: Days, room: str
) -> None:
    say(line, BO, "TALLY 5")
    clock.forward(hours=6)
    say(line, BO, "CALLED 4")
    assert "cannot come off" in say(line, BO, "TALLY -12")
    assert say(line, BO, "CUENTA -6").startswith("Listo, 6 menos. Te quedan 3")
    assert parts_of(line, "room") == {room_id(line, room): 3}
    assert "Corregido: 2 en lugar de 3" in say(line, BO, "quise decir 2")
    assert parts_of(line, "room") == {room_id(line, room): 2}


def test_a_call_follows_the_one_airing_of_the_hour_before_in_its_state(
    line: Clarion, clock: Days, room: str
) -> None:
    sign_up_dj(line, DEE, "60632")
    say(line, DEE, "SCRIPT 30")
    clock.forward(minutes=5)
    say(line, DEE, "AIRED 1:05PM")
    clock.forward(minutes=10)
    say(line, BO, "CALLED 3")
    [(airing,)] = rows(line, "SELECT id::text FROM report WHERE kind = 'aired'")
    assert parts_of(line, "airing") == {airing: 3}
    say(line, DEE, f"AIRED {clock.now().astimezone(CHICAGO) - timedelta(minutes=5):%-I:%M%p}")
    assert len(rows(line, "SELECT 1 FROM counted_report WHERE kind = 'aired'")) == 2
    assert parts_of(line, "airing") == {None: 3}  # two airings: it cannot be told
    [(newer,)] = rows(line, "SELECT max(id) FROM report WHERE kind = 'aired'")
    held_reports.undo(line, newer, None)  # the first is the only one again
    assert parts_of(line, "airing") == {airing: 3}
    [(dee,)] = rows(line, "SELECT contact_id FROM report WHERE kind = 'aired' LIMIT 1")
    taking_back.take_back(line, taking_back.PERSON, dee, None)
    assert parts_of(line, "airing") == {None: 3}


def test_what_somebody_has_looked_at_is_checked(line: Clarion, clock: Days, room: str) -> None:
    say(line, BO, "CALLED 60", "YES")
    assert whole(line) == 0
    [waiting] = held_reports.list_held(line)
    held_reports.release(line, waiting.id, None)
    say(line, ANA, "CALLED 2")
    assert parts_of(line, "confidence") == {"checked": 60, "said": 2}


def test_hosted_and_came_are_of_the_action(line: Clarion, clock: Days, room: str) -> None:
    assert "We know of no action" in say(line, ANA, "HOSTED 12")
    assert "no sign-up from you" in say(line, ANA, "CAME")
    clock.forward(hours=3)
    assert say(line, ANA, "HOSTED 12").startswith("12 people at your phone bank")
    assert say(line, ANA, "VINIERON 14").startswith("14 personas")
    assert "Alguien del equipo" in say(line, ANA, "VINIERON 4000")
    say(line, ANA, "HOSTED 14")
    assert say(line, BO, "fui").startswith("¡Gracias por venir")
    assert say(line, BO, "CAME").startswith("We have you down")
    counted = rows(
        line,
        "SELECT kind, sum(count)::int FROM counted_report WHERE event_id = %s"
        " AND kind IN ('guests', 'came') GROUP BY kind ORDER BY kind",
        int(room_id(line, room)),
    )
    assert counted == [("came", 1), ("guests", 14)]
    assert rows(line, "SELECT came FROM rsvp WHERE came IS NOT NULL") == [("here",)]


def room_id(line: Clarion, code: str) -> str:
    return str(rows(line, "SELECT id FROM event WHERE code = %s", code)[0][0])


def sign_up_dj(line: Clarion, phone: str, place: str) -> None:
    dj = add_person(line, phone, name="Dee", zip=place, tags=["dj"])
    with line.record.transaction() as connection:
        connection.execute(
            "INSERT INTO dj (contact_id, langs, state, created_at) VALUES (%s, '{en}', 'approved',"
            " %s)",
            [dj, NOON],
        )


def _act(line: Clarion, chance: random.Random, one: Told) -> int:
    """One text of somebody; how many calls it adds by what the answer says."""
    act, count = chance.choice(ACTS), chance.choice((1, 2, 3, 5, 12, 29, 60))
    if act in ("CALLED", "TALLY"):
        return _told(line, chance, one, f"{act} {count}", count)
    if act == "SPANISH":
        return _told(line, chance, one, chance.choice((f"hice {count}", f"llevo {count}")), count)
    if act == "OFF":
        answer = say(line, one.phone, f"TALLY -{count}")
        return _take_off(one, count) if " less." in answer or " menos." in answer else 0
    if act == "UNDO":
        return _undo(line, one)
    if act == "RELEASE":
        for waiting in held_reports.list_held(line):
            held_reports.undo(line, waiting.id, None)
        return 0
    say(line, one.phone, act)
    return 0


def _told(line: Clarion, chance: random.Random, one: Told, text: str, count: int) -> int:
    answer = say(line, one.phone, text)
    if "wow" in answer or "¿Es correcto?" in answer:
        say(line, one.phone, "YES")
        return 0
    if "a few minutes ago" in answer or "Hace unos minutos" in answer:
        if chance.random() < 0.5:
            say(line, one.phone, "NO")
            return 0
        say(line, one.phone, "YES")
    one.counted.append((count, line.clock.now(), text))
    return count


def _undo(line: Clarion, one: Told) -> int:
    before = whole(line)
    answer = say(line, one.phone, "UNDO")
    if "Take it back?" not in answer and "¿Lo quitamos?" not in answer:
        return 0
    say(line, one.phone, "YES")
    gone = before - whole(line)
    assert gone == 0 or gone == one.counted[-1][0]
    if gone:
        one.counted.pop()
    return -gone


def _take_off(one: Told, count: int) -> int:
    left = count
    while left:
        last, at, text = one.counted.pop()
        if last > left:
            one.counted.append((last - left, at, text))
        left -= min(last, left)
    return -count
