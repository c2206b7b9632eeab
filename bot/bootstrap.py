"""Picks every implementation, once per process. Nothing connects until it is used."""

from __future__ import annotations

import gc

from bot.campaign import CampaignSource
from bot.carrier import connect
from bot.clarion import Clarion
from bot.clock import Clock, WallClock
from bot.config import Settings, load_settings
from bot.logs import set_up_logs
from bot.queue import WakeUps
from bot.segments.linting import lint
from bot.store.record import Record
from bot.store.sealing import Sealer
from bot.understanding.learning import Learner, samples_in


def build(
    settings: Settings | None = None,
    *,
    clock: Clock | None = None,
    pool_size: int = 5,
    application: str = "clarion",
) -> Clarion:
    """Build the services of one process.

    `pool_size` is how many PostgreSQL connections it keeps; `application` is the name it shows
    there. Raises: ConfigError, CampaignError.
    """
    settings = settings or load_settings()
    set_up_logs(settings)
    return Clarion(
        settings=settings,
        record=Record(settings.database_url.get_secret_value(), pool_size, application),
        sealer=Sealer(settings.data_keys),
        campaign=CampaignSource(
            settings.campaign,
            lint,
            settings.practice_week if settings.is_simulated else None,
        ),
        carrier=connect(settings),
        wake_ups=WakeUps(settings.redis_url.get_secret_value()),
        clock=clock or WallClock(),
    )


def set_apart() -> None:
    """Keep what is built by now from the garbage collector, for the life of the process: it is
    not walked again and again (0.2 s each time, while texts wait), and stays shared after a fork.
    """
    gc.collect()
    gc.freeze()


def begin_understanding(clarion: Clarion) -> None:
    """Let this process learn the campaign's sentences beside its work; once, where texts come in.

    Until it has (at a first start within a minute, else at once) the built-in part answers.
    """
    clarion.campaign.current().hearing.tells()  # no text has to wait for it
    if clarion.settings.understanding == "local":
        learner = Learner(clarion.settings.data_dir)
        clarion.campaign.understand_with(lambda campaign: learner.meaning(samples_in(campaign)))
