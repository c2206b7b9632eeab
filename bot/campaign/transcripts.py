"""Conversations written down: what they say, what we say, and what is true after. Flow tests.

A file in flows/conversations holds one or more, one YAML document each a table:

    conversation: call-done
    about: Ana calls and reports it.
    as: {name: Ana, lang: en, zip: "60608"}
    at: "2026-09-22 11:00"
    turns:
      - them: CALL
        us: "Call the White House now: ..."
      - wait: 20h
        us: "Did you reach the White House? ..."
    then: {reports: {called: 1}, session: none}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.campaign.documents import Document, Loc, read_document
from bot.campaign.rehearsal import LATER, Rehearsal, make_person
from bot.campaign.shapes import WrongValue, read_duration, words_of
from bot.engine import ActResult, Campaign
from bot.engine.closing import DISCLOSED
from bot.engine.session import WROTE_IN
from bot.errors import Problem
from bot.sentences import say

FOLDER = "conversations"
_KEYS = ("conversation", "about", "as", "at", "lines_end", "counts", "acts", "turns", "then")
_TURN_KEYS = ("them", "wait", "start", "us", "acts")
_THEN_KEYS = (
    "tags", "fields", "reports", "lang", "name", "zip", "session", "opted_in", "stopped", "timers",
    "handed_off", "notified",
)  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """How a conversation went. `said` are the texts of each turn, as they should stand in `us`."""

    document: Document
    name: str
    problems: tuple[Problem, ...]
    said: tuple[str, ...]
    path: frozenset[str]


def transcript_files(folder: Path) -> list[Path]:
    """Every file of conversations in a campaign's folder."""
    return sorted((folder / FOLDER).glob("*.y*ml"))


def run_file(campaign: Campaign, path: Path, shown: str) -> Outcome:
    """Run one file's conversation. What is wrong with the file is a problem too."""
    document, problems = read_document(path, shown)
    if document is None:
        return Outcome(Document(shown, {}), path.stem, tuple(problems), (), frozenset())
    return run(campaign, document)


def run(campaign: Campaign, document: Document) -> Outcome:
    """Talk a conversation through, and compare."""
    problems = list(_shape_problems(document))
    name = str((document.data or {}).get("conversation", document.path))
    if problems:
        return Outcome(document, name, tuple(problems), (), frozenset())
    data = document.data
    try:
        rehearsal = open_rehearsal(campaign, data)
    except ValueError as error:
        message, mend = words_of(error)
        problem = document.problem(("as",), message, mend, code="transcript")
        return Outcome(document, name, (problem,), (), frozenset())
    said: list[str] = []
    for index, turn in enumerate(data["turns"]):
        try:
            text = _take_turn(rehearsal, turn)
        except ValueError as error:
            message, mend = words_of(error)
            problems.append(document.problem(("turns", index), message, mend, code="transcript"))
            break
        said.append(text)
        problems.extend(_compare(document, ("turns", index), turn.get("us"), text))
    problems.extend(_check_then(document, data.get("then") or {}, rehearsal))
    return Outcome(document, name, tuple(problems), tuple(said), frozenset(rehearsal.path))


def open_rehearsal(campaign: Campaign, data: Mapping[str, Any]) -> Rehearsal:
    """The person and moment a conversation begins with. Raises ValueError."""
    person = make_person(data.get("as") or {})
    at = str(data.get("at") or f"{_first_day(campaign)} 12:00")
    zone = ZoneInfo(person.zone or campaign.zone)
    campaign = _with_lines_ending(campaign, data.get("lines_end"))
    rehearsal = Rehearsal(campaign, person, read_moment(at, zone))
    rehearsal.counts = {f"count.{k}": v for k, v in (data.get("counts") or {}).items()}
    rehearsal.results = read_results(data.get("acts") or {})
    return rehearsal


def _with_lines_ending(campaign: Campaign, last_day: str | None) -> Campaign:
    """The campaign with a last day for every call-in line. Raises ValueError."""
    if last_day is None:
        return campaign
    try:
        day = date.fromisoformat(last_day)
    except ValueError:
        raise WrongValue(
            say("'%(value)s' is not a day.", value=last_day), say("Write it like 2026-09-27.")
        ) from None
    return replace(campaign, lines=tuple(replace(one, until_day=day) for one in campaign.lines))


