"""`clarion graph`: a flow as a picture."""

from __future__ import annotations

from pathlib import Path

import click

from bot.campaign.graph import draw_mermaid, draw_svg, read_graph
from bot.cli.campaign_folder import campaign_option


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
    graph = read_graph(folder, flow, lang)
    drawing = draw_svg(graph) if kind == "svg" else draw_mermaid(graph)
    if out:
        out.write_text(drawing, encoding="utf-8")
        click.echo(f"Wrote {out}")
    else:
        click.echo(drawing, nl=False)
