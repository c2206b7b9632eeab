"""What the processes of one machine are given: addresses, servers, the carrier, through their
environment. Decided here once, so that `clarion up` and its tests agree.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from bot.config import Settings
from bot.config.keys import KeyUse
from bot.environment import MADE_UP_ACCOUNT
from bot.machine.port_numbers import check_free, find_free
from bot.services.leftovers import mark_of

_ANY_ADDRESS = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 -- recognized, not bound


@dataclass(frozen=True)
class Machine:
    """One machine's Clarion: where it is reached, and whether its carrier is the simulator."""

    settings: Settings
    port: int
    simulator_port: int

    @classmethod
    def of(cls, settings: Settings) -> Machine:
        """Take the ports the settings name; 0 takes any that is free."""
        return cls(settings, settings.port or find_free(), settings.simulator_port or find_free())

    @property
    def has_simulator(self) -> bool:
        """Whether texts go to the simulator here: no account, a made-up one, or its address."""
        own_address = f"http://127.0.0.1:{self.settings.simulator_port}"
        return (
            not self.settings.twilio_account_sid
            or self.settings.is_made_up
            or self.settings.twilio_api_base_url == own_address
        )

    @property
    def web_url(self) -> str:
        """Where the web server is reached on this machine."""
        host = "127.0.0.1" if self.settings.host in _ANY_ADDRESS else self.settings.host
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def simulator_url(self) -> str:
        """Where the simulator is, "" when there is none."""
        return f"http://127.0.0.1:{self.simulator_port}" if self.has_simulator else ""

    def check_ports(self) -> None:
        """Raises: ConfigError when a port is taken."""
        check_free("PORT", self.settings.host, self.port)
        if self.has_simulator:
            check_free("SIMULATOR_PORT", "127.0.0.1", self.simulator_port)

    def practising(self, first_day: date) -> Machine:
        """The same machine, its campaign in a practice week that begins on `first_day`."""
        return replace(self, settings=self.settings.model_copy(update={"practice_week": first_day}))

    def with_servers(self, database_url: str, redis_url: str) -> Machine:
        """The same machine, its servers known, its addresses filled in."""
        found: dict[str, object] = {
            "public_url": self.settings.public_url or self.web_url,
            "database_url": database_url,
            "redis_url": redis_url,
            "data_dir": self.settings.data_dir.absolute(),
            "campaign": self.settings.campaign.absolute(),
            "port": self.port,
            "simulator_port": self.simulator_port,
        }
        if self.has_simulator:
            found |= self._simulated_carrier()
        values = self.settings.model_dump() | found
        return replace(self, settings=Settings(_env_file=None, **values))

    def _simulated_carrier(self) -> dict[str, str]:
        """The account of the simulator: the one in `.env`, or one that follows from the keys."""
        secret = self.settings.key_for(KeyUse.SIMULATOR)
        token = hmac.new(secret, b"simulator", hashlib.sha256).hexdigest()
        settings = self.settings
        return {
            "twilio_api_base_url": self.simulator_url,
            "twilio_account_sid": settings.twilio_account_sid or MADE_UP_ACCOUNT + token[:24],
            "twilio_auth_token": settings.twilio_auth_token.get_secret_value() or token[24:56],
            "twilio_from": settings.twilio_from or "+12025550100",
        }

    def shared_variables(self) -> dict[str, str]:
        """The addresses, as settings, for this machine's processes and commands."""
        practice = self.settings.practice_week
        return {
            **({"CLARION_PRACTICE_WEEK": practice.isoformat()} if practice else {}),
            "PORT": str(self.port),
            "SIMULATOR_PORT": str(self.simulator_port),
            "PUBLIC_URL": self.settings.public_url,
            "TWILIO_API_BASE_URL": self.settings.twilio_api_base_url,
        }

    def environment(self, given: Mapping[str, str], env_file: Mapping[str, str]) -> dict[str, str]:
        """The whole environment of the processes: `.env`, what was given, then what was decided.

        The programs are found beside this Python, whether or not its environment is activated.
        """
        settings = self.settings
        return {
            **env_file,
            **given,
            **self.shared_variables(),
            **mark_of(settings.data_dir),
            "HOST": settings.host,
            "WEB_CONCURRENCY": str(settings.web_processes),
            "DATABASE_URL": settings.database_url.get_secret_value(),
            "REDIS_URL": settings.redis_url.get_secret_value(),
            "CLARION_DATA_DIR": str(settings.data_dir),
            "CLARION_CAMPAIGN": str(settings.campaign),
            "CLARION_ENV": settings.environment,
            "TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
            "TWILIO_AUTH_TOKEN": settings.twilio_auth_token.get_secret_value(),
            "TWILIO_FROM": settings.twilio_from,
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), given.get("PATH", ""))),
            "PYTHONUNBUFFERED": "1",
        }
