"""`clarion why`: the trail of rules for one person and one broadcast."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from bot.bootstrap import build
from bot.broadcasts import why
from bot.config import load_settings

_MARKS = {True: "✓", False: "✗", None: "·"}


@click.command()
@click.argument("who")
@click.option("--broadcast", "broadcast_id", type=int, default=None, help="The newest without.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(who: str, broadcast_id: int | None, as_json: bool) -> None:
    """Why WHO (a contact's id or a phone number) got a broadcast, did not, or will later."""
    clarion = build(load_settings(), pool_size=1, application="clarion command")
    answer = why.explain(clarion, who, broadcast_id)
    clarion.record.dispose()
    if as_json:
        click.echo(json.dumps(asdict(answer), ensure_ascii=False))
        return
    click.echo(f"Contact {answer.contact_id}")
    for step in answer.steps:
        click.echo(f"  {_MARKS[step.holds]} {step.rule}: {step.words}")
    click.echo(answer.verdict)
