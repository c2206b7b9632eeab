"""One look at the record for everybody: by turns among processes, with Redis and without."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from unittest.mock import patch

import pytest

from bot.clarion import Clarion
from bot.errors import RecordAway
from bot.results import live, sharing
from bot.results.sharing import Shared


class Looks:
    """Looks at the record, counted."""

    def __init__(self) -> None:
        self.count = 0
        self.is_away = False
        self._read = live.read

    def read(self, clarion: Clarion) -> live.Live:
        self.count += 1
        if self.is_away:
            raise RecordAway("away")
        return self._read(clarion)


@pytest.fixture
def looks() -> Iterator[Looks]:
    counted = Looks()
    with patch.object(live, "read", counted.read):
        yield counted


def process(clarion: Clarion, redis_url: str | None = None) -> Shared:
    """The counter as one more process has it."""
    url = clarion.settings.redis_url.get_secret_value() if redis_url is None else redis_url
    return Shared(url, "test")


def count(clarion: Clarion) -> None:
    with clarion.record.transaction() as connection:
        connection.execute("INSERT INTO report (kind, count) VALUES ('called', 10)")


def test_a_crowd_in_many_processes_is_one_look(clarion: Clarion, looks: Looks) -> None:
    count(clarion)
    processes = [process(clarion) for _ in range(4)]
    with patch.object(sharing, "TURN_S", 60.0), ThreadPoolExecutor(16) as crowd:
        for one in processes:
            one._known.turn_s = 60.0
        found = list(crowd.map(lambda n: processes[n % 4].read(clarion).called, range(400)))
    assert found == [10] * 400
    assert looks.count == 1


def test_at_the_next_turn_all_see_what_one_has_read(clarion: Clarion, looks: Looks) -> None:
    one, other = process(clarion), process(clarion)
    assert (one.read(clarion).called, other.read(clarion).called) == (0, 0)
    count(clarion)
    one.forget()
    assert one.read(clarion).called == 10
    other._known.looked_at = float("-inf")  # a second later
    assert other.read(clarion).called == 10
    assert looks.count == 2


def test_a_look_that_takes_long_is_taken_seldom(clarion: Clarion, looks: Looks) -> None:
    one, now = process(clarion), [100.0]

    def slow(asked: Clarion) -> live.Live:
        now[0] += 0.2
        return looks.read(asked)

    stopped = SimpleNamespace(monotonic=lambda: now[0])
    with patch.object(live, "read", slow), patch.object(sharing, "time", stopped):
        one.read(clarion)
        for _ in range(39):
            now[0] += 0.1
            one.read(clarion)
        assert looks.count == 1
        now[0] += 0.2
        one.read(clarion)
    assert one._known.turn_s == pytest.approx(4.0)


def test_while_redis_is_away_each_looks_by_itself_and_seldom(
    clarion: Clarion, looks: Looks
) -> None:
    count(clarion)
    one = process(clarion, "redis://127.0.0.1:1/0")
    assert [one.read(clarion).called for _ in range(5)] == [10] * 5
    assert looks.count == 1
    assert one._known.turn_s >= 5 * sharing.TURN_S


def test_while_the_record_is_away_what_was_known_is_told(clarion: Clarion, looks: Looks) -> None:
    count(clarion)
    one = process(clarion, "")
    assert one.read(clarion).called == 10
    looks.is_away = True
    one._known.looked_at = float("-inf")
    assert one.read(clarion).called == 10
    one._known.looked_at = one._known.read_at = float("-inf")  # ten minutes later
    with pytest.raises(RecordAway):
        one.read(clarion)
    assert looks.count == 3


def test_what_another_version_wrote_is_read_anew(clarion: Clarion, looks: Looks) -> None:
    one, other = process(clarion), process(clarion)
    one.read(clarion)
    assert one._redis is not None
    one._redis.set(one._name, '{"called": 3}')
    assert other.read(clarion).called == 0
    assert looks.count == 2
