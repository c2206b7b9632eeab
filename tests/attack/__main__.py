"""`make attack`: attacks a running copy, and prints what got in in one table."""

from __future__ import annotations

import signal
import sys
import time
import traceback

import click

from tests.attack import codes, doors, floods, forged, guesses, planted, poisoned
from tests.attack.target import Target, target
from tests.attack.tries import ATTACKS, Attack, Tries

__all__ = ["codes", "doors", "floods", "forged", "guesses", "main", "planted", "poisoned"]


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(ATTACKS)), metavar="[KIND]...")
@click.option("--list", "is_list", is_flag=True, help="Name the kinds.")
def main(names: tuple[str, ...], is_list: bool) -> None:
    """Try KINDs of attacks (all, if none is named). Ends with 1 when anything got in."""
    if is_list:
        for one in ATTACKS.values():
            click.echo(f"{one.name:22} {one.about}")
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    began = time.monotonic()
    with target() as copy:
        found = [_run(ATTACKS[name], copy) for name in names or ATTACKS]
    tell(found, time.monotonic() - began)
    if any(one.got_in for one in found):
        raise SystemExit(1)


def _run(one: Attack, copy: Target) -> Tries:
    click.echo(f"{one.name}: {one.about}")
    tries, began = Tries(one.name), time.monotonic()
    try:
        one.tries(copy, tries)
    except Exception as error:  # the kinds after this one are to be tried all the same
        traceback.print_exc()
        tries.control("it could be tried", False, error)
    tries.took_s = time.monotonic() - began
    return tries


def tell(found: list[Tries], took_s: float) -> None:
    """The table, and every try that got in."""
    click.echo(f"\n{'kind':24}{'tries':>7}{'got in':>8}{'s':>6}  refused by")
    for one in found:
        by = ", ".join(f"{name} ({count})" for name, count in one.refused.most_common())
        click.echo(f"{one.kind:24}{one.count:7}{len(one.got_in):8}{one.took_s:6.0f}  {by}")
    tries, got_in = sum(one.count for one in found), sum(len(one.got_in) for one in found)
    click.echo(f"{'all':24}{tries:7,}{got_in:8}{took_s:6.0f}")
    for one in found:
        for what in one.got_in[:20]:
            click.echo(f"  ✗ {one.kind}: {what}")


if __name__ == "__main__":
    main()
