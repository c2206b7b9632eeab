"""Whether the values of a segment exist: a wrong one finds nobody, and its opposite everybody.

Asked of what somebody types, not of what is sent: a broadcast that was scheduled stays as it was
approved when the last person with a tag has gone.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError

from bot import places
from bot.clarion import Clarion
from bot.engine import Campaign
from bot.engine.notes import Report, Tag
from bot.engine.wording import fold
from bot.errors import InputError
from bot.segments.answered import check_answered
from bot.segments.refusing import refuse
from bot.sentences import say
from bot.store.record import Transaction
from bot.store.segments import values
from bot.store.segments.conditions import Answered, Both, Compare, Either, Leaf, Node, Not


def check_values(clarion: Clarion, connection: Transaction, node: Node) -> None:
    """Refuse a segment with a language, state, ZIP, zone, tag, chapter, field, report, flow or
    keyword that nobody can have. Raises: InputError that names the nearest."""
    for one in _leaves(node):
        _check(clarion.campaign.current(), connection, one)


def find_faults(campaign: Campaign, node: Node) -> Iterator[tuple[str, bool]]:
    """What is wrong with the values of a segment, as far as the campaign alone can tell; whether
    it is certain. A tag, a field or a report may be known to the record alone."""
    for one in _leaves(node):
        try:
            _check(campaign, None, one)
        except InputError as error:
            yield error.said, not _may_be_kept(campaign, one)


def _may_be_kept(campaign: Campaign, one: Leaf) -> bool:
    """Whether the record may know what no file of the campaign says."""
    head, _, name = one.field.partition(".") if isinstance(one, Compare) else ("", "", "")
    return head in _IN_THE_RECORD and not (head == "field" and name in campaign.fields)


def _check(campaign: Campaign, connection: Transaction | None, one: Leaf) -> None:
    if isinstance(one, Answered):
        check_answered(campaign, one)
    elif isinstance(one, Compare):
        check = _CHECKS.get(one.field) or _CHECKS.get(one.field.partition(".")[0] + ".")
        if check is not None:
            check(campaign, connection, one)


def _leaves(node: Node) -> Iterator[Leaf]:
    if isinstance(node, Not):
        yield from _leaves(node.node)
    elif isinstance(node, Both | Either):
        for part in node.nodes:
            yield from _leaves(part)
    else:
        yield node


# --- one check for each field --------------------------------------------------------------------


def _lang(campaign: Campaign, _: Transaction | None, node: Compare) -> None:
    value = str(node.value).lower()
    if value in campaign.languages:
        return
    names = {fold(name): code for code in campaign.languages for name in _names_of(code)}
    refuse(say("no language of the campaign"), value, campaign.languages, names)


def _names_of(code: str) -> list[str]:
    """What a language is called, in English, Spanish and itself."""
    try:
        found = Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return []
    return [str(found.get_display_name(shown) or "") for shown in ("en", "es", code)]


def _state(campaign: Campaign, _: Transaction | None, node: Compare) -> None:
    value = str(node.value)
    names = dict(campaign.lexicon.states)
    codes = sorted(set(names.values()))
    if value.upper() in codes or places.zones_of_state(value.upper()):
        return
    refuse(say("no state by its two letters"), value, codes, names)


def _zip(_: Campaign, __: Transaction | None, node: Compare) -> None:
    if places.find_zip(str(node.value)) is None:
        refuse(say("no ZIP that exists"), str(node.value), ())


def _zone(_: Campaign, __: Transaction | None, node: Compare) -> None:
    zones = available_timezones()
    if str(node.value) not in zones:
        ends = {fold(zone.rpartition("/")[2]): zone for zone in sorted(zones, reverse=True)}
        refuse(say("no time zone"), str(node.value), sorted(zones), ends)


def _tag(campaign: Campaign, connection: Transaction | None, node: Compare) -> None:
    value = str(node.value).lower()
    given = set(_given(campaign, Tag)) | set(campaign.less)
    if value in given or (connection is not None and values.has_tag(connection, value)):
        return
    known = given | set(values.tags(connection) if connection is not None else ())
    refuse(say("no tag: nobody has it, and no flow gives it"), value, sorted(known))


def _chapter(_: Campaign, connection: Transaction | None, node: Compare) -> None:
    known = values.chapters(connection) if connection is not None else None
    if known is not None and str(node.value).lower() not in known:
        refuse(say("no chapter"), str(node.value), known)


def _source(_: Campaign, connection: Transaction | None, node: Compare) -> None:
    known = values.sources(connection) if connection is not None else None
    if known is not None and str(node.value).lower() not in [one.lower() for one in known]:
        refuse(say("nothing that anybody came by"), str(node.value), known)


def _field(campaign: Campaign, connection: Transaction | None, node: Compare) -> None:
    name = node.field.partition(".")[2]
    if campaign.fields.get(name):
        raise InputError(
            say(
                "“%(name)s” is a private field: it is sealed, and no segment can ask for it.",
                name=name,
            ),
            "segment",
        )
    is_kept = connection is not None and values.has_field(connection, name)
    if name not in campaign.fields and not is_kept:
        refuse(say("no field of a person"), name, sorted(campaign.fields))


def _reports(campaign: Campaign, connection: Transaction | None, node: Compare) -> None:
    kind = node.field.partition(".")[2]
    kinds = values.report_kinds(connection) if connection is not None else ()
    known = {*_given(campaign, Report), *kinds}
    if kind not in known:
        refuse(say("no kind of report"), kind, sorted(known))


def _flow(campaign: Campaign, _: Transaction | None, node: Compare) -> None:
    flow, slash, step = str(node.value).lower().partition("/")
    if flow not in campaign.flows:
        refuse(say("no flow"), flow, sorted(campaign.flows))
    if slash and step not in campaign.flows[flow].steps:
        steps = [f"{flow}/{name}" for name in campaign.flows[flow].steps]
        refuse(say("no step of a flow"), str(node.value), steps)


# Of these fields the record may know what no file says.
_IN_THE_RECORD = frozenset({"tag", "field", "reports"})
_CHECKS: Mapping[str, Callable[[Campaign, Transaction | None, Compare], None]] = {
    "lang": _lang,
    "dj.lang": _lang,
    "state": _state,
    "zip": _zip,
    "zone": _zone,
    "tag": _tag,
    "chapter": _chapter,
    "source": _source,
    "field.": _field,
    "reports.": _reports,
    "flow": _flow,
}


def _given(campaign: Campaign, kind: type[Tag] | type[Report]) -> Iterator[str]:
    """Names of tags, or kinds of reports, that any step of any flow gives."""
    for flow in campaign.flows.values():
        yield from (_name_of(one) for one in _effects(flow.steps.values(), kind))


def _effects(things: Iterable[Any], kind: type[Any]) -> Iterator[Any]:
    """Effects of a kind anywhere in steps: in themselves, in choices, in what else they hold."""
    for thing in things:
        if isinstance(thing, str):  # nearly all there is, and the slowest to tell from the rest
            continue
        if isinstance(thing, kind):
            yield thing
        elif isinstance(thing, list | tuple):
            yield from _effects(thing, kind)
        elif isinstance(thing, Mapping):
            yield from _effects(thing.values(), kind)
        elif dataclasses.is_dataclass(thing):
            yield from _effects(
                (getattr(thing, field.name) for field in dataclasses.fields(thing)), kind
            )


def _name_of(effect: Tag | Report) -> str:
    return effect.name if isinstance(effect, Tag) else effect.kind
