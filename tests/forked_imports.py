"""What processes of ours import and read before their work: what tests/forked.py begins with.

The campaigns most of them run with are compiled here, and in them again only where a word of it
has changed (tests/once.py).
"""

from pathlib import Path

import alembic.command
import honcho.environ

import bot.cli.guard
import bot.cli.keys
import bot.cli.migrate
import bot.cli.up
import bot.people.samples
import bot.store.migrate
import bot.web.sign_in
import workers.__main__
import workers.clock
import workers.jobs
from bot.campaign import loading
from bot.segments.linting import lint
from tests import once

__all__ = ["alembic", "bot", "honcho", "workers"]

_ROOT = Path(__file__).resolve().parents[1]
once.compile_campaigns_once()
for folder in (_ROOT / "flows", _ROOT / "tests" / "campaigns" / "small"):
    loading.load(folder, lint)
