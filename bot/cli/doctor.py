"""`clarion doctor`: is everything as it should be, and if not, what to do."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from bot.machine.doctor import Finding, examine


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="For scripts: a list of findings.")
@click.option("--leaks", is_flag=True, help="Plant made-up words and look where they can be read.")
@click.option(
    "--log", "logs", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="With --leaks: a log file to look at, too.",
)  # fmt: skip
def command(as_json: bool, leaks: bool, logs: tuple[Path, ...]) -> None:
    """Check settings, servers, the campaign, the carrier and the webhook address.

    Changes nothing. With --leaks somebody who never was texts made-up words, which are looked for
    in the record, Redis and files, and taken away again; nothing is sent. Exit code 1 when
    anything is wrong.
    """
    if leaks:
        _look_for_leaks(logs)
        return
    findings = []
    for finding in examine():
        findings.append(finding)
        if not as_json:
            _show(finding)
    if as_json:
        click.echo(json.dumps([finding.as_dict() for finding in findings], indent=2))
    if not all(finding.is_well for finding in findings):
        sys.exit(1)


def _look_for_leaks(logs: tuple[Path, ...]) -> None:
    from bot.bootstrap import build
    from bot.privacy.leaks import look

    looked = look(build(), logs)
    for leak in looked.leaks:
        _show(Finding(leak.where, False, f"{leak.word} can be read there"))
    click.echo(
        f"{looked.words} made-up words were looked for in {looked.tables} tables and in "
        f"{', '.join(looked.places)}; {len(looked.leaks)} can be read."
    )
    if looked.leaks:
        sys.exit(1)


def _show(finding: Finding) -> None:
    sign = click.style("✓", fg="green") if finding.is_well else click.style("✗", fg="red")
    click.echo(f"{sign} {finding.subject}: {finding.what}")
    if finding.mend:
        click.echo(f"    {finding.mend}")
