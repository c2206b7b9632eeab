"""The spool: texts that came in while PostgreSQL was away, safe on disk until it is back.

One sealed file a text, written and fsynced before the webhook is answered. They are taken in one
after the other in the order they came, by the clock or by the web server's own thread, never by a
webhook. While a sender's text waits, their new ones queue behind it; everybody else is answered at
once. A text that cannot be taken in is set aside, never dropped.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import structlog

from bot import set_aside
from bot.carrier.forms import InboundForm
from bot.clarion import Clarion
from bot.errors import RecordAway, RecordBusy
from bot.store.sealing import Purpose

log = structlog.get_logger()
# Two changes within one tick of the file system's clock leave the same time.
_COARSEST_CLOCK_NS = 2_000_000_000
# When it came (ns since 1970), whose it is (a keyed digest), and its sid.
_NAME = re.compile(r"(?P<at>\d{20})-(?P<sender>[0-9a-f]{16})-[A-Z]{2}[0-9a-fA-F]{32}\.sealed")


def folder(clarion: Clarion) -> Path:
    """Where the waiting texts are."""
    return clarion.settings.data_dir / "spool"


def keep(clarion: Clarion, form: InboundForm) -> None:
    """Write a text to disk, for good: file and folder are fsynced.

    Raises: OSError, when it could not be written (disk full): answer 503, so that Twilio goes to
    its fallback address.
    """
    spool = folder(clarion)
    spool.mkdir(mode=0o700, parents=True, exist_ok=True)
    sealed = clarion.sealer.seal(json.dumps(asdict(form)), Purpose.SPOOL_FORM)
    sender = _sender(clarion, form)
    name = f"{_place_in_line(clarion, sender):020d}-{sender}-{form.sid}.sealed"
    partial = spool / f".{name}.partial"
    try:
        with partial.open("xb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(spool / name)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
    _sync_folder(spool)
    log.warning("text kept on disk", sid=form.sid)


def _place_in_line(clarion: Clarion, sender: str) -> int:
    """The time, in ns; behind what waits of this sender also where the clock was set back."""
    found = (_NAME.fullmatch(name) for name in os.listdir(folder(clarion)))
    theirs = [int(one["at"]) for one in found if one and one["sender"] == sender]
    return max([int(clarion.clock.now().timestamp() * 1e9), *(at + 1 for at in theirs)])


# Folder -> its time of change when it was last seen without a waiting text. Adding or taking a
# file changes the folder's time, so an unchanged folder need not be read for every text.
_seen_empty: dict[Path, int] = {}


def is_waiting(clarion: Clarion, form: InboundForm | None = None) -> bool:
    """Whether any text waits on disk; with `form`, whether one of its sender's does."""
    spool = folder(clarion)
    try:
        changed_at = spool.stat().st_mtime_ns
        if _seen_empty.get(spool) == changed_at:
            return False
        sender = _sender(clarion, form) if form else None
        with os.scandir(spool) as entries:
            waiting = [found["sender"] for e in entries if (found := _NAME.fullmatch(e.name))]
        if waiting:
            return sender is None or sender in waiting
    except FileNotFoundError:
        return False
    if time.time_ns() - changed_at > _COARSEST_CLOCK_NS:
        _seen_empty[spool] = changed_at
    return False


def replay(clarion: Clarion, take: Callable[[Clarion, InboundForm], None]) -> int:
    """Take in what waits, oldest first, by `take` (`inbound.receive_late`). How many were taken in.

    One process at a time does it; another call returns 0 at once. Stops, without an error, when
    PostgreSQL goes away again. Whose row is held by somebody waits for the next call.
    """
    done, busy = 0, set[str]()  # busy: whose row somebody holds
    with _only_one(clarion) as is_mine:
        if not is_mine:
            return 0
        for path in _waiting(clarion):
            if _sender_of(path) in busy:
                continue
            try:
                form = _read(clarion, path)
                take(clarion, form)
            except RecordAway:
                break
            except RecordBusy:
                busy.add(_sender_of(path))
                continue
            except Exception as error:
                log.error("spooled text set aside", file=path.name, kind=type(error).__name__)
                _set_aside(path)
                _note(clarion, path, error)
                continue
            path.unlink()
            done += 1
    if done:
        log.info("texts taken in from disk", count=done)
    return done


def _waiting(clarion: Clarion) -> Iterator[Path]:
    """Waiting files in order, until none is left: also those that come while it runs."""
    seen: set[str] = set()
    while True:
        names = sorted(
            name
            for name in os.listdir(folder(clarion))
            if _NAME.fullmatch(name) and name not in seen
        )
        if not names:
            return
        for name in names:
            seen.add(name)
            yield folder(clarion) / name


def _sender(clarion: Clarion, form: InboundForm) -> str:
    return clarion.sealer.digest(form.channel, form.sender.strip()).hex()[:16]


def _sender_of(path: Path) -> str:
    found = _NAME.fullmatch(path.name)
    return found["sender"] if found else ""


def _read(clarion: Clarion, path: Path) -> InboundForm:
    values = json.loads(clarion.sealer.open(path.read_bytes(), Purpose.SPOOL_FORM))
    values["media"] = tuple(values["media"])
    return InboundForm(**values)


def _note(clarion: Clarion, path: Path, error: Exception) -> None:
    """Where organizers see it; the log alone, while the record is away again."""
    with contextlib.suppress(RecordAway):
        set_aside.note(clarion, set_aside.Kind.SPOOLED_TEXT, path.name, error)


def bring_back(clarion: Clarion) -> int:
    """Put what was set aside among what waits again. How many."""
    aside = folder(clarion) / "set-aside"
    found = sorted(aside.glob("*.sealed")) if aside.exists() else []
    for path in found:
        path.rename(folder(clarion) / path.name)
    return len(found)


def _set_aside(path: Path) -> None:
    aside = path.parent / "set-aside"
    aside.mkdir(mode=0o700, exist_ok=True)
    path.rename(aside / path.name)


@contextlib.contextmanager
def _only_one(clarion: Clarion) -> Iterator[bool]:
    """A lock file: whether this process may replay now. Released by the system if it dies."""
    spool = folder(clarion)
    if not spool.exists():
        yield False
        return
    with (spool / ".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
