"""States in plain words, for pages. A test holds this against the states the record knows."""

from __future__ import annotations

from bot.set_aside import Kind
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
    "held": (
        lazy("Held"),
        lazy("waits for the first wave, your decision, or the carrier's word on whose a number is"),
    ),
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

# What the audit says, in plain words.
ACTS = {
    "scheduled broadcast": lazy("wrote it"),
    "edited broadcast": lazy("changed it"),
    "approved broadcast": lazy("approved it"),
    "paused broadcast": lazy("paused it"),
    "resumed broadcast": lazy("let it go on"),
    "canceled broadcast": lazy("canceled it"),
    "sent broadcast by text": lazy("sent it by text"),
    "texted order": lazy("gave an order by text"),
    "locked orders": lazy("five wrong codes by text: orders from their phone are locked"),
    "number reassigned": lazy("somebody else has their number by now"),
    "on duty": lazy("is on duty"),
    "off duty": lazy("is off duty"),
    "braked broadcast": lazy("paused it by itself"),
    "paused late": lazy("paused it, for it stood still too long"),
    "sent doubts again": lazy("sent the texts in doubt again"),
    "left doubts": lazy("left the texts in doubt"),
    "broadcast missed": lazy("could not begin it in time"),
    "broadcast draft": lazy("held it for a second organizer"),
    "broadcast paused": lazy("held it for a closed line"),
    "took out a sheet": lazy("took out a list"),
    "opened person": lazy("opened a person’s page"),
    "opened list": lazy("opened a list"),
    "looked at texts": lazy("looked at texts that were not understood"),
    "looked at who waits": lazy("looked at who waits to be let in"),
    "added person": lazy("added a person"),
    "tried broadcast": lazy("sent a test text"),
    "rotated keys": lazy("changed the data key"),
    "added task": lazy("wrote down a task"),
    "finished task": lazy("finished a task"),
    "wrote note": lazy("wrote a note"),
    "kept answer": lazy("kept an answer"),
    "dropped answer": lazy("deleted an answer"),
    "import_opened": lazy("sent in a list"),
    "import_corrected": lazy("corrected a list"),
    "import_dropped": lazy("let go of a list"),
    "asked phone": lazy("had a code texted to a phone"),
    "opened conversation": lazy("opened a conversation"),
    "took out results": lazy("took out the results"),
    "asked why": lazy("asked why"),
    "searched": lazy("looked for people"),
    "edited": lazy("changed what we know"),
    "revealed number": lazy("looked at the whole number"),
    "opted_out": lazy("opted them out"),
    "erased": lazy("erased them"),
    "merged": lazy("made two people one"),
    "bulk": lazy("acted on a segment"),
    "bulk approved": lazy("approved an act on a segment"),
    "bulk refused": lazy("refused an act on a segment"),
    "bulk undone": lazy("took an act on a segment back"),
    "panic": lazy("stopped everything and signed everybody out"),
    "copies at the carrier": lazy("the carrier’s copies were deleted, as far as it lets us"),
    "stopped all": lazy("stopped everything"),
    "started all": lazy("started sending again"),
    "signed_in": lazy("signed in"),
    "signed_out": lazy("signed out"),
    "sign_in_failed": lazy("a sign-in failed"),
    "sign_in_limited": lazy("sign-ins failed too often"),
    "password_changed": lazy("changed the password"),
    "second_factor_changed": lazy("changed the second factor"),
    "passkey_added": lazy("added a passkey"),
    "passkey_removed": lazy("took a passkey off"),
    "link_made": lazy("made a link to sign in as them"),
    "second_factor_forgotten": lazy("took a lost second factor off"),
    "organizer_added": lazy("added"),
    "organizer_role": lazy("changed the role"),
    "organizer_removed": lazy("removed"),
    "linked phone": lazy("linked a phone"),
    "unlinked phone": lazy("took a phone off"),
    "kept segment": lazy("kept it"),
    "forgot segment": lazy("forgot it"),
    "created": lazy("made"),
    "open": lazy("approved it"),
    "called_off": lazy("called it off"),
    "changes": lazy("asked its host for a change"),
    "declined": lazy("declined it"),
    "edited_event": lazy("changed it"),
    "merged_event": lazy("made two of them one"),
    "notified": lazy("told organizers"),
    "made_host_page": lazy("made a link to a host’s page"),
    "revoked_host_page": lazy("ended a link to a host’s page"),
    "passed_host_words": lazy("passed a host’s words on to guests"),
    "refused_host_words": lazy("did not pass a host’s words on"),
    "approved_short_notice": lazy("had guests told at short notice, whatever the hour"),
    "checked_in": lazy("said whether they were there"),
}

# What an act was about.
OBJECTS = {
    "broadcast": lazy("broadcast"),
    "organizer": lazy("organizer"),
    "segment": lazy("segment"),
    "event": lazy("action"),
    "contact": lazy("contact"),
    "bulk": lazy("act"),
    "sending": lazy("sending"),
}


def act_words(act: str) -> str:
    """An act of the audit in plain words; the act itself where there are none."""
    return str(ACTS.get(act, act.replace("_", " ")))


# What was set aside, by its kind.
ASIDE = {
    Kind.TIMERS: lazy("Timers of a person"),
    Kind.WEBHOOK_CALL: lazy("A call to your own service"),
    Kind.BROADCAST: lazy("A broadcast that is due"),
    Kind.DOUBT: lazy("A text in doubt"),
    Kind.CARRIER_TEXT: lazy("A text that came in and the carrier lists"),
    Kind.LATE_STATUS: lazy("A status that came late"),
    Kind.SERIES_TEXT: lazy("A text of a series"),
    Kind.DJ_REMINDER: lazy("The reminder of a DJ"),
    Kind.CORRECTION: lazy("The correction of a script"),
    Kind.CORRECTION_TEXT: lazy("A correction to a person"),
    Kind.UNDER_WAY: lazy("A broadcast under way"),
    Kind.SPOOLED_TEXT: lazy("A text kept on disk"),
    Kind.ERASURE: lazy("Somebody who asked to be erased"),
    Kind.ORDER: lazy("An organizer’s order by text"),
    Kind.GUEST_NEWS: lazy("News to a host of who comes"),
    Kind.EVENT_WISH: lazy("Somebody who wants to hear of an action near them"),
    Kind.SEAT: lazy("A seat that is held for a guest"),
    Kind.ROOM: lazy("Texts to a phone bank's room"),
    Kind.CLAIM: lazy("A name of a calling list"),
    Kind.TICKET: lazy("A conversation in the inbox"),
    Kind.LIST: lazy("A list of people on its way in"),
    Kind.CONTACT: lazy("A person whose data no key at hand opens"),
}
