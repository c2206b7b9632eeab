"""Lists among a million people: every kind of search as the console makes it, its audit line too,
segments as a page looks at them, and the inbox.

A list that is cut at its first rows must not read the whole table, so the figures are of names and
tags that many have as well as of those that one has. Names follow the frequency of common ones.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from bench.broadcast import bench
from bench.table import Row
from bot.broadcasts import segment_looks
from bot.clarion import Clarion
from bot.inbox import claiming, threads
from bot.people import finding, search_keys, story
from bot.store.inbox.claims import Who
from bot.store.inbox.listing import Filter
from bot.store.sealing import Purpose, Sealer
from tests.crowd import number

_MANY = 1_000_000
_WITHIN_MS = 300.0
_FIRST = (
    *("Maria", "Jose", "Juan", "Ana", "Luis", "Carlos", "Rosa"),
    *("Carmen", "Jorge", "James", "Mary", "Robert", "Linda", "Michael"),
)
_LAST = (
    *("Garcia", "Rodriguez", "Martinez", "Hernandez", "Lopez", "Gonzalez"),
    *("Perez", "Smith", "Johnson", "Brown", "Nguyen"),
)
_PLACES = (("60608", "IL"), ("10001", "NY"), ("90012", "CA"), ("77002", "TX"), ("33101", "FL"))
_SEGMENTS = (
    "tag = caller and not seen for 30 days",
    "all",
    "tag = rare",
    "brought 2 friends",
    "never texted by us",
    "flow = call",
    "zip within 25 miles of 60608",
    "reports.called = 0 and not dj",
)
_LATER = 400  # a name of one's own every so many people


def run(rounds: int = 3, seconds: float = 4.0) -> list[Row]:
    """Measure. Fewer seconds make fewer people, for a quick look."""
    count = int(_MANY * min(1.0, seconds / 4))
    with bench() as at:
        clarion = at.clarion()
        began = time.perf_counter()
        _fill(clarion, count)
        filled = time.perf_counter() - began
        rows = [Row(f"{count:,} people with their keys by COPY", filled, "s")]
        rows += [_row(clarion, name, typed, max(3, rounds), count) for name, typed in _typed(count)]
        rows += _inbox(clarion, count)
        rows += _pages(clarion, count)
        clarion.record.dispose()
        return rows


def _typed(count: int) -> list[tuple[str, str]]:
    middle = count // 2
    return [
        ("whole number", number(middle)),
        ("whole number, nobody's", "+12125550199"),
        ("last four digits", number(middle)[-4:]),
        ("a name many have", "maria garcia"),
        ("a name one has", f"Zo{_own(middle // _LATER)}"),
        ("a misspelled name", "gonsalez"),
        ("a name nobody has", "xochiquetzal"),
        ("tag many have", "caller"),
        ("tag few have", "rare"),
        ("ZIP", "60608"),
        ("keyword", "call"),
        ("invite code", f"T{middle}"),
    ]


def _row(clarion: Clarion, name: str, typed: str, rounds: int, count: int) -> Row:
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        finding.search(clarion, typed, None)
        times.append((time.perf_counter() - began) * 1e3)
    return _within(f"find by {name} among {count:,}", times)


def _pages(clarion: Clarion, count: int) -> Iterator[Row]:
    with clarion.record.transaction() as connection:
        row = connection.execute("SELECT min(id) FROM contact").fetchone()
    contact_id = int(row[0]) if row else 0
    times = []
    for _ in range(3):
        began = time.perf_counter()
        story.read(clarion, contact_id)
        times.append((time.perf_counter() - began) * 1e3)
    yield _within(f"one person among {count:,}", times)
    for text in _SEGMENTS:
        yield _segment(clarion, text, count)
    began = time.perf_counter()
    segment_looks.look(clarion, _SEGMENTS[0])
    yield Row("  counting everybody of the first", time.perf_counter() - began, "s")


def _segment(clarion: Clarion, text: str, count: int) -> Row:
    times = []
    for _ in range(3):
        began = time.perf_counter()
        found = segment_looks.look(clarion, text, is_quick=True)
        times.append((time.perf_counter() - began) * 1e3)
    how = "about " if found.is_about else ""
    return _within(f"{text}: {how}{found.total:,} of {count:,}", times)


def _inbox(clarion: Clarion, count: int) -> Iterator[Row]:
    """One in a hundred needs a person, and one in five did once."""
    with clarion.record.transaction() as connection:
        connection.execute(
            "INSERT INTO ticket (contact_id, kind, urgency, opened_at, waiting_since, state)"
            " SELECT id, (ARRAY['danger', 'question', 'reply'])[1 + id % 3], id % 3,"
            " now() - id * interval '1 second', CASE WHEN id % 4 > 0 THEN now() END,"
            " CASE WHEN id % 100 = 0 THEN 'open' ELSE 'closed' END FROM contact WHERE id % 5 = 0"
        )
        connection.execute(
            "INSERT INTO message (contact_id, address_id, kind, state, flow, body_sealed)"
            " SELECT id, id, CASE WHEN id %% 2 = 0 THEN 'inbound' ELSE 'reply' END,"
            " CASE WHEN id %% 2 = 0 THEN 'received' ELSE 'delivered' END, 'call', %s FROM contact",
            [clarion.sealer.seal("hello", Purpose.MESSAGE_BODY)],
        )
    with clarion.record.alone() as alone:
        alone.execute("VACUUM ANALYZE ticket, message")
    lists = {
        "the inbox": Filter(),
        "the inbox, of one kind": Filter(kind="question"),
        "the inbox, in a language few read": Filter(lang="xx"),
        "the inbox, only mine": Filter(mine=1),
    }
    for name, wanted in lists.items():
        yield _timed(f"{name}, of {count:,}", partial(threads.list_open, clarion, wanted))
    yield _timed(f"how many wait, of {count:,}", lambda: threads.waiting_now(clarion))
    yield _timed(
        f"the next ten, of {count:,}", lambda: claiming.claim_next(clarion, Who(1), ["en"])
    )


def _timed(name: str, run: Callable[[], object]) -> Row:
    times = []
    for _ in range(3):
        began = time.perf_counter()
        run()
        times.append((time.perf_counter() - began) * 1e3)
    return _within(name, times)


def _within(name: str, times: list[float]) -> Row:
    found = statistics.median(times)
    target = f"≤ {_WITHIN_MS:g} ms"
    return Row(name, found, "ms", None, None, target, found <= _WITHIN_MS)


# --- a million people ----------------------------------------------------------------------------


def _own(index: int) -> str:
    return "".join(chr(97 + int(digit)) for digit in str(index))


def _name(index: int) -> str:
    if index % _LATER == 0:
        return f"Zo{_own(index // _LATER)} Lopez"
    return f"{_FIRST[index % len(_FIRST)]} {_LAST[index // 7 % len(_LAST)]}"


def _source(index: int) -> str:
    if index % 50 == 0:
        return f"code:T{index // 100}"
    return "keyword:call" if index % 5 == 0 else "import"


_Row = tuple[object, ...]


def _write(copy: Any, rows: Iterable[_Row]) -> None:
    for row in rows:
        copy.write_row(row)


def _contacts(
    clarion: Clarion, count: int, known: dict[str, tuple[bytes, list[int]]]
) -> Iterator[_Row]:
    sealer, now = clarion.sealer, clarion.clock.now()
    for index in range(1, count + 1):
        name = _name(index)
        if name not in known:
            sealed = sealer.seal(name, Purpose.CONTACT_NAME)
            known[name] = (sealed, search_keys.keys_of(sealer, name, []))
        zip_code, state = _PLACES[index % len(_PLACES)]
        tags = [tag for tag, every in (("caller", 3), ("rare", 9973)) if index % every == 0]
        yield (
            index, "es" if index % 3 == 0 else "en", known[name][0], zip_code, state,
            ["America/Chicago"], ["IL"], tags, f"T{index}", _source(index), now, now,
        )  # fmt: skip


def _sessions(clarion: Clarion, count: int) -> Iterator[_Row]:
    now = clarion.clock.now()
    return ((index, now) for index in range(1, count + 1))


def _addresses(sealer: Sealer, count: int) -> Iterator[_Row]:
    for index in range(1, count + 1):
        value = number(index)
        sealed = sealer.seal(value, Purpose.ADDRESS_VALUE)
        yield index, "sms", sealed, sealer.digest("sms", value), "mobile"


def _keys(sealer: Sealer, count: int, known: dict[str, tuple[bytes, list[int]]]) -> Iterator[_Row]:
    for index in range(1, count + 1):
        end = sealer.search_keys("end", number(index)[-search_keys.END :])[0]
        yield index, [*known[_name(index)][1], end]


def _fill(clarion: Clarion, count: int) -> None:
    """People with numbers, names and keys. Keys of a name's words are worked out once a name."""
    known: dict[str, tuple[bytes, list[int]]] = {}
    with clarion.record.transaction() as connection, connection.cursor() as cursor:
        cursor.execute("ALTER TABLE contact DISABLE TRIGGER USER")
        for columns, rows in (
            (
                "contact (id, lang, name_sealed, zip, state, zones, area_states, tags, code,"
                " source, opted_in_at, created_at)",
                _contacts(clarion, count, known),
            ),
            ("session (contact_id, updated_at)", _sessions(clarion, count)),
            (
                "address (contact_id, channel, value_sealed, digest, reach)",
                _addresses(clarion.sealer, count),
            ),
            ("contact_key (contact_id, keys)", _keys(clarion.sealer, count, known)),
        ):
            with cursor.copy(f"COPY {columns} FROM STDIN") as copy:
                _write(copy, rows)
        cursor.execute("ALTER TABLE contact ENABLE TRIGGER USER")
    with clarion.record.alone() as alone:
        alone.execute("VACUUM ANALYZE contact, address, contact_key, session")
