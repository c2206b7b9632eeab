"""`make attack` itself: it tells what got in, and does not take silence for safety."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from tests.attack.__main__ import main, tell
from tests.attack.tries import ATTACKS, Tries

# What has to be tried (docs/security.md): each by at least one kind.
_TRIED = {
    "forged", "host and port", "replayed", "split again", "routes, signed out", "routes, by role",
    "another site's forms", "passwords", "codes of a phone", "recovery codes", "one-time links",
    "addresses of pages", "codes of actions", "a flood of texts", "a flood of /join",
    "a flood of pages", "dripping connections", "words in texts", "words in forms", "poisoned jobs",
}  # fmt: skip


def test_every_kind_is_there() -> None:
    assert ATTACKS.keys() == _TRIED
    listed = CliRunner().invoke(main, ["--list"]).output
    assert all(name in listed for name in _TRIED)


def test_what_got_in_and_what_refused_the_rest_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    tries = Tries("guesses")
    for number in range(3):
        tries.add(f"guess {number}", number == 2, "429")
    tell([tries, Tries("nothing")], 1.0)
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].split() == ["guesses", "3", "1", "0", "429", "(2)"]
    assert lines[4].split()[:3] == ["all", "3", "1"]
    assert lines[5] == "  ✗ guesses: guess 2: 429"


def test_a_control_that_does_not_work_counts_as_got_in() -> None:
    tries = Tries("routes")
    tries.control("signed in", True)
    assert tries.got_in == []
    tries.control("signed in", False, 302)
    assert tries.got_in == ["the control did not work: signed in 302"]
