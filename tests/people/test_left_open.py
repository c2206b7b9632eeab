"""What stood open in the record before it was sealed: set aside by a migration, sealed by the
clock, piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest
from alembic import command
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from bot.clarion import Clarion
from bot.people import left_open
from bot.people.contacts import open_fields
from bot.people.report_words import open_details
from bot.store import migrate
from bot.store.djs.naming import open_market, open_station
from bot.store.record import Record, as_sqlalchemy_url
from bot.store.sealing import Purpose
from tests.factories import rows
from tests.servers import Databases

PLACE = "1638 S Blue Island"
_OLD = (
    "INSERT INTO contact (id, code, fields) OVERRIDING SYSTEM VALUE VALUES"
    " (1, 'ANA', '{\"station\": \"La Buena\", \"air_lang\": \"es\"}'), (2, 'BO', '{}')",
    "INSERT INTO dj (contact_id, station, market, langs, state) VALUES"
    " (1, 'La Buena', 'Yakima', '{es}', 'approved')",
    "INSERT INTO station_ask (station, contact_id, state) VALUES ('kdna', 2, 'asked')",
    "INSERT INTO report (contact_id, kind, details) VALUES"
    ' (1, \'hosted\', \'{"place": "1638 S Blue Island", "goal": "40"}\'),'
    ' (1, \'aired\', \'{"station": "La Buena", "script": "families", "version": 2}\'),'
    " (2, 'called', '{}')",
)


@pytest.fixture
def old(clarion: Clarion, databases: Databases) -> Iterator[Clarion]:
    """A record with rows from before, brought to the newest schema; nothing is sealed yet."""
    url = databases.create()
    config = migrate._config()
    engine = create_engine(as_sqlalchemy_url(url), poolclass=NullPool)
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0021")
        connection.commit()
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        for statement in _OLD:
            connection.execute(statement)
    migrate.upgrade(url)
    record = Record(url)
    yield replace(clarion, record=record)
    record.dispose()
    databases.drop(url)


def test_what_stood_open_is_sealed_and_still_found(old: Clarion) -> None:
    assert left_open.seal(old) == 5
    sealer = old.sealer
    [(fields, keys)] = rows(old, "SELECT fields_sealed, field_keys FROM contact WHERE id = 1")
    assert open_fields(sealer, fields) == {"station": "La Buena", "air_lang": "es"}
    assert keys["station"] == sealer.field_keys("field.station", "la buena")[0]
    [(station, market)] = rows(old, "SELECT station_sealed, market_sealed FROM dj")
    assert (open_station(sealer, station), open_market(sealer, market)) == ("La Buena", "Yakima")
    [(asked, digest)] = rows(old, "SELECT station_sealed, station_digest FROM station_ask")
    assert sealer.open(asked, Purpose.STATION_ASKED) == "kdna"
    assert digest == sealer.digest(Purpose.STATION_ASKED, "kdna")
    found = rows(old, "SELECT details, details_sealed FROM report ORDER BY id")
    assert [details for details, _ in found] == [{}, {"script": "families", "version": 2}, {}]
    assert [open_details(sealer, sealed) for _, sealed in found] == [
        {"place": PLACE, "goal": "40"}, {"station": "La Buena"}, {},
    ]  # fmt: skip
    assert rows(old, "SELECT count(*)::int FROM to_seal") == [(0,)]
    assert left_open.seal(old) == 0


def test_it_goes_on_where_it_was_broken_off(old: Clarion, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(left_open, "_AT_ONCE", 2)
    done: list[None] = []

    def put_some(*args: object) -> None:
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(left_open_put(*args))  # type: ignore[arg-type]

    left_open_put = left_open._put
    with monkeypatch.context() as patch:
        patch.setattr(left_open, "_put", put_some)
        with pytest.raises(KeyboardInterrupt):
            left_open.seal(old)
    assert rows(old, "SELECT count(*)::int FROM to_seal") == [(3,)]
    assert left_open.seal(old) == 3
    assert rows(old, "SELECT count(*)::int FROM dj WHERE station_sealed IS NULL") == [(0,)]


def test_what_was_told_since_is_kept(old: Clarion) -> None:
    sealed = old.sealer.seal("Radio Nueva", Purpose.DJ_STATION)
    with old.record.transaction() as connection:
        connection.execute("UPDATE dj SET station_sealed = %s", [sealed])
        connection.execute("DELETE FROM contact WHERE id = 2")
    left_open.seal(old)
    [(station,)] = rows(old, "SELECT station_sealed FROM dj")
    assert open_station(old.sealer, station) == "Radio Nueva"
