"""How `clarion broadcast` shows previews and progress in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import click
from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar
from rich.text import Text

from bot.broadcasts.broadcasts import Preview, Progress, Summary
from bot.broadcasts.costs import TextCost
from bot.broadcasts.previews import Start
from bot.sending.comparing import Compared
from bot.texting.counting import counted
from bot.texting.hours import ZONE_NAMES
from bot.texting.reasons import sentence

_ENDED = ("done", "canceled", "missed")
# Shown also where there are none.
_ALWAYS = ("planned", "unknown", "sent", "delivered", "failed")
# States whose own word says too little.
_NAMES = {"claimed": "going out", "unknown": "not sure", "accepted": "with carrier"}


def show_preview(found: Preview) -> None:
    """Who gets it, who not and why, each text with its parts, cost and time."""
    get_it = "gets it" if found.recipients == 1 else "get it"
    click.echo(f"{found.recipients:,} of {counted(found.total, 'person', 'people')} {get_it}.")
    for reason, number in sorted(found.skipped.items(), key=lambda item: -item[1]):
        click.echo(f"  not {number:,}: {sentence(reason, found.caps)}")
    for start in found.starts:
        click.echo(f"  {_start(start, found.as_of)}: {start.people:,}")
    for name, sums in (("language", found.by_lang), ("zone", found.by_zone),
                       ("state", found.by_state)):  # fmt: skip
        if sums:
            shown = " · ".join(f"{key} {number:,}" for key, number in sums.items())
            click.echo(f"  by {name}: {shown}")
    for text in found.texts:
        people = counted(text.people, "person", "people")
        click.echo(f"\n[{text.lang}] {people}, {_parts(text)}, ${text.cost:,.2f}")
        click.echo(f"  {text.text}")
        if text.offenders:
            click.echo(f"  Not in the cheap alphabet: {' '.join(text.offenders)}")
    _show_other(found)
    parts = counted(found.parts, "part", "parts")
    click.echo(f"\nCosts about ${found.cost:,.2f} for {parts}, takes {_span(found.seconds)}.")
    if found.first_wave:
        people = counted(found.first_wave, "person", "people")
        click.echo(f"First about {people}, chosen at random; the rest when that went well.")
    for warning in found.warnings:
        click.echo(f"! {warning}")


def _show_other(found: Preview) -> None:
    """The other text and the rule, where two are compared."""
    for text in found.texts_b:
        click.echo(f"\n[{text.lang}, text B] {_parts(text)}, ${text.cost:,.2f} if all got it")
        click.echo(f"  {text.text}")
    if found.compared:
        rule = found.compared
        click.echo(
            f"\n{rule.share} % try both texts, half each; {rule.hold_out} % get nothing. Decided"
            f" {rule.after_min} minutes after, if at least {rule.least} people called."
        )


def _parts(text: TextCost) -> str:
    """ "1 part, GSM-7", or how many people get how many where their texts differ."""
    each = [f"{counted(one.parts, 'part', 'parts')}, {one.encoding}" for one in text.shares]
    if len(each) == 1:
        return each[0]
    pairs = zip(text.shares, each, strict=True)
    return "; ".join(f"{one.people:,} of them {parts}" for one, parts in pairs)


def _start(start: Start, now: datetime) -> str:
    """ "at once", or "held until 9:00 am Pacific", with its day where that is not today."""
    if start.at is None:
        return "at once"
    local = start.at.astimezone(ZoneInfo(start.zone or "UTC"))
    clock = f"{local:%I:%M %p}".lstrip("0").lower()
    zone = ZONE_NAMES.get(start.zone, start.zone or "UTC")
    day = (
        ""
        if local.date() == now.astimezone(local.tzinfo).date()
        else f"{local:%a, %b} {local.day}, "
    )
    return f"{'held until' if start.is_held else 'at'} {day}{clock} {zone}"


def show_summary(summary: Summary) -> None:
    """One line of the list."""
    people = (
        counted(summary.recipients, "person", "people")
        if summary.recipients is not None
        else "not yet"
    )
    click.echo(f"{summary.id:5}  {summary.state:10} {_when(summary):28} {people:>14}  "
               f"{summary.title}")  # fmt: skip


def show_progress(found: Progress) -> None:
    """How it stands: the states that add up, and the reasons."""
    for line in lines(found):
        click.echo(line)


def lines(found: Progress) -> Iterator[str]:
    """How it stands, line by line, for `show` and for `watch` while it runs."""
    state = "sending, waits for your decision" if found.waits_for_decision else found.state
    reason = f" ({found.state_reason})" if found.state_reason else ""
    yield f"{found.id}  {found.title}: {state}{reason}"
    if found.is_stopped:
        yield "! The kill switch is on: nothing is sent. clarion broadcast start-all"
    yield from _doubts(found)
    if found.recipients is None:
        yield f"  planned when its time comes: {found.due_at:%Y-%m-%d %H:%M} UTC"
        return
    for name, number in found.states.items():
        if number or name in _ALWAYS:
            yield f"  {_NAMES.get(name, name):12} {number:>9,}"
    adds_up = "" if found.is_sound else "  DOES NOT ADD UP"
    yield f"  {'together':12} {sum(found.states.values()):>9,} of {found.recipients:,}{adds_up}"
    if found.waiting and found.next_at and found.last_at:
        wait = counted(found.waiting, "waits for its hour", "wait for their hour")
        yield f"  {wait}: {_hours(found.next_at, found.last_at)}"
    yield from _first_wave(found)
    yield from _unknown(found)
    for why, number in found.skipped.items():
        yield f"  not texted {number:,}: {sentence(why, found.caps)}"
    for failure in found.failures:
        code = f" ({failure.code})" if failure.code else ""
        yield f"  failed {failure.count:,}: {failure.why}{code}"
    yield (
        f"  {found.sent:,} of {counted(found.recipients, 'text', 'texts')} sent, {found.share} %"
        + (f", {found.rate_per_s:.1f} a second" if found.state == "sending" else "")
        + (f", about {_span(found.left_s)} left" if found.left_s else "")
    )
    yield (
        f"  {counted(found.parts, 'part', 'parts')}, ${found.cost:,.2f} · "
        f"{counted(found.replies, 'reply', 'replies')} · "
        f"{counted(found.opt_outs, 'opt-out', 'opt-outs')} · "
        f"{counted(found.calls, 'call', 'calls')} reported"
    )


def compared_lines(broadcast_id: int, found: Compared | None) -> Iterator[str]:
    """How two texts that are tried fare."""
    if found is None:
        yield f"Broadcast {broadcast_id} has no two texts, or has not begun."
        return
    for name, arm in found.arms.items():
        if arm.people:
            yield (
                f"  {name.upper():5} {arm.texted:>7,} texted, {arm.callers:,} of them called"
                f" ({counted(arm.calls, 'call', 'calls')}), {arm.stopped:,} asked to stop"
            )
    if found.ratio:
        low, high = found.ratio
        yield f"  B makes between {low:.2f} and {high:.2f} times as many people call as A (95 %)."
    if found.state == "decided":
        yield f"  Decided, the rest gets {found.arm.upper()}: {found.why}"
    elif found.decides_at:
        yield f"  Decided at {found.decides_at:%Y-%m-%d %H:%M} UTC."
    else:
        yield "  Texts of the trial are still going out."


def show_doubts(found: Progress) -> None:
    """The texts that somebody must decide about."""
    if not found.doubts:
        click.echo(f"No text of broadcast {found.id} waits for a decision.")
    for line in _doubts(found):
        click.echo(line)


def _doubts(found: Progress) -> Iterator[str]:
    if not found.doubts:
        return
    yield f"! {counted(found.doubts, 'text needs', 'texts need')} your decision."
    yield "  The carrier did not answer when we sent them and, asked twice, does not list them."
    yield "  Most likely it never took them, but nobody can be sure."
    yield f"  Send them again:  clarion broadcast doubts {found.id} --send"
    yield "                    whoever did get it gets it twice"
    yield f"  Leave them:       clarion broadcast doubts {found.id} --leave"
    yield "                    whoever did not get it never will"


_THEN = {
    "send": "what it does not list by then it never took, and is sent once more",
    "ask": "about what it does not list by then you decide",
    "give_up": "what it does not list by then counts as failed",
}


def _first_wave(found: Progress) -> Iterator[str]:
    wave = found.wave
    if wave is None:
        return
    rest = counted(wave.waiting, "person waits", "people wait")
    until = f", until {found.wave_until:%H:%M} UTC" if found.wave_until else ""
    yield f"  first wave: {wave.taken:,} texts; {rest} for how it goes{until}."
    yield (
        f"  of it {wave.stopped:,} asked to stop, {wave.filtered:,} were filtered,"
        f" {wave.failed:,} failed."
    )


def _unknown(found: Progress) -> Iterator[str]:
    if found.known_at is None:
        return
    count = counted(found.states["unknown"], "text waits", "texts wait")
    yield f"  {count}: the carrier did not say whether it took {_it(found.states['unknown'])}."
    yield f"  We ask it until {found.known_at:%H:%M} UTC; {_THEN[found.then]}."


def _it(count: int) -> str:
    return "it" if count == 1 else "them"


def watch(looks: Iterator[Progress]) -> Progress:
    """A bar and all numbers, moving, until the broadcast ends or waits for a decision. The last
    look."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
               TextColumn("{task.fields[more]}"))  # fmt: skip
    bar = Bar(*columns, console=console)
    task = bar.add_task("", total=None, more="")
    with Live(console=console, transient=True, auto_refresh=False) as live:
        for found in looks:
            if found.state in _ENDED or found.waits_for_decision:
                return found
            more = f"about {_span(found.left_s)} left" if found.left_s else ""
            bar.update(
                task,
                description=found.state,
                total=found.recipients,
                completed=found.sent,
                more=more,
            )
            live.update(Group(bar, Text("\n".join(lines(found)))), refresh=True)
    raise AssertionError("a watch ends with the broadcast")


def _hours(first: datetime, last: datetime) -> str:
    if f"{first:%Y%m%d%H%M}" == f"{last:%Y%m%d%H%M}":
        return f"{first:%Y-%m-%d %H:%M} UTC"
    until = f"{last:%H:%M}" if first.date() == last.date() else f"{last:%Y-%m-%d %H:%M}"
    return f"{first:%Y-%m-%d %H:%M} to {until} UTC"


def _when(summary: Summary) -> str:
    if summary.local_at is not None:
        return f"{summary.local_at:%Y-%m-%d %H:%M} local time"
    return f"{summary.due_at:%Y-%m-%d %H:%M} UTC" if summary.due_at else "now"


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if seconds < 5400:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} hours"
