"""The options that describe a broadcast on the command line, and the draft they make."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import click

from bot.broadcasts import broadcasts
from bot.broadcasts.broadcasts import Draft, Repeat, Schedule
from bot.broadcasts.drafts import EVERY
from bot.clarion import Clarion
from bot.errors import InputError
from bot.sending import comparing
from bot.sending.comparing import ASK, AUTO
from bot.texting.hours import hours_for

_Command = Callable[..., None]
_RULE = ("share", "hold_out", "after_min", "least", "then")


def _options(*, is_new: bool) -> list[Callable[[_Command], _Command]]:
    kept = "" if is_new else " As it was, if left out."
    return [
        click.option("--segment", default="all" if is_new else None, show_default=is_new,
                     help=f'Who: all, or "lang = es and tag = caller".{kept}'),
        click.option("--text", "texts", multiple=True, required=is_new, metavar="LANG=TEXT",
                     help=f'Once per language: --text en="Call {{line}} now".{kept}'),
        click.option("--text-b", "texts_b", multiple=True, metavar="LANG=TEXT",
                     help="A second text, in the same languages: both are tried on some of the"
                          " people, and the better one goes to the rest."),
        click.option("--try", "share", type=int, default=None, metavar="PERCENT",
                     help="The share that tries both. 20."),
        click.option("--hold-out", type=int, default=None, metavar="PERCENT",
                     help="The share that gets nothing, to compare with. 0."),
        click.option("--decide-after", "after_min", type=int, default=None, metavar="MINUTES",
                     help="Minutes after the last text of the trial. 120."),
        click.option("--least-calls", "least", type=int, default=None, metavar="PEOPLE",
                     help="People who have to call before anything is decided. 20."),
        click.option("--then", type=click.Choice([AUTO, ASK]), default=None,
                     help="Where nobody can tell: the rest gets the first text, or an organizer is"
                          " asked. auto."),
        click.option("--at", "at", default="now" if is_new else None, show_default=is_new,
                     help=f'"2026-09-21 10:00", or now.{kept}'),
        click.option("--local-time", is_flag=True,
                     help="--at is each person's own local time."),
        click.option("--zone", default=None, help="The zone of --at: America/Chicago."),
        click.option("--title", default="", help=f"What organizers call it.{kept}"),
        click.option("--line", default=None,
                     help=f"The call-in line that {{line}} shows.{kept}"),
        click.option("--media", multiple=True, help=f"Address of a picture (https).{kept}"),
        click.option("--every", "every", type=click.Choice(EVERY), default=None,
                     help=f"Again every day or weekday.{kept}"),
        click.option("--until", type=click.DateTime(["%Y-%m-%d"]), default=None,
                     help="The last day of --every."),
        click.option("--lateness", type=int, default=60 if is_new else None, show_default=is_new,
                     help=f"Minutes after which it is missed rather than sent late.{kept}"),
    ]  # fmt: skip


def drafted(function: _Command) -> _Command:
    """The options of a new broadcast."""
    for option in reversed(_options(is_new=True)):
        function = option(function)
    return function


def redrafted(function: _Command) -> _Command:
    """The same for a change: whatever is left out stays as it was."""
    for option in reversed(_options(is_new=False)):
        function = option(function)
    return function


def make_draft(clarion: Clarion, **options: object) -> Draft:
    """The draft of a new broadcast. Raises: InputError, ScheduleError."""
    texts = _texts(options["texts"])
    return Draft(
        title=str(options["title"]) or next(iter(texts.values()))[:60],
        segment=str(options["segment"]),
        texts=texts,
        schedule=_when(clarion, options),
        lateness_s=int(str(options["lateness"])) * 60,
        media=_media(options["media"]),
        line=str(options["line"]) if options["line"] else None,
        repeat=_repeat(options["every"], options["until"]),
        settings=_rule(options, comparing.Rule()) if options["texts_b"] else {},
        texts_b=_texts(options["texts_b"]),
    )


def change_draft(clarion: Clarion, draft: Draft, **options: object) -> Draft:
    """A draft with what was given put in its place. Raises: InputError (nothing was given)."""
    given = {name: value for name, value in options.items() if value not in (None, (), "", False)}
    if not given:
        raise InputError("Say what to change, such as --text, --segment or --at.")
    if "at" not in given and given.keys() & {"zone", "local_time"}:
        raise InputError("--zone and --local-time belong to --at; write it too.", "at")
    if "at" in given:
        draft = replace(draft, schedule=_when(clarion, options))
    if "every" in given or "until" in given:
        draft = replace(draft, repeat=_repeat(options["every"], options["until"]))
    if "lateness" in given:
        draft = replace(draft, lateness_s=int(str(options["lateness"])) * 60)
    if given.keys() & {*_RULE, "texts_b"}:
        since = comparing.rule_of(draft.settings) or comparing.Rule()
        draft = replace(draft, settings={**draft.settings, **_rule(options, since)})
    return replace(
        draft,
        texts_b={**draft.texts_b, **_texts(options["texts_b"])},
        title=str(given.get("title", draft.title)),
        segment=str(given.get("segment", draft.segment)),
        texts={**draft.texts, **_texts(options["texts"])},
        media=_media(options["media"]) or draft.media,
        line=str(given["line"]) if "line" in given else draft.line,
    )


def _rule(options: dict[str, object], since: comparing.Rule) -> dict[str, object]:
    given = {name: options[name] for name in _RULE if options[name] is not None}
    return {comparing.RULE: {**since.to_settings(), **given}}


def _when(clarion: Clarion, options: dict[str, object]) -> Schedule:
    zone, is_local = options["zone"], bool(options["local_time"])
    if is_local and zone:
        raise InputError("--local-time and --zone exclude each other.", "zone")
    return broadcasts.parse_when(
        str(options["at"]),
        str(zone) if zone else None,
        clarion.clock.now(),
        is_local,
        hours_for(clarion).all_zones,
    )


def _texts(given: object) -> dict[str, str]:
    texts: dict[str, str] = {}
    assert isinstance(given, tuple)  # noqa: S101 - click's, for a repeated option
    for one in given:
        lang, equals, text = str(one).partition("=")
        if not equals or not lang.strip().isalpha():
            raise InputError(f"“{str(one)[:40]}”: write the language first: --text en=…", "text")
        if lang.strip() in texts:
            raise InputError(f"The text in {lang.strip()} is given twice.", "text")
        texts[lang.strip()] = text
    return texts


def _media(given: object) -> tuple[str, ...]:
    return tuple(str(one) for one in given) if isinstance(given, tuple) else ()


def _repeat(every: object, until: object) -> Repeat | None:
    if every is None and until is None:
        return None
    if every is None or not isinstance(until, datetime):
        raise InputError("--every and --until belong together.", "repeat")
    return Repeat(str(every), until.date())
