"""Nobody is texted because of a list; the first text they get says who writes and how to stop."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.broadcasts import previews
from bot.broadcasts.drafts import Draft
from bot.clarion import Clarion
from bot.conversations import inbound
from bot.errors import Conflict
from bot.imports import imports
from tests.broadcasts.series_cases import WELCOME, at, run, write
from tests.broadcasts.series_cases import clarion as series_clarion  # noqa: F401 - a fixture
from tests.broadcasts.series_cases import folder as folder
from tests.carried import clarion as sending_clarion  # noqa: F401 - a fixture
from tests.carried import sending as sending
from tests.carried import simulator as simulator
from tests.crowd import TEXTS
from tests.factories import NOON, make_form
from tests.imports.listing import bring
from tests.sending.outgoing import send
from tests.simulator_process import Simulator

LIST = "phone,lang,zip\n6465550101,en,60608\n6465550102,es,60608\n"


def test_a_welcome_waits_until_an_organizer_starts_it(series_clarion: Clarion) -> None:  # noqa: F811
    clarion = series_clarion
    write(clarion, WELCOME)
    import_id, _ = bring(at(clarion, NOON + timedelta(minutes=1)), LIST)
    for moment in ("2026-09-24 12:00", "2026-09-25 12:00"):
        assert run(clarion, moment) == []

    started = at(clarion, NOON + timedelta(days=3))
    assert imports.start_series(started, import_id, None) == 2
    assert run(clarion, "2026-09-27 11:59") == []
    assert sorted(run(clarion, "2026-09-27 12:00")) == ["Hello.", "Hola."]
    assert run(clarion, "2026-09-27 12:05") == []
    with pytest.raises(Conflict):
        imports.start_series(started, import_id, None)


def test_people_who_join_themselves_are_welcomed_as_before(series_clarion: Clarion) -> None:  # noqa: F811
    from tests.broadcasts.series_cases import person

    write(series_clarion, WELCOME)
    person(series_clarion, opted_in_at=NOON)
    assert run(series_clarion, "2026-09-24 12:00") == ["Hello."]


def test_the_first_text_carries_the_disclosure_and_the_second_does_not(
    sending_clarion: Clarion,  # noqa: F811
    simulator: Simulator,
) -> None:
    clarion = sending_clarion
    bring(clarion, LIST)
    draft = Draft("Kick off", "source = rally", TEXTS)
    assert [
        one for one in previews.preview(clarion, draft).warnings if "came by a list" in one
    ] == [
        "2 people came by a list and get their first text: who writes and how to stop goes with it,"
        " up to 0 parts more for each."
    ]
    send(clarion, segment="source = rally")
    assert simulator.texts_to("+16465550101") == [
        "Call (866) 473-5915 now.\nMsg&data rates may apply. STOP to end."
    ]
    assert simulator.texts_to("+16465550102") == [
        "Llama ya: (866) 473-5915.\nPueden aplicar tarifas. STOP para salir."
    ]
    send(clarion, segment="source = rally")
    assert not [one for one in previews.preview(clarion, draft).warnings if "by a list" in one]
    assert simulator.texts_to("+16465550101")[1:] == ["Call (866) 473-5915 now."]


def test_who_texts_first_reads_in_the_first_reply_who_writes_and_how_to_stop(
    sending_clarion: Clarion,  # noqa: F811
    simulator: Simulator,
) -> None:
    bring(sending_clarion, LIST)
    first = inbound.receive(sending_clarion, make_form("+16465550101", "call")).body or ""
    again = inbound.receive(sending_clarion, make_form("+16465550101", "call")).body or ""
    assert first.endswith("Msg&data rates may apply. STOP to end.")
    assert "STOP" not in again

    send(sending_clarion, segment="source = rally")
    assert simulator.texts_to("+16465550101") == ["Call (866) 473-5915 now."]
