"""Loading a campaign folder, and keeping the newest version of it that works."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import structlog

from bot.campaign.compiling import build
from bot.campaign.files import CAMPAIGN_FILE, Sources, campaign_files, read_sources
from bot.campaign.moving import moved_copy
from bot.campaign.rules import find_errors, find_warnings
from bot.campaign.rules.series import (
    SegmentReader,
    segments_can_be_read,
    segments_can_find,
)
from bot.engine import Campaign
from bot.engine.meaning import Meaning
from bot.errors import CampaignError, Problem
from bot.sentences import say

log = structlog.get_logger()
Understand = Callable[[Campaign], Meaning]
SWEEP_S = 1.0  # how often files are looked at, at most


def load(path: Path, read_segment: SegmentReader | None = None) -> Campaign:
    """The campaign in folder `path`. Raises CampaignError with every error, in file order.

    `read_segment` tells what is wrong with a segment; without it, segments are not looked at.
    """
    campaign, _, problems = _read(path, read_segment)
    if campaign is None:
        raise CampaignError([p for p in problems if p.severity == "error"])
    return campaign


def load_practice(path: Path, read_segment: SegmentReader | None, first_day: date) -> Campaign:
    """The campaign with all its dates moved so that its week begins on `first_day`. Raises
    CampaignError, of the files as they are."""
    load(path, read_segment)
    with moved_copy(path, first_day) as copy:
        return replace(load(copy, read_segment), is_practice=True)


def check(
    path: Path,
    today: date | None = None,
    read_segment: SegmentReader | None = None,
    *,
    is_production: bool = False,
) -> list[Problem]:
    """Every error and warning of folder `path`, in file order. With `today`, also what is past;
    for production, also what must not go out to people."""
    campaign, sources, problems = _read(path, read_segment, is_production=is_production)
    if campaign is not None and sources is not None:
        problems = in_file_order([*problems, *find_warnings(sources, campaign, today)])
    return problems


def _read(
    path: Path, read_segment: SegmentReader | None, *, is_production: bool = False
) -> tuple[Campaign | None, Sources | None, list[Problem]]:
    if not (path / CAMPAIGN_FILE).is_file():
        return (
            None,
            None,
            [
                Problem(
                    CAMPAIGN_FILE,
                    1,
                    1,
                    say(
                        "There is no %(file)s in %(name)s/.",
                        file=CAMPAIGN_FILE,
                        name=path.name or path,
                    ),
                    say(
                        "Name the campaign's folder in CLARION_CAMPAIGN, or make one: "
                        "clarion new NAME."
                    ),
                    code="no_campaign",
                )
            ],
        )
    sources = read_sources(path)
    problems = [*sources.problems, *find_errors(sources, is_production=is_production)]
    if read_segment is not None:
        problems.extend(segments_can_be_read(sources, read_segment))
    if any(p.severity == "error" for p in problems):
        return None, sources, in_file_order(problems)
    campaign = build(sources)
    if read_segment is not None:
        problems.extend(segments_can_find(sources, read_segment, campaign))
    is_wrong = any(p.severity == "error" for p in problems)
    return None if is_wrong else campaign, sources, in_file_order(problems)


def in_file_order(problems: list[Problem]) -> list[Problem]:
    """campaign.yaml first, then by file, line and column; none twice."""
    unique = dict.fromkeys(problems)
    return sorted(unique, key=lambda p: (p.path != CAMPAIGN_FILE, p.path, p.line, p.column))


class CampaignSource:
    """A campaign folder that may change while running. Safe to share between threads."""

    def __init__(
        self,
        path: Path,
        read_segment: SegmentReader | None = None,
        first_day: date | None = None,
    ) -> None:
        """Load `path`. Raises CampaignError if it cannot run at all.

        With `first_day` it runs as a practice week that begins then.
        """
        self._first_day = first_day
        self.path = path
        self._read_segment = read_segment
        self.problems: tuple[Problem, ...] = ()
        self._lock = threading.Lock()
        self._seen = self._stamp()
        self._looked_at = time.monotonic()
        self._understand: Understand | None = None
        self._campaign = self._load()

    def current(self) -> Campaign:
        """The newest version that works. Looks at the files at most once a second.

        A changed file is loaded and swapped in; a broken one leaves the running version, and
        `problems` says why until it is mended.
        """
        if time.monotonic() - self._looked_at >= SWEEP_S and self._lock.acquire(blocking=False):
            try:
                self._sweep()
            finally:
                self._lock.release()
        return self._campaign

    def understand_with(self, understand: Understand) -> None:
        """Let `understand` say what tells the meaning of sentences, of every version from now on.
        Without it the built-in part does."""
        self._understand = understand
        self._campaign = self._understood(self._campaign)

    def _understood(self, campaign: Campaign) -> Campaign:
        if self._understand is None:
            return campaign
        return replace(campaign, meaning=self._understand(campaign))

    def _load(self) -> Campaign:
        if self._first_day is None:
            return load(self.path, self._read_segment)
        return load_practice(self.path, self._read_segment, self._first_day)

    def _sweep(self) -> None:
        self._looked_at = time.monotonic()
        stamp = self._stamp()
        if stamp == self._seen:
            return
        self._seen = stamp
        try:
            self._campaign = self._understood(self._load())
            self.problems = ()
            log.info(
                "campaign files have changed, running the new version", hash=self._campaign.hash
            )
        except CampaignError as error:
            self.problems = error.problems
            log.error(
                "campaign files are wrong, the last good version goes on",
                problems=len(error.problems),
                first=str(error.problems[0]),
            )

    def _stamp(self) -> tuple[tuple[str, int, int], ...]:
        stamp = []
        for file in campaign_files(self.path):
            try:
                status = file.stat()
            except OSError:
                continue
            stamp.append((str(file), status.st_mtime_ns, status.st_size))
        return tuple(stamp)
