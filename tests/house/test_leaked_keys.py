"""Keys in the tree are found, by kind and line, and never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.environment import make_keys
from tests.house.leaked_keys import MADE_UP, ROOT, look

# Put together here, so that nothing in this file is one.
_PRIVATE = "-----BEGIN " + "RSA PRIVATE KEY-----"
_AMAZON = "AKIA" + "QX7Z3M5N2P4R6T8V"
_TWILIO = "SK" + "0f3a9c" * 5 + "b7"
_SECRET_KEY, _DATA_KEY = make_keys().as_lines().splitlines()


@pytest.mark.parametrize(
    "key",
    [_PRIVATE, _AMAZON, _TWILIO, _SECRET_KEY, _DATA_KEY],
    ids=["private", "amazon", "twilio", "secret key", "data key"],
)
def test_a_key_is_found_and_not_repeated(tmp_path: Path, key: str) -> None:
    (tmp_path / "notes.md").write_text(f"one line\nkey = {key}\n")
    found = list(look(["notes.md"], tmp_path))
    assert found
    assert all(one.startswith("notes.md:2: ") for one in found)
    assert key not in str(found)


def test_settings_of_a_machine_do_not_belong_there(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=8000\n")
    assert list(look([".env"], tmp_path)) == [".env: settings with keys do not belong in the tree"]


@pytest.mark.parametrize(
    "text", ["TWILIO_AUTH_TOKEN=your-token", "CLARION_DATA_KEY={data_key}", "password here", ""]
)
def test_words_about_keys_are_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "notes.md").write_text(text)
    assert list(look(["notes.md"], tmp_path)) == []


def test_what_was_looked_at_and_made_up_is_still_there() -> None:
    assert [name for name, _ in MADE_UP if not (ROOT / name).is_file()] == []
