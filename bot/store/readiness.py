"""Whether the record can be worked with."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from bot.store.record import Record


def revision(record: Record) -> str:
    """The schema revision the database is at, "" when it has no tables. Raises: RecordAway."""
    try:
        with record.begin() as connection:
            found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    except ProgrammingError:
        return ""
    return str(found or "")
