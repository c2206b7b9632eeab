"""The web app: `granian --interface rsgi app:served`; `app` is Flask's own, for `flask routes`."""

from bot.bootstrap import begin_understanding, build, set_apart
from bot.web import create_app
from bot.web.replaying import begin_replaying
from bot.web.serving import serve_off_threads

_clarion = build(application="clarion web")
begin_understanding(_clarion)
begin_replaying(_clarion)
app = create_app(_clarion)
_clarion.campaign.current()
set_apart()
served = serve_off_threads(app)
