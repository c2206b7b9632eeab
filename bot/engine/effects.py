"""What a step notes down: each effect of the flow language, as events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from bot.engine.events import (
    HandedOff,
    LanguageSet,
    NameSet,
    Notified,
    OptedIn,
    OptedOut,
    Reported,
    Scalar,
    Tagged,
    TimerCanceled,
    TimerStarted,
    Untagged,
    ZipSet,
)
from bot.engine.notes import (
    Cancel,
    HandOff,
    Keep,
    Later,
    Notify,
    Opt,
    Report,
    SetField,
    SetLanguage,
    Tag,
)
from bot.engine.walk import Walk

LATER = "later:"  # follow-ups outlive the session
MAX_COUNT = 10_000
MAX_VALUE = 640


def _set(walk: Walk, effect: SetField) -> None:
    set_fact(walk, effect.name, walk.render(effect.value), effect.is_private)


def set_fact(walk: Walk, name: str, value: Scalar, is_private: bool) -> None:
    """Set a contact field; name and zip have events of their own."""
    if isinstance(value, str):
        value = value[:MAX_VALUE]
    if name == "name":
        walk.told["name"] = value
        walk.events.append(NameSet(str(value)))
    elif name == "zip":
        walk.told["zip"] = value
        walk.events.append(ZipSet(str(value)))
    else:
        walk.set_field(name, value, is_private)


def _keep(walk: Walk, effect: Keep) -> None:
    walk.fields[effect.name] = walk.render(effect.value)


def _tag(walk: Walk, effect: Tag) -> None:
    walk.tags[effect.name] = effect.is_on
    walk.events.append(Tagged(effect.name) if effect.is_on else Untagged(effect.name))


def _report(walk: Walk, effect: Report) -> None:
    count = walk.render(effect.count) if effect.count else "1"
    number = int(count) if count.isdecimal() else 1
    fields = {key: walk.render(value) for key, value in effect.fields.items()}
    fields = {key: value for key, value in fields.items() if value}
    number = min(number, MAX_COUNT)
    walk.events.append(Reported(effect.kind, number, walk.world.now, fields))
    # What is said next counts it: nobody is thanked for a call with a total that lacks it.
    total = f"count.{effect.kind}"
    before = walk.told.get(total, walk.world.values.get(total, 0))
    walk.told[total] = int(before) + number


def _later(walk: Walk, effect: Later) -> None:
    due = _due(walk, effect)
    if due is not None and due > walk.world.now:
        walk.events.append(TimerStarted(LATER + effect.name, due))


def _due(walk: Walk, effect: Later) -> datetime | None:
    if effect.is_line_open:
        line = walk.campaign.line(walk.lang, walk.world.now)
        return line.next_open(walk.world.now + timedelta(seconds=effect.delay_s)) if line else None
    now = walk.local_now()
    if effect.on is not None:
        try:
            now = datetime.combine(
                datetime.fromisoformat(walk.render(effect.on)).date(), time(9), now.tzinfo
            )
        except ValueError:
            return None
    due = now + timedelta(seconds=effect.delay_s)
    if effect.at:
        due = due.replace(
            hour=int(effect.at[:2]), minute=int(effect.at[3:]), second=0, microsecond=0
        )
    return due


def _cancel(walk: Walk, effect: Cancel) -> None:
    walk.events.append(TimerCanceled(LATER + effect.name))


def _hand_off(walk: Walk, effect: HandOff) -> None:
    walk.events.append(HandedOff(effect.topic))


def _notify(walk: Walk, effect: Notify) -> None:
    template, lang = effect.text.pick(walk.campaign.default_lang, walk.campaign.default_lang)
    text = template.render(walk.look_up, lang, walk.campaign.lexicon)
    walk.events.append(Notified(effect.whom, text))


def _opt(walk: Walk, effect: Opt) -> None:
    walk.told["opted_in"] = effect.is_in
    if not effect.is_in:
        walk.events.append(OptedOut())
        return
    flow = walk.campaign.flows[walk.frames[-1].flow]
    step = flow.steps[walk.frames[-1].step]
    shown = step.say if step.discloses else walk.campaign.texts.get("disclosure")
    template = shown.pick(walk.lang, walk.campaign.default_lang)[0] if shown else None
    walk.events.append(OptedIn(walk.render(template) if template else ""))


def _language(walk: Walk, effect: SetLanguage) -> None:
    switch_language(walk, walk.render(effect.value))


def switch_language(walk: Walk, lang: str) -> None:
    """The whole bot follows from here on."""
    if lang in walk.campaign.languages:
        walk.lang = lang
        walk.told["lang"] = lang
        walk.events.append(LanguageSet(lang))


EFFECTS: Mapping[type, Callable[[Walk, Any], None]] = {
    SetField: _set,
    Keep: _keep,
    Tag: _tag,
    Report: _report,
    Later: _later,
    Cancel: _cancel,
    HandOff: _hand_off,
    Notify: _notify,
    Opt: _opt,
    SetLanguage: _language,
}
