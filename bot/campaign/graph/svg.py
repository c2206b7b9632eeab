"""A flow as SVG: one file, no scripts, no fonts or pictures from elsewhere."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import pairwise
from xml.sax.saxutils import escape

from bot.campaign.graph.layout import Layout, Size, lay_out
from bot.campaign.graph.model import Edge, Graph, Node
from bot.engine.text import shorten

_WIDE = 34  # characters in a line of a box
_CHAR, _LINE = 6.4, 16.0
Point = tuple[float, float]

_STYLE = """\
text{font:12px system-ui,sans-serif;fill:#1b1b1f}
.t{font-weight:600}.e{fill:#444;font-size:11px}
rect,ellipse{stroke:#5b6470;stroke-width:1.2;fill:#fff}
.ask rect{fill:#e7f0fd;stroke:#2f6fce}.act rect{fill:#e6f6ec;stroke:#2d8a55}
.branch rect{fill:#fff6dd;stroke:#b98900}.flow rect{fill:#f3ecfb;stroke:#7a4fb5}
.end ellipse{fill:#eee}.start rect{stroke-width:3}
path.w{fill:none;stroke:#5b6470;stroke-width:1.3}path.l{stroke-dasharray:5 4}
.b{fill:#fff;opacity:.88;stroke:none}"""


def draw_svg(graph: Graph) -> str:
    """The flow as an SVG document. Questions are blue, acts green, branches yellow, other flows
    violet; ways taken after time are dashed."""
    sizes = {node.id: _size(node) for node in graph.nodes}
    layout = lay_out(graph.start, sizes, [(e.source, e.target) for e in graph.edges])
    width, height = round(layout.width), round(layout.height)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label="{_attr(graph.name + ": " + graph.about)}">',
        f"<title>{escape(graph.name)}: {escape(graph.about)}</title><style>{_STYLE}</style>",
        '<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8"'
        ' orient="auto-start-reverse"><path d="M0 0 8 4 0 8z" fill="#5b6470"/></marker></defs>',
        *(_way(edge, layout, sizes) for edge in graph.edges if edge.source != edge.target),
        *(_box(node, layout, sizes[node.id], node.id == graph.start) for node in graph.nodes),
        *_labels(graph.edges, layout, sizes),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _attr(text: str) -> str:
    return escape(text, {'"': "&quot;"})


def _lines(node: Node) -> list[str]:
    return textwrap.wrap(shorten(node.text, 130), _WIDE) if node.text else []


def _size(node: Node) -> Size:
    lines = _lines(node)
    longest = max((len(line) for line in (node.title, *lines)), default=4)
    return Size(max(64, longest * _CHAR + 24), (len(lines) + 1) * _LINE + 14)


def _box(node: Node, layout: Layout, size: Size, is_start: bool) -> str:
    place = layout.places[node.id]
    left, top = place.x - size.width / 2, place.y - size.height / 2
    if node.kind == "end":
        shape = f'<ellipse cx="{place.x:.0f}" cy="{place.y:.0f}" rx="26" ry="15"/>'
        return f'<g class="end">{shape}{_text(place.x, place.y + 4, "end", "t")}</g>'
    radius = 14 if node.kind == "ask" else 4
    shape = (
        f'<rect x="{left:.0f}" y="{top:.0f}" width="{size.width:.0f}" height="{size.height:.0f}" '
        f'rx="{radius}"/>'
    )
    rows = [_text(place.x, top + 18, node.title, "t")]
    rows += [_text(place.x, top + 18 + _LINE * (i + 1), s) for i, s in enumerate(_lines(node))]
    kind = f"{node.kind} start" if is_start else node.kind
    return f'<g class="{kind}">{shape}{"".join(rows)}</g>'


def _text(x: float, y: float, text: str, kind: str = "") -> str:
    attribute = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="middle"{attribute}>{escape(text)}</text>'


def _points(edge: Edge, layout: Layout, sizes: dict[str, Size]) -> Sequence[Point]:
    """The way's points, its ends at the boxes' borders."""
    points = list(layout.ways[(edge.source, edge.target)])
    is_down = points[-1][1] > points[0][1]
    sign = 1 if is_down else -1
    first, last = points[0], points[-1]
    points[0] = (first[0], first[1] + sign * _half(edge.source, sizes))
    points[-1] = (last[0], last[1] - sign * (_half(edge.target, sizes) + 2))
    return points


def _half(name: str, sizes: dict[str, Size]) -> float:
    return 15 if name == "(end)" else sizes[name].height / 2


def _way(edge: Edge, layout: Layout, sizes: dict[str, Size]) -> str:
    points = _points(edge, layout, sizes)
    d = f"M{points[0][0]:.0f} {points[0][1]:.0f}"
    for (x0, y0), (x1, y1) in pairwise(points):
        middle = (y0 + y1) / 2
        d += f"C{x0:.0f} {middle:.0f} {x1:.0f} {middle:.0f} {x1:.0f} {y1:.0f}"
    kind = "w l" if edge.is_later else "w"
    return f'<path class="{kind}" d="{d}" marker-end="url(#a)"/>'


def _labels(edges: Sequence[Edge], layout: Layout, sizes: dict[str, Size]) -> Iterator[str]:
    """Each way's label near where it leaves, on a light ground, none on top of another."""
    taken: list[tuple[float, float, float]] = []
    for edge in edges:
        if not edge.labels or edge.source == edge.target:
            continue
        text = shorten(", ".join(edge.labels), 44)
        (x0, y0), (x1, y1) = _points(edge, layout, sizes)[:2]
        x, y = x0 + (x1 - x0) * 0.5, y0 + (y1 - y0) * 0.5 + 4
        half = len(text) * 2.9 + 3
        step = 13 if y1 > y0 else -13
        for _ in range(6):
            if all(abs(y - ty) > 11 or abs(x - tx) > half + th for tx, ty, th in taken):
                break
            y += step
        taken.append((x, y, half))
        yield (
            f'<rect class="b" x="{x - half:.0f}" y="{y - 10:.0f}" width="{2 * half:.0f}" '
            f'height="13"/>{_text(x, y, text, "e")}'
        )
