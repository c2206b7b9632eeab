"""The broken files and the messages beside them. `python -m tests.campaign.broken_files` renews
the messages; read the diff before you commit it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from bot.campaign import check

HERE = Path(__file__).parent
GOOD = HERE / "good"
BROKEN = sorted((HERE / "broken").glob("*.yaml"))


def lay_out(case: Path, folder: Path) -> None:
    """A good campaign in `folder`, with the case's file put in its place."""
    shutil.copytree(GOOD, folder, dirs_exist_ok=True)
    if case.stem.startswith("campaign-"):
        target = folder / "campaign.yaml"
    elif case.stem.startswith("calendar-"):
        target = folder / "calendar.yaml"
    elif case.stem.startswith("script-"):
        target = folder / "scripts" / case.name
    elif case.stem.startswith("series-"):
        target = folder / "series" / case.name.removeprefix("series-")
    elif case.stem.startswith("means-"):
        target = folder / "means" / case.name.removeprefix("means-")
    else:
        target = folder / case.name
    target.parent.mkdir(exist_ok=True)
    shutil.copyfile(case, target)


def messages(case: Path, folder: Path) -> str:
    """Every error the case gets, one a line."""
    lay_out(case, folder)
    return "".join(f"{p}\n" for p in check(folder) if p.severity == "error")


def renew() -> None:
    """Write the messages of every case beside it."""
    for case in BROKEN:
        with tempfile.TemporaryDirectory() as folder:
            case.with_suffix(".txt").write_text(messages(case, Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    renew()
