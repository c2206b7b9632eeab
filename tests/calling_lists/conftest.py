"""The shipped campaign on the real record, with a calling list, two callers and a clock to move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.calling_lists import callers, lists
from bot.calling_lists.importing import OntoList
from bot.calling_lists.lists import Settings
from bot.clarion import Clarion
from bot.imports import keeping
from bot.imports.looking import Asked, look
from bot.imports.proofs import Proof
from tests.events.conftest import Minutes, got, say
from tests.events.conftest import clock as clock
from tests.events.conftest import line as line
from tests.factories import add_person, rows

__all__ = ["got", "say"]

ANA, SOL = "+13125550181", "+13125550182"  # callers, in English and in Spanish
ROSA, LUIS, MARK = "+13125550191", "+13125550192", "+13125550193"
HEADER = "first_name,phone,language,zip"
PEOPLE = (f"Rosa,{ROSA},es,60608", f"Luis,{LUIS},es,60804", f"Mark,{MARK},en,60608")
PROOF = Proof(
    "a table at the parish fair", "2026-09-12", "Yes, call me about the week", "Sister Ana"
)
SCRIPT = {
    "en": "Hi, I volunteer for the Week of Action.",
    "es": "Hola, soy de la Semana de Acción.",
}


def make_list(line: Clarion, **more: object) -> int:
    """A list that is called from paper until the end of the week, unless said otherwise."""
    values: dict[str, object] = {"is_paper": True, "scripts": SCRIPT, **more}
    given = Settings("Parish of San Pío", date(2026, 9, 27), **values)  # type: ignore[arg-type]
    return lists.make(line, given, None)


def bring(line: Clarion, list_id: int, people: Sequence[str] = PEOPLE) -> int:
    """Bring people onto a list as a worker does. The import's id."""
    data = "\n".join([HEADER, *people]).encode()
    onto, asked = OntoList(line, list_id), Asked(proof=PROOF)
    looked = look(line, data, asked, onto=onto)
    with line.record.transaction() as connection:
        import_id = keeping.begin(
            line, connection, "fair.csv", source="fair", made_by=None, state="writing",
            calling_list_id=list_id,
        )  # fmt: skip
        keeping.keep_asked(line, connection, import_id, asked)
    fates = onto.bring(import_id, list(looked.found.people.values()), lambda _: None)
    keeping.finish(line, import_id, {str(k): v for k, v in fates.items()}, looked.preview, None)
    return import_id


def people_of(line: Clarion, list_id: int) -> dict[str, tuple[str, str | None, int]]:
    """State, outcome and tries of everybody on a list, by first name."""
    found = rows(
        line,
        "SELECT name_sealed, state, outcome, tries FROM listed_person WHERE list_id = %s",
        list_id,
    )
    return {line.sealer.open(n, "listed_person.name"): (s, o, t) for n, s, o, t in found}


@pytest.fixture
def calls(line: Clarion) -> int:
    """A list of three in Chicago and Cicero on paper, with two callers who were let in."""
    add_person(line, ANA, name="Ana", zip="60608")
    add_person(line, SOL, name="Sol", zip="60608", lang="es")
    list_id = make_list(line)
    bring(line, list_id)
    for phone in (ANA, SOL):
        callers.let_in(line, list_id, phone, None)
    return list_id


def at(line: Clarion, clock: Minutes, **wait: float) -> None:
    """Let time go on."""
    clock.forward(**wait)


def with_clock(line: Clarion, clock: Minutes) -> Clarion:
    """The same services by another clock."""
    return replace(line, clock=clock)


DAY = timedelta(days=1)
