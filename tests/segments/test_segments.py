"""Segments: a line an organizer can read, and the people it means."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.clarion import Clarion
from bot.errors import InputError
from bot.segments import segments
from bot.store.djs.naming import seal_station
from bot.store.segments.conditions import Compare
from bot.texting.audience import condition_of
from tests.factories import ANA, BO, CY, DEE, add_person

CASES: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("segments.yaml").read_text(encoding="utf-8")
)


@pytest.fixture
def cast(clarion: Clarion) -> Clarion:
    """Ana in Chicago speaks Spanish and called; Bo is in Los Angeles; Dee is a DJ; Cy is new."""
    now = clarion.clock.now()
    people = {
        "Ana": add_person(
            clarion, ANA, lang="es", zip="60608", tags=("caller",), fields={"shirt": "L"}
        ),
        "Bo": add_person(clarion, BO, zip="90012", opted_in_at=now - timedelta(days=40)),
        "Dee": add_person(clarion, DEE, zip="60601"),
        "Cy": add_person(clarion, CY),
    }
    with clarion.record.transaction() as connection:
        run = connection.execute
        for name, contact_id in people.items():
            run("UPDATE contact SET code = %s WHERE id = %s", [name, contact_id])
        called = "INSERT INTO report (contact_id, kind, count) VALUES (%s, 'called', 4)"
        run(called, [people["Ana"]])
        run(
            "INSERT INTO session (contact_id, flow, last_inbound_at) SELECT id, 'call', %s"
            " FROM contact WHERE code = 'Ana' ON CONFLICT (contact_id) DO UPDATE SET"
            " flow = 'call', last_inbound_at = excluded.last_inbound_at",
            [now - timedelta(days=2)],
        )
        run(
            "INSERT INTO broadcast (title, segment, texts_sealed, state)"
            " VALUES ('Kick-off', 'all', '', 'done')"
        )
        run(
            "INSERT INTO message (contact_id, address_id, kind, state, broadcast_id)"
            " SELECT c.id, 1, 'broadcast', 'delivered', 1 FROM contact c WHERE c.code IN"
            " ('Bo', 'Dee')"
        )
        run(
            "INSERT INTO message (contact_id, address_id, kind, state, flow, step) SELECT id, 1,"
            " 'reply', 'delivered', 'call', 'start' FROM contact WHERE code = 'Bo'"
        )
        run("UPDATE contact SET source = 'code:Ana' WHERE code = 'Cy'")
        for pair in (("Spanish", "lang = es"), ("loop", "segment loop")):
            run("INSERT INTO named_segment (name, query) VALUES (%s, %s)", pair)
    _add_dj(clarion)
    _add_actions(clarion, people)
    return clarion


def _add_dj(clarion: Clarion) -> None:
    wbez = seal_station(clarion.sealer, "WBEZ", "Chicago")
    with clarion.record.transaction() as connection:
        connection.execute(
            "INSERT INTO dj (contact_id, station_sealed, station_key, market_sealed, market_key,"
            " langs, state) SELECT id, %s, %s, %s, %s, '{en}', 'approved'"
            " FROM contact WHERE code = 'Dee'",
            list(wbez.values()),
        )


def _add_actions(clarion: Clarion, people: dict[str, int]) -> None:
    """RALLY today with Ana, Dee waiting, Cy who canceled; BANK tomorrow with Bo; PAST with Ana and
    Dee; ODD, called off, with Bo; NEW, which waits for an organizer. Dee leads all but NEW."""
    today = clarion.clock.now().date()
    actions = {
        "RALLY": ("rally", "Dee", "open", 0, {"Ana": "going", "Dee": "waiting", "Cy": "canceled"}),
        "BANK": ("phone_bank", "Dee", "open", 1, {"Bo": "going"}),
        "PAST": ("protest", "Dee", "open", -1, {"Ana": "going", "Dee": "going"}),
        "ODD": ("rally", "Dee", "called_off", 1, {"Bo": "going", "Ana": "canceled"}),
        "NEW": ("registration", "Cy", "pending", 0, {}),
        "NEWER": ("other", "Cy", "open", -9, {}),
    }
    with clarion.record.transaction() as connection:
        for code, (kind, host, state, day, guests) in actions.items():
            row = connection.execute(
                "INSERT INTO event (code, kind, host_id, state, day, zip, zone)"
                " VALUES (%s, %s, %s, %s, %s, '60608', 'America/Chicago') RETURNING id",
                [code, kind, people[host], state, today + timedelta(days=day)],
            ).fetchone()
            assert row is not None
            for guest, stands in guests.items():
                connection.execute(
                    "INSERT INTO rsvp (event_id, contact_id, state) VALUES (%s, %s, %s)",
                    [row[0], people[guest], stands],
                )


def _who(clarion: Clarion, text: str) -> list[str]:
    with clarion.record.transaction() as connection:
        condition, parameters = condition_of(
            clarion.sealer, connection, segments.parse(text).node, clarion.clock.now()
        )
        found = connection.execute(
            f"SELECT code FROM contact c WHERE {condition} ORDER BY code",  # noqa: S608 - compiled
            parameters,
        )
        return [row[0] for row in found.fetchall()]


def test_every_segment_of_the_table_means_these_people(cast: Clarion) -> None:
    wrong = {
        text: (found, expected.split())
        for text, expected in CASES["means"].items()
        if (found := _who(cast, text)) != expected.split()
    }
    assert wrong == {}


@pytest.mark.parametrize(("text", "says"), CASES["refused"].items())
def test_segment_is_refused_and_says(text: str, says: str) -> None:
    with pytest.raises(InputError) as refusal:
        segments.parse(text)
    assert says in str(refusal.value)
    assert refusal.value.field == "segment"


def test_what_it_names_must_exist(cast: Clarion) -> None:
    for text, says in CASES["nothing"].items():
        with pytest.raises(InputError, match=re.escape(says)):
            _who(cast, text)


def test_kept_segments_that_multiply_are_refused(cast: Clarion) -> None:
    with cast.record.transaction() as connection:
        for name, below in zip("abcdef", "bcdefg", strict=True):
            connection.execute(
                "INSERT INTO named_segment (name, query) VALUES (%s, %s)",
                [name, " or ".join([f"segment {below}"] * 300)],
            )
        connection.execute("INSERT INTO named_segment (name, query) VALUES ('g', 'dj')")
    assert _who(cast, "segment g or segment f") == ["Dee"]
    with pytest.raises(InputError, match="too much at once"):
        _who(cast, "segment a")


def test_chain_of_kept_segments_is_refused_when_it_is_too_long(cast: Clarion) -> None:
    with cast.record.transaction() as connection:
        connection.cursor().executemany(
            "INSERT INTO named_segment (name, query) VALUES (%s, %s)",
            [(f"c{n}", f"(((((segment c{n + 1})))))") for n in range(2000)],
        )
    with pytest.raises(InputError, match="too much at once"):
        _who(cast, "segment c0")


def test_longest_and_deepest_segments_are_answered(cast: Clarion) -> None:
    longest = " or ".join(["lang=es"] * 363)
    assert 3900 < len(longest) <= 4000
    assert _who(cast, longest) == ["Ana"]
    assert _who(cast, "(" * 39 + "lang = es" + ")" * 39) == ["Ana"]
    assert _who(cast, "not " * 38 + "lang = es") == ["Ana"]
    assert _who(cast, f'tag = "{"x" * 3900}"') == []
    for text in ("(" * 4000, "not " * 900 + "dj", '"' * 3999, "x" * 4001):
        with pytest.raises(InputError):
            segments.parse(text)


@given(st.text(max_size=40))
def test_any_text_is_a_safe_value(text: str) -> None:
    """What can be written between quotation marks arrives as it is."""
    if set(text) & set('"') or _has_control(text):
        return
    node = segments.parse(f'tag = "{text}"').node
    assert node == Compare("tag", "=", text)


def _has_control(text: str) -> bool:
    return any(unicodedata.category(char) in ("Cc", "Cs") for char in text)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    with contextlib.suppress(InputError):
        segments.parse(text)


@given(
    st.lists(
        st.sampled_from(
            ["lang", "=", "es", "and", "or", "not", "(", ")", "all", "tag", "zip", "within", "5",
             "miles", "of", "60608", "joined", "<", "3d", "received", '"x"', "in", ","]
        ),
        max_size=14,
    )
)  # fmt: skip
def test_no_jumble_of_words_breaks_the_reader(words: list[str]) -> None:
    with contextlib.suppress(InputError):
        segments.parse(" ".join(words))
