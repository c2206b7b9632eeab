"""What a preview says: who gets it, when, what it costs, and what to look at first."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.bootstrap import build
from bot.broadcasts import broadcasts, planning, trials
from bot.broadcasts.broadcasts import Schedule
from bot.clarion import Clarion
from bot.cli.broadcast_shown import show_preview
from bot.errors import Conflict
from bot.sending import outbox
from tests.broadcasts.drafting import make_draft, pass_time
from tests.crowd import add_crowd, schedule, states
from tests.simulator_process import Simulator


def test_preview_says_who_gets_it_and_who_not(clarion: Clarion) -> None:
    add_crowd(clarion, 9)
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE contact SET opted_out_at = now() WHERE code = 'T1'")
        connection.execute("UPDATE contact SET opted_in_at = NULL WHERE code = 'T2'")
        connection.execute("UPDATE contact SET zones = '{Asia/Karachi}' WHERE code = 'T4'")
    found = broadcasts.preview(clarion, make_draft(texts={"en": "Call now", "es": "Únete ya"}))
    assert (found.total, found.recipients) == (9, 6)
    assert found.skipped == {"opted_out": 1, "no_consent": 1, "outside_hours": 1}
    assert found.by_lang == {"en": 3, "es": 3}
    assert found.by_zone == {"America/Chicago": 6}
    spanish = next(text for text in found.texts if text.lang == "es")
    assert (spanish.encoding, spanish.offenders, spanish.parts) == ("GSM-7", (), 1)
    assert found.cost == pytest.approx(6 * clarion.settings.prices["sms"])
    card = broadcasts.preview(clarion, make_draft(media=("https://clarion.test/card.png",)))
    assert card.cost == pytest.approx(6 * clarion.settings.prices["mms"])
    assert len(found.samples) == 3


def test_number_that_is_shown_is_the_one_that_is_compared_and_the_one_that_is_sent(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 12)
    _got_one(clarion, "T3", "T4", title="First")  # the third has had three, the fourth one
    _got_one(clarion, "T3", title="Second")
    _got_one(clarion, "T3", title="Third")
    _hold_back(clarion)
    pass_time(clarion, hours=-2, minutes=-30)  # 09:30 in Chicago, 07:30 in Los Angeles
    draft = make_draft(settings={"skip_in_conversation": True, "undo_s": 0}, lateness_s=7200)
    seen = broadcasts.preview(clarion, draft)
    skipped = {"opted_out": 1, "no_consent": 1, "capped": 1, "asked_less": 2, "bad_number": 1,
               "outside_hours": 1, "in_conversation": 1}  # fmt: skip
    assert seen.skipped == skipped
    assert (seen.total, seen.recipients, seen.at_once, seen.held) == (12, 4, 3, 1)
    assert [(start.people, start.zone, start.is_held) for start in seen.starts] == [
        (3, "", False), (1, "America/Los_Angeles", True),
    ]  # fmt: skip
    assert sum(group.people for group in seen.groups) == 12
    for wrong in (seen.recipients - 1, 11, 12):
        with pytest.raises(Conflict, match="4 people get it now"):
            broadcasts.schedule(clarion, draft, None, expected=wrong)
    broadcast_id = broadcasts.schedule(clarion, draft, None, expected=seen.recipients)
    assert planning.fire_due(clarion) == [broadcast_id]
    outbox.drain(clarion, broadcast_id)
    pass_time(clarion, hours=1, minutes=31)
    outbox.drain(clarion, broadcast_id)
    found = broadcasts.progress(clarion, broadcast_id)
    assert found.skipped == skipped
    assert states(clarion, broadcast_id) == {"accepted": 4, "skipped": 8}


def _hold_back(clarion: Clarion) -> None:
    """Give each of eight people a reason of their own not to be texted, or not yet."""
    with clarion.record.transaction() as connection:
        for code, change in {
            "T1": "opted_out_at = now()",
            "T2": "opted_in_at = NULL",
            "T4": "tags = '{few}'",
            "T5": "tags = '{near}'",
            "T7": "zones = '{Asia/Tokyo}'",
            "T9": "zones = '{America/Los_Angeles}'",
        }.items():
            connection.execute(f"UPDATE contact SET {change} WHERE code = %s", [code])  # noqa: S608
        connection.execute(
            "UPDATE address SET reach = 'landline' WHERE contact_id ="
            " (SELECT id FROM contact WHERE code = 'T6')"
        )
        connection.execute(
            "UPDATE session SET flow = 'call', last_inbound_at = %(now)s, updated_at = %(now)s"
            " WHERE contact_id = (SELECT id FROM contact WHERE code = 'T8')",
            {"now": clarion.clock.now()},
        )


def _got_one(clarion: Clarion, *codes: str, title: str) -> None:
    """These people were sent a broadcast an hour ago."""
    hour_ago = clarion.clock.now() - timedelta(hours=1)
    with clarion.record.transaction() as connection:
        connection.execute(
            "WITH b AS (INSERT INTO broadcast (title, segment, texts_sealed, state, planned_at,"
            " created_at, updated_at) VALUES (%(title)s, 'all', '', 'done', %(at)s, %(at)s, %(at)s)"
            " RETURNING id) INSERT INTO message (contact_id, address_id, kind, via, state,"
            " broadcast_id, claimed_at, created_at) SELECT c.id, a.id, 'broadcast', 'api',"
            " 'delivered', b.id, %(at)s, %(at)s FROM b, contact c JOIN address a"
            " ON a.contact_id = c.id WHERE c.code = ANY(%(codes)s)",
            {"title": title, "at": hour_ago, "codes": list(codes)},
        )


def test_preview_says_when_hours_are_off_for_the_simulator(clarion: Clarion) -> None:
    says = "Texting hours are off"
    assert not any(says in one for one in broadcasts.preview(clarion, make_draft()).warnings)
    settings = clarion.settings.model_copy(update={"ignore_texting_hours": True})
    off = build(settings, clock=clarion.clock, pool_size=2)
    assert any(says in one for one in broadcasts.preview(off, make_draft()).warnings)
    off.record.dispose()


def test_caps_are_counted_as_they_will_be_at_its_time(clarion: Clarion) -> None:
    add_crowd(clarion, 2)
    for title in "abc":
        _got_one(clarion, "T1", title=title)
    assert broadcasts.preview(clarion, make_draft()).skipped == {"capped": 1}
    tomorrow = Schedule(clarion.clock.now() + timedelta(days=1), None, "America/Chicago")
    assert broadcasts.preview(clarion, make_draft(schedule=tomorrow)).skipped == {}


def test_preview_in_the_terminal_says_who_when_and_why_not(
    clarion: Clarion, capsys: pytest.CaptureFixture[str]
) -> None:
    add_crowd(clarion, 3)
    add_crowd(clarion, 2, first=4, zone="America/Los_Angeles")
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE contact SET opted_out_at = now() WHERE code = 'T1'")
        connection.execute("UPDATE contact SET state = 'IL' WHERE code = 'T2'")
    pass_time(clarion, hours=-2)  # 10:00 in Chicago, 08:00 in Los Angeles
    show_preview(broadcasts.preview(clarion, make_draft()))
    said = capsys.readouterr().out
    for line in (
        "4 of 5 people get it.",
        "  not 1: has texted STOP",
        "  at once: 2",
        "  held until 9:00 am Pacific: 2",
        "  by language: en 3 · es 1",
        "  by zone: America/Chicago 2 · America/Los_Angeles 2",
        "  by state: not known 3 · IL 1",
    ):
        assert line in said.splitlines(), said
    when = broadcasts.parse_when(
        "2026-09-24 08:30", None, clarion.clock.now(), True, ("America/Chicago",)
    )
    show_preview(broadcasts.preview(clarion, make_draft(schedule=when)))
    said = capsys.readouterr().out
    assert "  held until Thu, Sep 24, 9:00 am Central: 2" in said.splitlines(), said


def test_preview_offers_a_cheaper_spelling(clarion: Clarion) -> None:
    add_crowd(clarion, 3)
    text = "Únete a la “llamada”. " * 5
    found = broadcasts.preview(clarion, make_draft(texts={"en": "Call", "es": text}))
    spanish = next(one for one in found.texts if one.lang == "es")
    assert (spanish.parts, spanish.rewritten_parts) == (2, 1)
    assert spanish.rewritten.startswith("Unete")
    assert any("2 parts" in warning for warning in found.warnings)


def test_nearly_the_same_text_within_two_days_is_pointed_out(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 1)
    schedule(clarion, title="Monday's call")
    planning.fire_due(clarion)
    again = make_draft(texts={"en": "Call {line} now!!"})
    assert trials.find_alike(clarion, again) == ("Monday's call",)
    assert any("Monday's call" in one for one in broadcasts.preview(clarion, again).warnings)
    assert trials.find_alike(clarion, make_draft(texts={"en": "Come to the vigil tonight"})) == ()
    pass_time(clarion, hours=49)
    assert trials.find_alike(clarion, again) == ()
