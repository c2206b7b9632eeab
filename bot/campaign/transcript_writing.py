"""Writing conversations: a new one from a chat, and the expected texts of an old one anew."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.campaign.transcripts import Outcome, state_after


def quote(text: str) -> str:
    """A text as YAML that reads back the same, whatever is in it."""
    escaped = (
        text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    )
    return f'"{escaped}"'


def renew(outcome: Outcome) -> str:
    """The file's text with every `us` as it was said. Comments and order stay as they are."""
    lines = outcome.document.text.split("\n")
    places = outcome.document.places
    turns = outcome.document.data["turns"]
    for index in range(min(len(outcome.said), len(turns)) - 1, -1, -1):
        said = outcome.said[index]
        written = turns[index].get("us")
        if " ".join((written or "").split()) == " ".join(said.split()):
            continue
        if "us" in turns[index]:
            row = places[("turns", index, "us")][0] - 1
            lines[row : _end_of_value(lines, row)] = [_us(lines[row], said)]
        else:
            last = _last_row(places, index)
            indent = " " * (places[("turns", index)][1] - 1)
            lines.insert(last, f"{indent}us: {quote(said)}")
    return "\n".join(lines)


def _us(row: str, said: str) -> str:
    head = re.match(r"\s*(?:- )?", row)
    return f"{head.group() if head else ''}us: {quote(said)}"


def _end_of_value(lines: Sequence[str], row: int) -> int:
    """The row after a value that begins in `row`: all rows indented more belong to it."""
    own = len(lines[row]) - len(lines[row].lstrip(" -"))
    end = row + 1
    while end < len(lines) and (
        not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > own
    ):
        end += 1
    while end > row + 1 and not lines[end - 1].strip():
        end -= 1
    return end


def _last_row(places: Mapping[Any, tuple[int, int]], index: int) -> int:
    return max(place[0] for loc, place in places.items() if loc[:2] == ("turns", index))


def write_new(
    name: str,
    person: Mapping[str, Any],
    at: str,
    turns: Sequence[Mapping[str, str]],
    rehearsal: Any,
) -> str:
    """A chat as a conversation file."""
    rows = [f"conversation: {name}", f"about: {quote('Written from a chat.')}"]
    if person:
        rows.append(f"as: {_flow(person)}")
    rows += [f'at: "{at}"', "turns:"]
    for turn in turns:
        key = next(k for k in ("them", "wait", "start") if k in turn)
        value = quote(turn[key]) if key == "them" else turn[key]
        rows += [f"  - {key}: {value}", f"    us: {quote(turn.get('us', ''))}"]
    after = {key: value for key, value in state_after(rehearsal).items() if value and value != "no"}
    rows += ["then:", *(f"  {key}: {_flow(value)}" for key, value in after.items())]
    return "\n".join(rows) + "\n"


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_flow(v) for v in value) + "]"
    return quote(str(value))
