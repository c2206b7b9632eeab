"""The tables of statuses and error codes hold together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.carrier.codes import Then, reaction, table
from bot.carrier.statuses import rank_of, ranks, state_of

_OPENAPI = Path(__file__).with_name("twilio_messages_calls.json")


def test_every_outbound_status_of_twilio_has_a_state() -> None:
    spec = json.loads(_OPENAPI.read_text(encoding="utf-8"))
    statuses = set(spec["components"]["schemas"]["message_enum_status"]["enum"])
    known = {status for status in statuses if state_of(status)}
    assert statuses - known == {"receiving", "received"}


def test_status_that_nobody_knows_has_no_state() -> None:
    assert state_of("beamed") is None
    assert state_of("DELIVERED") == "delivered"


@pytest.mark.parametrize(
    ("earlier", "later"),
    [("planned", "claimed"), ("claimed", "accepted"), ("unknown", "accepted"),
     ("accepted", "sent"), ("sent", "delivered"), ("sent", "undelivered"), ("sent", "failed")],
)  # fmt: skip
def test_rank_rises_along_the_way(earlier: str, later: str) -> None:
    assert rank_of(earlier) < rank_of(later)


def test_ended_states_share_one_rank_so_none_replaces_another() -> None:
    ended = {"delivered", "undelivered", "failed", "canceled", "skipped", "received"}
    assert {ranks()[state] for state in ended} == {4}


def test_every_code_says_what_happened_in_both_languages() -> None:
    for code, row in table().items():
        assert row.code == code
        assert row.en.endswith(".")
        assert row.es.endswith(".")
        assert (row.reach is not None) == (row.then is Then.MARK_NUMBER)


def test_code_that_nobody_knows_is_final_and_alerts() -> None:
    row = reaction(99999)
    assert (row.then, row.alerts, row.is_known, row.code) == (Then.PERMANENT, True, False, 99999)
    assert row.words("es") != row.words("en") == row.words("fr")
