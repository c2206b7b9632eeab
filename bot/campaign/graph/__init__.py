"""A flow as a picture that an organizer understands.

Its one job: from a flow file to nodes, edges, and a drawing of them (SVG, Mermaid).
Its one rule: the picture is made from the same anatomy the linter walks, so it never shows a
way that is not there, nor hides one. Nothing in it is markup: every text is escaped.
"""

from bot.campaign.graph.mermaid import draw_mermaid
from bot.campaign.graph.model import Edge, Graph, Node, graph_of
from bot.campaign.graph.svg import draw_svg

__all__ = ["Edge", "Graph", "Node", "draw_mermaid", "draw_svg", "graph_of"]
