"""`clarion doctor`: is everything as it should be, and if not, what to do."""

from __future__ import annotations

import json
import sys

import click

from bot.machine.doctor import Finding, examine


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="For scripts: a list of findings.")
def command(as_json: bool) -> None:
    """Check settings, servers, the campaign, the carrier and the webhook address.

    Changes nothing. Exit code 1 when anything is wrong.
    """
    findings = []
    for finding in examine():
        findings.append(finding)
        if not as_json:
            _show(finding)
    if as_json:
        click.echo(json.dumps([finding.as_dict() for finding in findings], indent=2))
    if not all(finding.is_well for finding in findings):
        sys.exit(1)


def _show(finding: Finding) -> None:
    sign = click.style("✓", fg="green") if finding.is_well else click.style("✗", fg="red")
    click.echo(f"{sign} {finding.subject}: {finding.what}")
    if finding.mend:
        click.echo(f"    {finding.mend}")
