"""`clarion why`: the trail of rules for one person and one broadcast."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from bot.broadcasts import why
from bot.broadcasts.why import Answer
from bot.clarion import Clarion
from bot.cli.acting import acting, as_option, services
from bot.organizers import audit

_MARKS = {True: "✓", False: "✗", None: "·"}


@click.command()
@click.argument("asked", metavar="WHO")
@click.option("--broadcast", "broadcast_id", type=int, default=None, help="The newest without.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@as_option
def command(asked: str, broadcast_id: int | None, as_json: bool, who: str) -> None:
    """Why WHO (a contact's id or a phone number) got a broadcast, did not, or will later."""
    with services() as clarion:
        answer = _explain(clarion, asked, broadcast_id, acting(clarion, who))
    if as_json:
        click.echo(json.dumps(asdict(answer), ensure_ascii=False))
        return
    click.echo(f"Contact {answer.contact_id}")
    for step in answer.steps:
        click.echo(f"  {_MARKS[step.holds]} {step.rule}: {step.words}")
    click.echo(answer.verdict)


def _explain(
    clarion: Clarion, asked: str, broadcast_id: int | None, organizer_id: int | None
) -> Answer:
    """The trail; that somebody asked is noted, also where nobody was found."""
    found = None
    try:
        answer = why.explain(clarion, asked, broadcast_id)
        found = answer.contact_id
        return answer
    finally:
        audit.note(clarion, "asked why", "contact", found, organizer_id)
