"""The carrier's state: what it knows, and the one way to change it and have it written down."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from dataclasses import dataclass, field

from bot.simulator.addresses import Behaviour, fixed_numbers
from bot.simulator.calls import Call, CallBook
from bot.simulator.clock import wall_time
from bot.simulator.faults import Action, Faults, Occasion
from bot.simulator.journal import Journal
from bot.simulator.ledger import KINDS, Kind, Ledger
from bot.simulator.manners import Plan
from bot.simulator.messages import Message, MessageBook, new_sid
from bot.simulator.numbers import OurNumbers
from bot.simulator.opt_outs import OptOuts
from bot.simulator.parts import count_parts
from bot.simulator.phones import Phone
from bot.simulator.settings import OptOutMode, Settings

_KEPT_ERRORS = 1000


@dataclass(frozen=True)
class Account:
    """Who may speak to this carrier, and what it has: one number, and maybe a service."""

    sid: str
    auth_token: str = field(repr=False)
    number: str
    service_sid: str | None = None
    api_key: str | None = None
    api_secret: str | None = field(default=None, repr=False)

    def sender_key(self, number: str) -> str:
        """What an opt-out is filed under: the service when the number is in it."""
        return self.service_sid if self.service_sid and number == self.number else number


@dataclass(frozen=True)
class Trouble:
    """One line of the debugger: Twilio's warning code, plain words, and what it was about."""

    at: float
    code: int
    words: str
    url: str = ""
    message_sid: str = ""


@dataclass(frozen=True)
class Draft:
    """A text about to be filed; `parts` is counted when it is None."""

    direction: str
    to: str
    sender: str
    body: str
    status: str
    service_sid: str | None = None
    media: tuple[tuple[str, str], ...] = ()
    callback_url: str | None = None
    validity_s: int | None = None
    send_at: float | None = None
    sid: str | None = None


