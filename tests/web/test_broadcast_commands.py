"""`clarion broadcast`: who acts, what two people are for, and what it says in plain words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.broadcasts import broadcasts
from bot.clarion import Clarion
from bot.cli import acting
from bot.cli import broadcast as cli
from bot.cli import scripts as scripts_cli
from bot.clock import wall_time
from bot.config import Settings
from bot.organizers import audit, organizers
from bot.organizers.organizers import Role
from tests.crowd import add_crowd
from tests.factories import rows

OLGA, ROSA, MAX = "olga@clarion.test", "rosa@clarion.test", "max@clarion.test"
TEXT = ("--text", "en=Call {line} now.")

Run = Callable[..., Result]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """More than two people need a second organizer; any hour will do."""
    return settings.model_copy(update={"approval_above": 2, "ignore_texting_hours": True})


@pytest.fixture
def run(clarion: Clarion, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command with Olga and Rosa, organizers, and Max, a viewer."""
    for email, role in ((OLGA, Role.ADMIN), (ROSA, Role.APPROVER), (MAX, Role.VIEWER)):
        organizers.ensure(clarion.record, email, role)

    def invoke(*arguments: str, **changes: Any) -> Result:
        here = settings.model_copy(update=changes)
        monkeypatch.setattr(acting, "load_settings", lambda: here)
        return CliRunner().invoke(cli.command, arguments)

    return invoke


def _id_of(clarion: Clarion, email: str) -> int:
    [found] = [one.id for one in organizers.list_all(clarion.record) if one.email == email]
    return found


def _refused(result: Result) -> str:
    assert result.exception is not None
    assert result.exit_code == 1
    said = str(result.exception)
    assert "\n" not in said
    return said


def _states(clarion: Clarion) -> list[str]:
    return [one.state for one in broadcasts.list_recent(clarion)]


def test_small_broadcast_needs_no_name_and_keeps_one(run: Run, clarion: Clarion) -> None:
    add_crowd(clarion, 1)
    result = run("schedule", *TEXT, "--yes")
    assert "1 of 1 person gets it." in result.output
    assert "[en] 1 person, 1 part" in result.output
    assert "Broadcast 1 is scheduled" in result.output
    run("schedule", *TEXT, "--yes", "--as", "  Rosa@Clarion.test ")
    assert rows(clarion, "SELECT created_by FROM broadcast ORDER BY id") == [
        (None,), (_id_of(clarion, ROSA),),
    ]  # fmt: skip


def test_large_one_needs_its_writer_s_name(run: Run, clarion: Clarion) -> None:
    add_crowd(clarion, 3)
    said = _refused(run("schedule", *TEXT, "--yes"))
    assert said.startswith("It goes to 3 people, so a second organizer has to approve it")
    assert "--as EMAIL" in said
    assert _states(clarion) == []
    result = run("schedule", *TEXT, "--yes", "--as", OLGA)
    assert "Somebody else runs: clarion broadcast approve 1 --as EMAIL" in result.output
    assert _states(clarion) == ["draft"]


def test_approval_needs_a_second_name(run: Run, clarion: Clarion) -> None:
    add_crowd(clarion, 3)
    run("schedule", *TEXT, "--yes", "--as", OLGA)
    assert "An approval needs a name: add --as EMAIL" in _refused(run("approve", "1", "--yes"))
    own = _refused(run("approve", "1", "--yes", "--as", OLGA))
    assert own == "Whoever wrote a broadcast cannot approve it; ask somebody else."
    assert "has the role viewer; this takes one of: admin, approver." in _refused(
        run("approve", "1", "--yes", "--as", MAX)
    )
    assert "no organizer nobody@" in _refused(run("approve", "1", "--as", "nobody@clarion.test"))
    assert "not an e-mail address" in _refused(run("approve", "1", "--as", "rosa"))
    assert _states(clarion) == ["draft"]
    assert run("approve", "1", "--yes", "--as", ROSA).exit_code == 0
    assert _states(clarion) == ["approved"]
    [act, *_] = audit.newest(clarion, of=("broadcast", 1))
    assert (act.act, act.organizer_id) == ("approved broadcast", _id_of(clarion, ROSA))


def test_setting_names_who_acts_and_the_option_wins(run: Run, clarion: Clarion) -> None:
    add_crowd(clarion, 3)
    run("schedule", *TEXT, "--yes", acts_as=OLGA)
    assert "Whoever wrote" in _refused(run("approve", "1", "--yes", acts_as=OLGA))
    assert run("approve", "1", "--yes", "--as", ROSA, acts_as=OLGA).exit_code == 0


