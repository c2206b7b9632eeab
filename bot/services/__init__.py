"""PostgreSQL and Valkey with no set-up, from the wheels Clarion installs.

Its one job: start the two servers in a folder, say where they listen, and stop them.
Its one rule: nobody else on this machine gets in. They listen on Unix sockets in folders of
mode 0700 and on no port; a server ends, cleanly, when the process that started it is gone.
Only `clarion up` and the tests start servers; everything else is given their URLs.
"""

from bot.services.folder import ServerFolder
from bot.services.postgres import start_postgres
from bot.services.server import Server
from bot.services.valkey import start_valkey

__all__ = ["Server", "ServerFolder", "start_postgres", "start_valkey"]