class Carrier:
    """Everything this carrier knows. Changes go through it, so that all are in log and journal."""

    def __init__(self, account: Account, phones: list[Phone], journal: Journal | None) -> None:
        self.account = account
        self.cast = list(phones)
        self.phones = list(phones)
        self.journal = journal
        self.settings = Settings()
        self.book = MessageBook()
        self.calls = CallBook()
        self.plans: dict[str, Plan] = {}
        self.ledger = Ledger()
        self.opt_outs = OptOuts()
        self.faults = Faults()
        self.numbers = OurNumbers()
        self.behaviours: dict[str, Behaviour] = {}
        self.troubles: deque[Trouble] = deque(maxlen=_KEPT_ERRORS)
        self.chance = random.Random()  # noqa: S311  # chance in a test, not a secret
        self.stopping = asyncio.Event()
        self.generation = 0

    def now(self) -> float:
        """The carrier's clock, seconds since 1970; `clock_skew_s` ahead of this machine's."""
        return wall_time() + self.settings.clock_skew_s

    def record(self, kind: Kind, message: Message | None = None, detail: object = None) -> None:
        """Write an entry in the log and the journal."""
        at = round(wall_time(), 6)  # as the journal keeps it
        n = -1 if message is None else message.n
        self.ledger.add(kind, at, n, detail)
        if self.journal is not None:
            row: list[object] = [KINDS.index(kind), at, n, detail]
            if message is not None and kind in _CARRIES_MESSAGE:
                row.append(_as_row(message))
            self.journal.append(row)

    def accept(self, kind: Kind, draft: Draft) -> Message:
        """File a text and write it down; from here on Twilio has it."""
        now = self.now()
        sid = draft.sid or new_sid(bool(draft.media))
        message = Message(
            n=len(self.book),
            mark=_MARKS[sid[:2]],
            key=bytes.fromhex(sid[2:]),
            direction=draft.direction,
            to=draft.to,
            sender=draft.sender,
            service_sid=draft.service_sid,
            body=draft.body,
            parts=count_parts(draft.body).count,
            media=draft.media,
            status=draft.status,
            created_at=now,
            updated_at=now,
            sent_at=now if draft.status == "received" else None,
            callback_url=draft.callback_url,
            validity_s=draft.validity_s,
            send_at=draft.send_at,
        )
        self.book.add(message)
        self.record(kind, message)
        return message

    def set_status(self, message: Message, status: str, error_code: int | None = None) -> None:
        """Move a message on."""
        apply_status(self.book, message, status, error_code, self.now())
        self.record(Kind.STATUS, message, (status, error_code))

    def set_stopped(self, phone: str, sender: str, is_stopped: bool) -> None:
        """Put a phone on the STOP list of a sender, or take it off."""
        self.opt_outs.set(phone, sender, is_stopped)
        kind = Kind.STOPPED if is_stopped else Kind.RESUMED
        self.record(kind, detail=(phone, sender))

    def has_stopped(self, phone: str, number: str) -> bool:
        """Whether the carrier refuses texts from our number to a phone (21610)."""
        sender = self.account.sender_key(number)
        is_kept = self.settings.opt_out is not OptOutMode.NONE
        return is_kept and self.opt_outs.has_stopped(phone, sender)

    def begin(self) -> None:
        """The first day: those of the cast who have opted out are on the STOP list."""
        for phone in self.cast:
            if phone.stopped:
                sender = self.account.sender_key(self.account.number)
                self.set_stopped(phone.number, sender, True)

    def set_settings(self, settings: Settings) -> None:
        """Change how the carrier behaves; a new seed starts its chance again."""
        if settings.seed != self.settings.seed:
            self.chance.seed(settings.seed)
        self.settings = settings
        self.record(Kind.SETTINGS, detail=settings.model_dump(mode="json", exclude_defaults=True))

    def keep_numbers(self) -> None:
        """Write down our numbers and the behaviours of others after a change to them."""
        rows = {"ours": self.numbers.as_rows(), "behaviours": dict(self.behaviours)}
        self.record(Kind.NUMBERS, detail=rows)

    def add_phone(self, phone: Phone) -> None:
        """Put one more phone on the page."""
        self.phones = [p for p in self.phones if p.number != phone.number] + [phone]
        self.record(Kind.PHONE, detail=phone.model_dump())

    def record_call(self, call: Call) -> None:
        """Write down where a call is."""
        self.record(Kind.CALL, detail=call.as_row())

    def set_plan(self, plan: Plan) -> None:
        """Say what a number does when it is called."""
        self.plans[plan.number] = plan
        self.record(Kind.PLAN, detail=plan.model_dump(mode="json", exclude_defaults=True))

    def behaviour_of(self, number: str) -> Behaviour:
        """What a number always does."""
        return self.behaviours.get(number) or fixed_numbers().get(number, Behaviour.NORMAL)

    def trouble(self, code: int, words: str, url: str = "", message_sid: str = "") -> None:
        """Note an error for the debugger."""
        self.troubles.append(Trouble(wall_time(), code, words, url, message_sid))
        self.record(Kind.ERROR, self.book.find(message_sid), (code, words))

    def take_faults(self, occasion: Occasion) -> tuple[Action, ...]:
        """What is to go wrong with a call, written down for each fault."""
        actions = self.faults.take(occasion, self.chance)
        for action in actions:
            self.record(Kind.FAULT, detail=(str(action.fault), occasion.call))
        return actions

    def reset(self) -> None:
        """As on the first day: no messages, opt-outs, faults or settings; our numbers stay."""
        self.generation += 1
        self.settings = Settings()
        self.book = MessageBook()
        self.calls = CallBook()
        self.plans.clear()
        self.ledger.clear()
        self.opt_outs.clear()
        self.faults.clear()
        self.behaviours.clear()
        self.troubles.clear()
        self.phones = list(self.cast)
        self.chance.seed()
        if self.journal is not None:
            self.journal.clear()
        self.keep_numbers()
        self.begin()


_MARKS = {"SM": "SM", "MM": "MM"}
_CARRIES_MESSAGE = frozenset({Kind.ACCEPTED, Kind.REPLY, Kind.CARRIER, Kind.INBOUND})


def apply_status(
    book: MessageBook, message: Message, status: str, error_code: int | None, at: float
) -> None:
    """Give a message its status at a time; the first that leaves the queue sets when sent."""
    message.status = status
    message.updated_at = at
    message.error_code = error_code
    if message.sent_at is None and status in ("sent", "delivered", "undelivered"):
        book.mark_sent(message, at)


def _as_row(message: Message) -> list[object]:
    return [
        message.sid,
        message.direction,
        message.to,
        message.sender,
        message.service_sid,
        message.body,
        message.parts,
        message.media,
        message.status,
        message.created_at,
        message.sent_at,
        message.callback_url,
        message.validity_s,
        message.send_at,
    ]
