"""What `clarion up` sees to before anything is served: the campaign, the schema, the samples."""

from __future__ import annotations

from bot.config import Settings
from bot.errors import CampaignError
from bot.machine import Machine


def check_campaign(settings: Settings) -> list[str]:
    """Warnings of the campaign's files, a line each. Raises: CampaignError if they cannot run."""
    from bot.campaign import check

    problems = check(settings.campaign)
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise CampaignError(errors)
    return [str(problem) for problem in problems]


def migrate(settings: Settings) -> None:
    """Bring the database to the newest schema. Raises: RecordAway."""
    from bot.store import migrate as schema

    schema.upgrade(settings.database_url.get_secret_value())


def seed_samples(machine: Machine) -> None:
    """Put the sample contacts in, where texts go to the simulator of a developer's machine."""
    if machine.settings.environment != "development" or not machine.has_simulator:
        return
    from bot import samples
    from bot.bootstrap import build

    clarion = build(machine.settings, pool_size=1, application="clarion up")
    try:
        samples.seed(clarion)
    finally:
        clarion.record.dispose()
