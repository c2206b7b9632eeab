"""A list of 100,000 people: read and judged, brought in, brought again; beside a bare COPY.

Every row costs the same, so fewer seconds than four make a shorter list, and the limit as short.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from bench.broadcast import bench
from bench.table import Row
from bot.clarion import Clarion
from bot.imports import imports, working
from bot.imports.bringing import bring_in
from bot.imports.keeping import begin
from bot.imports.looking import Asked, look
from bot.imports.proofs import Proof
from bot.store.imports import lists

_MANY = 100_000
_WITHIN_S = 60.0  # for so many
_AREAS = (312, 646, 213, 505, 718, 202, 303, 404, 415, 512)
_ZIPS = ("60608", "10001", "90012", "87102", "2139", "60608-1234")
_PROOF = Proof("march, on paper", "2026-09-05", "Text me about the week", "Olga")


def run(rounds: int = 3, seconds: float = 4.0) -> list[Row]:
    """Measure. `rounds` scales nothing here: a list is long enough."""
    count = int(_MANY * min(1.0, seconds / 4))
    data = _list(count)
    with bench() as at:
        clarion = at.clarion()
        copied = _timed(lambda: _copy(clarion, data))
        whole = _timed(lambda: _as_a_worker(clarion, data, count))
        rows = [_by_a_worker(count, whole, copied)]
        again = _timed(lambda: look(clarion, data, Asked(proof=_PROOF)))
        rows.append(_beside(f"a preview of {count:,} who are known", again, copied))
        clarion.record.dispose()
        other = at.clarion()
        with other.record.transaction() as connection:
            connection.execute("SET LOCAL session_replication_role = replica")
            connection.execute("TRUNCATE contact, address, session, consent CASCADE")
            connection.execute("SET LOCAL session_replication_role = origin")
        asked = Asked(answers={"zeros": "add"}, proof=_PROOF)
        looked: list[Any] = []
        shown = _timed(lambda: looked.append(look(other, data, asked)))
        rows.append(_beside(f"a preview of {count:,} rows", shown, copied))
        people = list(looked[0].found.people.values())
        with other.record.transaction() as connection:
            import_id = begin(other, connection, "bench", source="bench", made_by=None)
        written = _timed(lambda: bring_in(other, import_id, people, source="bench", proof=_PROOF))
        other.record.dispose()
        return [*rows, _beside(f"bringing {count:,} in", written, copied)]


def _beside(name: str, took_s: float, copied_s: float) -> Row:
    return Row(name, took_s, "s", copied_s, took_s / copied_s)


def _by_a_worker(count: int, took_s: float, copied_s: float) -> Row:
    within_s = _WITHIN_S * count / _MANY
    return Row(
        f"{count:,} rows by a worker: preview, then in, the file sealed meanwhile",
        took_s, "s", copied_s, took_s / copied_s, f"≤ {within_s:g} s", took_s <= within_s,
    )  # fmt: skip


def _list(count: int) -> bytes:
    """People in the order of nothing, with names, languages, ZIPs and tags as lists have them."""
    lines = ["Phone,First Name,Last Name,Language,ZIP,Tags"]
    for index in range(count):
        area = _AREAS[index % len(_AREAS)]
        number = 2_000_000 + index // len(_AREAS)
        zip_code = _ZIPS[index % len(_ZIPS)]
        lines.append(
            f"({area}) {number // 10_000}-{number % 10_000:04},Xóchitl {index},Muñoz Díaz,"
            f'{"Español" if index % 3 else "English"},{zip_code},"rally, phone bank"'
        )
    return "\n".join(lines).encode()


def _copy(clarion: Clarion, data: bytes) -> None:
    """The floor: the file as it is into a table of text, by COPY."""
    with clarion.record.transaction() as connection:
        connection.execute("CREATE TABLE bare (a text, b text, c text, d text, e text, f text)")
        with connection.cursor().copy("COPY bare FROM STDIN (FORMAT csv, HEADER)") as copy:
            copy.write(data)
    with clarion.record.transaction() as connection:
        connection.execute("DROP TABLE bare")


def _as_a_worker(clarion: Clarion, data: bytes, count: int) -> None:
    import_id = imports.open_list(clarion, "bench.csv", data, source="bench", made_by=None)
    working.work(clarion, import_id)
    imports.correct(clarion, import_id, Asked(answers={"zeros": "add"}, proof=_PROOF))
    working.work(clarion, import_id)
    imports.write(clarion, import_id, None)
    working.work(clarion, import_id)
    with clarion.record.transaction() as connection:
        row = lists.find(connection, import_id)
    if row is None or row.state != "done" or row.counts["new"] != count:
        raise RuntimeError(f"the list did not come in: {row and row.counts}")


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
