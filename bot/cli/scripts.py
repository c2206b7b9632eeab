"""`clarion scripts`: the copy that DJs read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from bot.campaign import Campaign, Script, check, length_name, load, words_to_read
from bot.campaign.on_air import LIVE, Filling, is_current, pace_of
from bot.cli.campaign_folder import campaign_option
from bot.cli.voice import NoVoice, has_voice, spoken_s
from bot.clock import wall_time
from bot.engine.pace import measure, reading_s
from bot.errors import InputError
from bot.texting.counting import counted

# What a listener texts, as long as it usually is.
_FILLING = Filling(text_to="(312) 555-0142")
OFF_BY = 0.10  # how far an estimate may lie from the voice
_CODES = frozenset(
    {"reading_time", "short_script", "number_twice", "translation", "script_line", "language",
     "field", "template", "empty", "listener", "closed_line"}
)  # fmt: skip


@click.group("scripts")
def command() -> None:
    """The copy that DJs read: list it, time it, check it, push it."""


@command.command("list")
@campaign_option
def list_all(folder: Path) -> None:
    """Every script with its version, days, languages and lengths."""
    campaign, now = load(folder), wall_time()
    table = Table("script", "version", "title", "airs", "lengths", "languages", box=None)
    for script in campaign.scripts:
        lengths = sorted({n for texts in script.texts.values() for n in texts}, key=_by_length)
        table.add_row(
            script.id,
            f"v{script.version}",
            script.title.get(campaign.default_lang) or next(iter(script.title.values())),
            _days(script) + ("" if is_current(campaign, script, now) else " (not now)"),
            " ".join(map(length_name, lengths)),
            " ".join(script.texts),
        )
    Console().print(table)


@command.command("times")
@campaign_option
@click.option("--pace", type=click.IntRange(80, 260), help="Words a minute, instead of usual.")
def times(folder: Path, pace: int | None) -> None:
    """How long each text takes to read: our estimate beside a real voice (espeak-ng).

    Exit code 1 where an estimate is more than 10 % off.
    """
    campaign = load(folder)
    table = Table("script", "lang", "length", "words", "pace", "estimate", "voice", "off", box=None)
    worst = 0.0
    for script, lang, length, text in each_text(campaign):
        at = pace or pace_of(campaign, lang)
        estimate, off = reading_s(text, lang, at), ""
        spoken = _spoken(text, lang, at)
        if spoken:
            share = estimate / spoken - 1
            worst = max(worst, abs(share))
            off = f"{share:+.1%}"
        table.add_row(
            script.id, lang, length_name(length), str(measure(text, lang).words), str(at),
            f"{estimate:.1f} s", f"{spoken:.1f} s" if spoken else "-", off,
        )  # fmt: skip
    Console(width=100).print(table)
    if has_voice():
        click.echo(f"The estimate is at most {worst:.1%} off the voice at the same pace.")
    else:
        click.echo("No voice here to compare with. On Debian: apt-get install espeak-ng")
    raise SystemExit(1 if worst > OFF_BY else 0)


def each_text(campaign: Campaign) -> Iterator[tuple[Script, str, int, str]]:
    """Every text of every script, as it is read on its first day."""
    for script in campaign.scripts:
        day = script.airs_from
        now = datetime(day.year, day.month, day.day, 18, tzinfo=UTC) if day else wall_time()
        for lang, texts in script.texts.items():
            for length in sorted(texts, key=_by_length):
                text = words_to_read(campaign, script, lang, length, now, _FILLING)
                yield script, lang, length, text


def _by_length(length: int) -> int:
    return length if length != LIVE else 10_000


def _spoken(text: str, lang: str, pace: int) -> float:
    try:
        return spoken_s(text, lang, pace) if has_voice() else 0.0
    except NoVoice:
        return 0.0


def _days(script: Script) -> str:
    if script.airs_from is None and script.airs_until is None:
        return "always"
    first = f"{script.airs_from:%b %d}" if script.airs_from else ""
    last = f"{script.airs_until:%b %d}" if script.airs_until else ""
    return f"{first} to {last}".strip()


@command.command("push")
@click.argument("script")
@click.option("--lang", required=True, help="The copy's language, and that of the DJs.")
@click.option("--length", default="30", show_default=True, help="10, 15, 30, 60 or live.")
@click.option("--market", default="", help="Only DJs of this market; everywhere if left out.")
@click.option("--at", "at", default="now", show_default=True, help='"2026-09-21 10:00", or now.')
@click.option("--zone", default=None, help="The zone of --at: America/Chicago.")
@click.option("--yes", is_flag=True, help="Do not ask for the count.")
@click.option("--as", "who", default="", metavar="EMAIL", help="The organizer you are.")
def push(
    script: str, lang: str, length: str, market: str, at: str, zone: str | None, yes: bool, who: str
) -> None:
    """Send a script to the DJs of a market and a language, as a broadcast.

    Shows who gets it first. The broadcast keeps everybody's hours and caps, and can be paused.
    """
    from bot.broadcasts import broadcasts, pushes
    from bot.cli.acting import acting, services
    from bot.cli.broadcast_shown import show_preview
    from bot.texting.schedules import parse_when

    with services() as clarion:
        organizer_id = acting(clarion, who)
        when = parse_when(at, zone, clarion.clock.now(), is_local=False)
        wanted = pushes.Push(script, lang, length, market, when)
        found = broadcasts.preview(clarion, pushes.make_draft(clarion, wanted))
        show_preview(found)
        if not yes:
            typed = click.prompt("Type the number of people who get it, to push it", type=int)
            if typed != found.recipients:
                raise InputError(f"{typed} is not {found.recipients}. Nothing was pushed.")
        broadcast_id = pushes.schedule(clarion, wanted, organizer_id)
    click.echo(f"Broadcast {broadcast_id}: clarion broadcast watch {broadcast_id}")


@command.command("check")
@campaign_option
def check_scripts(folder: Path) -> None:
    """What is wrong with the scripts: too long or short, no number, a language missing.

    Each is timed by the estimate, and read by the voice where espeak-ng is installed. Exit code 1
    when one runs over its time by either, or cannot be read.
    """
    problems = [
        problem
        for problem in check(folder)
        if problem.code in _CODES and problem.path.startswith("scripts/")
    ]
    for problem in problems:
        click.secho(f"{folder}/{problem}", fg="red" if problem.severity == "error" else "yellow")
    is_wrong = any(problem.severity == "error" for problem in problems)
    over = [] if is_wrong else list(_over_by_voice(load(folder)))
    for line in over:
        click.secho(f"{folder}/scripts/{line}", fg="red")
    if not problems and not over:
        scripts = counted(len(load(folder).scripts), "script", "scripts")
        by = "by the estimate and by the voice" if has_voice() else "by the estimate"
        click.echo(f"{scripts}: every one fits its time, {by}.")
    if not has_voice():
        click.echo("No voice here to read them. On Debian: apt-get install espeak-ng")
    raise SystemExit(1 if is_wrong or over else 0)


def _over_by_voice(campaign: Campaign) -> Iterator[str]:
    """Texts that the voice takes longer for than they have, a line each."""
    for script, lang, length, text in each_text(campaign):
        pace = pace_of(campaign, lang)
        spoken = _spoken(text, lang, pace)
        if length == LIVE or spoken <= length:
            continue
        words = max(1, round((spoken - length) * pace / 60))
        yield (
            f"{script.id}.yaml: error: The voice reads the {lang} :{length:02} in {spoken:.1f} s "
            f"at {pace} words a minute. Cut about {counted(words, 'word', 'words')}."
        )