def test_organizer_who_is_not_active_any_more_is_refused(run: Run, clarion: Clarion) -> None:
    add_crowd(clarion, 1)
    rows(clarion, "UPDATE organizer SET active = false WHERE email = %s RETURNING id", ROSA)
    said = _refused(run("schedule", *TEXT, "--yes", "--as", ROSA))
    assert said == "rosa@clarion.test is not active any more."


def test_change_voids_the_approval_and_makes_a_writer(run: Run, clarion: Clarion) -> None:
    add_crowd(clarion, 3)
    run("schedule", *TEXT, "--text", "es=Llama ya: {line}.", "--yes", "--as", OLGA)
    run("approve", "1", "--yes", "--as", ROSA)
    assert "say who writes it with --as EMAIL" in _refused(run("edit", "1", "--title", "New"))
    assert "Say what to change" in _refused_input(run("edit", "1", "--as", ROSA))
    assert "belong to --at" in _refused_input(run("edit", "1", "--zone", "UTC", "--as", ROSA))
    result = run("edit", "1", "--text", "en=Call us.", "--title", "New", "--as", ROSA)
    assert "Somebody else runs" in result.output
    assert _states(clarion) == ["draft"]
    draft = broadcasts.draft_of(clarion, 1)
    assert (draft.title, dict(draft.texts)) == (
        "New", {"en": "Call us.", "es": "Llama ya: {line}."},
    )  # fmt: skip
    for writer in (OLGA, ROSA):
        assert "Whoever wrote" in _refused(run("approve", "1", "--yes", "--as", writer))


def _refused_input(result: Result) -> str:
    assert result.exception is not None
    return str(result.exception)


def test_edit_moves_time_segment_and_repeat(run: Run, clarion: Clarion) -> None:
    add_crowd(clarion, 1)
    first = wall_time().date() + timedelta(days=60)
    then, last = first + timedelta(days=1), first + timedelta(days=4)
    at = ("--at", f"{first} 10:00", "--zone", "America/Chicago")
    run("schedule", *TEXT, *at, "--lateness", "30", "--yes")
    moved = ("--at", f"{then} 11:00", "--local-time", "--segment", "lang = en")
    assert run("edit", "1", *moved, "--every", "day", "--until", str(last)).exit_code == 0
    draft = broadcasts.draft_of(clarion, 1)
    assert draft.schedule.local_at is not None
    assert draft.schedule.local_at.date() == then
    assert (draft.segment, draft.lateness_s) == ("lang = en", 1800)
    assert draft.repeat is not None
    assert draft.repeat.every == "day"


@pytest.mark.parametrize("act", ["pause", "resume", "cancel"])
def test_audit_says_who_did_it(run: Run, clarion: Clarion, act: str) -> None:
    add_crowd(clarion, 1)
    run("schedule", *TEXT, "--yes")
    state = "paused" if act == "resume" else "sending"
    rows(clarion, "UPDATE broadcast SET state = %s, planned_at = now() RETURNING id", state)
    assert "has the role viewer" in _refused(run(act, "1", "--as", MAX))
    assert run(act, "1", "--as", ROSA, "--reason", "wrong text").exit_code == 0
    [done, *_] = audit.newest(clarion, of=("broadcast", 1))
    assert done.organizer_id == _id_of(clarion, ROSA)


def test_kill_switch_says_who(run: Run, clarion: Clarion) -> None:
    assert "has the role viewer" in _refused(run("stop-all", "--as", MAX))
    assert run("stop-all", "--as", ROSA).exit_code == 0
    assert run("start-all").exit_code == 0
    assert [(act.act, act.organizer_id) for act in audit.newest(clarion)] == [
        ("started all", None), ("stopped all", _id_of(clarion, ROSA)),
    ]  # fmt: skip


def _hold(clarion: Clarion, run: Run, people: int = 2) -> None:
    """A broadcast all of whose texts are in doubt."""
    add_crowd(clarion, people)
    run("schedule", *TEXT, "--yes")
    with clarion.record.transaction() as connection:
        connection.execute(
            "INSERT INTO message (contact_id, address_id, kind, state, reason, broadcast_id, looks,"
            " claimed_at) SELECT contact_id, id, 'broadcast', 'held', 'in_doubt', 1, 2, now()"
            " FROM address"
        )
        connection.execute(
            "UPDATE broadcast SET state = 'sending', recipients = %s, planned_at = now()",
            [people],
        )


