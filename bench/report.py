"""A whole run of the bench as a file, and two of them side by side."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.table import Row
from bot.clock import wall_time
from bot.errors import InputError

FOLDER = Path(".cache") / "bench"
_FORM = 1  # of the file; a newer one is not guessed at
# Two quiet runs of one machine differ by up to this much; less says nothing.
NOISE = 0.10


@dataclass(frozen=True, slots=True)
class Report:
    """What a run measured. `figures` are (subject, row) in the order they were measured; the
    `took_s` of each says where the run's went."""

    made_at: str
    machine: str
    took_s: float
    figures: tuple[tuple[str, Row], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One figure in two runs. `by` is new / old: of the ratios to the floor where both have one,
    since those hold on any machine, else of the values. None where one run lacks it."""

    subject: str
    old: Row | None
    new: Row | None
    by: float | None

    @property
    def is_lost(self) -> bool:
        """Whether a target that was reached is missed now, or a figure is gone."""
        return self.old is not None and (
            self.new is None or (self.old.ok is not False and self.new.ok is False)
        )


def write(figures: Sequence[tuple[str, Row]], took_s: float, path: Path | None = None) -> Path:
    """Write a run as JSON; where. Without `path`, under .cache/bench with the time in its name."""
    now = wall_time()
    path = path or FOLDER / f"{now:%Y%m%d-%H%M%S}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "form": _FORM,
        "made_at": now.isoformat(timespec="seconds"),
        "machine": _machine(),
        "took_s": round(took_s, 1),
        "figures": [{"subject": subject, **_kept(row)} for subject, row in figures],
    }
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def _kept(row: Row) -> dict[str, object]:
    """A row's fields; the clock it was known by means nothing outside of its process."""
    return {name: value for name, value in asdict(row).items() if name != "known_at"}


def _machine() -> str:
    cores, python = os.cpu_count(), platform.python_version()
    return f"{platform.machine()}, {cores} cores, Python {python}"


def read(path: Path) -> Report:
    """Read a run. Raises: InputError for a file that is none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["form"] != _FORM:
            raise InputError(f"{path}: written by another version of the bench; measure again.")
        figures = tuple((row.pop("subject"), Row(**row)) for row in content["figures"])
        return Report(content["made_at"], content["machine"], content["took_s"], figures)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"{path}: is no run of the bench ({type(error).__name__}). `clarion bench` writes one."
        ) from None


def compare(old: Report, new: Report) -> list[Change]:
    """Every figure of either run, in the order of the new one; those that are gone come last."""
    before = {(subject, row.name): row for subject, row in old.figures}
    changes = []
    for subject, row in new.figures:
        was = before.pop((subject, row.name), None)
        changes.append(Change(subject, was, row, _by(was, row)))
    changes += [Change(subject, row, None, None) for (subject, _), row in before.items()]
    return changes


def _by(old: Row | None, new: Row) -> float | None:
    if old is None:
        return None
    if old.ratio is not None and new.ratio is not None:
        return new.ratio / old.ratio if old.ratio else None
    return new.value / old.value if old.value else None
