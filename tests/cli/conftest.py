"""Machines for the tests of commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.cli.machine import AS_TYPED, ROOT, Machine
from tests.servers import private_folder


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder with a short path."""
    with private_folder() as made:
        yield made


# For machines whose web stands in for ours: half a second less a start than the shipped one.
_SMALL = {"CLARION_CAMPAIGN": str(ROOT / "tests" / "campaigns" / "small")}


@pytest.fixture(scope="session")
def used_machine() -> Iterator[Machine]:
    """A machine that has been started before and stopped: a first start takes twice as long."""
    with private_folder() as folder:
        machine = Machine(folder, **_SMALL)
        try:
            machine.start().wait_ready()
            machine.interrupt()
            yield machine
        finally:
            machine.end()


@pytest.fixture
def make_machine() -> Iterator[Callable[..., Machine]]:
    """Makes machines that were never started, each in a folder of its own; all of them are gone
    after the test."""
    with ExitStack() as stack:

        def make(**environment: str) -> Machine:
            machine = Machine(stack.enter_context(private_folder()), **{**_SMALL, **environment})
            stack.callback(machine.end)
            return machine

        yield make


@pytest.fixture
def new_machine(make_machine: Callable[..., Machine]) -> Machine:
    return make_machine()


@pytest.fixture
def machine(make_machine: Callable[..., Machine], used_machine: Machine) -> Machine:
    """One that has been started before, with its keys and its data."""
    return make_machine().take_over(used_machine)


@pytest.fixture(scope="module")
def running() -> Iterator[Machine]:
    """One machine, ready, for the tests of a module that only look."""
    with private_folder() as folder:
        machine = Machine(folder).start(AS_TYPED)
        try:
            machine.wait_ready()
            yield machine
        finally:
            machine.end()
