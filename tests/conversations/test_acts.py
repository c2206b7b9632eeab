"""Acts: each is declared and implemented, and does in the record what a conversation asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.campaign import acts as declared
from bot.clarion import Clarion
from bot.clock import SetClock
from bot.conversations import acts as implemented
from bot.conversations import inbound
from bot.conversations.carrying_out import carry_out
from bot.engine import ActResult, Reported, Session, Turn
from bot.errors import Conflict, NotFound
from bot.events import guest_news, overview
from bot.store.sealing import Purpose
from tests.factories import NOON, add_person, exchange_with, make_form, rows

ANA_ID, DEE_ID = 1, 3
RALLY = {
    "kind": "rally",
    "date": "2026-09-26",
    "time": "10:00",
    "zip": "60608",
    "place": "Plaza Tenochtitlan",
}


def act(clarion: Clarion, contact_id: int, name: str, /, **args: str) -> ActResult:
    with exchange_with(clarion, contact_id) as exchange:
        result = implemented.perform(exchange, name, args)
    assert result is not None
    _as_declared(name, result)
    return result


def _as_declared(name: str, result: ActResult) -> None:
    declaration = declared()[name]
    assert result.outcome in declaration.outcomes
    if result.outcome == declaration.outcomes[0]:
        assert set(declaration.values) <= set(result.values)


def test_every_declared_act_is_implemented_and_no_other() -> None:
    assert (
        {name for name, act in declared().items() if not act.is_planned}
        <= set(implemented.ACTS)
        <= set(declared())
    )


def test_an_act_that_does_not_exist_goes_the_else_way(clarion: Clarion) -> None:
    with exchange_with(clarion, ANA_ID) as exchange:
        assert implemented.perform(exchange, "no.such", {}).outcome == "missing"


# --- events --------------------------------------------------------------------------------------


def looked_at(clarion: Clarion) -> None:
    """An organizer has looked at every action."""
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE event SET state = 'open', is_listed = true, reviewed_at = now()")


@pytest.fixture
def code(clarion: Clarion) -> str:
    act(clarion, ANA_ID, "events.create", **RALLY)
    looked_at(clarion)
    return str(rows(clarion, "SELECT code FROM event")[0][0])


def test_what_a_stranger_makes_is_shown_to_nobody_before_an_organizer_looks(
    clarion: Clarion,
) -> None:
    assert act(clarion, ANA_ID, "events.create", **RALLY).outcome == "review"
    [(code,)] = rows(clarion, "SELECT code FROM event")
    assert act(clarion, DEE_ID, "events.find", zip="60608").outcome == "none"
    assert act(clarion, DEE_ID, "events.rsvp", choice=code).outcome == "unknown"


def test_an_action_is_found_by_zip_and_joined_by_its_number(clarion: Clarion, code: str) -> None:
    act(clarion, ANA_ID, "events.create", **{**RALLY, "zip": "90011", "place": "Plaza Olvera"})
    looked_at(clarion)
    cy = add_person(clarion, "+17185550145", zip="60622")
    with exchange_with(clarion, cy) as exchange:
        found = implemented.perform(exchange, "events.find", {"zip": "60622"})
        exchange.session = Session(
            frames=(), fields={f"events.{key}": value for key, value in found.values.items()}
        )
        joined = implemented.perform(exchange, "events.rsvp", {"choice": "1"})
        exchange.session = None

    # Los Angeles is too far from Chicago to be offered there.
    assert found.values["count"] == 1
    assert found.values["list"] == (
        "1) Sat Sep 26, 10am: rally, Plaza Tenochtitlan, Chicago, 4 mi."
    )
    assert (joined.outcome, joined.values["code"]) == ("ok", code)
    assert act(clarion, cy, "events.rsvp", choice=code.lower()).outcome == "ok"
    assert rows(clarion, "SELECT count(*)::int FROM rsvp") == [(1,)]


def test_what_is_farther_than_sixty_miles_is_said_to_be_far(clarion: Clarion, code: str) -> None:
    cy = add_person(clarion, "+17185550145", zip="99501")
    assert act(clarion, cy, "events.find", zip="99501").outcome == "far"
    assert act(clarion, cy, "events.find", zip="60506").outcome == "some"  # Aurora, 40 miles


def test_a_full_action_has_a_waiting_list_that_moves_up(clarion: Clarion, code: str) -> None:
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE event SET capacity = 2")
    guests = [add_person(clarion, f"+1718555016{n}") for n in range(4)]
    outcomes = [act(clarion, guest, "events.rsvp", choice=code).outcome for guest in guests]
    assert outcomes == ["ok", "ok", "full", "full"]

    assert act(clarion, guests[0], "events.cancel").outcome == "ok"
    assert act(clarion, guests[0], "events.cancel").outcome == "none"

    states = rows(clarion, "SELECT contact_id, state FROM rsvp ORDER BY contact_id")
    assert [state for _, state in states] == ["canceled", "going", "going", "waiting"]
    assert told(clarion, guests[2]) == ["You are in: rally"]
    assert told(clarion, ANA_ID) == []  # the host hears of all together
    assert guest_news.tell_hosts(clarion) == 1
    assert told(clarion, ANA_ID) == ["rally: +2 = 2"]


def told(clarion: Clarion, contact_id: int) -> list[str]:
    sealed = rows(
        clarion,
        "SELECT body_sealed FROM message WHERE contact_id = %s AND kind = 'follow_up' ORDER BY id",
        contact_id,
    )
    return [clarion.sealer.open(body, "message.body") for (body,) in sealed]


def test_an_organizer_lets_an_action_be_found_and_calls_it_off(clarion: Clarion) -> None:
    act(clarion, ANA_ID, "events.create", **RALLY)
    [listed] = overview.list_to_come(clarion)
    assert (listed.state, listed.place, listed.city) == ("pending", RALLY["place"], "Chicago")

    overview.approve(clarion, listed.code.lower())
    assert told(clarion, ANA_ID) == [f"On: RSVP {listed.code} rally"]
    assert act(clarion, DEE_ID, "events.find", zip="60608").outcome == "some"
    assert act(clarion, DEE_ID, "events.rsvp", choice=listed.code).outcome == "ok"
    with pytest.raises(Conflict):
        overview.approve(clarion, listed.code)

    overview.call_off(clarion, listed.code)
    assert told(clarion, ANA_ID)[-1] == told(clarion, DEE_ID)[-1] == "Off: rally Sat Sep 26"
    assert act(clarion, DEE_ID, "events.rsvp", choice=listed.code).outcome == "unknown"
    with pytest.raises(NotFound):
        overview.approve(clarion, "NOPE")


def test_codes_that_do_not_exist_and_days_past_are_unknown(clarion: Clarion) -> None:
    assert act(clarion, DEE_ID, "events.rsvp", choice="NOPE").outcome == "unknown"
    assert act(clarion, DEE_ID, "events.rsvp", choice="1").outcome == "unknown"
    act(clarion, ANA_ID, "events.create", **{**RALLY, "date": "2026-09-22"})
    looked_at(clarion)
    [(code,)] = rows(clarion, "SELECT code FROM event")
    assert act(clarion, DEE_ID, "events.rsvp", choice=code).outcome == "unknown"


def test_one_person_cannot_flood_the_list(clarion: Clarion) -> None:
    outcomes = [act(clarion, ANA_ID, "events.create", **RALLY).outcome for _ in range(8)]
    assert outcomes == ["review"] * 5 + ["many"] * 3
    assert rows(clarion, "SELECT count(*)::int FROM event") == [(5,)]


@pytest.mark.parametrize("junk", ["", "99", "2026-99-99", "🙂", "x" * 500, "-1"])
def test_junk_in_any_argument_is_survived(clarion: Clarion, junk: str) -> None:
    for name in implemented.ACTS:
        declaration = declared()[name]
        result = act(clarion, ANA_ID, name, **dict.fromkeys(declaration.args, junk))
        assert result.outcome in declaration.outcomes


# --- phone banks, counts, invitations ------------------------------------------------------------


def test_a_phone_bank_counts_its_room(clarion: Clarion) -> None:
    code = str(act(clarion, ANA_ID, "phone_bank.host", date="2026-09-24", goal="50").values["code"])
    assert act(clarion, DEE_ID, "phone_bank.tally", count="12").outcome == "not_in"
    assert act(clarion, DEE_ID, "phone_bank.join", code="NOPE").outcome == "unknown"
    joined = act(clarion, DEE_ID, "phone_bank.join", code=code.lower())
    assert (joined.outcome, joined.values["host"]) == ("ok", "")  # nobody has looked yet
    looked_at(clarion)
    assert act(clarion, DEE_ID, "phone_bank.join", code=code).values["host"] == "Ana"

    act(clarion, ANA_ID, "phone_bank.tally", count="30")
    tally = act(clarion, DEE_ID, "phone_bank.tally", count="12")
    assert tally.values == {"mine": 12, "total": 42}
    too_many = act(clarion, DEE_ID, "phone_bank.tally", count="999999")
    assert (too_many.outcome, too_many.values["mine"]) == ("many", 12)  # held until somebody looks
    mine = act(clarion, ANA_ID, "count.mine", kind="tallied")
    assert mine.values == {"count": 30, "all": 42}
    assert act(clarion, ANA_ID, "count.total", kind="tallied").values == {"count": 42}


def test_what_was_just_reported_is_mine_and_everybodys(clarion: Clarion) -> None:
    with exchange_with(clarion, ANA_ID) as exchange:
        carry_out(exchange, Turn(None, (Reported("called", 3, NOON),)))
        assert exchange.world.values["count.called"] == 3
        mine = implemented.perform(exchange, "count.mine", {})
        everybody = implemented.perform(exchange, "count.total", {})
    assert mine is not None
    assert everybody is not None
    assert mine.values == {"count": 3, "all": 3}
    assert everybody.values["count"] == 3


def test_a_tally_is_counted_once(clarion: Clarion) -> None:
    act(clarion, ANA_ID, "phone_bank.host", date="2026-09-24")
    with exchange_with(clarion, ANA_ID) as exchange:
        carry_out(exchange, Turn(None, (Reported("tallied", 12, NOON),)))
        implemented.perform(exchange, "phone_bank.tally", {"count": "12"})
    assert rows(clarion, "SELECT sum(count)::int FROM report") == [(12,)]


def test_a_code_credits_whoever_invited_once(clarion: Clarion) -> None:
    ana, dee = (act(clarion, who, "invite.card").values for who in (ANA_ID, DEE_ID))
    assert ana["number"] == "(202) 555-0100"
    cy, code = add_person(clarion, "+17185550145"), str(ana["code"])

    assert act(clarion, cy, "invite.credit", code=f" {code.lower()} ").outcome == "ok"
    assert act(clarion, cy, "invite.credit", code=str(dee["code"])).outcome == "ok"
    assert act(clarion, ANA_ID, "invite.credit", code=code).outcome == "unknown"
    assert act(clarion, cy, "invite.credit", code="XXXXXX").outcome == "unknown"
    assert rows(clarion, "SELECT source FROM contact WHERE id = %s", cy) == [(f"code:{code}",)]


# --- DJs -----------------------------------------------------------------------------------------


def test_airings_are_logged_once_each_and_credited(clarion: Clarion) -> None:
    assert act(clarion, ANA_ID, "airing.log", said="").outcome == "not_dj"
    with clarion.record.transaction() as connection:
        connection.execute(
            "UPDATE dj SET recruited_by = %s, created_at = created_at - interval '1 day'", [ANA_ID]
        )
        connection.execute(
            "INSERT INTO script_share (code, contact_id, script, version, length, lang, created_at)"
            " VALUES ('c', %s, 'families', 1, '30', 'en', %s)",
            [DEE_ID, NOON - timedelta(days=1)],
        )
    with exchange_with(clarion, DEE_ID) as exchange:
        carry_out(exchange, Turn(None, (Reported("aired", 1, NOON),)))
        logged = implemented.perform(exchange, "airing.log", {"said": "7:45 and 8:15"})
    assert logged.values["count"] == 2
    assert rows(
        clarion,
        "SELECT to_char(at AT TIME ZONE 'America/Denver', 'DD HH24:MI'), credit_id, kind"
        " FROM report ORDER BY at",
    ) == [("23 07:45", ANA_ID, "aired"), ("23 08:15", ANA_ID, "aired")]


def test_who_asked_a_station_first_is_noted(clarion: Clarion) -> None:
    first = act(clarion, ANA_ID, "recruit.ask", station="KDNA!")
    act(clarion, DEE_ID, "recruit.ask", station="kdna")
    assert first.values["number"] == "(202) 555-0100"
    [(sealed, by)] = rows(clarion, "SELECT station_sealed, contact_id FROM station_ask")
    assert (clarion.sealer.open(sealed, Purpose.STATION_ASKED), by) == ("kdna", ANA_ID)


def test_day_is_told_in_the_zone_of_the_place(clarion: Clarion) -> None:
    late = replace(clarion, clock=SetClock(datetime(2026, 9, 27, 4, 30, tzinfo=UTC)))
    act(late, ANA_ID, "events.create", kind="rally", zip="60608")
    looked_at(clarion)
    # Still Saturday in Chicago.
    assert rows(clarion, "SELECT day::text FROM event") == [("2026-09-26",)]
    next_day = replace(clarion, clock=SetClock(NOON + timedelta(days=4)))
    assert act(next_day, DEE_ID, "events.find", zip="60608").outcome == "none"


def test_nobody_who_stopped_moves_up(clarion: Clarion) -> None:
    act(clarion, 1, "events.create", **RALLY)
    looked_at(clarion)
    [(code,)] = rows(clarion, "SELECT code FROM event")
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE event SET capacity = 1")
    stopped = add_person(clarion, "+13125550199")
    waiting = add_person(clarion, "+13125550198")
    for one in (3, stopped, waiting):
        act(clarion, one, "events.rsvp", choice=code)
    inbound.receive(clarion, make_form("+13125550199", "STOP"))
    act(clarion, 3, "events.cancel")
    assert rows(clarion, "SELECT contact_id FROM rsvp WHERE state = 'going'") == [(waiting,)]


def test_an_action_that_is_over_is_not_joined(clarion: Clarion) -> None:
    act(clarion, 1, "phone_bank.host", date="2026-09-20", time="10:00", zip="60608")
    [(code,)] = rows(clarion, "SELECT code FROM event")
    assert act(clarion, 3, "phone_bank.join", code=code).outcome == "unknown"
    assert act(clarion, 3, "events.rsvp", choice=code).outcome == "unknown"
