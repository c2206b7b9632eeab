"""Finding people: by what, whom, and what the record shows of it."""

from __future__ import annotations

import re

import pytest

from bot.clarion import Clarion
from bot.errors import InputError
from bot.people import finding, search_keys
from bot.store.sealing import Sealer
from tests.factories import add_person, rows

MARIA = "+17185550150"
JOSE = "+13125550151"


@pytest.fixture
def maria(clarion: Clarion) -> int:
    return add_person(
        clarion,
        MARIA,
        name="María José Núñez",
        zip="60647",
        tags=("caller",),
        source="keyword:call",
    )


def ids(clarion: Clarion, typed: str) -> list[int]:
    return [one.id for one in finding.search(clarion, typed, None).people]


@pytest.mark.parametrize(
    "typed",
    [
        "(718) 555-0150", "+1 718 555 0150", "7185550150", "0150", "maria", "MARÍA", "Nuñez",
        "nunez maria", "caller", "60647", "60647-1234", "call", "CALL",
    ],
)  # fmt: skip
def test_found_by_each_kind(clarion: Clarion, maria: int, typed: str) -> None:
    assert ids(clarion, typed) == [maria]


def test_found_by_code_and_id(clarion: Clarion, maria: int) -> None:
    [(code,)] = rows(clarion, "SELECT code FROM contact WHERE id = %s", maria)

    assert ids(clarion, code.lower()) == [maria]
    assert ids(clarion, f"#{maria}") == [maria]


@pytest.mark.parametrize("typed", ["mar", "mari", "Marria", "nuñes"])
def test_unfinished_and_misspelled_names_are_found_among_those_that_begin_alike(
    clarion: Clarion, maria: int, typed: str
) -> None:
    add_person(clarion, JOSE, name="Marcus Nuttall")

    found = finding.search(clarion, typed, None).people
    assert maria in [one.id for one in found]
    assert str(found[0].how) == "by a name that is nearly that"
    assert (len(found) == 2) is (typed == "mar")


@pytest.mark.parametrize("typed", ["9999", "Zoltan", "99999", "(212) 555-0199", "volunter"])
def test_nobody_is_found_and_the_audit_says_so(clarion: Clarion, maria: int, typed: str) -> None:
    assert ids(clarion, typed) == []
    [(act, detail)] = rows(clarion, "SELECT act, detail FROM audit WHERE object = 'contact'")
    assert (act, detail["found"]) == ("searched", 0)


@pytest.mark.parametrize("typed", ["", "   ", "12", "123456789", "(999) 000-0000"])
def test_what_cannot_be_looked_for_is_refused(clarion: Clarion, typed: str) -> None:
    with pytest.raises(InputError):
        finding.search(clarion, typed, None)


def test_audit_holds_kinds_and_ids_and_never_what_was_typed(clarion: Clarion, maria: int) -> None:
    for typed in ("María", "0150", "7185550150", "caller"):
        finding.search(clarion, typed, None)

    lines = rows(
        clarion, "SELECT object_id, detail::text FROM audit WHERE act = 'searched' ORDER BY id"
    )
    assert [one for one, _ in lines] == [maria] * 4
    everything = " ".join(detail for _, detail in lines)
    assert not re.search("mar[ií]a|0150|7185550150|caller", everything, re.IGNORECASE)


def test_a_name_is_found_anew_after_it_changed(clarion: Clarion, maria: int) -> None:
    assert ids(clarion, "maria") == [maria]
    sealed = clarion.sealer.seal("Rosa", search_keys.Purpose.CONTACT_NAME)
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE contact SET name_sealed = %s WHERE id = %s", [sealed, maria])

    assert ids(clarion, "rosa") == [maria]
    assert ids(clarion, "maria") == []
    assert ids(clarion, "0150") == [maria]


def test_people_are_found_under_an_older_data_key(clarion: Clarion, maria: int) -> None:
    search_keys.fill(clarion)
    old, new = b"test-data-key-of-32-bytes-------", b"a-new-data-key-of-32-bytes------"
    object.__setattr__(clarion, "sealer", Sealer([new, old]))

    assert ids(clarion, "0150") == [maria]
    assert ids(clarion, "nunez") == [maria]


def test_keys_of_everybody_are_worked_out_by_the_clock(clarion: Clarion, maria: int) -> None:
    assert search_keys.fill(clarion) == 4  # Ana, Bo, Dee and Maria
    assert search_keys.fill(clarion) == 0


def test_no_word_of_a_name_is_in_clear_in_the_record(clarion: Clarion, maria: int) -> None:
    search_keys.fill(clarion)
    [(keys,)] = rows(clarion, "SELECT keys FROM contact_key WHERE contact_id = %s", maria)

    # maria, jose, nunez; mar, jos, nun; 0150
    assert len(keys) == 7
    other = Sealer([b"another-data-key-of-32-bytes----"])
    assert not set(keys) & set(other.search_keys("word", "maria"))


def test_more_than_a_page_is_said(clarion: Clarion) -> None:
    for index in range(finding.MOST + 1):
        add_person(clarion, f"+1312555{1000 + index}", tags=("many",))

    found = finding.search(clarion, "many", None)
    assert (len(found.people), found.has_more) == (finding.MOST, True)


def test_what_no_key_opens_has_no_keys_and_stops_no_other(clarion: Clarion, maria: int) -> None:
    with clarion.record.transaction() as connection:
        connection.execute(
            "UPDATE address SET value_sealed = '\\x00' WHERE contact_id = %s", [maria]
        )
        connection.execute("UPDATE contact SET name_sealed = '\\x00' WHERE id = %s", [maria])

    assert search_keys.fill(clarion) == 4
    assert ids(clarion, "0150") == []
    assert ids(clarion, "Ana") != []
