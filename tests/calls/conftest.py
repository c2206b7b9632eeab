"""The shipped campaign on the real record and the real web app, a clock, and phones that call."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from bot.clarion import Clarion
from bot.web import create_app
from tests.calls.phones import Phone
from tests.events.conftest import clock as clock
from tests.events.conftest import line as line


@pytest.fixture
def app(line: Clarion) -> Flask:
    """The web on the services."""
    return create_app(line)


@pytest.fixture
def phone(app: Flask, line: Clarion) -> Callable[..., Phone]:
    """A phone that is about to call."""
    return lambda number, **more: Phone(app, line, number, **more)
