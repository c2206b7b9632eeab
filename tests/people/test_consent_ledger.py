"""The ledger of consent: what it says, that it cannot be rewritten, and what proves it."""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest

from bot.clarion import Clarion
from bot.conversations import inbound
from bot.errors import InputError, NotFound
from bot.inbox import answering
from bot.people import consent_proof
from bot.people.contacts import NewContact, add_contact
from bot.privacy import erasing
from bot.store.inbox.claims import Who
from tests.factories import ANA, BO, CY, make_form, rows
from tests.imports.listing import PROOF, bring

ONE = Who(organizer_id=None, link_id=None)


def contact(clarion: Clarion, phone: str) -> int:
    [(contact_id,)] = rows(
        clarion, "SELECT contact_id FROM address WHERE digest = ANY(%s)",
        clarion.sealer.digests("sms", phone),
    )  # fmt: skip
    return int(contact_id)


def proof(clarion: Clarion, phone: str) -> dict[str, Any]:
    return consent_proof.of_person(clarion, contact(clarion, phone), None)


def say(clarion: Clarion, *words: str) -> None:
    for one in words:
        inbound.receive(clarion, make_form(CY, one))


def test_it_says_who_agreed_to_what_by_which_words_and_from_which_text(clarion: Clarion) -> None:
    say(clarion, "JOIN")
    [line] = proof(clarion, CY)["lines"]
    [(text_id,)] = rows(clarion, "SELECT id FROM message WHERE kind = 'inbound'")
    assert (line["act"], line["method"], line["message_id"]) == ("opt_in", "text", text_id)
    assert line["program"] == clarion.campaign.current().name
    shown = proof(clarion, CY)["wordings"][line["wording"]]
    assert "STOP" in shown["words"]
    assert (shown["lang"], shown["version"]) == ("en", 1)


def test_stops_holds_and_coming_back_are_lines_too(clarion: Clarion) -> None:
    say(clarion, "JOIN", "stop", "START")
    assert [line["act"] for line in proof(clarion, CY)["lines"]] == ["opt_in", "opt_out", "opt_in"]


def test_a_hold_and_its_end_are_lines(clarion: Clarion) -> None:
    say(clarion, "JOIN", "wrong number")
    [(ticket,)] = rows(clarion, "SELECT id FROM ticket")
    answering.lift_hold(clarion, ticket, ONE)
    acts = [line["act"] for line in proof(clarion, CY)["lines"]]
    assert acts == ["opt_in", "hold", "hold_lifted"]


def test_what_people_write_is_not_in_it(clarion: Clarion) -> None:
    say(clarion, "JOIN", "please stop texting me my name is Xochitl")
    assert "xochitl" not in json.dumps(proof(clarion, CY)).casefold()
    found = rows(clarion, "SELECT act, source FROM consent ORDER BY id DESC LIMIT 1")
    assert found == [("opt_out", "words")]


def test_what_is_their_own_in_the_words_shown_is_kept_by_its_name(clarion: Clarion) -> None:
    with clarion.record.transaction() as connection:
        from bot.people.exchange import Exchange
        from bot.store.conversations import waiting

        taken = waiting.lock_contact(connection, contact(clarion, ANA))
        assert taken is not None
        exchange = Exchange(
            clarion, connection, clarion.campaign.current(), taken, clarion.clock.now()
        )
        exchange.opt_in("flow:join", "Welcome Ana from 60608! Text STOP to end.", "en")
    [(_, _, wording)] = exchange.consents
    assert wording is not None
    assert wording.words == "Welcome {name} from {zip}! Text STOP to end."


def test_words_of_a_new_version_are_counted(clarion: Clarion) -> None:
    bring(clarion, "phone\n6465550101\n")
    say(clarion, "JOIN")
    found = rows(clarion, "SELECT lang, version FROM consent_wording ORDER BY since, lang")
    assert sorted(found, key=str) == [("en", 1), (None, 1)]


