"""What organizers record for somebody counts like what is texted, with who wrote it."""

from __future__ import annotations

import pytest

from bot.clarion import Clarion
from bot.conversations import inbound
from bot.errors import InputError, NotFound
from bot.people import reporting
from tests.factories import CY, add_person, make_form, rows


def _counted(clarion: Clarion) -> list[tuple[str, int]]:
    return rows(clarion, "SELECT kind, count::int FROM counted_report ORDER BY id")


@pytest.fixture
def ana(clarion: Clarion) -> int:
    return add_person(clarion, "+13125550177", zip="60608", source="keyword:call")


def test_report_counts_with_source_state_and_audit(clarion: Clarion, ana: int) -> None:
    assert reporting.record(clarion, ana, "called", 3, None) is None
    assert rows(clarion, "SELECT kind, count::int, state, source, details FROM report") == [
        ("called", 3, "IL", "keyword:call", {"by": "organizer"})
    ]
    assert rows(clarion, "SELECT act, detail FROM audit WHERE object = 'contact'") == [
        ("recorded report", {"kind": "called", "count": 3})
    ]
    assert rows(clarion, "SELECT 1 FROM message") == []


def test_many_and_the_same_again_are_held_as_when_texted(clarion: Clarion, ana: int) -> None:
    assert reporting.record(clarion, ana, "called", 31, None) == "many"
    assert reporting.record(clarion, ana, "called", 2, None) is None
    assert reporting.record(clarion, ana, "called", 2, None) == "again"
    assert _counted(clarion) == [("called", 2)]


def test_correcting_takes_back_and_writes_anew(clarion: Clarion) -> None:
    for text in ("call", "done"):
        inbound.receive(clarion, make_form(CY, text))
    [(report, contact_id)] = rows(clarion, "SELECT id, contact_id FROM report")
    assert reporting.correct(clarion, contact_id, report, 12, None) is None
    assert _counted(clarion) == [("called", 12)]
    [(kept,)] = rows(clarion, "SELECT details FROM report WHERE count = 12")
    assert kept == {"by": "organizer", "instead_of": report}
    [(new,)] = rows(clarion, "SELECT id FROM report WHERE count = 12")
    assert reporting.correct(clarion, contact_id, new, 0, None) is None
    assert _counted(clarion) == []
    assert reporting.of(clarion, contact_id) == []


def test_only_their_own_reports_are_put_right_and_once(clarion: Clarion, ana: int) -> None:
    reporting.record(clarion, ana, "called", 3, None)
    [(report,)] = rows(clarion, "SELECT id FROM report")
    other = add_person(clarion, "+13125550178")
    with pytest.raises(NotFound):
        reporting.correct(clarion, other, report, 4, None)
    reporting.correct(clarion, ana, report, 4, None)
    with pytest.raises(NotFound):
        reporting.correct(clarion, ana, report, 5, None)
    assert _counted(clarion) == [("called", 4)]


@pytest.mark.parametrize(("kind", "count"), [("called", 0), ("called", 501), ("sung", 1)])
def test_what_no_flow_would_report_is_refused(
    clarion: Clarion, ana: int, kind: str, count: int
) -> None:
    with pytest.raises(InputError):
        reporting.record(clarion, ana, kind, count, None)
    assert rows(clarion, "SELECT 1 FROM report") == []


def test_nobody_is_nobody(clarion: Clarion) -> None:
    with pytest.raises(NotFound):
        reporting.record(clarion, 999_999, "called", 1, None)
