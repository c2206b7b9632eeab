"""The shipped campaign on the real record, with hands to text it and to change its scripts.

`clarion`   the services, with the whole campaign of flows/, on a Wednesday of the week
`changed`   the same with a script's file changed, as an organizer would
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.campaign import CampaignSource
from bot.clarion import Clarion
from bot.clock import SetClock
from bot.config import Settings
from bot.conversations import inbound, timers
from bot.people import samples
from tests.beginnings import put_in
from tests.factories import DEE, NOON, make_clarion, make_form, rows
from tests.shipped import copy_with_few_sentences

FLOWS = Path(__file__).parents[2] / "flows"
ANA_ID, DEE_ID = 1, 3
Changed = Callable[..., Clarion]


@pytest.fixture
def clarion(settings: Settings, record: str, redis_url: str) -> Iterator[Clarion]:
    made = make_clarion(settings, FLOWS)
    put_in(made, "djs", lambda: _seed(made))
    yield made
    made.record.dispose()


def _seed(clarion: Clarion) -> None:
    samples.seed(clarion)
    with clarion.record.transaction() as connection:  # Dee has been a DJ for a month
        connection.execute("UPDATE dj SET created_at = created_at - interval '30 days'")


@pytest.fixture
def changed(clarion: Clarion, tmp_path: Path) -> Changed:
    def change(at: datetime = NOON, /, **edits: str) -> Clarion:
        """The campaign with `{file: ...}`-like edits: script="old=>new", on the same record."""
        folder = tmp_path / f"flows-{len(list(tmp_path.iterdir()))}"
        copy_with_few_sentences(folder)
        for name, edit in edits.items():
            path = folder / ("campaign.yaml" if name == "campaign" else f"scripts/{name}.yaml")
            old, _, new = edit.partition("=>")
            text = path.read_text(encoding="utf-8")
            assert old in text
            path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return replace(clarion, campaign=CampaignSource(folder), clock=SetClock(at))

    return change


def say(clarion: Clarion, body: str, sender: str = DEE) -> str:
    """Text something; the answer."""
    return inbound.receive(clarion, make_form(sender, body)).body or ""


def later(clarion: Clarion, **wait: float) -> Clarion:
    """The same services, so much later."""
    return replace(clarion, clock=SetClock(clarion.clock.now() + timedelta(**wait)))


def at(clarion: Clarion, instant: datetime) -> Clarion:
    """The same services at an instant."""
    return replace(clarion, clock=SetClock(instant))


def told(clarion: Clarion, contact_id: int, kind: str = "follow_up") -> list[str]:
    """What came to somebody by itself, once the clock has had its turn."""
    timers.run_due(clarion)
    sealed = rows(
        clarion,
        "SELECT body_sealed FROM message WHERE kind = %s AND contact_id = %s ORDER BY id",
        kind,
        contact_id,
    )
    return [clarion.sealer.open(body, "message.body") for (body,) in sealed]
