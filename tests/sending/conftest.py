"""A carrier and the services of a bot that sends through it (tests/carried.py)."""

from tests.carried import clarion as clarion
from tests.carried import sending as sending
from tests.carried import simulator as simulator
