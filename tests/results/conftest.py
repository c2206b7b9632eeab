"""The shipped campaign on the real record, and a clock that goes on when it is told to."""

from tests.events.conftest import clock as clock
from tests.events.conftest import line as line
