"""What `clarion up` sees to before anything is served: the campaign, the schema, the samples."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import store
from bot.clock import wall_time
from bot.config import Settings
from bot.engine import Campaign
from bot.machine.given import Machine
from bot.services import ServerFolder


def read_campaign(settings: Settings) -> Campaign:
    """The campaign, once for a whole start: a third of a second each time.

    Raises: CampaignError, with every error, if the campaign's files cannot run. Warnings are left
    to `clarion check`: finding them takes as long again.
    """
    from bot.campaign import load

    return load(settings.campaign)


def practice_day(
    settings: Settings, campaign: Campaign, *, may_practice: bool = False
) -> date | None:
    """The first day of a practice week, where the campaign's own is past and one `may_practice`."""
    from bot.campaign.moving import practice_week

    if settings.practice_week or not may_practice or settings.environment != "development":
        return settings.practice_week
    return practice_week(campaign, wall_time().astimezone(ZoneInfo(campaign.zone)).date())


class Preparation:
    """Whether the database in the data folder is what this code left there, last time.

    Then the processes need not wait until its schema has been looked at: on two cores that is a
    second of a start. A mark among the data holds a digest of the migrations; a database
    that is not ours to start has no mark, and is always looked at first.
    """

    def __init__(self, data_dir: Path) -> None:
        self._mark = ServerFolder(data_dir).make("postgres") / "data" / "prepared"
        migrations = sorted((Path(store.__file__).parent / "migrations").rglob("*.py"))
        rights = Path(store.__file__).parent / "rights.py"
        content = b"".join(path.read_bytes() for path in [*migrations, rights])
        self._digest = hashlib.sha256(content).hexdigest()

    @property
    def is_done(self) -> bool:
        """Whether it is."""
        try:
            return self._mark.read_text(encoding="ascii") == self._digest
        except OSError:
            return False

    def remember(self) -> None:
        """It is, now."""
        self._mark.write_text(self._digest, encoding="ascii")


def migrate(settings: Settings, owner_url: str = "") -> None:
    """Bring the database to the newest schema; as its owner, where it was started here, who then
    lets the processes' own user in. Raises: RecordAway.
    """
    from bot.store import migrate as schema
    from bot.store import rights

    schema.upgrade(owner_url or settings.database_url.get_secret_value())
    if owner_url:
        rights.let_in(owner_url)


def seed_samples(machine: Machine) -> None:
    """Put the sample contacts in, where texts go to the simulator of a developer's machine."""
    if machine.settings.environment != "development" or not machine.has_simulator:
        return
    from bot.bootstrap import build
    from bot.people import samples

    clarion = build(machine.settings, pool_size=1, application="clarion up")
    try:
        samples.seed(clarion)
    finally:
        clarion.record.dispose()