@pytest.mark.parametrize(("people", "says"), [(1, "1 text needs"), (2, "2 texts need")])
def test_doubts_are_shown_in_plain_words(
    run: Run, clarion: Clarion, people: int, says: str
) -> None:
    _hold(clarion, run, people)
    for command in ("show", "watch", "doubts"):
        result = run(command, "1")
        assert f"! {says} your decision." in result.output
        assert "clarion broadcast doubts 1 --send" in result.output
        assert "clarion broadcast doubts 1 --leave" in result.output
    assert run("watch", "1").exit_code == 1
    assert "sending, waits for your decision" in run("show", "1").output


@pytest.mark.parametrize(
    ("how", "state", "says"),
    [("--send", "unknown", "2 texts are looked up"), ("--leave", "failed", "2 texts are left")],
)
def test_doubts_are_decided(run: Run, clarion: Clarion, how: str, state: str, says: str) -> None:
    _hold(clarion, run)
    assert "has the role viewer" in _refused(run("doubts", "1", how, "--as", MAX))
    assert says in run("doubts", "1", how, "--as", ROSA).output
    assert broadcasts.progress(clarion, 1).states[state] == 2
    assert "No text of broadcast 1 waits" in run("doubts", "1", "--send").output
    assert "No text of broadcast 1 waits" in run("doubts", "1").output
    [act, *_] = audit.newest(clarion, of=("broadcast", 1))
    assert act.organizer_id == _id_of(clarion, ROSA)


def test_show_has_every_number_and_says_one_as_one(run: Run, clarion: Clarion) -> None:
    add_crowd(clarion, 6)
    run("schedule", *TEXT, "--yes", "--as", OLGA)
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        connection.execute(
            "INSERT INTO message (contact_id, address_id, kind, state, reason, error_code, sid,"
            " broadcast_id, parts, not_before, claimed_at)"
            " SELECT a.contact_id, a.id, 'broadcast', v.state, v.reason, v.code, v.sid, 1, 1,"
            " v.not_before::timestamptz, %s FROM (SELECT *, row_number() OVER (ORDER BY id) AS n"
            "   FROM address) a JOIN (VALUES"
            " (1, 'planned', NULL, NULL, NULL, '2030-01-01 15:00Z'),"
            " (2, 'planned', NULL, NULL, NULL, '2030-01-01 17:00Z'),"
            " (3, 'unknown', NULL, NULL, NULL, NULL), (4, 'delivered', NULL, NULL, 'SM1', NULL),"
            " (5, 'failed', 'never_taken', NULL, NULL, NULL),"
            " (6, 'undelivered', NULL, 30003, 'SM2', NULL))"
            " AS v(n, state, reason, code, sid, not_before) ON v.n = a.n",
            [now],
        )
        connection.execute(
            "UPDATE broadcast SET state = 'sending', recipients = 6, planned_at = %s,"
            " first_sent_at = %s",
            [now, now - timedelta(seconds=10)],
        )
    found = broadcasts.progress(clarion, 1)
    assert (found.is_sound, found.left_s) == (True, None)  # whoever is left waits for their hour
    said = " ".join(run("show", "1").output.split())
    for words in (
        "planned 2", "not sure 1", "sent 0", "delivered 1", "failed 1", "together 6 of 6",
        "2 wait for their hour: 2030-01-01 15:00 to 17:00 UTC",
        "failed 1: the carrier does not know of it",
        "failed 1: The phone is off or out of reach. (30003)",
        "2 of 6 texts sent, 33 %, 0.2 a second", "2 parts, $0.02",
        "0 replies · 0 opt-outs · 0 calls reported",
    ):  # fmt: skip
        assert words in said
    rows(clarion, "DELETE FROM message WHERE state = 'undelivered' RETURNING id")
    said = " ".join(run("show", "1").output.split())
    assert "1 of 6 texts sent, 16 %" in said
    assert "1 part, $0.01" in said
    assert "together 5 of 6 DOES NOT ADD UP" in said


def test_doubts_of_a_broadcast_that_is_not_there(run: Run) -> None:
    assert "There is no broadcast 9" in _refused_input(run("doubts", "9", "--send"))


def test_script_push_says_who_too(
    run: Run, clarion: Clarion, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acting, "load_settings", lambda: settings)
    [script, *_] = clarion.campaign.current().scripts
    arguments = ["push", script.id, "--lang", "en", "--length", script_length(script), "--yes"]
    result = CliRunner().invoke(scripts_cli.command, [*arguments, "--as", ROSA])
    assert result.exit_code == 0, result.output
    assert rows(clarion, "SELECT created_by FROM broadcast") == [(_id_of(clarion, ROSA),)]


def script_length(script: Any) -> str:
    return str(next(iter(script.texts["en"])))