def read_moment(text: str, zone: ZoneInfo) -> datetime:
    """ "2026-09-23 18:00" in `zone`. Raises WrongValue."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError:
        raise WrongValue(
            say("'%(text)s' is not a moment.", text=text),
            say('Write it like "2026-09-23 18:00".'),
        ) from None


def read_results(given: Mapping[str, Any]) -> dict[str, ActResult]:
    """{"script.next": "none"} or {"script.next": {outcome: ok, text: ...}}. Raises ValueError."""
    from bot.campaign.acts import acts

    found = {}
    for name, result in given.items():
        act = acts().get(name)
        if act is None:
            raise WrongValue(
                say("There is no act '%(name)s'.", name=name), say("See docs/flows.md, Acts.")
            )
        if isinstance(result, str):
            values = act.sample.values if result == act.sample.outcome else {}
            found[name] = ActResult(result, values)
        else:
            values = {k: v for k, v in result.items() if k != "outcome"}
            outcome = result.get("outcome", act.sample.outcome)
            found[name] = ActResult(outcome, {**act.sample.values, **values})
    return found


def _first_day(campaign: Campaign) -> str:
    days = [span[0] for span in campaign.dates.values()]
    return (min(days) if days else datetime(2026, 1, 7).date()).isoformat()  # noqa: DTZ001


def _take_turn(rehearsal: Rehearsal, turn: Mapping[str, Any]) -> str:
    before = dict(rehearsal.results)
    rehearsal.results.update(read_results(turn.get("acts") or {}))
    try:
        if "wait" in turn:
            came = rehearsal.wait(read_duration(turn["wait"]))
            return "\n\n".join(text for _, text in came)
        if "start" in turn:
            return rehearsal.begin(turn["start"])
        return rehearsal.receive(turn.get("them") or "")
    finally:
        rehearsal.results = before


def _compare(document: Document, loc: Loc, want: str | None, got: str) -> Iterator[Problem]:
    if " ".join((want or "").split()) != " ".join(got.split()):
        yield document.problem(
            (*loc, "us"),
            say("We said: %(text)s", text=got or say("(nothing)")),
            say("Written is: %(text)s", text=want or say("(nothing)")),
            code="said",
        )


def state_after(rehearsal: Rehearsal) -> dict[str, Any]:
    """What can stand under `then`, as it is now."""
    person, session = rehearsal.person, rehearsal.session
    place = f"{session.flow}/{session.step}" if session and session.frames else "none"
    return {
        "lang": person.lang or "",
        "name": person.name or "",
        "zip": person.zip or "",
        "tags": sorted(person.tags),
        "fields": {k: str(v) for k, v in person.fields.items() if k not in (DISCLOSED, WROTE_IN)},
        "reports": {k: str(v) for k, v in rehearsal.reports.items()},
        "session": place,
        "opted_in": "yes" if person.is_opted_in else "no",
        "stopped": "yes" if rehearsal.is_stopped else "no",
        "timers": sorted(t.removeprefix(LATER) for t in rehearsal.timers if t.startswith(LATER)),
        "handed_off": rehearsal.handed_off,
        "notified": [n.whom for n in rehearsal.notified],
    }


def _check_then(document: Document, want: Mapping[str, Any], r: Rehearsal) -> Iterator[Problem]:
    after = state_after(r)
    for key, value in want.items():
        got = after[key]
        if isinstance(value, list) and isinstance(got, list):
            is_same = sorted(map(str, value)) == sorted(map(str, got))
        elif isinstance(value, Mapping) and isinstance(got, Mapping):
            is_same = all(str(got.get(k, "")) == str(v or "") for k, v in value.items())
        else:
            is_same = str(value or "") == str(got)
        if not is_same:
            yield document.problem(
                ("then", key),
                say("After it, %(key)s is %(got)s.", key=key, got=got),
                say("Written is: %(text)s", text=value),
                code="then",
            )


def _shape_problems(document: Document) -> Iterator[Problem]:
    data = document.data
    if not isinstance(data, dict) or not isinstance(data.get("turns"), list):
        yield document.problem(
            (),
            say("A conversation has `turns`."),
            say("Write turns: and a list of them/us."),
            code="transcript",
        )
        return
    yield from _unknown(document, (), data, _KEYS)
    if isinstance(data.get("then"), dict):
        yield from _unknown(document, ("then",), data["then"], _THEN_KEYS)
    for index, turn in enumerate(data["turns"]):
        if not isinstance(turn, dict):
            yield document.problem(
                ("turns", index),
                say("A turn is a table."),
                say("Write - them: ... us: ..."),
                code="transcript",
            )
            continue
        yield from _unknown(document, ("turns", index), turn, _TURN_KEYS)
        if len({"them", "wait", "start"} & set(turn)) != 1:
            yield document.problem(
                ("turns", index),
                say("A turn has one of them, wait and start."),
                say("Write - them: CALL"),
                code="transcript",
            )


def _unknown(
    document: Document, loc: Loc, table: Mapping[str, Any], allowed: tuple[str, ...]
) -> Iterator[Problem]:
    for key in table:
        if key not in allowed:
            mend = say("It can have: %(allowed)s.", allowed=", ".join(allowed))
            message = say("There is no '%(name)s' here.", name=key)
            yield document.problem((*loc, key), message, mend, code="transcript")
