"""A small map of the states as tiles of one size, darker where there are more people.

One tile a state, so that small ones are seen too (the layout newsrooms use).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SIDE = 32  # units of the drawing a tile, its gap with it
_SHADES = 4
_LAYOUT = """
AK .. .. .. .. .. .. .. .. .. ME
.. .. .. .. .. .. .. .. .. VT NH
WA ID MT ND MN IL WI MI NY RI MA
OR NV WY SD IA IN OH PA NJ CT ..
CA UT CO NE MO KY WV VA MD DE ..
.. AZ NM KS AR TN NC SC DC .. ..
.. .. .. OK LA MS AL GA .. .. ..
HI .. .. TX .. .. .. .. FL .. PR
"""


@dataclass(frozen=True, slots=True)
class Tile:
    """A state's tile. `shade` is 0 for nobody, to 4 for the most."""

    state: str
    x: int
    y: int
    people: int
    shade: int


@dataclass(frozen=True, slots=True)
class TileMap:
    """The whole drawing. `elsewhere` are people whose state is not known, or is on no tile."""

    tiles: tuple[Tile, ...]
    width: int
    height: int
    elsewhere: int

    @property
    def places(self) -> list[tuple[str, int, int, int]]:
        """Each tile as its state, column, row and shade."""
        return [(one.state, one.x // SIDE, one.y // SIDE, one.shade) for one in self.tiles]


def draw(by_state: Mapping[str, int]) -> TileMap:
    """The map of so many people a state."""
    grid = [line.split() for line in _LAYOUT.split("\n") if line]
    most = max((people for state, people in by_state.items() if state), default=0)
    tiles = tuple(
        Tile(
            state, x * SIDE, y * SIDE, by_state.get(state, 0), _shade(by_state.get(state, 0), most)
        )
        for y, line in enumerate(grid)
        for x, state in enumerate(line)
        if state != ".."
    )
    shown = sum(tile.people for tile in tiles)
    return TileMap(
        tiles, max(map(len, grid)) * SIDE, len(grid) * SIDE, sum(by_state.values()) - shown
    )


def _shade(people: int, most: int) -> int:
    """Nobody is 0; anybody at least 1."""
    return -(-people * _SHADES // most) if most else 0
