"""Whether there is somebody whom work is given to."""

from __future__ import annotations

from bot.errors import InputError
from bot.sentences import say
from bot.store.organizers.active import is_active
from bot.store.record import Transaction


def check_organizer(connection: Transaction, organizer_id: int | None, field: str) -> None:
    """Refuse an organizer who is not there, or may not sign in any more; None is anybody.

    Raises: InputError at `field`.
    """
    if organizer_id is not None and not is_active(connection, organizer_id):
        raise InputError(
            say("There is no such organizer, or they may not sign in. Choose another."), field
        )
