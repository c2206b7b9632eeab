"""What each data key is needed for: with nothing left, it may go."""

from __future__ import annotations

from collections.abc import Iterator

from bot.clarion import Clarion
from bot.people.rotation import in_json
from bot.store import rekeying, rotation


def needs(clarion: Clarion) -> dict[bytes, dict[str, int]]:
    """By the id of a key, how many values need it, by place; keys at hand that nothing needs are
    in it as well. Raises: RecordAway."""
    found: dict[bytes, dict[str, int]] = {one: {} for one in clarion.sealer.key_ids}
    with clarion.record.transaction() as connection:
        for key, place, count in rekeying.needed(connection):
            found.setdefault(key, {})[place] = count
        for table, column, name, how, _ in rotation.IN_JSON:
            for _, sealed in in_json(connection, table, column, name, how):
                _count(found, sealed, f"{table}.{column}")
    for sealed in _on_disk(clarion):
        _count(found, sealed, "texts waiting on disk")
    return found


def _count(found: dict[bytes, dict[str, int]], sealed: bytes, place: str) -> None:
    by_place = found.setdefault(sealed[1:5], {})
    by_place[place] = by_place.get(place, 0) + 1


def _on_disk(clarion: Clarion) -> Iterator[bytes]:
    for path in (clarion.settings.data_dir / "spool").rglob("*.sealed"):
        try:
            yield path.read_bytes()
        except FileNotFoundError:  # taken in meanwhile
            continue
