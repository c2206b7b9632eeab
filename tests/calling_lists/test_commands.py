"""`clarion calling` and `clarion contacts import --calling-list`, as an organizer types them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.clarion import Clarion
from bot.cli import calling, contacts, contacts_import
from bot.errors import InputError, NotFound
from tests.calling_lists.conftest import ANA, LUIS, PEOPLE, PROOF, ROSA, people_of
from tests.events.conftest import say
from tests.factories import add_person, rows

Run = Callable[..., Result]
CONSENT = (
    "--consent", PROOF.where, "--consent-when", PROOF.when, "--consent-words", PROOF.words,
    "--consent-by", PROOF.by,
)  # fmt: skip


@pytest.fixture
def run(line: Clarion, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The commands, on the services of the test."""

    @contextmanager
    def services() -> Iterator[Clarion]:
        yield line

    monkeypatch.setattr(contacts_import, "build", lambda: line)
    monkeypatch.setattr(calling, "services", services)

    def invoke(group: str, *arguments: object) -> Result:
        command = {"calling": calling.command, "contacts": contacts.command}[group]
        done = CliRunner().invoke(command, [str(one) for one in arguments])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    return invoke


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "fair.csv"
    path.write_text("\n".join(["first_name,phone,language,zip", *PEOPLE, "Bad,12,,"]) + "\n")
    return path


def test_a_list_from_its_making_to_its_end(line: Clarion, run: Run, file: Path) -> None:
    made = run("calling", "make", "San Pío", "--paper", "--say", "en=Hi!", "--tries", "2")
    code = made.output.partition(" is made.")[0]
    assert rows(line, "SELECT code, most_tries, is_paper, scripts FROM calling_list") == [
        (code, 2, True, {"en": "Hi!"})
    ]
    with pytest.raises(InputError, match="only called with proof"):
        run("contacts", "import", file, "--calling-list", code, "--yes")
    with pytest.raises(NotFound):
        run("contacts", "import", file, "--calling-list", "KTRM4729", "--yes", *CONSENT)
    before = rows(line, "SELECT count(*) FROM contact")
    shown = run("contacts", "import", file, "--calling-list", code, "--preview", *CONSENT)
    assert "3 new people" in shown.output
    assert people_of(line, 1) == {}
    done = run("contacts", "import", file, "--calling-list", code, "--yes", *CONSENT)
    assert done.exit_code == 1  # a row is left out
    assert "List 1: 3 added" in done.output
    assert "callers get their first names by NEXT" in done.output
    assert rows(line, "SELECT count(*) FROM contact") == before
    add_person(line, ANA, name="Ana", zip="60608")
    run("calling", "let-in", code, "(312) 555-0181")
    assert "Rosa" in say(line, ANA, "NEXT")
    run("calling", "pause", code)
    assert "paused this list" in say(line, ANA, "DONE", "NEXT")
    run("calling", "resume", code.lower())
    say(line, ANA, "NEXT", "1")
    listed = run("calling", "list").output
    assert f"{code}  open  San Pío" in listed
    assert "3 people, 2 to call, 1 talked with, 0 set aside" in listed
    run("calling", "change", code, "--to", "19:30", "--title", "San Pío X", "--no-paper")
    assert rows(line, "SELECT title, until_at::text, is_paper, most_tries FROM calling_list") == [
        ("San Pío X", "19:30:00", False, 2)
    ]
    run("calling", "end", code, "--yes")
    assert "is on no" not in say(line, ANA, "NEXT NAME")
    assert run("calling", "list").output.startswith(f"{code}  ended")


def test_a_file_has_numbers_only_when_they_are_asked_for(
    line: Clarion, run: Run, file: Path, tmp_path: Path, calls: int
) -> None:
    [(code,)] = rows(line, "SELECT code FROM calling_list")
    out = tmp_path / "out.csv"
    done = run("calling", "csv", code, out)
    assert "Delete" in done.output
    text = out.read_text()
    assert "1,Rosa,es,Chicago,open,,0," in text
    assert ROSA[-7:] not in text
    run("calling", "csv", code, out, "--numbers")
    assert LUIS in out.read_text()
    assert [act for (act,) in rows(line, "SELECT act FROM audit ORDER BY id")][-2:] == [
        "took a calling list", "took numbers of a calling list"
    ]  # fmt: skip


def test_a_list_is_taken_back_by_command(line: Clarion, run: Run, calls: int) -> None:
    done = run("contacts", "undo", "1", "--yes")
    assert "3 taken off the calling list." in done.output
    assert people_of(line, calls) == {}


@pytest.mark.parametrize(
    "said", [("--until", "soon"), ("--from", "9am"), ("--say", "en"), ("--say", "fr=Bonjour")]
)
def test_what_cannot_be_read_is_said(run: Run, said: tuple[str, str]) -> None:
    with pytest.raises(InputError):
        run("calling", "make", "San Pío", *said)
