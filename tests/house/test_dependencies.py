"""What we stand on is pinned, and docs/architecture.md says why it is there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
_SECTION = (
    (ROOT / "docs/architecture.md")
    .read_text("utf-8")
    .partition("## Parts it stands on")[2]
    .partition("\n## ")[0]
)
# The first column names several; the row of the tools names them in the first cell, too.
_EXPLAINED = {
    name
    for row in re.findall(r"^\| ([^|]+) \|", _SECTION, re.MULTILINE)
    for name in re.split(r",\s*", row.removeprefix("dev: "))
}


def _names(wanted: list[str]) -> list[str]:
    return [re.split(r"[^\w.-]", one.split("==")[0])[0] for one in wanted]


_RUN = _names(_PROJECT["dependencies"])
_DEV = _names(_PROJECT["optional-dependencies"]["dev"])


def _pinned(lock: str) -> set[str]:
    return set(re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==", (ROOT / lock).read_text("utf-8"), re.M))


@pytest.mark.parametrize("name", [*_RUN, *_DEV])
def test_docs_say_why_it_is_there(name: str) -> None:
    assert name in _EXPLAINED or name.startswith("types-"), (
        f"say in docs/architecture.md, “Parts it stands on”, why {name} is there"
    )


@pytest.mark.parametrize(
    ("lock", "names"), [("requirements.txt", _RUN), ("requirements-dev.txt", [*_RUN, *_DEV])]
)
def test_lock_pins_what_the_project_names(lock: str, names: list[str]) -> None:
    assert sorted(set(names) - _pinned(lock)) == [], f"{lock} is old: run make lock"
