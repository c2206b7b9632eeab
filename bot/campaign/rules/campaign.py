"""Rules for campaign.yaml and the scripts: errors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.campaign.compiling import read_hours
from bot.campaign.known import Known, did_you_mean
from bot.campaign.rules.languages import not_spoken
from bot.campaign.rules.poster_texts import POSTER_TEXTS
from bot.campaign.rules.room_texts import ROOM_TEXTS
from bot.campaign.rules.voice_texts import VOICE_TEXTS
from bot.campaign.texting_hours import find_faults
from bot.errors import Problem
from bot.sentences import say

# What Clarion itself says; every campaign has to have the words for it.
OWN_TEXTS = {
    "stopped": say("answers STOP: who will not text any more, and START to come back"),
    "help": say("answers HELP: who texts, how often, STOP, and how to reach a person"),
    "started": say("answers START: welcome back, how often, STOP and HELP"),
    "disclosure": say("goes with the first text: who, how often, rates, HELP and STOP"),
    "unknown": say("answers what nothing understands"),
    "did_you_mean": say("asks whether {suggestion} was meant, YES or NO"),
    "try_again": say("comes before a question that is asked again"),
    "gave_up": say("ends a question nobody could answer"),
    "changed": say("says that the flow has just been changed and begins again"),
    "language_set": say("confirms a switch of language"),
    "noted": say("answers where a flow says nothing"),
}

# What Clarion says to others than the person who has just texted; a campaign may leave them out,
# and then nothing is said. They may show {events.code}, {events.title}, {events.date} ...
NEWS_TEXTS = {
    "event_approved": say("tells a host that people can find their action now"),
    "event_called_off": say("tells a host and the guests that an action is called off"),
    "event_moved_up": say("tells the first on a waiting list that there is room"),
    "event_check": say("asks a guest whether they still come: RSVP and the code, or not"),
    "event_friend": say("tells whoever brought a friend that the friend has signed up"),
    "event_near": say("tells whoever asked for it that there is an action near them now"),
    "event_place": say("tells guests where it is, once an organizer has looked"),
    "event_moved": say("tells guests that the day, the hour or the place is another one"),
    "event_host_says": say("tells guests what their host writes, once an organizer has looked"),
    "event_host_late": say("tells guests, for their host: it begins a little late"),
    "event_host_on_time": say("tells guests, for their host: it begins on time"),
    "event_host_friend": say("tells guests, for their host: bring a friend"),
    "event_host_inside": say("tells guests, for their host: we meet inside"),
    "event_words_passed": say("tells a host that guests read their words now"),
    "event_words_refused": say("tells a host that an organizer did not pass their words on"),
    "event_co_host": say("asks somebody to lead an action too, by the word that says yes"),
    "event_co_host_yes": say("tells a host that whoever they asked leads it too"),
    "event_yours": say("tells a co-host that they are the host now: the one before is gone"),
    "event_changes": say("asks a host for a change before their action is listed: {events.why}"),
    "event_declined": say("tells a host that their action is not on the list, and {events.why}"),
    "event_merged": say("tells guests that theirs and another action are one, where and when"),
    "event_merged_full": say("tells guests the same, and that they are on its waiting list"),
    "event_invite": say("is what an organizer's invitation begins with, to people near an action"),
    "event_guests": say("tells a host how many have signed up and how many cannot come"),
    **ROOM_TEXTS,
}
# Said about stopping; where a campaign leaves them out, Clarion has words for them.
STOP_TEXTS = {
    "stop_unsure": say("asks whoever may want no more texts: STOP and they are out"),
    "word_or_name": say("asks at a first name that is a word like “ok” too which of them it is"),
    "stop_or_name": say("asks at a first name that is a stop word too which of them it is"),
    "left_alone": say("tells whom the team does not answer for now that nobody does"),
    "confirm_join": say("asks whoever typed a number or a joining word: YES, and they are in"),
    "will_read": say("tells who needs a person when somebody reads what they wrote"),
    "still_waiting": say("tells whoever has waited too long that they are not forgotten"),
    "stop_declined": say("answers whoever says no to that: they stay on the list"),
}
# Said where a number is typed on an event's page; Clarion has words where a campaign has none.
PAGE_TEXTS = {
    "confirm_ring": say("asks whoever typed a number to be rung: YES, and their phone rings"),
    "confirm_event": say("asks whoever typed a number on an action's page: YES, and they come"),
    "event_terms": say("says what that YES agrees to: texts about this one action"),
    **POSTER_TEXTS,
}
# Said where a conversation goes on; where a campaign leaves them out, it ends there instead.
GOING_ON_TEXTS = {
    "resumed": say("comes before the question that a keyword interrupted, once it is done with"),
    "which_of": say("asks which of {which.first} and {which.second} was meant, 1 or 2"),
    "stuck": say("answers what is no answer for the third time: all is kept, and how to get help"),
}
# Said in place of every text that shows the number of a line that has had its last day.
LINE_TEXTS = {"line_over": say("says that the line has ended, and what there is to do")}
_ALL_TEXTS = {
    **OWN_TEXTS,
    **NEWS_TEXTS,
    **STOP_TEXTS,
    **PAGE_TEXTS,
    **GOING_ON_TEXTS,
    **LINE_TEXTS,
    **VOICE_TEXTS,
}
_OF_ACTION = ("code", "title", "date", "day", "time", "place", "link", "bring", "words", "people")
NEWS_FIELDS = frozenset(f"events.{name}" for name in _OF_ACTION)
GUEST_FIELDS = frozenset(
    {"events.why", "events.joined", "events.left", "events.going", "events.signed"}
)


def texts_exist(known: Known) -> Iterator[Problem]:
    """All of Clarion's own texts are there, and no text nobody uses."""
    for name, use in OWN_TEXTS.items():
        if name not in known.campaign.texts:
            yield known.source.problem(
                ("texts",),
                say("The text '%(name)s' is missing.", name=name),
                say("It %(use)s.", use=use),
                code="own_text",
            )
    if "line_over" not in known.campaign.texts:
        yield from _ending_lines(known)
    for name in known.campaign.texts:
        if name not in _ALL_TEXTS:
            mend = did_you_mean(name, OWN_TEXTS, say("Delete it, or give it to a step."))
            yield known.source.problem(
                ("texts", name),
                say("Clarion never says the text '%(name)s'.", name=name),
                mend,
                code="own_text",
            )


