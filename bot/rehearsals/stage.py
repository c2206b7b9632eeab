"""A stage: PostgreSQL and Valkey in a folder that goes away, and a clock moved by hand.

Nothing leaves it. What the line would text by itself stands in the record as rows to be sent,
and is read there.
"""

from __future__ import annotations

import base64
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.bootstrap import build
from bot.carrier.forms import InboundForm
from bot.clarion import Clarion
from bot.clock import SetClock
from bot.config import Settings, load_settings
from bot.conversations import inbound, timers
from bot.djs import sequels, show_reminders
from bot.events import overview
from bot.people import contacts
from bot.rehearsals.post import Post
from bot.services import start_postgres, start_valkey
from bot.store import migrate, rehearsed
from bot.store.rehearsed import Kept
from bot.store.sealing import Purpose

_OURS = "+12025550100"
_STEP = timedelta(minutes=5)
_MIGRATED = "migrated"  # the database each stage's is a copy of
# What happens by itself while time passes; broadcasts and series are not played here.
_CLOCK: tuple[Callable[[Clarion], object], ...] = (
    timers.run_due,
    sequels.release_due,
    show_reminders.remind_due,
    contacts.fill_area_states,
)


@dataclass
class Stage:
    """One story's record and its clock."""

    clarion: Clarion
    clock: SetClock
    post: Post
    texts: int = 0
    seen: int = 0

    def receive(self, phone: str, body: str) -> str:
        """Somebody texts; what they get back at once, or empty."""
        self.texts += 1
        sid = f"SM{self.texts:032x}"
        answer = inbound.receive(self.clarion, InboundForm(sid, phone, _OURS, "sms", body))
        self.clock.at += timedelta(seconds=20)
        return answer.body or ""

    def let_pass(self, duration: timedelta) -> None:
        """Let time pass, with what happens by itself meanwhile."""
        end = self.clock.at + duration
        while self.clock.at < end:
            self.clock.at = min(end, self.clock.at + _STEP)
            for work in _CLOCK:
                work(self.clarion)

    def approve_all(self) -> None:
        """An organizer says yes to every action that waits."""
        for event in overview.list_to_come(self.clarion):
            if event.state == "pending":
                overview.approve(self.clarion, event.code)

    def kept_of(self, phone: str) -> Kept | None:
        """What the record keeps of somebody; None where it knows nobody of that number."""
        digests = self.clarion.sealer.digests("sms", phone)
        with self.clarion.record.transaction() as connection:
            return rehearsed.kept_of(connection, digests)

    def name_of(self, kept: Kept) -> str | None:
        """The name somebody gave, opened."""
        if kept.name_sealed is None:
            return None
        return self.clarion.sealer.open(kept.name_sealed, Purpose.CONTACT_NAME)

    def told(self, phone: str) -> list[str]:
        """Every text for somebody that did not answer one of theirs, oldest first."""
        digests = self.clarion.sealer.digests("sms", phone)
        with self.clarion.record.transaction() as connection:
            sealed = rehearsed.texts_unasked(connection, digests)
        return [self.clarion.sealer.open(body, Purpose.MESSAGE_BODY) for body in sealed]


class Theatre:
    """The servers behind stages; each stage has a database of its own."""

    def __init__(self, folder: Path, campaign: Path, understanding: str) -> None:
        self._folder = folder
        self._postgres = start_postgres(folder, durable=False)
        self._valkey = start_valkey(folder, durable=False)
        self._campaign = campaign
        self._understanding = understanding
        self._stages = 0

    def prepare(self) -> None:
        """Make the record that each stage's is a copy of."""
        migrate.upgrade(rehearsed.make_database(self._postgres.url, _MIGRATED))

    @contextmanager
    def stage(self, at: datetime, **settings: Any) -> Iterator[Stage]:
        """An empty record, where it is `at`, with other settings than usual."""
        self._stages += 1
        name = f"stage_{self._stages}"
        url = rehearsed.make_database(self._postgres.url, name, like=_MIGRATED)
        clock = SetClock(at)
        clarion = build(self._settings(url, **settings), clock=clock)
        post = Post(clarion.settings, clock)
        try:
            yield Stage(replace(clarion, carrier=post), clock, post)
        finally:
            clarion.record.dispose()

    def close(self) -> None:
        """Stop the servers."""
        self._valkey.stop()
        self._postgres.stop()

    def _settings(self, database_url: str, **more: Any) -> Settings:
        usual: dict[str, Any] = {
            "secret_key": secrets.token_hex(32),
            "data_key": base64.b64encode(secrets.token_bytes(32)).decode(),
            "twilio_account_sid": f"AC{0:032x}",
            "twilio_auth_token": secrets.token_hex(16),
            "twilio_from": _OURS,
            "twilio_api_base_url": "http://127.0.0.1:9",  # nobody listens there
            "public_url": "https://clarion.invalid",
            "environment": "test",
            "data_dir": self._folder / "data",
            "database_url": database_url,
            "redis_url": self._valkey.url,
            "campaign": self._campaign,
            "understanding": self._understanding,
        }
        return load_settings(_env_file=None, **(usual | more))


@contextmanager
def theatre(campaign: Path, understanding: str = "built_in") -> Iterator[Theatre]:
    """Servers in a new folder, gone afterwards. Raises: ServiceError, CampaignError."""
    folder = Path(tempfile.mkdtemp(prefix="clarion-stage-"))  # short: sockets' paths are limited
    try:
        made = Theatre(folder, campaign, understanding)
        try:
            made.prepare()
            yield made
        finally:
            made.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
