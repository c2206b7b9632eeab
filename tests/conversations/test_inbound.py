"""A text comes in: what is answered, what is kept, and what never happens twice."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from bot.bootstrap import build
from bot.clarion import Clarion
from bot.clock import SetClock
from bot.conversations import inbound
from bot.conversations.inbound import SILENCE
from bot.people import counts
from bot.people.contacts import NewContact, add_contact
from tests.factories import ANA, CY, DEE, NOON, make_form, new_sid, rows

HOSTILE = yaml.safe_load((Path(__file__).parent / "hostile_texts.yaml").read_text())


def say(clarion: Clarion, sender: str, body: str, **more: object) -> str | None:
    return inbound.receive(clarion, make_form(sender, body, **more)).body


def test_first_text_of_an_unknown_number_makes_one_contact(clarion: Clarion) -> None:
    assert say(clarion, CY, "call") == (
        "Call (866) 473-5915, then DONE.\n\nMsg&data rates may apply. STOP to end."
    )
    assert say(clarion, CY, "done").startswith("Thanks")
    assert len(rows(clarion, "SELECT id FROM contact WHERE source = 'keyword:call'")) == 1


def test_number_from_elsewhere_is_kept_and_not_answered_but_can_stop(clarion: Clarion) -> None:
    jamaica = "+18765550142"

    assert say(clarion, jamaica, "call") is None
    assert rows(clarion, "SELECT contact_id FROM session WHERE flow IS NOT NULL") == []
    say(clarion, jamaica, "stop")
    assert rows(clarion, "SELECT id FROM contact WHERE opted_out_at = %s", NOON)


def test_own_report_is_in_the_total_whichever_process_counted_before(clarion: Clarion) -> None:
    other = build(clarion.settings, clock=clarion.clock)
    try:
        for process, total, who in ((clarion, 1, ANA), (other, 2, CY), (clarion, 3, DEE)):
            counts.totals(clarion), counts.totals(other)  # both keep what is reported so far
            say(process, who, "call")
            assert say(process, who, "done") == f"Thanks, {total} so far."
    finally:
        other.record.dispose()


def test_known_sid_gets_its_stored_answer_and_no_second_step(clarion: Clarion) -> None:
    form = make_form(ANA, "call")

    first = inbound.receive(clarion, form)
    again = inbound.receive(clarion, form)
    resplit = inbound.receive(clarion, replace(form, sender=CY, body="stop"))

    assert first == again
    assert resplit == inbound.SILENCE  # nobody else gets an answer by its id
    assert len(rows(clarion, "SELECT id FROM message")) == 2
    assert rows(clarion, "SELECT id FROM contact WHERE opted_out_at = %s", NOON) == []


def test_same_sid_fifty_times_at_once_is_one_step_and_one_reply(clarion: Clarion) -> None:
    form = make_form(CY, "call")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: inbound.receive(clarion, form), range(50)))

    assert len({(a.message_id, a.body) for a in answers}) == 1
    assert rows(clarion, "SELECT kind, count(*)::int FROM message GROUP BY kind ORDER BY kind") == [
        ("inbound", 1),
        ("reply", 1),
    ]


def test_texts_at_once_from_one_person_are_both_handled(clarion: Clarion) -> None:
    say(clarion, ANA, "call")
    with ThreadPoolExecutor(8) as pool:
        bodies = list(pool.map(lambda _: say(clarion, ANA, "done"), range(8)))

    # One of them answered the question; the rest found no question and were told so.
    assert sum((body or "").startswith("Thanks") for body in bodies) == 1
    assert rows(clarion, "SELECT sum(count)::int FROM report WHERE kind = 'called'") == [(1,)]
    # After three alike replies there is silence (bot/people/machines.py).
    assert len(rows(clarion, "SELECT id FROM message WHERE kind = 'reply'")) == 5


def test_first_texts_at_once_from_an_unknown_number_make_one_contact(clarion: Clarion) -> None:
    before = rows(clarion, "SELECT count(*) FROM contact")[0][0]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: say(clarion, CY, "call"), range(8)))

    assert rows(clarion, "SELECT count(*) FROM contact")[0][0] == before + 1


# --- odd senders and bodies ----------------------------------------------------------------------


@pytest.mark.parametrize("sender", ["72345", "+18664735915", "garbage", "", "+525512345678"])
def test_senders_that_are_no_phones_here_are_kept_and_not_answered(
    clarion: Clarion, sender: str
) -> None:
    assert inbound.receive(clarion, make_form(sender, "call")) == SILENCE
    assert len(rows(clarion, "SELECT id FROM message WHERE kind = 'inbound'")) == 1


def test_whatsapp_user_id_is_answered(clarion: Clarion) -> None:
    form = make_form("whatsapp:US.abcdef", "call", channel="whatsapp")
    assert (inbound.receive(clarion, form).body or "").startswith("Call")
    assert rows(clarion, "SELECT channel FROM address ORDER BY id DESC LIMIT 1") == [("whatsapp",)]


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_any_body_gets_an_answer(clarion: Clarion, body: str) -> None:
    assert say(clarion, CY, "join")
    for _ in range(3):
        assert say(clarion, CY, body)


# --- what is kept --------------------------------------------------------------------------------


def test_nothing_readable_of_a_person_is_in_the_record(clarion: Clarion) -> None:
    add_contact(clarion, NewContact("+16465550199", name="Xiomara"))
    for body in ("join", "60608", "chartreuse", "grandmother's recipe"):
        say(clarion, CY, body)

    assert rows(
        clarion, "SELECT zip, city, state, zones FROM contact ORDER BY id DESC LIMIT 1"
    ) == [("60608", "Chicago", "IL", ["America/Chicago"])]
    dump = _dump(clarion)
    for secret in (
        CY[1:], CY[2:], "6465550199", "Xiomara", "chartreuse", "grandmother", "Welcome to Small",
    ):  # fmt: skip
        assert secret.encode() not in dump, secret
    [(keys,)] = rows(clarion, "SELECT field_keys FROM contact ORDER BY id DESC LIMIT 1")
    assert keys["color"] == clarion.sealer.field_keys("field.color", "Chartreuse")[0]


def _dump(clarion: Clarion) -> bytes:
    tables = rows(
        clarion,
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        " AND tablename <> 'consent_wording'",  # the campaign's words, kept as they were shown
    )
    dump = bytearray()
    for (table,) in tables:
        with (
            clarion.record.transaction() as connection,
            connection.cursor() as cursor,
            cursor.copy(f"COPY {table} TO STDOUT (FORMAT binary)") as copy,
        ):
            for block in copy:
                dump += bytes(block)
    return bytes(dump)


def test_nothing_of_a_text_is_logged(clarion: Clarion, capsys: pytest.CaptureFixture[str]) -> None:
    say(clarion, CY, "call me at 312 555 0199, Xiomara")
    say(clarion, "72345", "spam")
    lines = "".join(capsys.readouterr())
    logged = re.sub(r'"timestamp": "[^"]*"', "", lines)  # its microseconds have a 555 now and then
    assert '"event": ' in logged
    assert not re.search(r"555|Xiomara|72345|spam", logged)


def test_report_carries_its_source_and_flow(clarion: Clarion) -> None:
    say(clarion, CY, "call")
    say(clarion, CY, "done")
    assert rows(clarion, "SELECT kind, count::int, source, flow FROM report") == [
        ("called", 1, "keyword:call", "call")
    ]


def test_beside_a_human_only_what_is_plain_is_answered(clarion: Clarion) -> None:
    say(clarion, ANA, "call")
    assert say(clarion, ANA, "human") == "Someone will write."
    assert say(clarion, ANA, "well it is about my brother") is None
    assert say(clarion, ANA, "call")
    assert say(clarion, ANA, "stop please") == "Small: stopped. START to come back."

    say(clarion, CY, "call")
    say(clarion, CY, "human")
    much_later = replace(clarion, clock=SetClock(NOON + timedelta(days=4)))
    assert say(much_later, CY, "call")


def test_reply_is_stored_before_it_is_answered(clarion: Clarion) -> None:
    answer = inbound.receive(clarion, make_form(ANA, "call"))
    assert rows(
        clarion,
        "SELECT kind, via, state, parts, flow, step FROM message WHERE id = %s",
        answer.message_id,
    ) == [("reply", "twiml", "claimed", 1, "call", "number")]


def test_old_session_that_cannot_be_read_is_begun_anew(clarion: Clarion) -> None:
    say(clarion, ANA, "call")
    with clarion.record.transaction() as connection:
        connection.execute(
            "UPDATE session SET state_sealed = %s WHERE contact_id = 1",
            [clarion.sealer.seal('{"v": 0}', "session.state")],
        )
    assert say(clarion, ANA, "menu") == "CALL or JOIN."


def test_same_sid_is_known_for_ever(clarion: Clarion) -> None:
    sid = new_sid()
    say(clarion, ANA, "call", sid=sid)
    years_later = replace(clarion, clock=SetClock(NOON + timedelta(days=3000)))
    say(years_later, ANA, "call", sid=sid)
    assert len(rows(clarion, "SELECT id FROM message")) == 2
