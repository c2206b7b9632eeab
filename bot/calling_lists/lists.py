"""Calling lists as organizers make and keep them: named, tied to a room, paused, ended."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clarion import Clarion
from bot.errors import Conflict, InputError, NotFound
from bot.sentences import say
from bot.store.calling_lists import lists as rows
from bot.store.calling_lists.lists import ListRow, Progress
from bot.store.events import actions
from bot.store.organizers import notes
from bot.store.record import Transaction

GAP_HOURS = 20
TRIES = 3
AN_HOUR = 20
HOURS = (time(9), time(20))
# No call before eight or after nine at night where somebody is (47 CFR 64.1200(c)(1)).
EARLIEST, LATEST = time(8), time(21)
MOST_SCRIPT = 160  # characters: with a name and the digits it is two parts
_LONGEST = timedelta(days=180)
_MOST_LISTED = 50
_LETTERS, _DIGITS = "BCDFGHJKLMNPRSTVWXZ", "23456789"


@dataclass(frozen=True, slots=True)
class Settings:
    """What an organizer says of a list. `event_code` is the phone bank whose room calls it, "" for
    none. `gap_hours` between two tries of a person, `tries` of one person at most, `an_hour` names
    for one caller. `scripts` are what callers say first, by language."""

    title: str
    ends_on: date
    event_code: str = ""
    gap_hours: int = GAP_HOURS
    tries: int = TRIES
    an_hour: int = AN_HOUR
    from_at: time = HOURS[0]
    until_at: time = HOURS[1]
    is_paper: bool = False
    scripts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shown:
    """A list with how far it has come. `event_code` is its phone bank's."""

    row: ListRow
    progress: Progress
    event_code: str


def make(clarion: Clarion, given: Settings, by: int | None) -> int:
    """Make a list, without anybody on it. Its id. Raises: InputError, RecordAway."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        values = _checked(clarion, connection, given)
        list_id = rows.add(connection, _new_code(connection), by, now, **values)
        _note(connection, "made calling list", list_id, now, by)
    return list_id


def change(clarion: Clarion, list_id: int, given: Settings, by: int | None) -> None:
    """Say otherwise of a list. Raises: InputError, NotFound, Conflict (ended), RecordAway."""
    with clarion.record.transaction() as connection:
        _open(connection, list_id)
        rows.change(connection, list_id, **_checked(clarion, connection, given))
        _note(connection, "changed calling list", list_id, clarion.clock.now(), by)


def set_state(clarion: Clarion, list_id: int, state: str, by: int | None) -> None:
    """Pause a list, go on with it, or end it for good: nobody gets a name of it any more.

    Raises: NotFound, Conflict (ended), RecordAway.
    """
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        _open(connection, list_id)
        ended = {"ended_at": now} if state == "ended" else {}
        rows.change(connection, list_id, state=state, **ended)
        _note(connection, f"calling list {state}", list_id, now, by)


def show(clarion: Clarion, list_id: int) -> Shown:
    """A list as it stands. Raises: NotFound, RecordAway."""
    with clarion.record.transaction() as connection:
        row = rows.find(connection, list_id)
        if row is None:
            raise none_such()
        return _shown(clarion, connection, row)


def list_all(clarion: Clarion) -> list[Shown]:
    """Lists, the newest first. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        return [_shown(clarion, connection, row) for row in rows.newest(connection, _MOST_LISTED)]


def find_by_code(clarion: Clarion, code: str) -> ListRow:
    """The list with a code. Raises: NotFound, RecordAway."""
    with clarion.record.transaction() as connection:
        row = rows.by_code(connection, "".join(code.split()))
    if row is None:
        raise none_such()
    return row


def settings_of(shown: Shown) -> Settings:
    """What was said of a list, to be changed."""
    row = shown.row
    return Settings(
        row.title, row.ends_on, shown.event_code, row.gap_s // 3600, row.most_tries, row.an_hour,
        row.from_at, row.until_at, row.is_paper, row.scripts,
    )  # fmt: skip


def none_such() -> NotFound:
    """There is no such list."""
    return NotFound(say("There is no such calling list. `clarion calling list` shows all."))


