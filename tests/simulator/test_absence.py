"""The simulator is no part of what runs in production."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.config import Settings, load_settings
from bot.errors import ConfigError
from bot.machine.given import Machine
from tests.config.test_config import _GOOD as GOOD
from tests.simulator_process import ACCOUNT_SID, AUTH_TOKEN, FROM

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("module", ["bot.web.page_app", "bot.web.machine_app", "workers.__main__",
                                    "workers.clock", "bot.bootstrap"])  # fmt: skip
def test_no_process_of_ours_loads_it(module: str) -> None:
    code = f"import sys, {module}; print([m for m in sys.modules if 'simulator' in m])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_it_does_not_start_where_people_are_texted() -> None:
    variables = {
        **os.environ, "CLARION_ENV": "production", "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN, "TWILIO_FROM": FROM,
    }  # fmt: skip
    command = [sys.executable, "-m", "bot.simulator", "--port", "0", "--no-journal"]
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True)
    assert done.returncode == 2
    assert "Scale `simulator` to 0" in done.stderr


def test_production_starts_with_no_carrier_that_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLOCK_OFFSET_FILE", raising=False)  # of make test-hours
    for address in ("http://127.0.0.1:8010", "http://localhost:8010", "http://sim.test"):
        with pytest.raises(ConfigError, match="TWILIO_API_BASE_URL"):
            load_settings(**{**GOOD, "twilio_api_base_url": address})
    settings: Settings = load_settings(**GOOD)
    assert not settings.is_simulated
    assert not Machine(settings, 5000, 8010).has_simulator
