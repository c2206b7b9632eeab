"""The licences of all dependencies: docs/licences.md, compared with what is installed.

`make licences` writes it anew. Of a package that is not installed here, or has its licence in a
file only, the line that is there stands. One that does not go with the AGPL fails `make check`.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, metadata

from tests.house.advisories import ROOT, locked

PAGE = ROOT / "docs/licences.md"
_HEAD = """# Licences of what Clarion stands on

Written by `make licences` from the packages themselves, compared by `make check`. All of them may
be used in a work under AGPL-3.0-or-later. "dev" are used by tests and checks only.

| Package | Licence | |
|---|---|---|
"""
_LINE = re.compile(r"^\| ([a-z0-9-]+) \| (.+?) \| (dev)? ?\|$", re.MULTILINE)
# Words of which each licence must have one (GNU's list of compatible licences).
_GOOD = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|LGPL|Lesser General Public"
    r"|MPL|Mozilla|Unlicense|Zlib|CC0|0BSD|AGPL"
)


def licence_of(name: str) -> str:
    """A package's licence as it says itself; "" where it is not installed or says nothing."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return ""
    classifiers = [
        one.rpartition(" :: ")[2]
        for one in said.get_all("Classifier") or ()
        if one.startswith("License ::")
    ]
    plain = (said.get("License") or "").strip().splitlines()
    return str(
        said.get("License-Expression")
        or "; ".join(one for one in classifiers if one != "OSI Approved")
        or (plain[0] if plain else "")
    )


def page(before: str) -> str:
    """The page as it should be; `before` is as it is."""
    known = {name: licence for name, licence, _ in _LINE.findall(before)}
    shipped = {name for name, _ in locked(_read("requirements.txt"))}
    names = sorted({name for name, _ in locked(_read("requirements-dev.txt"))} | shipped)
    lines = [
        f"| {name} | {licence_of(name) or known.get(name, 'unknown')} | "
        f"{'' if name in shipped else 'dev '}|"
        for name in names
    ]
    return _HEAD + "\n".join(lines) + "\n"


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def problems(text: str) -> list[str]:
    """Packages of the page whose licence does not go with ours, or is not known."""
    return [
        f"{name}: {licence}"
        for name, licence, _ in _LINE.findall(text)
        if not _GOOD.search(licence)
    ]


def main(arguments: list[str]) -> int:
    """Write the page, or compare it. 1 where it is old or a licence does not go with ours."""
    before = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    now = page(before)
    if "--write" in arguments:
        PAGE.write_text(now, encoding="utf-8")
        before = now
    wrong = problems(now)
    for one in wrong:
        print(f"licence does not go with the AGPL, or is not known: {one}")  # noqa: T201 - a command of the house
    if before != now:
        print("docs/licences.md is old: make licences")  # noqa: T201 - as above
    return 1 if wrong or before != now else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
