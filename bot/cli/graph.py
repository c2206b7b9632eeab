"""`clarion graph`: a flow as a picture."""

from __future__ import annotations

from pathlib import Path

import click

from bot.campaign.graph import draw_mermaid, draw_svg, graph_of
from bot.campaign.known import did_you_mean
from bot.campaign.sources import read_sources
from bot.cli.campaign_folder import campaign_option
from bot.errors import CampaignError, NotFound


@click.command("graph")
@campaign_option
@click.argument("flow")
@click.option("--format", "kind", type=click.Choice(["svg", "mermaid"]), default="svg")
@click.option("--lang", default="", help="The language of the texts in it.")
@click.option(
    "--out", "-o", type=click.Path(path_type=Path), help="The file; else standard output."
)
def command(folder: Path, flow: str, kind: str, lang: str, out: Path | None) -> None:
    """Draw FLOW: what is said, what is asked, and where each answer leads."""
    sources = read_sources(folder)
    if sources.campaign is None:
        raise CampaignError(sources.problems)
    source = sources.flows.get(flow)
    if source is None:
        raise NotFound(f"There is no flow {flow}. {did_you_mean(flow, sources.flows)}")
    graph = graph_of(source.model, lang or sources.campaign.model.languages[0])
    drawing = draw_svg(graph) if kind == "svg" else draw_mermaid(graph)
    if out:
        out.write_text(drawing, encoding="utf-8")
        click.echo(f"Wrote {out}")
    else:
        click.echo(drawing, nl=False)
