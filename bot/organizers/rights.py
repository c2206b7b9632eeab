"""Roles, and what each of them may do: the one table that pages, commands and tests go by."""

from __future__ import annotations

from enum import StrEnum


class Right(StrEnum):
    """Something that may be done. Each view of the console and each command names one."""

    SELF = "self"  # one's own account: password, second factor, language, phone
    LOOK = "look"  # broadcasts, calendar, campaign, DJs, actions, figures: nobody by name or number
    INBOX = "inbox"  # read and answer the conversations of those who need a person
    PEOPLE = "people"  # find people, open and change them, bring lists, ask why
    WRITE = "write"  # write, schedule, pause, cancel, stop all; decide on DJs and actions
    EXPORT = "export"  # take a list out of the console
    APPROVE = "approve"  # say the second yes to what somebody else wrote
    MANAGE = "manage"  # add organizers, change roles, make links for others, read the audit


class Role(StrEnum):
    """What an organizer is."""

    ADMIN = "admin"
    APPROVER = "approver"
    ORGANIZER = "organizer"
    TEXTER = "texter"
    VIEWER = "viewer"

    @property
    def with_article(self) -> str:
        """ "an admin", "a viewer"."""
        return f"a{'n' if self.value[0] in 'ao' else ''} {self.value}"

    def may(self, right: Right) -> bool:
        """Whether this role may do that."""
        return right in RIGHTS[self]


_ORGANIZERS = {
    Right.SELF, Right.LOOK, Right.INBOX, Right.PEOPLE, Right.WRITE, Right.EXPORT,
}  # fmt: skip
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.VIEWER: frozenset({Right.SELF, Right.LOOK}),
    Role.TEXTER: frozenset({Right.SELF, Right.INBOX}),
    Role.ORGANIZER: frozenset(_ORGANIZERS),
    Role.APPROVER: frozenset({*_ORGANIZERS, Right.APPROVE}),
    Role.ADMIN: frozenset(Right),
}
