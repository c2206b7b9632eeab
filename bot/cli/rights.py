"""What each command takes: the right of the organizer who is named by --as or CLARION_AS.

It guards against mistakes, not against people: whoever has a shell here has the keys, and is the
machine's keeper. So a command that names nobody is done by the keeper, who may do all; whoever is
named is held to their role by every command, also by those without --as (bot/cli/guard.py). None
is for what touches no record of people.
"""

from __future__ import annotations

from bot.organizers.rights import Right

# The command as it is typed, or a whole group of them by its first word.
NEEDED: dict[str, Right | None] = {
    "aside": Right.WRITE,
    "audit": Right.MANAGE,
    "bench": None,
    "broadcast": Right.WRITE,
    "broadcast approve": Right.APPROVE,
    "broadcast csv": Right.EXPORT,
    "calling": Right.WRITE,
    "calling csv": Right.EXPORT,
    "calling let-in": Right.PEOPLE,
    "calling list": Right.LOOK,
    "calls": Right.PEOPLE,
    "calls today": Right.LOOK,
    "calls list": Right.LOOK,
    "calls blocked": Right.LOOK,
    "chat": None,
    "check": None,
    "consent": Right.PEOPLE,
    "contacts": Right.PEOPLE,
    "conversations": None,
    "doctor": None,
    "events": Right.WRITE,
    "graph": None,
    "keys": None,
    "migrate": None,
    "misunderstood": Right.INBOX,
    "new": None,
    "organizers": Right.MANAGE,
    "panic": Right.MANAGE,
    "reconcile": None,
    "registration": None,
    "rehearse": None,
    "report": Right.LOOK,
    "reports": Right.WRITE,
    "scripts": Right.WRITE,
    "sources": Right.WRITE,
    "sources list": Right.LOOK,
    "sources posters": Right.LOOK,
    "splits": Right.LOOK,
    "suppression": Right.EXPORT,
    "translate": None,
    "understand": None,
    "up": None,
    "week": None,
    "why": Right.PEOPLE,
}


def needed(command: str) -> Right | None:
    """The right that a command takes: its own, or its group's. Raises: KeyError."""
    return NEEDED[command] if command in NEEDED else NEEDED[command.split()[0]]