def test_a_list_and_an_organizer_leave_their_proof(clarion: Clarion) -> None:
    bring(clarion, "phone\n6465550101\n")
    add_contact(
        clarion,
        NewContact(
            CY, consent="sheet of Maria", source="organizer", opted_in_at=clarion.clock.now()
        ),
    )
    [listed] = consent_proof.of_number(clarion, "+16465550101", None)["lines"]
    assert listed["method"] == "list"
    [added] = proof(clarion, CY)["lines"]
    assert (added["method"], added["organizer_says"]) == ("organizer", "sheet of Maria")
    assert rows(clarion, "SELECT 1 FROM consent WHERE consent::text LIKE '%%Maria%%'") == []
    assert PROOF.words in str(rows(clarion, "SELECT words FROM consent_wording"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consent SET at = at - interval '1 day'",
        "UPDATE consent SET act = 'opt_in'",
        "DELETE FROM consent",
        "TRUNCATE consent",
        "UPDATE consent_wording SET words = 'other'",
        "TRUNCATE consent_wording",
    ],
)
def test_the_record_refuses_to_rewrite_it(clarion: Clarion, statement: str) -> None:
    say(clarion, "JOIN")
    with (
        pytest.raises(psycopg.errors.CheckViolation),
        clarion.record.transaction() as connection,
    ):
        connection.execute(statement)  # type: ignore[arg-type]


def past_the_triggers(clarion: Clarion, statement: str) -> None:
    """What somebody does who has more rights than the bot."""
    with clarion.record.transaction() as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(statement)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consent SET at = at - interval '1 day' WHERE id = (SELECT max(id) FROM consent)",
        "DELETE FROM consent WHERE act = 'opt_out' AND contact_id = (SELECT max(id) FROM contact)",
        "UPDATE consent_wording SET words = 'other'",
    ],
)
def test_what_is_rewritten_all_the_same_is_seen(clarion: Clarion, statement: str) -> None:
    say(clarion, "JOIN", "stop", "START")
    assert consent_proof.check_all(clarion).wrong == []
    past_the_triggers(clarion, statement)
    assert consent_proof.check_all(clarion).wrong


def test_erasing_takes_what_identifies_and_the_chain_holds(clarion: Clarion) -> None:
    say(clarion, "JOIN", "stop")
    whole = proof(clarion, CY)
    erasing.erase(clarion, contact(clarion, CY))
    assert consent_proof.check_all(clarion).wrong == []
    left = consent_proof.of_number(clarion, CY, None)
    assert [one["hash"] for one in left["lines"]] == [one["hash"] for one in whole["lines"]]
    assert [one["salt"] for one in left["lines"]] == [None, None]
    assert rows(
        clarion, "SELECT 1 FROM consent WHERE contact_id IS NULL AND salt_sealed IS NOT NULL"
    ) == []  # fmt: skip


def test_a_proof_holds_by_itself_for_its_number_only(clarion: Clarion) -> None:
    say(clarion, "JOIN", "stop", "START")
    text = json.dumps(proof(clarion, CY))
    assert CY[2:] not in text
    assert consent_proof.check_file(text, CY) == []
    assert "another number" in " ".join(consent_proof.check_file(text, ANA))


@pytest.mark.parametrize("change", ["at", "act", "drop", "words"])
def test_a_proof_that_was_changed_does_not_hold(clarion: Clarion, change: str) -> None:
    say(clarion, "JOIN", "stop", "START")
    found = proof(clarion, CY)
    if change == "drop":
        del found["lines"][1]
    elif change == "words":
        next(iter(found["wordings"].values()))["words"] += " not"
    else:
        found["lines"][0][change] = "2020-01-01T00:00:00.000000Z"
    assert consent_proof.check_file(json.dumps(found))


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"format": "x", "lines": [], "wordings": {}}'])
def test_what_is_no_proof_is_said_to_be_none(text: str) -> None:
    with pytest.raises(InputError, match="no proof"):
        consent_proof.check_file(text)


def test_nobody_has_no_proof_and_who_takes_one_is_in_the_audit(clarion: Clarion) -> None:
    with pytest.raises(NotFound):
        consent_proof.of_person(clarion, 999_999, None)
    with pytest.raises(NotFound):
        consent_proof.of_number(clarion, "+16465550177", None)
    proof(clarion, BO)
    assert rows(clarion, "SELECT object_id FROM audit WHERE act = 'took proof of consent'") == [
        (contact(clarion, BO),)
    ]
