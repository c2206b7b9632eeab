"""A flow in Mermaid, which code hosts and many editors draw."""

from __future__ import annotations

from bot.campaign.graph.model import Graph, Node
from bot.engine.text import shorten

_SHAPES = {
    "ask": ("([", "])"),
    "say": ("[", "]"),
    "act": ("[[", "]]"),
    "branch": ("{", "}"),
    "flow": ("[/", "/]"),
    "end": ("((", "))"),
}


def draw_mermaid(graph: Graph) -> str:
    """The flow as a Mermaid flowchart."""
    ids = {node.id: f"n{index}" for index, node in enumerate(graph.nodes)}
    rows = ["flowchart TD"]
    for node in graph.nodes:
        before, after = _SHAPES[node.kind]
        rows.append(f'  {ids[node.id]}{before}"{_words(node)}"{after}')
    for edge in graph.edges:
        arrow = "-.->" if edge.is_later else "-->"
        label = _escape(", ".join(edge.labels))
        middle = f'{arrow}|"{label}"|' if label else arrow
        rows.append(f"  {ids[edge.source]} {middle} {ids[edge.target]}")
    rows.append(f"  style {ids[graph.start]} stroke-width:3px")
    return "\n".join(rows) + "\n"


def _words(node: Node) -> str:
    title = _escape(node.title)
    return f"<b>{title}</b><br/>{_escape(shorten(node.text, 90))}" if node.text else title


def _escape(text: str) -> str:
    for char, code in (("&", "amp"), ('"', "quot"), ("<", "lt"), (">", "gt"), ("#", "num")):
        text = text.replace(char, f"#{code};") if char != "#" else text
    return text.replace("\n", " ").replace("`", "'")
