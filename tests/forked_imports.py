"""What processes of ours import before their work begins: what tests/forked.py begins with."""

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

__all__ = ["alembic", "bot", "honcho", "workers"]
