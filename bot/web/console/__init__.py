"""The organizers' console: what runs, broadcasts, who may sign in.

The one rule: every view names the least role that may use it; a view that names none is refused
to all. Pages work without JavaScript, at 390 pixels, by keyboard; scripts only make them move.
"""

from bot.web.console import account, broadcasts, home, link, people

doors = (link.door, home.door, account.door, broadcasts.door, people.door)
