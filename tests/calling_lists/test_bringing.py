"""People onto a list: with proof alone, judged by whether they may be called, and off it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.calling_lists import importing, lists
from bot.calling_lists.lists import Settings
from bot.clarion import Clarion
from bot.errors import Conflict, InputError
from bot.imports import imports, working
from bot.imports.looking import Asked
from bot.people import retention, rotation
from bot.privacy import erasing
from bot.store.sealing import Sealer
from tests.calling_lists.conftest import ANA, LUIS, MARK, PROOF, ROSA, bring, make_list, people_of
from tests.events.conftest import Minutes, say
from tests.factories import add_person, rows


def open_file(line: Clarion, list_id: int, text: str, asked: Asked) -> int:
    import_id = imports.open_list(
        line, "fair.csv", text.encode(), source="fair", made_by=None, asked=asked,
        calling_list_id=list_id,
    )  # fmt: skip
    working.work(line, import_id, importing.find_onto)
    return import_id


def test_a_file_goes_onto_the_list_and_nobody_of_it_becomes_a_contact(line: Clarion) -> None:
    list_id = make_list(line)
    before = rows(line, "SELECT count(*) FROM contact")
    text = f"first name,phone,zip\nRosa María,{ROSA},60608\nLuis,{LUIS},\nBad,12\n"
    import_id = open_file(line, list_id, text, Asked(proof=PROOF))
    shown = imports.show(line, import_id)
    assert shown.preview is not None
    assert (shown.preview.counts["new"], shown.preview.leaves_out) == (2, 1)
    assert people_of(line, list_id) == {}  # shown before it is brought in
    imports.write(line, import_id, None)
    working.work(line, import_id, importing.find_onto)
    assert set(people_of(line, list_id)) == {"Rosa", "Luis"}  # the first name alone
    assert rows(line, "SELECT count(*) FROM contact") == before
    assert rows(line, "SELECT count(*) FROM consent WHERE import_id IS NOT NULL") == [(0,)]
    assert rows(line, "SELECT zip, city, place FROM listed_person ORDER BY n") == [
        ("60608", "Chicago", "America/Chicago;IL"),
        (None, None, "America/Chicago;IL"),
    ]


def test_a_list_without_proof_of_consent_does_not_come_in(line: Clarion) -> None:
    list_id = make_list(line)
    import_id = open_file(line, list_id, f"name,phone\nRosa,{ROSA}\n", Asked())
    with pytest.raises(Conflict, match="only called with proof"):
        imports.write(line, import_id, None)
    imports.correct(line, import_id, Asked(proof=PROOF), None)
    working.work(line, import_id, importing.find_onto)
    imports.write(line, import_id, None)
    working.work(line, import_id, importing.find_onto)
    assert set(people_of(line, list_id)) == {"Rosa"}


def test_who_stopped_is_held_or_was_erased_stays_out(line: Clarion) -> None:
    list_id = make_list(line)
    add_person(line, ROSA, name="Rosa")
    say(line, ROSA, "STOP")
    erasing.erase(line, add_person(line, LUIS, name="Luis"))
    import_id = bring(line, list_id)
    assert set(people_of(line, list_id)) == {"Mark"}
    assert imports.show(line, import_id).row.counts == {"stopped": 1, "erased": 1, "new": 1}


def test_a_stop_with_the_key_before_this_one_counts(line: Clarion) -> None:
    """The digest in the list of who stopped is of a key that is gone; the number's traces tell."""
    list_id = make_list(line)
    traces = line.sealer.traces("sms", ROSA)
    rows(line, "INSERT INTO suppression (digest, key_id, since)"
         " VALUES (%s, %s, now()) RETURNING 1", traces[-1], line.sealer.key_ids[-1])  # fmt: skip
    bring(line, list_id)
    assert "Rosa" not in people_of(line, list_id)


def test_a_new_data_key_finds_everybody_again(line: Clarion, calls: int) -> None:
    say(line, ANA, "NEXT", "5")
    keys = (b"another-data-key-of-32-bytes----", *line.settings.data_keys)
    newer = replace(line, sealer=Sealer(keys))
    rotation.rotate(newer)
    alone = replace(line, sealer=Sealer(keys[:1]))
    bring(alone, calls)  # known by the new digest: nobody comes twice
    assert people_of(alone, calls) == {
        "Rosa": ("aside", "never", 0), "Luis": ("open", None, 0), "Mark": ("open", None, 0)
    }  # fmt: skip
    other = make_list(alone)
    bring(alone, other)
    assert set(people_of(alone, other)) == {"Luis", "Mark"}
    assert "Luis" in say(alone, ANA, "NEXT")


