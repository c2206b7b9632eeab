"""`clarion understand`: what the line takes a text as, and how often it is right."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from bot.campaign import load
from bot.campaign.asked import at_question
from bot.campaign.labelled import Judged, failures, figures, judge, moment
from bot.cli.campaign_folder import campaign_option
from bot.cli.meaning_option import meaning_option, with_meaning
from bot.clock import wall_time
from bot.engine import Campaign, Person, Sense, Verdict, World, listen


@click.command("understand")
@campaign_option
@meaning_option
@click.option("--lang", default="", help="The language the person has chosen.")
@click.option("--at", default="", help='Now, in the campaign\'s zone: "2026-09-22 11:00".')
@click.option("--question", default="", help="The question they are at: FLOW/STEP.")
@click.option("--labelled", is_flag=True, help="FILE holds labelled texts: print figures.")
@click.argument(
    "file",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    required=False,
)
def command(
    folder: Path,
    meaning: str,
    lang: str,
    at: str,
    question: str,
    labelled: bool,
    file: Path | None,
) -> None:
    """Read texts, one a line, and print what each is taken as, one JSON object a line.

    A line in double quotes is a JSON string, so that line breaks can be given. Without FILE, or
    with -, texts are read from standard input. With --labelled, FILE is YAML with a list `texts`,
    `keywords`, `sentences`, `answers` or `languages`; every failure and the figures of each kind
    are printed.
    """
    campaign = with_meaning(load(folder), meaning)
    if labelled:
        if file is None:
            raise click.UsageError("--labelled needs a FILE.")
        show_figures(_judged(campaign, folder, file))
        return
    try:
        now = moment(at, campaign.zone) if at else wall_time()
    except ValueError:
        raise click.UsageError(f"'{at}' is not a moment: write it like 2026-09-22 11:00.") from None
    if lang and lang not in campaign.languages:
        raise click.UsageError(f"The campaign speaks {', '.join(campaign.languages)}.")
    session = at_question(campaign, question, now, lang) if question else None
    person = Person(1, lang=lang or None, is_opted_in=True)
    with click.open_file(str(file or "-"), encoding="utf-8", errors="replace") as source:
        for text in _texts(source):
            verdict = listen(campaign, session, person, World(now), text)
            click.echo(json.dumps(as_row(campaign, text, verdict), ensure_ascii=False))


def _judged(campaign: Campaign, folder: Path, file: Path) -> list[Judged]:
    from bot.rehearsals import journeys  # servers: only where a file holds journeys

    if journeys.are_journeys(file):
        return journeys.judge_journeys(folder, file)
    return judge(campaign, file)


def _texts(source: Iterable[str]) -> Iterator[str]:
    for line in source:
        text = line.rstrip("\n")
        if len(text) > 1 and text[0] == text[-1] == '"':
            try:
                given = json.loads(text)
            except ValueError:
                given = text
            text = given if isinstance(given, str) else text
        yield text


def as_row(campaign: Campaign, text: str, verdict: Verdict) -> dict[str, Any]:
    """A verdict as it is printed."""
    answer = verdict.answer
    value: Any = None
    if answer is not None:
        value = "outside" if answer.is_outside else answer.value if answer.is_kept else None
    return {
        "text": text,
        "as": str(verdict.sense),
        "flow": verdict.flow or None,
        "or": verdict.or_flow or None,
        "asks": verdict.asks or verdict.sense is Sense.STOP_UNSURE,
        "choice": (answer.choice if answer else verdict.topic) or None,
        "value": None if answer is not None and answer.choice else value,
        "lang": verdict.lang or campaign.default_lang,
        "why": verdict.why,
    }


def show_figures(judged: list[Judged]) -> None:
    """Every failure, then the figures of each kind."""
    for one in failures(judged):
        expected = " or ".join(one.expected)
        click.echo(f"{one.kind}: {one.text!r} is {expected}, got {one.got} ({one.why})")
    rows = figures(judged)
    width = max((len(row.kind) for row in rows), default=0)
    for row in rows:
        parts = ", ".join(f"{count} {name}" for name, count in row.outcomes.most_common())
        click.echo(
            f"{row.kind:{width}}  {row.share('right', 'asked'):.3f}  of {row.total}: {parts}"
        )
    right = sum(row.outcomes["right"] + row.outcomes["asked"] for row in rows)
    click.echo(f"{'all':{width}}  {right / max(1, len(judged)):.3f}  of {len(judged)}")
    sys.stdout.flush()
