"""The map of states: each once, and nobody lost."""

from __future__ import annotations

from bot.web import tile_map


def test_every_state_has_one_tile() -> None:
    tiles = tile_map.draw({}).tiles
    states = [tile.state for tile in tiles]
    assert len(states) == len(set(states)) == 52  # fifty states, DC and Puerto Rico
    assert len({(tile.x, tile.y) for tile in tiles}) == 52
    assert all(tile.shade == 0 for tile in tiles)


def test_anybody_is_seen_and_nobody_is_lost() -> None:
    found = tile_map.draw({"TX": 1000, "IL": 500, "VT": 1, "": 7, "GU": 2})
    shades = {tile.state: tile.shade for tile in found.tiles if tile.shade}
    assert shades == {"TX": 4, "IL": 2, "VT": 1}
    assert found.elsewhere == 9
