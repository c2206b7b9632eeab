"""Journeys: stories of several people, each text with what it must get and must never get.

The form (`journeys:` in a labelled file): `at` (New York time), `steps` (who: text, with `expect`
and `never`, regular expressions, and `capture` of what is said later as {name}; `approve: all`;
`wait: 30h` with what each was `told`), and what must be on the `record` in the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.campaign.documents import read_document
from bot.campaign.labelled import Judged
from bot.campaign.shapes import read_duration
from bot.errors import InputError
from bot.rehearsals.stage import Stage, theatre
from bot.sentences import say
from bot.store.djs.naming import open_market, open_station
from bot.store.rehearsed import Kept

_ZONE = ZoneInfo("America/New_York")
_OWN_KEYS = ("expect", "never", "capture", "told", "wait", "approve")


@dataclass
class _Story:
    """A journey while it is played."""

    stage: Stage
    phones: dict[str, str] = field(default_factory=dict)
    captured: dict[str, str] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def phone_of(self, who: str) -> str:
        """A fictional number of New York (555-01xx), a new one for each person of the story."""
        return self.phones.setdefault(who, f"+171855501{42 + len(self.phones):02d}")


def are_journeys(path: Path) -> bool:
    """Whether a labelled file holds journeys."""
    document, _ = read_document(path, path.name)
    return document is not None and isinstance(document.data, dict) and "journeys" in document.data


def judge_journeys(campaign: Path, path: Path, understanding: str = "built_in") -> list[Judged]:
    """Play every journey of a file on a record of its own. Raises: InputError, ServiceError."""
    document, _ = read_document(path, path.name)
    rows = document.data.get("journeys") if document is not None else None
    if not isinstance(rows, list):
        raise InputError(say("%(file)s holds no journeys.", file=path.name), "file")
    with theatre(campaign, understanding) as servers:
        judged = []
        for row in rows:
            at = datetime.fromisoformat(str(row["at"])).replace(tzinfo=_ZONE)
            with servers.stage(at) as stage:
                story = _Story(stage)
                _play(story, row)
                judged.append(_judged(row, story.failures))
        return judged


def _judged(row: Mapping[str, Any], failures: Sequence[str]) -> Judged:
    outcome = "wrong" if failures else "right"
    got = "; ".join(failures) or "as told"
    return Judged("journeys", str(row["name"]), "", ("as told",), got, outcome, "journey")


def _play(story: _Story, row: Mapping[str, Any]) -> None:
    for step in row["steps"]:
        if "wait" in step:
            _wait(story, step)
        elif "approve" in step:
            story.stage.approve_all()
        else:
            _text(story, step)
    story.failures.extend(_wrong_in_record(story, row.get("record") or {}))


def _text(story: _Story, step: Mapping[str, Any]) -> None:
    who = next(key for key in step if key not in _OWN_KEYS)
    body = re.sub(r"\{(\w+)\}", lambda m: story.captured.get(m[1], m[0]), str(step[who]))
    said = story.stage.receive(story.phone_of(who), body)
    for name, pattern in (step.get("capture") or {}).items():
        found = re.search(pattern, said)
        if found is not None:
            story.captured[name] = found[1]
        else:
            story.failures.append(f"{body!r} shows no {name}: {said!r}")
    story.failures.extend(_wrong_in_text(step, said, repr(body)))


def _wrong_in_text(step: Mapping[str, Any], said: str, where: str) -> Iterator[str]:
    for pattern in step.get("expect") or ():
        if not re.search(pattern, said):
            yield f"{where} should get {pattern}, got {said!r}"
    for pattern in step.get("never") or ():
        if re.search(pattern, said):
            yield f"{where} should never get {pattern}, got {said!r}"


def _wait(story: _Story, step: Mapping[str, Any]) -> None:
    before = {who: len(story.stage.told(phone)) for who, phone in story.phones.items()}
    story.stage.let_pass(timedelta(seconds=read_duration(str(step["wait"]))))
    for who, patterns in (step.get("told") or {}).items():
        said = "\n".join(story.stage.told(story.phone_of(who))[before.get(who, 0) :])
        wrong = _wrong_in_text({"expect": patterns}, said, f"{who} after {step['wait']}")
        story.failures.extend(wrong)


def _wrong_in_record(story: _Story, record: Mapping[str, Any]) -> Iterator[str]:
    for key, wanted in record.items():
        look = _LOOKS.get(key)
        if look is None:
            yield f"the record has no '{key}' that is looked at"
            continue
        people = dict.fromkeys(wanted, True) if isinstance(wanted, list) else wanted
        for who, value in plain(people).items():
            kept = story.stage.kept_of(story.phone_of(who))
            got = look(story, kept, value) if kept is not None else None
            if got != value:
                yield f"{key} of {who} is {got!r}, not {value!r}"


def plain(value: Any) -> Any:
    """Values of a file, read as text, as what they stand for: "24" a number, "null" none."""
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if value == "null":
        return None
    return int(value) if isinstance(value, str) and value.isdecimal() else value


_Look = Callable[[_Story, Kept, Any], Any]


def _dj(story: _Story, kept: Kept, wanted: Mapping[str, Any]) -> dict[str, Any] | None:
    if kept.dj is None:
        return None
    by_id = {
        found.contact_id: who
        for who, phone in story.phones.items()
        if (found := story.stage.kept_of(phone)) is not None
    }
    got = {
        "station": open_station(story.stage.clarion.sealer, kept.dj.station_sealed),
        "market": open_market(story.stage.clarion.sealer, kept.dj.market_sealed) or None,
        "langs": sorted(kept.dj.langs),
        "slot": kept.dj.slot,
        "recruited": by_id.get(kept.dj.recruited_by or 0),
    }
    return {key: got.get(key) for key in wanted}


_LOOKS: Mapping[str, _Look] = {
    "name": lambda story, kept, _: story.stage.name_of(kept),
    "lang": lambda _story, kept, _: kept.lang,
    "opted_in": lambda _story, kept, _: kept.opted_in_at is not None and not kept.opted_out_at,
    "stopped": lambda _story, kept, _: kept.opted_out_at is not None,
    "held": lambda _story, kept, _: kept.held_at is not None,
    "handed_off": lambda _story, kept, _: kept.handed_off_at is not None,
    "dj": _dj,
    "reports": lambda _story, kept, _: dict(kept.reports),
    "rsvp": lambda _story, kept, _: kept.rsvps[-1] if kept.rsvps else None,
}
