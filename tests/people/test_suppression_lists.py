"""Who stopped, out to another Clarion and in from it: by hashes, which want a secret."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.clarion import Clarion
from bot.cli import suppression
from bot.conversations import inbound
from bot.errors import Conflict, InputError
from bot.people import key_needs, rotation, stop_journal, suppression_lists
from bot.people.contacts import NewContact, add_contact
from bot.people.deadlines import delete_by
from bot.store.sealing import Sealer, list_key
from tests.factories import ANA, BO, CY, NOON, add_person, make_form, rows
from tests.imports.listing import bring
from tests.people.test_consent import NEW, OLD, is_stopped, may_be_texted

SECRET = "eight words that both of us know"


def made_by_another(*phones: str, secret: str = SECRET) -> list[str]:
    key = list_key(secret)
    return [
        f"# clarion suppression 1 hashed {key.check}",
        *(key.digest("sms", phone).hex() for phone in phones),
    ]


def test_hashes_hold_everybody_who_stopped_and_no_number(clarion: Clarion) -> None:
    lines = list(suppression_lists.export_hashed(clarion, SECRET, None))
    assert lines.pop(1) == f"# delete this file by {delete_by(clarion).isoformat()}"
    assert lines == made_by_another(BO)
    assert BO[-4:] not in "".join(lines)
    assert lines != list(suppression_lists.export_hashed(clarion, SECRET + "!", None))


def test_whoever_is_on_a_list_of_hashes_stops_and_nobody_on_it_is_added(clarion: Clarion) -> None:
    found = suppression_lists.take_in(clarion, made_by_another(ANA, CY), "sister", SECRET, None)
    assert (found.lines, found.stopped, found.unread) == (2, 1, 0)
    assert not may_be_texted(clarion, ANA)
    with pytest.raises(Conflict, match="START"):
        add_contact(clarion, NewContact(CY, opted_in_at=NOON))
    _, fates = bring(clarion, f"phone\n{CY}\n")
    assert {fate.value: count for fate, count in fates.items()} == {"stopped": 1}


def test_their_own_word_takes_them_off_it(clarion: Clarion) -> None:
    suppression_lists.take_in(clarion, made_by_another(CY), "sister", SECRET, None)
    inbound.receive(clarion, make_form(CY, "hello"))
    assert is_stopped(clarion, CY)
    inbound.receive(clarion, make_form(CY, "JOIN"))
    assert may_be_texted(clarion, CY)
    assert not is_stopped(clarion, CY)


def test_a_list_outlives_a_new_key(clarion: Clarion) -> None:
    suppression_lists.take_in(clarion, made_by_another(CY), "sister", SECRET, None)
    both = replace(clarion, sealer=Sealer([NEW, OLD]))
    rotation.rotate(both)
    rotation.rotate(both)
    assert key_needs.needs(both).keys() == set(both.sealer.key_ids)
    alone = replace(clarion, sealer=Sealer([NEW]))
    assert is_stopped(alone, CY)
    assert is_stopped(alone, BO)


def test_the_journal_leaves_hashes_of_others_alone(clarion: Clarion) -> None:
    suppression_lists.take_in(clarion, made_by_another(CY), "sister", SECRET, None)
    assert stop_journal.keep(clarion) == 1  # Bo


@pytest.mark.parametrize("secret", ["", "short", "another secret than that one"])
def test_a_wrong_secret_changes_nothing(clarion: Clarion, secret: str) -> None:
    with pytest.raises(InputError):
        suppression_lists.take_in(clarion, made_by_another(ANA), "sister", secret, None)
    assert may_be_texted(clarion, ANA)


@pytest.mark.parametrize("head", [[], ["phone"], ["# clarion suppression 1 clear"]])
def test_a_list_of_numbers_is_read_as_people_write_them(clarion: Clarion, head: list[str]) -> None:
    lines = [*head, ANA, "(718) 555-0145", "nobody"]
    found = suppression_lists.take_in(clarion, lines, "sister", None, None)
    assert (found.stopped, found.unread) == (1, 1)
    assert is_stopped(clarion, CY)


@pytest.fixture
def run(clarion: Clarion, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setattr(suppression, "services", lambda: nullcontext(clarion))

    def invoke(*words: object, **more: str) -> Result:
        return CliRunner().invoke(suppression.command, [str(w) for w in words], **more)  # type: ignore[arg-type]

    return invoke


def test_numbers_in_clear_want_a_name_and_are_in_the_audit(
    clarion: Clarion, run: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert callable(run)
    file = tmp_path / "stops.txt"
    assert isinstance(run("export", file, "--clear").exception, Conflict)
    assert not file.exists()
    assert list(suppression_lists.export_clear(clarion, 7))[2:] == [BO.removeprefix("+")]
    assert rows(clarion, "SELECT organizer_id, act FROM audit WHERE object = 'suppression'") == [
        (7, "exported stops")
    ]


def test_a_file_goes_from_one_clarion_to_another(
    clarion: Clarion, run: object, tmp_path: Path
) -> None:
    assert callable(run)
    file = tmp_path / "stops.txt"
    done = run("export", file, input=f"{SECRET}\n{SECRET}\n")
    assert done.exit_code == 0, done.output
    assert file.stat().st_mode & 0o077 == 0
    add_person(clarion, CY)
    done = run("import", file, "--from", "sister", input=f"{SECRET}\n")
    assert "1 line; 0 people of ours stopped by it." in done.output
