"""Timers of the clock that walk no rows of their own, and what is tried of them elsewhere."""

from __future__ import annotations

NO_ROWS = {
    "next parts": "one statement in the record; no row is opened or rendered",
    "states of area codes": "a number that no key opens counts as one without states",
    "keys of people": "what no key opens has no keys, in tests/people/test_finding.py",
    "who asks to be erased": "tests/privacy/test_requests.py, test_one_who_cannot_be_erased_…",
    "orders by text": "tests/orders/test_orders.py, test_one_that_cannot_be_opened_stops_no_other",
    "who was erased": "a value that no key opens is erased like any other",
    "what stood open": "what no key opens is left as it was told since, and nothing is rendered",
    "acts on segments": "tests/broadcasts/test_bulk.py, test_somebody_who_cannot_begin_…",
    "news of guests": "tests/events/test_strangers.py, test_a_host_who_cannot_be_told_stops_…",
    "actions that were wished for": "tests/events/test_finding.py, test_one_who_cannot_be_told_…",
    "rooms of phone banks": "tests/phone_banks/test_rooms.py, test_a_room_that_cannot_be_told_…",
    "names of calling lists": "tests/calling_lists/test_claims.py, test_one_that_cannot_…",
    "calls that nobody told of": "tests/calls/test_sweep.py, test_a_call_that_cannot_be_closed_…",
    "lines that are waited for": "lines of the campaign's file; no row is opened or rendered",
    "seats": "tests/events/test_seats.py, test_somebody_who_cannot_be_asked_stops_no_other",
    "budget of replies": "one count in the record, and one switch",
    "report of the day": "counts in the record, and one text of them",
    "journal of stops": "statements in the record; a line that cannot be read is passed over",
    "numbers that never joined": "statements in the record; no row is opened or rendered",
    "chain of the audit": "one function in the record, over ids and words of ours",
    "forgetting": "statements in the record; no row is opened or rendered",
    "first waves": "tests/sending/test_canary.py, test_one_that_cannot_be_judged_stops_no_other",
    "two texts": "tests/sending/test_comparing.py, test_one_that_cannot_be_judged_stops_no_other",
    "silent numbers": "tests/sending/test_silent.py, test_a_look_up_that_fails_holds_only_them",
    "series": "tests/broadcasts/test_series.py, test_a_text_that_fails_stops_no_other",
    "corrections": "tests/djs/test_corrections.py, test_a_dj_who_cannot_be_told_stops_no_other",
}
