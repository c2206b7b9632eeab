"""The WSGI app: `granian --interface wsgi app:app`."""

from bot.bootstrap import build
from bot.web import create_app

app = create_app(build(application="clarion web"))
