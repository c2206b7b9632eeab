"""Known holes of what we stand on, looked up in data that lies here: `make check` needs no hub.

The data is OSV's export of PyPI's advisories (https://google.github.io/osv.dev/data/), one JSON a
file in a ZIP, at ADVISORIES or in .cache/advisories/PyPI.zip. Kept tools ask a server: pip-audit
(2.10) has no data of its own, safety's free data is of 2021. So this reads OSV's own format, by its
specification (https://ossf.github.io/osv-schema/#evaluation); versions are compared by the library
that pip uses.
"""

from __future__ import annotations

import json
import os
import re
import sys
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).parents[2]
DATA = Path(".cache/advisories/PyPI.zip")
_FETCH = "https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip"
_OLD = timedelta(days=30)
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)


def locked(text: str) -> list[tuple[str, str]]:
    """Names, as PyPI normalizes them (PEP 503), and versions of a lock file."""
    return [(normal(name), version) for name, version in _LOCKED.findall(text)]


def normal(name: str) -> str:
    """A project's name as PyPI compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def find(data: Path, wanted: list[tuple[str, str]]) -> Iterator[tuple[str, str, str, str]]:
    """Each locked package with a hole: its name, version, the advisory's id and summary."""
    by_name: dict[str, list[str]] = {}
    for name, version in wanted:
        by_name.setdefault(name, []).append(version)
    with zipfile.ZipFile(data) as archive:
        for entry in archive.namelist():
            if entry.endswith(".json"):
                yield from _holes(json.loads(archive.read(entry)), by_name)


def _holes(
    advisory: Mapping[str, Any], by_name: Mapping[str, list[str]]
) -> Iterator[tuple[str, str, str, str]]:
    if advisory.get("withdrawn"):
        return
    for affected in advisory.get("affected", ()):
        package = affected.get("package", {})
        if package.get("ecosystem") != "PyPI":
            continue
        name = normal(str(package.get("name", "")))
        for version in by_name.get(name, ()):
            if is_affected(version, affected):
                summary = advisory.get("summary") or advisory.get("details", "")
                yield name, version, str(advisory["id"]), str(summary).split("\n")[0][:100]


def is_affected(version: str, affected: Mapping[str, Any]) -> bool:
    """Whether an advisory's part is about this version: it is listed, or within a range."""
    if version in affected.get("versions", ()):
        return True
    return any(
        _is_within(Version(version), one.get("events", ()))
        for one in affected.get("ranges", ())
        if one.get("type") == "ECOSYSTEM"
    )


def _is_within(version: Version, events: Any) -> bool:
    """In the order of versions, the last event at or below this one decides."""
    is_in = False
    ordered = sorted(
        ((_version(at), kind) for event in events for kind, at in event.items()),
        key=lambda pair: (pair[0], pair[1] != "introduced"),
    )
    for at, kind in ordered:
        if kind == "introduced" and version >= at:
            is_in = True
        elif (kind == "fixed" and version >= at) or (kind == "last_affected" and version > at):
            is_in = False
    return is_in


def _version(text: str) -> Version:
    try:
        return Version(text)
    except InvalidVersion:  # "0" begins; what no version is compares as the first
        return Version("0")


def main() -> int:
    """Say what was looked at and what was found. 1 where something has a hole."""
    data = Path(os.environ.get("ADVISORIES") or ROOT / DATA)
    if not data.exists():
        print(  # noqa: T201 - a command of the house
            f"Dependencies were NOT audited: there is no data at {DATA}. Where there is a network: "
            f"curl --create-dirs -o {DATA} {_FETCH}"
        )
        return 0
    wanted = locked((ROOT / "requirements-dev.txt").read_text(encoding="utf-8"))
    found = sorted(set(find(data, wanted)))
    for name, version, hole, summary in found:
        print(f"{name} {version}: {hole}: {summary}")  # noqa: T201 - as above
    age = datetime.now(UTC) - datetime.fromtimestamp(data.stat().st_mtime, UTC)
    old = f", which is {age.days} days old: fetch it anew" if age > _OLD else ""
    print(f"{len(wanted)} dependencies audited, {len(found)} holes, by {data.name}{old}.")  # noqa: T201 - as above
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
