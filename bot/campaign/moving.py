"""Moving a campaign to other days: every date in its files at once, and nothing else in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bot.campaign.documents import Document, read_document
from bot.campaign.files import CALENDAR_FILE, CAMPAIGN_FILE, campaign_files
from bot.campaign.transcripts import transcript_files
from bot.errors import CampaignError, InputError

# A day by itself, or with a clock time: what the files write days as.
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})((?:[ T]\d{2}:\d{2})?)")


@dataclass(frozen=True, slots=True)
class Move:
    """What moving changes: the new text of each file that names a day, by its path in the folder,
    and by how many days."""

    files: Mapping[str, str]
    days: int
    was: date


def plan_move(folder: Path, to: date) -> Move:
    """Every file of the campaign with its days moved, so that its week begins on `to`.

    The week is the days named `week`, else the first under `dates`. Days of conditions, lines,
    closed days, the calendar, scripts and written conversations move along; comments and form stay.
    Raises: InputError (no dates), CampaignError (a file that cannot be read).
    """
    documents = dict(_documents(folder))
    was = _first_day(documents.get(CAMPAIGN_FILE))
    ahead = to - was
    files = {path: _moved(document, ahead) for path, document in documents.items()}
    changed = {path: text for path, text in files.items() if text != documents[path].text}
    return Move(changed, ahead.days, was)


def _documents(folder: Path) -> Iterator[tuple[str, Document]]:
    problems = []
    paths = [*campaign_files(folder), folder / CALENDAR_FILE, *transcript_files(folder)]
    for path in dict.fromkeys(path for path in paths if path.is_file()):
        shown = path.relative_to(folder).as_posix()
        document, wrong = read_document(path, shown)
        problems.extend(wrong)
        if document is not None:
            yield shown, document
    if problems:
        raise CampaignError(problems)


def _first_day(document: Document | None) -> date:
    dates = (document.data or {}).get("dates") if document else None
    span = dates.get("week") or next(iter(dates.values()), None) if dates else None
    if not isinstance(span, dict) or "from" not in span:
        raise InputError("The campaign has no dates to move. Write them under `dates`.")
    return date.fromisoformat(span["from"])


def _moved(document: Document, ahead: timedelta) -> str:
    lines = document.text.splitlines(keepends=True)
    # From the end, so that what stands before keeps its place.
    for loc, (start, end) in sorted(document.spans.items(), key=lambda one: one[1], reverse=True):
        value = str(_value(document.data, loc))
        found = _DAY.fullmatch(value)
        if found is None or start[0] != end[0]:
            continue
        day = (date.fromisoformat(found[1]) + ahead).isoformat() + found[2]
        line = lines[start[0] - 1]
        written = line[start[1] - 1 : end[1] - 1].replace(value, day)
        lines[start[0] - 1] = line[: start[1] - 1] + written + line[end[1] - 1 :]
    return "".join(lines)


def _value(data: object, loc: tuple[str | int, ...]) -> object:
    for key in loc:
        try:
            data = data[key]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            return None
    return data