def is_over(row: ListRow, zone: str, now: datetime) -> bool:
    """Whether a list's last day has passed, where the campaign is."""
    return row.ends_on < now.astimezone(ZoneInfo(zone)).date()


def note_in(connection: Transaction, act: str, list_id: int, now: datetime, by: int | None) -> None:
    """A line of the audit about a list."""
    _note(connection, act, list_id, now, by)


# --- parts ---------------------------------------------------------------------------------------


def _shown(clarion: Clarion, connection: Transaction, row: ListRow) -> Shown:
    event = actions.by_ids(connection, [row.event_id or 0]).get(row.event_id or 0)
    progress = rows.progress(connection, row.id, clarion.clock.now())
    return Shown(row, progress, event.code if event else "")


def _open(connection: Transaction, list_id: int) -> ListRow:
    row = rows.find(connection, list_id, lock=True)
    if row is None:
        raise none_such()
    if row.state == "ended":
        raise Conflict(say("This list has been ended. Make a new one to call its people again."))
    return row


def _checked(clarion: Clarion, connection: Transaction, given: Settings) -> dict[str, object]:
    """The columns of what an organizer said. Raises: InputError."""
    zone = ZoneInfo(clarion.campaign.current().zone)
    today = clarion.clock.now().astimezone(zone).date()
    title = " ".join(given.title.split())[:80]
    if not title:
        raise InputError(say("Give the list a name."), "title")
    if not today <= given.ends_on <= today + _LONGEST:
        raise InputError(
            say("The last day of calls is today or later, half a year ahead at most."), "ends_on"
        )
    if not EARLIEST <= given.from_at < given.until_at <= LATEST:
        raise InputError(
            say("People are called between 8:00 and 21:00 where they are, from an hour to a later"
                " one."),
            "from_at",
        )  # fmt: skip
    _check_numbers(given)
    return {
        **{key: value for key, value in asdict(given).items() if key in _SAME},
        "title": title,
        "event_id": _event_of(connection, given.event_code),
        "gap_s": given.gap_hours * 3600,
        "most_tries": given.tries,
        "scripts": _scripts(clarion, given.scripts),
    }


_SAME = ("ends_on", "an_hour", "from_at", "until_at", "is_paper")
_BOUNDS = (
    ("gap_hours", 1, 24 * 14, say("Between two tries of a person: 1 to 336 hours.")),
    ("tries", 1, 10, say("Tries of one person: 1 to 10.")),
    ("an_hour", 1, 60, say("Names for one caller in an hour: 1 to 60.")),
)


def _check_numbers(given: Settings) -> None:
    for name, least, most, words in _BOUNDS:
        if not least <= getattr(given, name) <= most:
            raise InputError(words, name)


def _event_of(connection: Transaction, code: str) -> int | None:
    if not code.strip():
        return None
    event = actions.lock_event(connection, "".join(code.split()))
    if event is None or event.kind != "phone_bank":
        raise InputError(say("There is no phone bank with that code."), "event_code")
    return event.id


def _scripts(clarion: Clarion, given: Mapping[str, str]) -> dict[str, str]:
    found, languages = {}, clarion.campaign.current().languages
    for lang in given.keys() - set(languages):
        raise InputError(
            say("The campaign has no language “%(lang)s”.", lang=lang), f"script_{lang}"
        )
    for lang in languages:
        words = " ".join(given.get(lang, "").split())
        if len(words) > MOST_SCRIPT:
            raise InputError(
                say(
                    "What callers say first is %(most)s characters at most; this has %(count)s.",
                    most=MOST_SCRIPT,
                    count=len(words),
                ),
                f"script_{lang}",
            )
        if words:
            found[lang] = words
    return found


def _new_code(connection: Transaction) -> str:
    """A code like KTRM4729 that no list and no action has."""
    while True:
        code = "".join(secrets.choice(_LETTERS) for _ in range(4))
        code += "".join(secrets.choice(_DIGITS) for _ in range(4))
        if not rows.by_code(connection, code) and not actions.lock_event(connection, code):
            return code


def _note(connection: Transaction, act: str, list_id: int, now: datetime, by: int | None) -> None:
    notes.note(
        connection, act=act, object_name="calling list", object_id=list_id, detail={}, now=now,
        organizer_id=by,
    )  # fmt: skip
