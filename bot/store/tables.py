"""Every table of the record, one import for migrations and queries."""

from bot.store.base import Base
from bot.store.tables_broadcasts import Broadcast, NamedSegment, Switch
from bot.store.tables_deeds import Dj, Report, ScriptShare
from bot.store.tables_events import Event, Rsvp, StationAsk
from bot.store.tables_messages import InboundError, Message, Timer
from bot.store.tables_on_air import ScriptCorrection, ScriptEdition, ScriptPart
from bot.store.tables_organizers import Audit, Organizer, OrganizerRole, Role
from bot.store.tables_people import Address, Chapter, Consent, Contact, Session
from bot.store.tables_sending import Mark, Pace
from bot.store.tables_series import SeriesSeen, SeriesSent

__all__ = [
    "Address",
    "Audit",
    "Base",
    "Broadcast",
    "Chapter",
    "Consent",
    "Contact",
    "Dj",
    "Event",
    "InboundError",
    "Mark",
    "Message",
    "NamedSegment",
    "Organizer",
    "OrganizerRole",
    "Pace",
    "Report",
    "Role",
    "Rsvp",
    "ScriptCorrection",
    "ScriptEdition",
    "ScriptPart",
    "ScriptShare",
    "SeriesSeen",
    "SeriesSent",
    "Session",
    "StationAsk",
    "Switch",
    "Timer",
]
