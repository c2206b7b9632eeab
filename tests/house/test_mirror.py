"""Who knows where a thing is knows where its tests are: tests/ has the rooms of the code."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"
# The house itself is no room.
_OF_THE_WHOLE = {"house"}
_FOLDERS = sorted({path.parent for path in TESTS.glob("*/**/test_*.py")})
_MODULES = sorted(TESTS.glob("test_*.py"))


def _is_there(name: str) -> bool:
    """Whether a room of the bot, a folder of the repository, a program or a page has the name."""
    page = f"{name.replace('_', '-')}.md"
    places = (f"bot/{name}", f"bot/{name}.py", name, f"tests/{name}", f"docs/{page}")
    return any((ROOT / place).exists() for place in places)


def test_there_are_folders_to_look_at() -> None:
    assert {"sending", "broadcasts", "texting"} <= {folder.name for folder in _FOLDERS}


@pytest.mark.parametrize("folder", _FOLDERS, ids=lambda path: str(path.relative_to(TESTS)))
def test_a_folder_of_tests_has_the_name_of_a_room(folder: Path) -> None:
    name = folder.relative_to(TESTS)
    if str(name) in _OF_THE_WHOLE:
        return
    assert (ROOT / "bot" / name).is_dir() or (ROOT / name).is_dir(), (
        f"tests/{name} mirrors no folder: move its tests to the room of what they test"
    )


@pytest.mark.parametrize("module", _MODULES, ids=lambda path: path.stem)
def test_a_module_outside_the_folders_tests_what_is_outside_the_rooms(module: Path) -> None:
    name = module.stem.removeprefix("test_")
    assert _is_there(name), f"{module.name} mirrors nothing: move it to the room of what it tests"
    assert not (ROOT / "bot" / name).is_dir(), f"move {module.name} into tests/{name}/"
