"""An action's days for its guests: the day before, that morning, HERE."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.broadcasts import series
from bot.clarion import Clarion
from bot.conversations import timers
from bot.events import overview
from tests.events.conftest import GUEST, HOST, STRANGER, Minutes, changed, got, say
from tests.events.test_seats import change, states
from tests.factories import add_person, rows

DAVE, EVA = "+13125552601", "+13125552602"
ELEVEN = datetime(2026, 9, 25, 16, 0, tzinfo=UTC)  # Friday 11am in Chicago
MORNING = datetime(2026, 9, 26, 14, 0, tzinfo=UTC)
HALF = datetime(2026, 9, 26, 22, 30, tzinfo=UTC)  # 5:30pm; it begins at six
BEGUN = datetime(2026, 9, 26, 23, 20, tzinfo=UTC)
DAY_AFTER = datetime(2026, 9, 27, 17, 0, tzinfo=UTC)  # Sunday noon, when texting begins


@pytest.fixture
def code(line: Clarion) -> str:
    """A rally of Saturday at 6pm with five guests: one has not joined, one reads Spanish."""
    say(line, HOST, "LEAD", "rally", "saturday", "6pm", "Casa Roja, 18th St", "50", "YES")
    [(made,)] = rows(line, "SELECT code FROM event")
    overview.approve(line, made)
    add_person(line, EVA, lang="es", zip="60608")
    for phone in (GUEST, STRANGER, DAVE, EVA):
        say(line, phone, f"RSVP {made}")
    series.run_due(line)  # from now on the texts are known
    return str(made)


def tick(line: Clarion, clock: Minutes, at: datetime) -> None:
    clock.at = at
    line = changed(line, send_rate_per_s=1000)  # nothing is sent here, and all of it waits
    series.run_due(line)
    timers.run_due(line)


def new(line: Clarion, phone: str, before: int) -> list[str]:
    return got(line, phone)[before:]


def go_to_another(line: Clarion, day: str, hour: str) -> None:
    """The guest goes to a protest of somebody else, too."""
    say(line, STRANGER, "LEAD", "protest", day, hour, "Union hall", "50", "YES")
    [(other,)] = rows(line, "SELECT code FROM event WHERE kind = 'protest'")
    overview.approve(line, other)
    say(line, GUEST, f"RSVP {other}")


def test_the_sequence_of_one_who_comes(line: Clarion, code: str, clock: Minutes) -> None:
    had = len(got(line, GUEST))
    tick(line, clock, ELEVEN)
    [asked] = new(line, GUEST, had)
    assert asked == (
        "Tomorrow: rally, 6pm, Casa Roja, 18th St. Bring water and a sign."
        " Are you coming? Reply YES or NO."
    )
    assert "see you tomorrow" in say(line, GUEST, "YES")
    assert rows(line, "SELECT checked_as FROM rsvp WHERE checked_as = 'comes'") == [("comes",)]
    tick(line, clock, MORNING)
    tick(line, clock, HALF)
    _, morning, half = new(line, GUEST, had)
    assert morning.startswith("Today is the day! rally at 6pm")
    assert half == (
        "In half an hour: rally, Casa Roja, 18th St. Bring water and a sign."
        " Once there, text HERE. Cannot come? CANT."
    )
    clock.at = BEGUN
    assert say(line, GUEST, "I'm here!").startswith("Welcome, Gil! You are checked in: rally.")
    assert "checked in already" in say(line, GUEST, "here")
    tick(line, clock, DAY_AFTER)
    assert new(line, GUEST, had)[3:] == [
        "Thank you for standing with our families at the rally! What next? LEAD an action of your"
        " own, or FIND the next one near you."
    ]


def test_no_the_day_before_gives_the_place_to_who_waits(
    line: Clarion, code: str, clock: Minutes
) -> None:
    change(line, "UPDATE event SET capacity = 4")
    say(line, "+13125552603", f"RSVP {code}")
    assert states(line)[-1] == "waiting"
    tick(line, clock, ELEVEN)
    assert "Are you coming" in got(line, STRANGER)[-1]
    assert "so that somebody else can have your place" in say(line, STRANGER, "perhaps")
    assert "somebody else can have your place" in say(line, STRANGER, "NO")
    assert sorted(states(line)) == ["canceled", "going", "going", "going", "offered"]
    tick(line, clock, MORNING)
    assert all("Today is the day" not in text for text in got(line, STRANGER))


def test_in_spanish_by_one_word(line: Clarion, code: str, clock: Minutes) -> None:
    tick(line, clock, ELEVEN)
    assert got(line, EVA)[-1].startswith("Mañana: ")
    assert "¿Vas a venir? Responde SI o NO." in got(line, EVA)[-1]
    assert "nos vemos mañana" in say(line, EVA, "sí")
    assert "Gracias por avisar" in say(line, EVA, "no voy")
    clock.at = BEGUN
    assert "ninguna lista" in say(line, EVA, "ya llegué")
    assert "Qué bueno que llegaste" in say(line, EVA, f"ya llegué {code}")
    assert rows(line, "SELECT count(*)::int FROM rsvp WHERE came = 'here'") == [(1,)]


@pytest.mark.parametrize("word", ["HERE", "CAME"])
def test_who_says_that_they_are_there_is_counted_once(
    line: Clarion, code: str, clock: Minutes, word: str
) -> None:
    clock.at = BEGUN
    say(line, GUEST, word, word)
    found = rows(line, "SELECT r.count, e.code FROM counted_report r"
                       " LEFT JOIN event e ON e.id = r.event_id WHERE r.kind = 'came'")  # fmt: skip
    assert found == [(1, code)]


def test_who_came_means_where_they_had_a_seat(line: Clarion, code: str, clock: Minutes) -> None:
    say(line, STRANGER, "LEAD", "protest", "saturday", "7pm", "Union hall", "1", "YES")
    [(other,)] = rows(line, "SELECT code FROM event WHERE kind = 'protest'")
    overview.approve(line, other)
    say(line, DAVE, f"RSVP {other}")
    assert "waiting list" in say(line, GUEST, f"RSVP {other}")
    clock.at = DAY_AFTER
    assert "Thank you for coming to the rally" in say(line, GUEST, "CAME")
    assert rows(line, "SELECT r.state, count(*)::int FROM rsvp r JOIN event e ON e.id = r.event_id"
                      " WHERE e.kind = 'protest' GROUP BY 1 ORDER BY 1") == [
                          ("going", 1), ("waiting", 1)]  # fmt: skip


def test_who_came_means_what_they_were_asked_about(
    line: Clarion, code: str, clock: Minutes
) -> None:
    go_to_another(line, "sunday", "10am")
    clock.at = BEGUN
    say(line, DAVE, "HERE")
    tick(line, clock, DAY_AFTER)
    assert "We missed you at the rally" in got(line, GUEST)[-1]
    assert "Thank you for coming to the rally" in say(line, GUEST, "CAME")
    assert "Thank you for coming to the protest" in say(line, GUEST, "CAME")


def test_two_actions_of_tomorrow_are_asked_about_one_after_the_other(
    line: Clarion, code: str, clock: Minutes
) -> None:
    go_to_another(line, "saturday", "3pm")
    tick(line, clock, ELEVEN)
    assert "Tomorrow: protest, 3pm" in got(line, GUEST)[-1]
    second = say(line, GUEST, "yes")
    assert "see you tomorrow" in second
    assert "Tomorrow: rally, 6pm" in second
    assert "see you tomorrow" in say(line, GUEST, "yes")
    assert rows(line, "SELECT count(*)::int FROM rsvp WHERE checked_as = 'comes'") == [(2,)]


def test_what_nobody_answered_is_not_asked_again_on_the_day(
    line: Clarion, code: str, clock: Minutes
) -> None:
    go_to_another(line, "saturday", "3pm")
    had = len(got(line, GUEST))
    for minutes in range(0, 24 * 60, 30):
        tick(line, clock, ELEVEN + timedelta(minutes=minutes))
        rows(line, "UPDATE message SET state = 'sent' WHERE state = 'planned' RETURNING 1")
    asked = [text.partition(",")[0] for text in new(line, GUEST, had) if "Tomorrow" in text]
    assert asked == ["Tomorrow: protest", "Tomorrow: rally"]


def test_on_the_day_itself_nobody_is_asked_about_tomorrow(
    line: Clarion, code: str, clock: Minutes
) -> None:
    tick(line, clock, ELEVEN)
    assert "Are you coming? Reply YES or NO." in got(line, GUEST)[-1]
    clock.at = datetime(2026, 9, 26, 10, 0, tzinfo=UTC)  # 5am, and the question is still open
    change(line, "UPDATE event SET starts_at = '06:00'")
    answer = say(line, GUEST, "HERE")
    assert answer.startswith("Welcome, Gil! You are checked in: rally.")
    assert "Are you coming" not in answer


def test_here_counts_only_near_its_time_and_asks_which(
    line: Clarion, code: str, clock: Minutes
) -> None:
    assert "Text HERE when you are there" in say(line, GUEST, "here")
    assert "on no list" in say(line, "+13125552604", "here")
    say(line, STRANGER, "LEAD", "protest", "saturday", "5pm", "Union hall", "50", "YES")
    [(other,)] = rows(line, "SELECT code FROM event WHERE kind = 'protest'")
    overview.approve(line, other)
    say(line, GUEST, f"RSVP {other}", "thanks")
    clock.at = HALF
    assert "Where are you? 1) Sat Sep 26, 5pm: protest" in say(line, GUEST, "HERE")
    assert "You are checked in: rally" in say(line, GUEST, "in the back", "2")
    assert rows(line, "SELECT e.code FROM rsvp r JOIN event e ON e.id = r.event_id"
                      " WHERE r.came = 'here'") == [(code,)]  # fmt: skip


def test_the_host_is_asked_how_it_went_and_hosted_counts(
    line: Clarion, code: str, clock: Minutes
) -> None:
    change(line, "UPDATE event SET ends_at = '18:30'")
    tick(line, clock, BEGUN.replace(hour=23, minute=40))
    assert all("How did it go" not in text for text in got(line, HOST))
    tick(line, clock, datetime(2026, 9, 27, 0, 35, tzinfo=UTC))  # 7:35pm, an hour after its end
    assert got(line, HOST)[-1].startswith("How did it go? Text HOSTED and how many came")
    assert "30" in say(line, HOST, "HOSTED 30")


def test_guests_who_never_joined_get_the_sequence_and_stop_ends_it(
    line: Clarion, code: str, clock: Minutes
) -> None:
    assert rows(line, "SELECT opted_in_at FROM contact c JOIN address a ON a.contact_id = c.id"
                      " WHERE a.digest = ANY(%s)", list(line.sealer.digests("sms", DAVE))) == [
        (None,)
    ]  # fmt: skip
    tick(line, clock, ELEVEN)
    assert "Tomorrow: rally" in got(line, DAVE)[-1]
    reasons = rows(line, "SELECT DISTINCT reason FROM message WHERE kind = 'follow_up'"
                         " AND flow = 'coming'")  # fmt: skip
    assert reasons == [("action",)]
    say(line, DAVE, "STOP")
    had = len(got(line, DAVE))
    tick(line, clock, MORNING)
    assert len(got(line, DAVE)) == had


@pytest.mark.parametrize(
    ("phone", "texts", "said"),
    [
        (HOST, ("CAME lots",), "How many people came?"),
        (HOST, ("came", "30"), "30 people at your rally"),
        (HOST, ("30 came",), "30 people at your rally"),
        (HOST, ("HOSTED a few", "lots", "12"), "12 people at your rally"),
        (HOST, ("VINIERON muchos",), "¿Cuánta gente vino?"),
        (GUEST, ("we came 3",), "Thank you for coming to the rally"),
        (GUEST, ("came",), "Thank you for coming to the rally"),
    ],
)
def test_came_is_the_hosts_number_or_the_guests_word(
    line: Clarion, code: str, clock: Minutes, phone: str, texts: tuple[str, ...], said: str
) -> None:
    clock.at = DAY_AFTER

    assert said in say(line, phone, *texts)
