"""The trials of `make chaos` are all on the list, and the world they make goes wrong as said."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from bot.config import variable_of
from tests.chaos.__main__ import main
from tests.chaos.trials import TRIALS
from tests.chaos.wire import Wire
from tests.conftest import make_settings
from tests.crowd import environment


def test_every_trial_is_named_with_what_must_hold() -> None:
    told = CliRunner().invoke(main, ["--list"]).output
    assert len(TRIALS) >= 20
    for one in TRIALS.values():
        assert f"{one.name:18} {one.about}" in told


def test_what_a_trial_sets_are_settings_that_reach_its_processes() -> None:
    for one in TRIALS.values():
        for field in one.settings:
            assert variable_of(field) in environment(make_settings()), f"{one.name}: {field}"


def test_a_cut_wire_refuses_and_a_mended_one_carries() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as carrier,
        Wire(f"http://127.0.0.1:{carrier.getsockname()[1]}") as wire,
    ):
        port = urlsplit(wire.url).port
        wire.cut()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), 5)
        wire.mend()
        with socket.create_connection(("127.0.0.1", port), 5) as bot:
            there, _ = carrier.accept()
            with there:
                bot.sendall(b"POST")
                assert there.recv(4) == b"POST"
