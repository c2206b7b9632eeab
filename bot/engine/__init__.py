"""The flow engine: a function from (campaign, session, text) to (session, events).

Its one job: decide what is said and what has happened when a text, a timer or a result comes in.
Its one rule: it is pure. No clock, file, database, network, randomness or logging; `now`, the
seed and all knowledge of the person come in as arguments, everything to be done goes out as
events, and no text whatever makes it raise, loop or answer nothing.
"""

from bot.engine.definition import Campaign, Flow, OnAir, Script, Step
from bot.engine.ear import for_the_ear, spell_number, spell_station
from bot.engine.events import (
    ActRequested,
    Answered,
    Endangered,
    Event,
    FieldSet,
    FlowEntered,
    HandedOff,
    Kept,
    LanguageSet,
    NameSet,
    Notified,
    OptedIn,
    OptedOut,
    Reported,
    Said,
    SessionEnded,
    SplitTaken,
    StopUnsure,
    Tagged,
    TimerCanceled,
    TimerStarted,
    Unmatched,
    Untagged,
    ZipSet,
)
from bot.engine.lines import Line
from bot.engine.listening.order import hear_alone, language_in, listen
from bot.engine.listening.own_names import may_be_name
from bot.engine.localized import Text
from bot.engine.routing import fulfil, route, start, time_out
from bot.engine.session import LEADS, ActResult, Person, Session, Turn, World
from bot.engine.text import Parts, alike, as_sms, clean, parts, rewrite
from bot.engine.verdict import Sense, Verdict
from bot.engine.wording import fold

__all__ = [
    "LEADS",
    "ActRequested",
    "ActResult",
    "Answered",
    "Campaign",
    "Endangered",
    "Event",
    "FieldSet",
    "Flow",
    "FlowEntered",
    "HandedOff",
    "Kept",
    "LanguageSet",
    "Line",
    "NameSet",
    "Notified",
    "OnAir",
    "OptedIn",
    "OptedOut",
    "Parts",
    "Person",
    "Reported",
    "Said",
    "Script",
    "Sense",
    "Session",
    "SessionEnded",
    "SplitTaken",
    "Step",
    "StopUnsure",
    "Tagged",
    "Text",
    "TimerCanceled",
    "TimerStarted",
    "Turn",
    "Unmatched",
    "Untagged",
    "Verdict",
    "World",
    "ZipSet",
    "alike",
    "as_sms",
    "clean",
    "fold",
    "for_the_ear",
    "fulfil",
    "hear_alone",
    "language_in",
    "listen",
    "may_be_name",
    "parts",
    "rewrite",
    "route",
    "spell_number",
    "spell_station",
    "start",
    "time_out",
]
