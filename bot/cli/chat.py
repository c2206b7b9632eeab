"""`clarion chat`: talk to the campaign in the terminal. No server, no number, no carrier."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from bot.campaign import load
from bot.campaign.cast import STOPPED, cast, find_person
from bot.campaign.rehearsal import Rehearsal, make_person
from bot.campaign.shapes import read_duration
from bot.campaign.transcript_writing import write_new
from bot.campaign.transcripts import FOLDER, read_moment, read_results, state_after
from bot.cli.campaign_folder import campaign_option
from bot.cli.meaning_option import meaning_option, with_meaning
from bot.clock import wall_time
from bot.engine import ActRequested, parts
from bot.errors import NotFound

HELP = """\
Type what the person texts. Besides:
  /wait 20h          let time pass (30m, 2d, 1d12h)
  /at 2026-09-23 18:00   go to a moment
  /start FLOW        begin a flow as an organizer would
  /act NAME OUTCOME  what an act answers from here on: /act script.next none
  /state             what is kept of this person
  /events            show or hide what happens behind the texts
  /save NAME         write this chat as a conversation: conversations/NAME.yaml
  /quit"""


_HOW = "theirs rings, key 1 connects it to the line"
_RINGS = {
    "ring.ask": {"soon": f"at once; {_HOW}", "queued": f"when it is their turn; {_HOW}"},
    "ring.when_free": {"ok": f"once the line is free; {_HOW}"},
    "ring.call_off": {"ok": "no more, it is called off"},
}


@dataclass
class Chat:
    """A chat in progress, and how it began (to save it)."""

    folder: Path
    rehearsal: Rehearsal
    given: dict[str, Any]
    at: str
    is_verbose: bool = False
    turns: list[dict[str, str]] = field(default_factory=list)

    def take(self, line: str) -> bool:
        """Do one line. False ends the chat."""
        if not line.startswith("/"):
            self._turn({"them": line}, self.rehearsal.receive(line))
            return True
        name, _, rest = line[1:].partition(" ")
        if name in ("quit", "exit", "q"):
            return False
        command = _COMMANDS.get(name)
        try:
            if command is None:
                click.echo(HELP)
            else:
                command(self, rest.strip())
        except (ValueError, NotFound) as error:
            click.secho(str(error), fg="red")
        return True

    def wait(self, text: str) -> None:
        """/wait"""
        self._pass(read_duration(text), text)

    def go_to(self, text: str) -> None:
        """/at"""
        zone = ZoneInfo(self.rehearsal.person.zone or self.rehearsal.campaign.zone)
        seconds = int((read_moment(text, zone) - self.rehearsal.now).total_seconds())
        if seconds < 0:
            raise ValueError("That moment has passed.")
        self._pass(seconds, f"{seconds}s")

    def _pass(self, seconds: int, shown: str) -> None:
        came = self.rehearsal.wait(seconds)
        self.turns.append({"wait": shown, "us": "\n\n".join(text for _, text in came)})
        for at, text in came:
            click.secho(f"({self._clock(at)})", fg="bright_black")
            self._show(text)
        self._show_events()
        click.secho(f"It is {self._clock(self.rehearsal.now)}.", fg="bright_black")

    def begin(self, flow: str) -> None:
        """/start"""
        self._turn({"start": flow}, self.rehearsal.begin(flow))

    def set_act(self, text: str) -> None:
        """/act"""
        name, _, outcome = text.partition(" ")
        self.rehearsal.results.update(read_results({name: outcome}))

    def show_state(self, _text: str) -> None:
        """/state"""
        for key, value in state_after(self.rehearsal).items():
            if value and value != "no":
                click.echo(f"  {key}: {value}")

    def toggle_events(self, _text: str) -> None:
        """/events"""
        self.is_verbose = not self.is_verbose

    def save(self, name: str) -> None:
        """/save"""
        name = name.rpartition("/")[2].removesuffix(".yaml")
        stem = "".join(c for c in name.lower().replace(" ", "-") if c.isalnum() or c == "-")
        if not stem:
            raise ValueError("A conversation needs a name. Write /save call-done.")
        path = self.folder / FOLDER / f"{stem}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(write_new(stem, self.given, self.at, self.turns, self.rehearsal), "utf-8")
        click.secho(f"Wrote {path}", fg="green")

    def _turn(self, turn: dict[str, str], text: str) -> None:
        self.turns.append({**turn, "us": text})
        self._show(text)
        self._show_events()

    def _show(self, text: str) -> None:
        if not text:
            click.secho("  (nothing)", fg="bright_black")
            return
        cost = parts(self.rehearsal.campaign.as_sent(text))
        size = f"{cost.count} part{'s' if cost.count > 1 else ''}, {cost.encoding}"
        click.secho(f"  {text.replace(chr(10), chr(10) + '  ')}", fg="green")
        click.secho(f"  [{size}]", fg="bright_black")

    def _show_calls(self) -> None:
        """What would ring: a chat has no phone to be rung."""
        for event in self.rehearsal.events:
            if isinstance(event, ActRequested) and event.name in _RINGS:
                said = _RINGS[event.name].get(self.rehearsal.result_of(event).outcome)
                if said:
                    click.secho(f"  (a phone would ring: {said})", fg="bright_black")

    def _show_events(self) -> None:
        self._show_calls()
        if self.is_verbose:
            for event in self.rehearsal.events:
                click.secho(f"    {event}", fg="cyan")

    def _clock(self, at: datetime) -> str:
        zone = ZoneInfo(self.rehearsal.person.zone or self.rehearsal.campaign.zone)
        return at.astimezone(zone).strftime("%a %Y-%m-%d %H:%M")


_COMMANDS = {
    "wait": Chat.wait,
    "at": Chat.go_to,
    "start": Chat.begin,
    "act": Chat.set_act,
    "state": Chat.show_state,
    "events": Chat.toggle_events,
    "save": Chat.save,
}


@click.command("chat")
@campaign_option
@meaning_option
@click.option(
    "--as", "who", default="cy", help=f"Who texts: {', '.join(cast())}, or {{name: Ana}}."
)
@click.option("--lang", default="", help="The person's language.")
@click.option("--at", "at", default="", help='When it begins: "2026-09-23 18:00". Now if left out.')
@click.option("-v", "--verbose", is_flag=True, help="Show what happens behind the texts.")
def command(folder: Path, meaning: str, who: str, lang: str, at: str, verbose: bool) -> None:
    """Talk to the campaign as a person would, with no server. /help shows the commands."""
    campaign = with_meaning(load(folder), meaning)
    try:
        given = find_person(who)
        if lang:
            given["lang"] = lang
        person = make_person(given)
        zone = ZoneInfo(person.zone or campaign.zone)
        moment = read_moment(at, zone) if at else wall_time().astimezone(zone)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    rehearsal = Rehearsal(campaign, person, moment.replace(second=0, microsecond=0))
    rehearsal.is_stopped = who == STOPPED
    chat = Chat(folder, rehearsal, given, moment.strftime("%Y-%m-%d %H:%M"), verbose)
    click.echo(
        f"{campaign.name}. You text as {person.name or who}. /help for commands, /quit to end."
    )
    while (line := _read_line()) is not None:
        if line.strip() and not chat.take(line.strip()):
            break


def _read_line() -> str | None:
    if sys.stdin.isatty():
        try:
            return input("> ")
        except (EOFError, KeyboardInterrupt):
            return None
    line = sys.stdin.readline()
    if line:
        click.echo(f"> {line.rstrip()}")
    return line if line else None
