"""Pictures of flows: every step, nothing on another, and nothing that is markup."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from bot.campaign.documents import parse_document
from bot.campaign.files import read_sources
from bot.campaign.graph import draw_mermaid, draw_svg, graph_of
from bot.campaign.schemas import FILES
from tests.campaign.broken_files import GOOD

SHIPPED = Path("examples/tenants")


@pytest.mark.parametrize("name", ["hotline", "repair", "menu"])
def test_picture_shows_every_step_and_is_plain_svg(name: str) -> None:
    flow = read_sources(SHIPPED).flows[name].model
    svg = draw_svg(graph_of(flow, "en"))
    root = ET.fromstring(svg)  # noqa: S314 - our own drawing
    words = " ".join(text.text or "" for text in root.iter("{http://www.w3.org/2000/svg}text"))

    assert all(step.replace("_", " ") in words for step in flow.steps)
    assert "<script" not in svg
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")


def test_nothing_an_organizer_writes_is_markup() -> None:
    source = 'flow: x\nabout: "<b>\\"&"\nsteps:\n  one: {say: "</text><script>alert(1)</script>"}\n'
    document, _ = parse_document(source, "x.yaml")
    assert document is not None
    graph = graph_of(FILES["flow"].model_validate(document.data), "en")  # type: ignore[arg-type]

    assert "<script>" not in draw_svg(graph)
    ET.fromstring(draw_svg(graph))  # noqa: S314 - our own drawing
    assert "<script>" not in draw_mermaid(graph)


Box = tuple[float, float, float, float]


def boxes_of(drawing: str) -> list[Box]:
    """The rectangles of a picture's nodes and labels: left, top, width, height."""
    root = ET.fromstring(drawing)  # noqa: S314 - our own drawing
    groups = root.iter("{http://www.w3.org/2000/svg}g")
    found = [rect for group in groups for rect in group.iter("{http://www.w3.org/2000/svg}rect")]
    return [
        tuple(float(rect.get(key, 0)) for key in ("x", "y", "width", "height"))  # type: ignore[misc]
        for rect in found
    ]


def are_apart(one: Box, other: Box) -> bool:
    x, y, w, h = one
    x2, y2, w2, h2 = other
    return x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y


@pytest.mark.parametrize("folder", [SHIPPED, GOOD], ids=str)
def test_picture_of_every_flow_has_no_box_on_another(folder: Path) -> None:
    for name, source in read_sources(folder).flows.items():
        boxes = boxes_of(draw_svg(graph_of(source.model, "en")))
        assert len(boxes) >= len(source.model.steps), name
        assert all(are_apart(one, other) for one, other in itertools.combinations(boxes, 2)), name
