"""The keys that the list of who stopped is kept under: all of them are there, or nothing goes out.

With a key missing that list reads shorter than it is, and people who stopped would be texted.
"""

from __future__ import annotations

from bot.errors import KeyMissing, SealError
from bot.sentences import say
from bot.store.people import suppressions
from bot.store.record import Transaction
from bot.store.sealing import Purpose, Sealer


def check(sealer: Sealer, connection: Transaction) -> None:
    """See that every data key ever used is at hand, or has left its lookup key; the sealer learns
    these. Raises: KeyMissing, which says what to do."""
    used: dict[bytes, bytes | None] = {}
    missing = []
    for key_id, sealed in suppressions.data_keys(connection):
        used[key_id] = None
        if key_id in sealer.key_ids:
            continue
        try:
            opened = sealer.open_or_none(sealed, Purpose.DATA_KEY_LOOKUP)
        except SealError:
            opened = None
        if opened is None:
            missing.append(key_id.hex())
        else:
            used[key_id] = bytes.fromhex(opened)
    sealer.learn(used)
    if missing:
        raise KeyMissing(
            say(
                "A data key that this record was kept with is not here (%(ids)s). Without it nobody"
                " knows who stopped, so nothing is sent and nobody is added. Put the old key back"
                " into CLARION_DATA_KEY, after the new one, and restart; docs/running.md,"
                " “Changing the keys”, says when it may go.",
                ids=", ".join(missing),
            )
        )
