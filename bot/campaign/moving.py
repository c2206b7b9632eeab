"""Moving a campaign to other days: every date in its files at once, and nothing else in them."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bot.campaign.documents import Document, read_document
from bot.campaign.files import CALENDAR_FILE, CAMPAIGN_FILE, campaign_files
from bot.engine import Campaign
from bot.errors import CampaignError, InputError
from bot.sentences import say

# A day by itself, or with a clock time: what the files write days as.
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})((?:[ T]\d{2}:\d{2})?)")


@dataclass(frozen=True, slots=True)
class Move:
    """What moving changes: the new text of each file that names a day, by its path in the folder,
    and by how many days."""

    files: Mapping[str, str]
    days: int
    was: date


@contextmanager
def moved_copy(folder: Path, to: date) -> Iterator[Path]:
    """A copy of the campaign's folder whose week begins on `to`; gone afterwards."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place)
        for path in campaign_files(folder):
            target = copy / path.relative_to(folder)
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(path, target)
        for name, text in plan_move(folder, to, with_talks=False).files.items():
            (copy / name).write_text(text, encoding="utf-8", newline="")
        yield copy


def practice_week(campaign: Campaign, today: date) -> date | None:
    """The first day of the week around today that a campaign whose own is past can be tried in,
    on the same weekdays; None while its own is to come or under way."""
    span = campaign.dates.get("week") or next(iter(campaign.dates.values()), None)
    if span is None or today <= span[1]:
        return None
    first = span[0] + timedelta(weeks=(today - span[0]).days // 7)
    return first if today <= first + (span[1] - span[0]) else first + timedelta(weeks=1)


def plan_move(folder: Path, to: date, *, with_talks: bool = True) -> Move:
    """Every file of the campaign with its days moved, so that its week begins on `to`; written
    conversations too, unless told otherwise.

    The week is the days named `week`, else the first under `dates`. Days of conditions, lines,
    closed days, the calendar, scripts and written conversations move along; comments and form stay.
    Raises: InputError (no dates), CampaignError (a file that cannot be read).
    """
    documents = dict(_documents(folder, with_talks))
    was = _first_day(documents.get(CAMPAIGN_FILE))
    ahead = to - was
    files = {path: _moved(document, ahead) for path, document in documents.items()}
    changed = {path: text for path, text in files.items() if text != documents[path].text}
    return Move(changed, ahead.days, was)


def _documents(folder: Path, with_talks: bool) -> Iterator[tuple[str, Document]]:
    problems = []
    talks = sorted((folder / "conversations").glob("*.y*ml")) if with_talks else []
    paths = [*campaign_files(folder), folder / CALENDAR_FILE, *talks]
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
        raise InputError(say("The campaign has no dates to move. Write them under `dates`."))
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
