"""A flow as a picture that an organizer understands.

Its one job: from a flow file to nodes, edges, and a drawing of them (SVG, Mermaid).
Its one rule: the picture is made from the same anatomy the linter walks, so it never shows a
way that is not there, nor hides one. Nothing in it is markup: every text is escaped.
"""

from pathlib import Path

from bot.campaign.files import read_sources
from bot.campaign.graph.mermaid import draw_mermaid
from bot.campaign.graph.model import Edge, Graph, Node, graph_of
from bot.campaign.graph.svg import draw_svg
from bot.campaign.known import did_you_mean
from bot.errors import CampaignError, NotFound
from bot.sentences import joined, say

__all__ = ["Edge", "Graph", "Node", "draw_mermaid", "draw_svg", "graph_of", "read_graph"]


def read_graph(folder: Path, flow: str, lang: str = "") -> Graph:
    """The graph of one flow of a campaign's folder, its texts in `lang` (else the default).

    Raises: NotFound, naming what was meant; CampaignError without a campaign.yaml.
    """
    sources = read_sources(folder)
    if sources.campaign is None:
        raise CampaignError(sources.problems)
    source = sources.flows.get(flow)
    if source is None:
        raise NotFound(
            joined(say("There is no flow %(flow)s.", flow=flow), did_you_mean(flow, sources.flows))
        )
    return graph_of(source.model, lang or sources.campaign.model.languages[0])
