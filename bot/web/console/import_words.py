"""Words for lists: states, what columns are, what becomes of people, answers."""

from __future__ import annotations

from bot.imports.problems import Cost
from bot.web.words import lazy_gettext as lazy

STATES = {
    "reading": lazy("Being looked at"),
    "shown": lazy("Waits for your yes"),
    "writing": lazy("Coming in"),
    "done": lazy("In the record"),
    "failed": lazy("Could not be read"),
    "dropped": lazy("Let go"),
    "undone": lazy("Taken back"),
}
COLUMNS = {
    "phone": lazy("Phone number to text"),
    "name": lazy("Name"),
    "first_name": lazy("First name"),
    "last_name": lazy("Last name"),
    "lang": lazy("Language"),
    "zip": lazy("ZIP"),
    "tags": lazy("Tags"),
    "opt_out": lazy("Wants no texts"),
    "unused": lazy("Not used"),
}
FATES = {
    "new": lazy("new"),
    "changed": lazy("known, changes"),
    "same": lazy("known, the same"),
    "stopped": lazy("has stopped, stays out"),
    "erased": lazy("was erased, stays out"),
}
COSTS = {
    Cost.ROW: lazy("left out"),
    Cost.ASKED: lazy("to answer"),
    Cost.ZIP: lazy("without their ZIP"),
    Cost.LANG: lazy("without their language"),
    Cost.NAME: lazy("without their name"),
    Cost.TAG: lazy("tags cut"),
    Cost.NOTHING: lazy("to know"),
}
ANSWERS = {
    "add": lazy("Put the zero back"),
    "drop": lazy("Leave these ZIPs out"),
    "take": lazy("Take the number without it"),
    "leave": lazy("Leave these rows out"),
    "first": lazy("Take the first number"),
    "split": lazy("Several tags"),
    "keep": lazy("One tag, with the bar"),
}
FIELDS = {
    "name": lazy("Name"),
    "lang": lazy("Language"),
    "zip": lazy("ZIP"),
    "tags": lazy("Tags"),
    "consent": lazy("Consent"),
}
SEPARATORS = {
    ",": lazy("comma"),
    ";": lazy("semicolon"),
    "\t": lazy("tab"),
    "|": lazy("bar"),
}
