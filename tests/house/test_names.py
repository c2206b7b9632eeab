"""What one place says of another is true: files that are named, tables, jobs."""

from __future__ import annotations

import inspect
import os
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import bot.store.tables
from bot.queue import JOBS
from workers import jobs

ROOT = Path(__file__).resolve().parents[2]
_FOLDERS = "bot|tests|workers|bench|docs|flows|examples"
_NAMED = re.compile(rf"(?<![\w/.@:-])((?:{_FOLDERS})/[\w./-]*\w)")
_KINDS = {".py", ".md", ".yaml", ".toml", ".html"}
_OTHERS = {".git", ".venv", ".cache", ".clarion", "build", "node_modules"}
# A recipe says NAME where the reader puts their own.
_STANDS_FOR_ANY = re.compile(r"NAME|NNNN")


def _files() -> Iterator[Path]:
    for folder, below, names in os.walk(ROOT):
        below[:] = sorted(set(below) - _OTHERS)
        for path in sorted(Path(folder, name) for name in names):
            is_data = path.is_relative_to(ROOT / "tests") and path.suffix == ".yaml"
            if path.suffix in _KINDS and not is_data:  # data are what people write
                yield path


@cache
def _exists(name: str) -> bool:
    return (ROOT / name).exists() or any(ROOT.glob(f"{name}.*")) or any(ROOT.glob(f"{name}*.yaml"))


def test_every_file_that_is_named_is_there() -> None:
    """One test for all files: as one for each, 1,900 of them cost three seconds a run."""
    files = list(_files())
    assert len(files) > 1000
    missing = [place for path in files for place in _missing(path)]
    assert not missing, "name the file where it is now, or leave the name out:\n" + "\n".join(
        missing
    )


def _missing(path: Path) -> Iterator[str]:
    """Each name in a file that leads nowhere, with its line."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if _STANDS_FOR_ANY.search(line):
            continue
        for name in _NAMED.findall(line):
            if not _exists(name.rstrip(".")):
                yield f"{path.relative_to(ROOT)}:{number}: {name}"


def test_every_table_module_is_imported() -> None:
    source = inspect.getsource(bot.store.tables)
    for module in pkgutil.iter_modules(bot.store.tables.__path__):
        assert f"from bot.store.tables.{module.name} import" in source, (
            f"bot/store/tables/__init__.py has to import {module.name}, or no migration sees it"
        )


def test_jobs_are_the_functions_of_the_jobs_module() -> None:
    written = {
        f"workers.jobs.{name}"
        for name, function in inspect.getmembers(jobs, inspect.isfunction)
        if function.__module__ == "workers.jobs"
    }
    assert written == set(JOBS), "name each function of workers/jobs.py in JOBS of bot/queue.py"
