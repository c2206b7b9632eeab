"""`Clarion`: what every use case is handed. `bot/bootstrap.py` makes one a process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.campaign import CampaignSource
from bot.clock import Clock
from bot.config import Settings
from bot.queue import WakeUps
from bot.store.record import Record
from bot.store.sealing import Sealer

if TYPE_CHECKING:  # 0.3 s of imports that a webhook never needs
    from bot.carrier.client import Carrier


@dataclass(frozen=True, slots=True)
class Clarion:
    """What every use case is handed: settings, the record, its keys, the campaign, the carrier."""

    settings: Settings
    record: Record
    sealer: Sealer
    campaign: CampaignSource
    carrier: Carrier
    wake_ups: WakeUps
    clock: Clock
