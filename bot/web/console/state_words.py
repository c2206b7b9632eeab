"""States in plain words, for pages. A test holds this against the states the record knows."""

from __future__ import annotations

from bot.web.words import lazy_gettext as lazy

BROADCAST = {
    "draft": lazy("Draft"),
    "scheduled": lazy("Scheduled"),
    "approved": lazy("Approved"),
    "sending": lazy("Sending"),
    "paused": lazy("Paused"),
    "done": lazy("Done"),
    "canceled": lazy("Canceled"),
    "missed": lazy("Missed"),
}

# In the order a text goes through them: what it is called, what that means.
MESSAGE = {
    "planned": (lazy("Planned"), lazy("waits for its turn or its hour")),
    "held": (lazy("Held"), lazy("waits for a person")),
    "claimed": (lazy("Going out"), lazy("being handed to the carrier at this moment")),
    "unknown": (
        lazy("Not sure"),
        lazy("no answer from the carrier; being looked up, not repeated"),
    ),
    "accepted": (lazy("With the carrier"), lazy("taken, not yet sent")),
    "sent": (lazy("Sent"), lazy("on its way to the phone")),
    "delivered": (lazy("Delivered"), lazy("the phone has it")),
    "undelivered": (lazy("Not delivered"), lazy("the phone could not be reached")),
    "failed": (lazy("Failed"), lazy("the carrier did not take it")),
    "skipped": (lazy("Skipped"), lazy("not texted, for the reasons below")),
    "canceled": (lazy("Canceled"), lazy("the broadcast ended before their turn")),
}

# What the audit says of a broadcast, in plain words.
ACTS = {
    "scheduled broadcast": lazy("wrote it"),
    "edited broadcast": lazy("changed it"),
    "approved broadcast": lazy("approved it"),
    "paused broadcast": lazy("paused it"),
    "resumed broadcast": lazy("let it go on"),
    "canceled broadcast": lazy("canceled it"),
    "braked broadcast": lazy("paused it by itself"),
    "broadcast missed": lazy("could not begin it in time"),
    "broadcast draft": lazy("held it for a second organizer"),
    "broadcast paused": lazy("held it for a closed line"),
    "took out results": lazy("took out the results"),
}


def act_words(act: str) -> str:
    """An act of the audit in plain words; the act itself where there are none."""
    return str(ACTS.get(act, act.replace("_", " ")))
