"""The line by voice: calls of any direction, those that wait for their turn, who is not served."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, SmallInteger, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.clock import wall_time
from bot.store.base import Base, Digest, Id, Ref, Word


class Call(Base):
    """A call, or the wish for one. Nobody's number is in it, and nothing that was said.

    `direction`: "in" (somebody called us), "out" (CALL ME: we ring them), "back" (the line is free:
    we ring who asked for it), "list" (a name of a calling list), "try" (we try the line).
    `state` only moves to the right: planned, claimed, unknown, ringing, answered, dialing, ended;
    or canceled. `contact_id` is who calls or is rung, where they are known; `caller_digest` the
    keyed digest of their number, as of an address.

    `sid` is the carrier's name of it, `number` which of our numbers was dialed, `line` and `lang`
    what it is connected to and spoken in, `place` where in the prompts it is (greeting, closed,
    busy, message, line, done), `turns` how often prompts were played. `source` is the code it came
    by, `extension` the keys that named it, and the report's source is this.

    `dialed` is the carrier's word for what the far line did (completed, busy, no-answer, failed,
    canceled), `connected_s` for how long they were connected. `outcome` is what came of it (called,
    voicemail, full, busy, hung_up) and `outcome_by` who says so: measured or said. `report_id` is
    its line in the ledger.

    A wish waits until `not_before`, was tried `tries` times, and comes of the call `after_id`;
    `reason` says why a call went no further: closed, budget, often, blocked, stopped, hours.
    `lease_until` is how long it is somebody's who claimed it, `claimed_at` since when, `rings` how
    often we asked the carrier to ring, `looks` how often it was looked for there. A wish's `place`
    is confirm (a page asked for it; its YES is not there), waiting (until the line is free), free
    (it may be rung), rung (answered; a key is waited for). `asked_at`: its one text is on its
    way.
    """

    __tablename__ = "call"
    __table_args__ = (
        Index("uq_call_sid", "sid", unique=True, postgresql_where=text("sid IS NOT NULL")),
        Index("ix_call_contact_id", "contact_id", "id"),
        Index(
            "ix_call_caller_digest",
            "caller_digest",
            "created_at",
            postgresql_where=text("caller_digest IS NOT NULL"),
        ),
        Index("ix_call_open", "created_at", postgresql_where=text("ended_at IS NULL")),
        Index(
            "ix_call_planned",
            "not_before",
            "id",
            postgresql_where=text("state IN ('planned', 'claimed', 'unknown')"),
        ),
        Index("ix_call_created_at", "created_at"),
        # One wish of a kind for each call that it comes of, however often a key is reported.
        Index(
            "uq_call_after_id",
            "after_id",
            "direction",
            unique=True,
            postgresql_where=text("after_id IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    sid: Mapped[str | None] = mapped_column(String(64))
    direction: Mapped[Word]
    state: Mapped[Word]
    contact_id: Mapped[Ref | None]
    caller_digest: Mapped[Digest | None]
    number: Mapped[str | None] = mapped_column(String(40))
    line: Mapped[str | None]
    lang: Mapped[str | None] = mapped_column(String(8))
    place: Mapped[Word] = mapped_column(server_default="greeting")
    turns: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    source: Mapped[str | None]
    extension: Mapped[str | None] = mapped_column(String(8))
    area_state: Mapped[str | None]
    dialed: Mapped[Word | None]
    connected_s: Mapped[int | None]
    outcome: Mapped[Word | None]
    outcome_by: Mapped[Word | None]
    report_id: Mapped[Ref | None]
    after_id: Mapped[Ref | None]
    tries: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    not_before: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    reason: Mapped[Word | None]
    asked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    dialed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    rings: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    looks: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), default=wall_time)


class CallBlock(Base):
    """A number whose calls are not served until an instant, as a keyed digest. `ends_in` are its
    last two digits, so that people of the team tell one from another."""

    __tablename__ = "call_block"

    id: Mapped[Id]
    digest: Mapped[Digest] = mapped_column(unique=True)
    ends_in: Mapped[str] = mapped_column(String(2))
    why: Mapped[str | None] = mapped_column(String(200))
    until: Mapped[datetime]
    made_by: Mapped[Ref | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), default=wall_time)
