"""Every table of the record, one import for migrations and queries."""

from bot.store.base import Base
from bot.store.tables.broadcasts import Broadcast, NamedSegment, Switch
from bot.store.tables.budgets import Spent
from bot.store.tables.calling_lists import CallingList, ListCall, ListCaller, ListedPerson
from bot.store.tables.calls import Call, CallBlock
from bot.store.tables.clear import ToSeal
from bot.store.tables.consent import Consent, ConsentWording, JoinAsk
from bot.store.tables.deeds import Answer, Dj, Report, ScriptShare, SplitTaken
from bot.store.tables.erased import CarrierCopy, Erased, ErasureAsk
from bot.store.tables.events import Event, EventAsk, EventText, HostWord, Rsvp, StationAsk
from bot.store.tables.imports import ImportChange, ImportFile, LineType, PeopleImport
from bot.store.tables.inbox import Block, CannedAnswer, Task, Ticket, TicketEvent, VolunteerLink
from bot.store.tables.lookup import (
    BulkAct,
    BulkPerson,
    ContactChange,
    ContactKey,
    MergedContact,
)
from bot.store.tables.messages import InboundError, Message, Timer
from bot.store.tables.misunderstood import Misunderstood
from bot.store.tables.on_air import ScriptCorrection, ScriptEdition, ScriptPart
from bot.store.tables.orders import OrderLock, TextedOrder
from bot.store.tables.organizers import (
    Audit,
    AuditLink,
    Organizer,
    OrganizerRole,
    Passkey,
    Role,
)
from bot.store.tables.people import Address, Chapter, Contact, Session
from bot.store.tables.sending import Mark, Pace, SetAside
from bot.store.tables.series import SeriesSeen, SeriesSent
from bot.store.tables.sources import Source, SourceText
from bot.store.tables.suppression import DataKey, StopJournal, Suppression

__all__ = [
    "Address",
    "Answer",
    "Audit",
    "AuditLink",
    "Base",
    "Block",
    "Broadcast",
    "BulkAct",
    "BulkPerson",
    "Call",
    "CallBlock",
    "CallingList",
    "CannedAnswer",
    "CarrierCopy",
    "Chapter",
    "Consent",
    "ConsentWording",
    "Contact",
    "ContactChange",
    "ContactKey",
    "DataKey",
    "Dj",
    "Erased",
    "ErasureAsk",
    "Event",
    "EventAsk",
    "EventText",
    "HostWord",
    "ImportChange",
    "ImportFile",
    "InboundError",
    "JoinAsk",
    "LineType",
    "ListCall",
    "ListCaller",
    "ListedPerson",
    "Mark",
    "MergedContact",
    "Message",
    "Misunderstood",
    "NamedSegment",
    "OrderLock",
    "Organizer",
    "OrganizerRole",
    "Pace",
    "Passkey",
    "PeopleImport",
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
    "SetAside",
    "Source",
    "SourceText",
    "Spent",
    "SplitTaken",
    "StationAsk",
    "StopJournal",
    "Suppression",
    "Switch",
    "Task",
    "TextedOrder",
    "Ticket",
    "TicketEvent",
    "Timer",
    "ToSeal",
    "VolunteerLink",
]
