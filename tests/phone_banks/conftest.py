"""The shipped campaign on the real record: a host in Chicago, two callers, a clock to move."""

from tests.events.conftest import clock as clock
from tests.events.conftest import line as line
