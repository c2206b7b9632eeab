"""Machines for the tests of commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.cli.machine import Machine
from tests.servers import private_folder


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder with a short path."""
    with private_folder() as made:
        yield made


@pytest.fixture
def make_machine() -> Iterator[Callable[..., Machine]]:
    """Makes machines, each in a folder of its own; all of them are gone after the test."""
    with ExitStack() as stack:

        def make(**environment: str) -> Machine:
            machine = Machine(stack.enter_context(private_folder()), **environment)
            stack.callback(machine.end)
            return machine

        yield make


@pytest.fixture
def machine(make_machine: Callable[..., Machine]) -> Machine:
    return make_machine()


@pytest.fixture(scope="module")
def running() -> Iterator[Machine]:
    """One machine, ready, for the tests of a module that only look."""
    with private_folder() as folder:
        machine = Machine(folder).start()
        try:
            machine.wait_ready()
            yield machine
        finally:
            machine.end()