def test_who_is_on_the_list_stays_as_they_are(line: Clarion, calls: int) -> None:
    say(line, ANA, "NEXT", "3")
    import_id = bring(line, calls)
    assert imports.show(line, import_id).row.counts == {"same": 3}
    assert people_of(line, calls)["Rosa"] == ("open", "no_answer", 1)


def test_a_list_is_taken_back_until_its_first_name_is_given(line: Clarion, calls: int) -> None:
    second = bring(line, calls, ["Eva,+13125550199,es,60608"])
    assert importing.may_undo(line, second)
    assert importing.undo(line, second, None) == 1
    assert set(people_of(line, calls)) == {"Rosa", "Luis", "Mark"}
    say(line, ANA, "NEXT")
    [(first,)] = rows(line, "SELECT min(id) FROM people_import")
    assert not importing.may_undo(line, first)
    with pytest.raises(Conflict, match="Callers have had names of it"):
        importing.undo(line, first, None)


def test_nothing_of_a_person_stands_in_clear(line: Clarion, calls: int) -> None:
    say(line, ANA, "NEXT", "5")
    for (row,) in rows(line, "SELECT p::text FROM listed_person p UNION ALL"
                       " SELECT c::text FROM list_call c UNION ALL SELECT k::text FROM consent k"
                       " UNION ALL SELECT a::text FROM audit a"):  # fmt: skip
        for word in (ROSA[1:], LUIS[1:], MARK[1:], "Rosa", "Luis", "Mark"):
            assert word not in row
            assert word.encode().hex() not in row


def test_erasing_takes_somebody_off_every_list_and_what_was_counted_stays(
    line: Clarion, calls: int
) -> None:
    rosa = add_person(line, ROSA, name="Rosa", lang="es")
    assert "listas de grupos que te llaman: 1" in say(line, ROSA, "MIS DATOS")
    say(line, ANA, "NEXT", "1")
    erasing.erase(line, rosa)
    assert set(people_of(line, calls)) == {"Luis", "Mark"}
    assert rows(line, "SELECT person_id, outcome FROM list_call") == [(None, "talked")]
    assert rows(line, "SELECT kind FROM report") == [("reached",)]
    bring(line, calls)
    assert set(people_of(line, calls)) == {"Luis", "Mark"}


def test_an_erased_caller_leaves_their_calls_and_nobody(line: Clarion, calls: int) -> None:
    say(line, ANA, "NEXT", "1", "NEXT")
    [(ana,)] = rows(
        line, "SELECT contact_id FROM address WHERE digest = %s", line.sealer.digest("sms", ANA)
    )
    erasing.erase(line, ana)
    assert rows(line, "SELECT DISTINCT caller_id FROM list_call") == [(None,)]
    assert rows(line, "SELECT contact_id FROM report") == [(None,)]


def test_a_list_goes_with_its_people_after_its_last_day_and_the_retention(
    line: Clarion, clock: Minutes, calls: int
) -> None:
    say(line, ANA, "NEXT", "1")
    clock.at = lists.show(line, calls).row.created_at + timedelta(days=4 + 29)
    retention.purge(line)
    assert set(people_of(line, calls)) == {"Rosa", "Luis", "Mark"}
    clock.at += timedelta(days=3)
    retention.purge(line)
    for table in ("calling_list", "listed_person", "list_call", "list_caller"):
        assert rows(line, f"SELECT 1 FROM {table}") == []  # noqa: S608 - of ours
    assert rows(line, "SELECT kind, count FROM report") == [("reached", 1)]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": "  "}, "title"),
        ({"ends_on": "2026-09-22"}, "ends_on"),
        ({"ends_on": "2027-09-22"}, "ends_on"),
        ({"from_at": "07:00"}, "from_at"),
        ({"until_at": "21:30"}, "from_at"),
        ({"from_at": "12:00", "until_at": "12:00"}, "from_at"),
        ({"gap_hours": 0}, "gap_hours"),
        ({"tries": 11}, "tries"),
        ({"an_hour": 0}, "an_hour"),
        ({"event_code": "KTRM4729"}, "event_code"),
        ({"scripts": {"es": "x" * 161}}, "script_es"),
    ],
)
def test_what_cannot_be_is_refused(line: Clarion, more: dict[str, object], field: str) -> None:
    from datetime import date, time

    given = {"title": "San Pío", "ends_on": "2026-09-27", **more}
    for name, read in (("ends_on", date.fromisoformat), ("from_at", time.fromisoformat),
                       ("until_at", time.fromisoformat)):  # fmt: skip
        if name in given:
            given[name] = read(str(given[name]))
    with pytest.raises(InputError) as caught:
        lists.make(line, Settings(**given), None)  # type: ignore[arg-type]
    assert caught.value.field == field
