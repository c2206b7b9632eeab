"""What every test may ask for.

`settings`       settings of a test, from no environment and no .env; its database and Redis are
                 `record` and `redis_url` if the test asks for those too, else unset
`database_url`   an empty database without tables, one for the whole run
`record`         a database of this test, migrated, with no rows
`redis_url`      an empty Redis database of this test
`free_port`      a port nothing listens on
`clarion`        the services on `record` and `redis_url`, with tests/campaigns/small, a clock that
                 stands at factories.NOON, and the sample people (Ana, Bo, Dee) in the record
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from pydantic import SecretStr

from bot.clarion import Clarion
from bot.config import Settings, load_settings
from tests import beginnings, engines, once, servers
from tests.ports import find_free_port
from tests.simulator_process import Simulator
from tests.slowness import pytest_collection_modifyitems as pytest_collection_modifyitems
from tests.slowness import pytest_terminal_summary as pytest_terminal_summary
from tests.slowness import pytest_xdist_auto_num_workers as pytest_xdist_auto_num_workers
from tests.slowness import take_long_turns

# The same examples in every run and on any machine, however slow. To look for new ones:
# HYPOTHESIS_PROFILE=search
_STEADY = hypothesis.settings(
    deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.register_profile("steady", parent=_STEADY)
hypothesis.settings.register_profile("search", parent=_STEADY, derandomize=False, print_blob=True)
hypothesis.settings.register_profile("fuzz", parent=_STEADY, derandomize=False, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

# Where `tmp_path` is, unless said otherwise: pytest's own variable.
if where := servers.memory():
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", where)

take_long_turns()
once.collect_seldom()
once.keep_compiled_python()
once.compile_campaigns_once()
once.judge_sentences_once()
once.compile_templates_once()
once.compile_routes_once()
once.hash_passwords_quickly()


def pytest_collection_finish() -> None:
    once.set_apart()


ROOT = Path(__file__).resolve().parents[1]
SECRET_KEY = "test-secret-key-test-secret-key-test"
DATA_KEY = base64.b64encode(b"test-data-key-of-32-bytes-------").decode()
ACCOUNT_SID = "AC00000000000000000000000000000001"
AUTH_TOKEN = "test-auth-token-0123456789abcdef"


@pytest.fixture(scope="session", autouse=True)
def _counters_outlive_a_test(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The folder of counters is a process's for good, and a test's own goes when it has passed."""
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(tmp_path_factory.mktemp("metrics")))


@pytest.fixture(autouse=True)
def _records_of_a_test_are_closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Commands build services of their own and leave their connections to the end of the process:
    here that is the end of the test, not whenever garbage is looked for."""
    from bot.store.record import Record

    made: list[Record] = []
    begin = Record.__init__

    def init(self: Record, *given: Any, **more: Any) -> None:
        begin(self, *given, **more)
        made.append(self)

    monkeypatch.setattr(Record, "__init__", init)
    yield
    for record in made:
        record.dispose()


@pytest.fixture(scope="session")
def server_folder() -> Iterator[Path]:
    with servers.private_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def databases(server_folder: Path) -> Iterator[servers.Databases]:
    """The PostgreSQL server of this run: `create()` and `drop(url)`."""
    with servers.postgres_databases(server_folder) as made:
        yield made


@pytest.fixture(scope="session")
def database_url(databases: servers.Databases) -> str:
    return databases.create()


@pytest.fixture(scope="session")
def migrated_url(databases: servers.Databases) -> Iterator[str]:
    """The database behind `record`."""
    from bot.store import migrate

    url = databases.create()
    migrate.upgrade(url)
    assert beginnings.tables_with_rows(url) == [], "`record` would lose rows that migrations put in"
    engines.keep_engines_of(url)
    yield url
    engines.let_go()


@pytest.fixture
def record(migrated_url: str) -> str:
    beginnings.empty(migrated_url)
    return migrated_url


@pytest.fixture(scope="session")
def redis_server_url(server_folder: Path) -> Iterator[str]:
    with servers.redis_database(server_folder) as url:
        yield url


@pytest.fixture
def redis_url(redis_server_url: str) -> str:
    servers.flush(redis_server_url)
    return redis_server_url


@pytest.fixture(scope="session")
def running_simulator() -> Iterator[Simulator]:
    """The carrier of tests that send (tests/carried.py), which begin it anew."""
    with Simulator() as simulator:
        yield simulator


@pytest.fixture(scope="session")
def far_side() -> Iterator[Simulator]:
    """The carrier of tests that ring people (tests/calls/ringing.py), which begin it anew."""
    with Simulator(is_quiet=True) as simulator:
        yield simulator


@pytest.fixture
def settings(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    for name in _variables():
        monkeypatch.delenv(name, raising=False)
    asked_for = request.fixturenames
    record = request.getfixturevalue("record") if "record" in asked_for else ""
    redis = request.getfixturevalue("redis_url") if "redis_url" in asked_for else ""
    return _usual_settings().model_copy(
        update={
            "data_dir": tmp_path / "data",
            "database_url": SecretStr(record),
            "redis_url": SecretStr(redis),
        }
    )


@cache
def _usual_settings() -> Settings:
    """Read once: 3 ms of each test, to come to the same."""
    return make_settings(data_dir=Path("/nowhere"), database_url="", redis_url="")


def make_settings(**more: Any) -> Settings:
    """Settings of a test, from no .env; the environment's count unless they are taken out."""
    return load_settings(
        _env_file=None,
        secret_key=SECRET_KEY,
        data_key=DATA_KEY,
        twilio_account_sid=ACCOUNT_SID,
        twilio_auth_token=AUTH_TOKEN,
        twilio_from="+12025550100",
        twilio_api_base_url="http://127.0.0.1:9",
        public_url="https://clarion.test",
        environment="test",
        understanding="built_in",  # learning takes half a minute of a processor
        **more,
    )


def _variables() -> list[str]:
    names = {
        str(choice)
        for field in Settings.model_fields.values()
        for choice in getattr(field.validation_alias, "choices", [])
    }
    return [name for name in names if name in os.environ]


@pytest.fixture
def free_port() -> int:
    return find_free_port()


@pytest.fixture
def clarion(settings: Settings, record: str, redis_url: str) -> Iterator[Clarion]:
    from bot.people import samples
    from tests.factories import make_clarion

    made = make_clarion(settings)
    beginnings.put_in(made, "samples", lambda: samples.seed(made))
    yield made
    made.record.dispose()
