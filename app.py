"""The WSGI app: `granian --interface wsgi app:app`."""

from bot.bootstrap import begin_understanding, build
from bot.web import create_app
from bot.web.replaying import begin_replaying

_clarion = build(application="clarion web")
begin_understanding(_clarion)
begin_replaying(_clarion)
app = create_app(_clarion)
