"""The organizers' console: what runs, broadcasts, who may sign in.

The one rule: every view names the least role that may use it; a view that names none is refused
to all. Pages work without JavaScript, at 390 pixels, by keyboard; scripts only make them move.
"""

from bot.web.console import (
    account,
    actions,
    audit,
    broadcasts,
    bulk,
    calendar,
    calling,
    calls,
    campaign,
    contacts,
    djs,
    home,
    imports,
    inbox,
    inbox_tools,
    link,
    own_phone,
    panic,
    people,
    results,
    scripts,
    segments,
    sources,
    why,
)
from bot.web.console import action as action  # adds its views to the actions' door
from bot.web.console import compose as compose  # adds its views to the broadcasts' door
from bot.web.console import contact_erasing as contact_erasing
from bot.web.console import contact_merging as contact_merging
from bot.web.console import from_hosts as from_hosts  # adds its views to the actions' door
from bot.web.console import taking_back as taking_back

doors = (
    link.door,
    home.door,
    inbox.door,
    inbox_tools.door,
    contacts.door,
    imports.door,
    account.door,
    own_phone.door,
    broadcasts.door,
    calendar.door,
    segments.door,
    bulk.door,
    campaign.door,
    scripts.door,
    djs.door,
    actions.door,
    calling.door,
    results.door,
    sources.door,
    calls.door,
    why.door,
    people.door,
    audit.door,
    panic.door,
)
