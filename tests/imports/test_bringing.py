"""People of a list come in once, with their consent; who stopped or was erased never does."""

from __future__ import annotations

import threading

import pytest

from bot.clarion import Clarion
from bot.conversations import inbound
from bot.imports.judging import Fate
from bot.privacy import erasing
from bot.segments import segments
from bot.store.sealing import Purpose
from bot.texting.audience import condition_of
from tests.factories import ANA, BO, CY, add_person, make_form, rows
from tests.imports.listing import PROOF, bring

NIA = "+16465550101"


def name_of(clarion: Clarion, phone: str) -> str | None:
    [(sealed,)] = rows(
        clarion,
        "SELECT c.name_sealed FROM contact c JOIN address a ON a.contact_id = c.id"
        " WHERE a.digest = %s",
        clarion.sealer.digest("sms", phone),
    )
    return clarion.sealer.open_or_none(sealed, Purpose.CONTACT_NAME)


def test_people_come_in_with_all_that_is_kept_of_them(clarion: Clarion) -> None:
    import_id, fates = bring(
        clarion,
        "Phone,Name,Language,ZIP,Tags\n(646) 555-0101,Xóchitl,Español,60608,rally;Phone Bank\n"
        "6465550102,,,,\n",
    )
    assert fates == {Fate.NEW: 2}
    assert rows(
        clarion,
        "SELECT lang, zip, city, state, zones, tags, source, opted_in_at IS NOT NULL,"
        " series_import_id, disclose_since IS NOT NULL FROM contact WHERE import_id = %s"
        " ORDER BY id",
        import_id,
    ) == [
        ("es", "60608", "Chicago", "IL", ["America/Chicago"], ["phone bank", "rally"], "rally",
         True, import_id, True),
        (None, None, None, None, ["America/New_York"], [], "rally", True, import_id, True),
    ]  # fmt: skip
    assert name_of(clarion, NIA) == "Xóchitl"
    assert (
        rows(clarion, "SELECT act, source, import_id FROM consent WHERE import_id IS NOT NULL")
        == [("opt_in", PROOF.summary, import_id)] * 2
    )
    assert rows(
        clarion,
        "SELECT count(*)::int FROM session s JOIN contact c ON c.id = s.contact_id"
        " WHERE c.import_id = %s",
        import_id,
    ) == [(2,)]


def test_tags_of_several_words_are_found_by_segments(clarion: Clarion) -> None:
    bring(clarion, "Phone,Tags\n6465550101,Phone Bank\n")
    with clarion.record.transaction() as connection:
        node = segments.parse('tag = "phone bank"').node
        condition, values = condition_of(clarion.sealer, connection, node, clarion.clock.now())
        found = connection.execute(
            f"SELECT count(*)::int FROM contact c WHERE {condition}",  # noqa: S608 - compiled
            values,
        ).fetchall()
    assert found == [(1,)]


def test_without_proof_nobody_is_opted_in(clarion: Clarion) -> None:
    import_id, _ = bring(clarion, "phone\n646 555 0101\n", proof=None)
    assert rows(
        clarion,
        "SELECT opted_in_at, series_import_id, disclose_since FROM contact WHERE import_id = %s",
        import_id,
    ) == [(None, None, None)]
    assert rows(clarion, "SELECT 1 FROM consent WHERE import_id = %s", import_id) == []


def test_the_file_brought_again_gives_what_the_first_forgot(clarion: Clarion) -> None:
    first, _ = bring(clarion, "phone,name,lang\n6465550101,Ana,es\n", proof=None)
    again, fates = bring(clarion, "phone,name,lang,zip,tags\n6465550101,Ana Luz,en,60608,choir\n")
    assert fates == {Fate.CHANGED: 1}
    assert rows(
        clarion,
        "SELECT import_id, series_import_id, lang, zip, state, zones, tags,"
        " opted_in_at IS NOT NULL FROM contact WHERE import_id IS NOT NULL",
    ) == [(first, again, "en", "60608", "IL", ["America/Chicago"], ["choir"], True)]
    assert name_of(clarion, NIA) == "Ana Luz"
    assert bring(clarion, "phone,name,lang\n6465550101,Ana Luz,en\n")[1] == {Fate.SAME: 1}


def test_what_somebody_told_us_themselves_stays(clarion: Clarion) -> None:
    name = name_of(clarion, ANA)
    _, fates = bring(clarion, f"phone,name,lang,tags\n{ANA},Somebody,es,choir\n")
    assert fates == {Fate.CHANGED: 1}
    assert name_of(clarion, ANA) == name
    assert rows(
        clarion,
        "SELECT c.lang, 'choir' = ANY(c.tags), c.series_import_id FROM contact c JOIN address a"
        " ON a.contact_id = c.id WHERE a.digest = %s",
        clarion.sealer.digest("sms", ANA),
    ) == [("en", True, None)]


def test_who_stopped_or_was_erased_stays_out(clarion: Clarion) -> None:
    inbound.receive(clarion, make_form(CY, "call"))
    inbound.receive(clarion, make_form(CY, "stop"))
    [(cy,)] = rows(clarion, "SELECT id FROM contact WHERE source = 'keyword:call'")
    erasing.erase(clarion, cy)
    erasing.erase(clarion, add_person(clarion, "+16465550108"))
    erasing.erase(clarion, add_person(clarion, "+16465550109", opted_in_at=None))
    before = rows(clarion, "SELECT count(*)::int FROM contact")
    _, fates = bring(clarion, f"phone\n{BO}\n{CY}\n6465550108\n6465550109\n")
    assert fates == {Fate.STOPPED: 2, Fate.ERASED: 2}
    assert rows(clarion, "SELECT count(*)::int FROM contact") == before
    assert rows(
        clarion,
        "SELECT c.opted_out_at IS NOT NULL FROM contact c JOIN address a ON a.contact_id = c.id"
        " WHERE a.digest = %s",
        clarion.sealer.digest("sms", BO),
    ) == [(True,)]


def test_a_first_text_at_the_same_time_makes_one_person(clarion: Clarion) -> None:
    phones = [f"+1646555{number:04}" for number in range(100, 160)]
    text = "phone\n" + "\n".join(phones) + "\n"
    writers = [
        threading.Thread(target=inbound.receive, args=[clarion, make_form(phone, "call")])
        for phone in phones[::6]
    ]
    for one in writers:
        one.start()
    _, fates = bring(clarion, text)
    for one in writers:
        one.join()
    assert fates.total() == 60
    assert rows(
        clarion,
        "SELECT count(*)::int, count(DISTINCT contact_id)::int FROM address WHERE digest = ANY(%s)",
        [clarion.sealer.digest("sms", phone) for phone in phones],
    ) == [(60, 60)]


@pytest.mark.parametrize("key", ["series_import_id", "disclose_since"])
def test_who_joins_themselves_owes_the_list_nothing(clarion: Clarion, key: str) -> None:
    bring(clarion, f"phone\n{NIA}\n")
    inbound.receive(clarion, make_form(NIA, "join"))
    assert rows(
        clarion,
        f"SELECT c.{key} FROM contact c WHERE c.import_id IS NOT NULL",  # noqa: S608 - of this test
    ) == [(None,)]
