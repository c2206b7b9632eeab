"""Where the boxes of a graph go: layers from the top, few crossings, long ways around boxes.

The layered method of Sugiyama, Tagawa and Toda (1981), plain: longest-path layers with ways
back turned round, stand-ins where a way crosses a layer, and barycenter sweeps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

SWEEPS = 6
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """A box's middle and its layer."""

    x: float
    y: float
    layer: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything is. `ways` maps an edge to the points it runs through, ends included."""

    places: Mapping[str, Place]
    ways: Mapping[Pair, tuple[tuple[float, float], ...]]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Size:
    """A box's size."""

    width: float
    height: float


def lay_out(
    start: str, sizes: Mapping[str, Size], edges: Sequence[Pair], gap: float = 28, drop: float = 66
) -> Layout:
    """Place boxes of these sizes. Edges from a node to itself are left out."""
    edges = [edge for edge in dict.fromkeys(edges) if edge[0] != edge[1]]
    forward = _forward(start, list(sizes), edges)
    layer = _layers(list(sizes), forward)
    rows, chains = _with_stand_ins(layer, forward)
    widths = {name: sizes[name].width if name in sizes else 12.0 for row in rows for name in row}
    _sweep(rows, chains)
    xs, width = _columns(rows, widths, chains, gap)
    ys, height = _lines(rows, sizes, drop)
    places = {name: Place(xs[name], ys[layer[name]], layer[name]) for name in sizes}
    ways = {}
    for edge in edges:
        is_turned = edge not in chains
        chain = chains[(edge[1], edge[0])] if is_turned else chains[edge]
        level = layer[chain[0]]
        points = tuple((xs[name], ys[level + index]) for index, name in enumerate(chain))
        ways[edge] = points[::-1] if is_turned else points
    return Layout(places, ways, width, height)


def _forward(start: str, names: Sequence[str], edges: Sequence[Pair]) -> list[Pair]:
    """The edges, those that lead back (to a step on the way here) turned round."""
    out: dict[str, list[str]] = {name: [] for name in names}
    for source, target in edges:
        out[source].append(target)
    state: dict[str, int] = {}
    turned: set[Pair] = set()

    def visit(name: str) -> None:
        state[name] = 1
        for target in out[name]:
            if state.get(target) == 1:
                turned.add((name, target))
            elif target not in state:
                visit(target)
        state[name] = 2

    for name in (start, *names):
        if name not in state:
            visit(name)
    found = [(t, s) if (s, t) in turned else (s, t) for s, t in edges]
    return list(dict.fromkeys(found))


def _layers(names: Sequence[str], edges: Sequence[Pair]) -> dict[str, int]:
    layer = dict.fromkeys(names, 0)
    for _ in names:
        changed = False
        for source, target in edges:
            if layer[target] < layer[source] + 1:
                layer[target], changed = layer[source] + 1, True
        if not changed:
            break
    return layer


def _with_stand_ins(
    layer: Mapping[str, int], edges: Sequence[Pair]
) -> tuple[list[list[str]], dict[Pair, list[str]]]:
    rows: list[list[str]] = [[] for _ in range(max(layer.values()) + 1)]
    for name, level in layer.items():
        rows[level].append(name)
    chains: dict[Pair, list[str]] = {}
    for source, target in edges:
        chain = [source]
        for level in range(layer[source] + 1, layer[target]):
            stand_in = f"{source}\0{target}\0{level}"
            rows[level].append(stand_in)
            chain.append(stand_in)
        chains[(source, target)] = [*chain, target]
    return rows, chains


def _neighbours(chains: Mapping[Pair, Sequence[str]], is_up: bool) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for chain in chains.values():
        for above, below in pairwise(chain):
            key, value = (below, above) if is_up else (above, below)
            found.setdefault(key, []).append(value)
    return found


def _sweep(rows: list[list[str]], chains: Mapping[Pair, Sequence[str]]) -> None:
    ups, downs = _neighbours(chains, True), _neighbours(chains, False)
    for turn in range(SWEEPS):
        is_down = turn % 2 == 0
        order = rows[1:] if is_down else rows[-2::-1]
        near = ups if is_down else downs
        for row in order:
            rank = {name: i for line in rows for i, name in enumerate(line)}
            row.sort(key=lambda name, rank=rank, near=near: _mean(near.get(name), rank, name))  # type: ignore[misc]


def _mean(near: Sequence[str] | None, rank: Mapping[str, float], name: str) -> float:
    return sum(rank[n] for n in near) / len(near) if near else rank[name]


def _columns(
    rows: Sequence[Sequence[str]],
    widths: Mapping[str, float],
    chains: Mapping[Pair, Sequence[str]],
    gap: float,
) -> tuple[dict[str, float], float]:
    """Middles: each row centred, then drawn towards its neighbours as far as the row allows."""
    xs: dict[str, float] = {}
    for row in rows:
        total = sum(widths[name] for name in row) + gap * (len(row) - 1)
        x = -total / 2
        for name in row:
            xs[name] = x + widths[name] / 2
            x += widths[name] + gap
    both = [_neighbours(chains, True), _neighbours(chains, False)]
    for turn in range(SWEEPS):
        near = both[turn % 2]
        for row in rows if turn % 2 == 0 else reversed(rows):
            wanted = [_mean(near.get(name), xs, name) for name in row]
            _spread(row, wanted, widths, gap, xs)
    left = min(xs[name] - widths[name] / 2 for row in rows for name in row)
    right = max(xs[name] + widths[name] / 2 for row in rows for name in row)
    return {name: x - left + gap for name, x in xs.items()}, right - left + 2 * gap


def _spread(
    row: Sequence[str],
    wanted: Sequence[float],
    widths: Mapping[str, float],
    gap: float,
    xs: dict[str, float],
) -> None:
    right = list(wanted)
    for i in range(1, len(row)):
        need = (widths[row[i - 1]] + widths[row[i]]) / 2 + gap
        right[i] = max(right[i], right[i - 1] + need)
    left = list(wanted)
    for i in range(len(row) - 2, -1, -1):
        need = (widths[row[i + 1]] + widths[row[i]]) / 2 + gap
        left[i] = min(left[i], left[i + 1] - need)
    middle = [(a + b) / 2 for a, b in zip(left, right, strict=True)]
    for i in range(1, len(row)):
        need = (widths[row[i - 1]] + widths[row[i]]) / 2 + gap
        middle[i] = max(middle[i], middle[i - 1] + need)
    for name, x in zip(row, middle, strict=True):
        xs[name] = x


def _lines(
    rows: Sequence[Sequence[str]], sizes: Mapping[str, Size], drop: float
) -> tuple[dict[int, float], float]:
    ys: dict[int, float] = {}
    y = 30.0
    for level, row in enumerate(rows):
        tallest = max((sizes[name].height for name in row if name in sizes), default=20.0)
        ys[level] = y + tallest / 2
        y += tallest + drop
    return ys, y - drop + 30