def _ending_lines(known: Known) -> Iterator[Problem]:
    for name, line in known.campaign.lines.items():
        if line.until is not None:
            yield known.source.problem(
                ("lines", name, "until"),
                say("This line ends, and nothing says what people get after that."),
                say("Write texts: line_over. It %(use)s.", use=LINE_TEXTS["line_over"]),
                code="own_text",
                severity="warning",
            )


def lines_can_be_dialed(known: Known) -> Iterator[Problem]:
    """Numbers have ten digits, hours can be read, languages exist."""
    for name, line in known.campaign.lines.items():
        digits = re.sub(r"\D", "", line.number)
        if len(digits) not in (10, 11) or (len(digits) == 11 and digits[0] != "1"):
            yield known.source.problem(
                ("lines", name, "number"),
                say("'%(number)s' is not a US number.", number=line.number),
                say("Write its ten digits as people read them: (312) 555-0142."),
                code="number",
            )
        try:
            read_hours(line.hours)
        except ValueError:
            yield known.source.problem(
                ("lines", name, "hours"),
                say("These hours cannot be read."),
                say('Write them like {mon-fri: "09:00-17:00", sat: "10:00-12:00, 13:00-15:00"}.'),
                code="hours",
            )
        for lang in line.languages:
            if lang not in known.languages:
                yield not_spoken(known, known.source.document, ("lines", name, "languages"), lang)


def zones_exist(known: Known) -> Iterator[Problem]:
    """Time zones are ones the world knows."""
    places = [(("zone",), known.campaign.zone)]
    places += [(("lines", n, "zone"), line.zone) for n, line in known.campaign.lines.items()]  # type: ignore[misc]
    for loc, zone in places:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            yield known.source.problem(
                loc,
                say("'%(zone)s' is not a time zone.", zone=zone),
                say("Write it like America/Chicago."),
                code="zone",
            )


def texting_hours_are_lawful(known: Known) -> Iterator[Problem]:
    """The campaign's texting hours can be read, and no law is stricter."""
    rules = known.campaign.texting_hours.model_dump()
    for loc, message, mend in find_faults(rules, set(known.lexicon.states.values())):
        yield known.source.problem(("texting_hours", *loc), message, mend, code="texting_hours")


def menu_exists(known: Known) -> Iterator[Problem]:
    """MENU opens something."""
    menu = known.campaign.menu
    if menu not in known.flow_names:
        yield known.source.problem(
            ("menu",),
            say("There is no flow '%(menu)s' for MENU to open.", menu=menu),
            did_you_mean(menu, known.flow_names, say("Make the file %(menu)s.yaml.", menu=menu)),
            code="menu",
        )


def scripts_fit(known: Known) -> Iterator[Problem]:
    """Scripts are in languages of the campaign."""
    for source in known.sources.scripts.values():
        for lang in source.model.read:
            if lang not in known.languages:
                yield not_spoken(known, source.document, ("read", lang), lang)
