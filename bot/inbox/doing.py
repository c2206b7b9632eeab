"""More that people of the team do with somebody: a task by a day, tags."""

from __future__ import annotations

from datetime import datetime

from bot.clarion import Clarion
from bot.errors import InputError, NotFound, no_person
from bot.inbox.owners import check_organizer
from bot.people.contacts import merge_tags
from bot.sentences import say
from bot.store.conversations import waiting
from bot.store.inbox import tasks
from bot.store.inbox.claims import Who
from bot.store.organizers import notes
from bot.store.people import people
from bot.store.sealing import Purpose

MAX_TASK = 200


def add_task(
    clarion: Clarion, contact_id: int, what: str, due_at: datetime, owner: int | None, who: Who
) -> int:
    """Something to do about somebody by an instant, by an organizer or (None) anybody. Its id.
    Raises: InputError, NotFound."""
    words = " ".join(what.split())
    if not words or len(words) > MAX_TASK:
        raise InputError(
            say("Say what to do, in at most %(most)s characters.", most=MAX_TASK), "what"
        )
    now = clarion.clock.now()
    if due_at < now:
        raise InputError(say("That day has passed."), "due")
    with clarion.record.transaction() as connection:
        if waiting.wait_for_contact(connection, contact_id) is None:
            raise no_person(contact_id)
        check_organizer(connection, owner, "owner")
        task_id = tasks.add(
            connection, contact_id, clarion.sealer.seal(words, Purpose.TASK_WHAT), due_at, owner,
            who.organizer_id, now,
        )  # fmt: skip
        notes.note(
            connection, act="added task", object_name="contact", object_id=contact_id,
            detail={"task": task_id}, now=now, organizer_id=who.organizer_id,
        )  # fmt: skip
    return task_id


def finish_task(clarion: Clarion, task_id: int, who: Who) -> None:
    """It is done. Raises: NotFound."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        if not tasks.done(connection, task_id, who.organizer_id, now):
            raise NotFound(say("That task is done already. Look at the list again."))
        notes.note(
            connection, act="finished task", object_name="task", object_id=task_id, detail={},
            now=now, organizer_id=who.organizer_id,
        )  # fmt: skip


def change_tags(
    clarion: Clarion, contact_id: int, add: list[str], remove: list[str], who: Who
) -> list[str]:
    """Put tags on somebody and take others off. All they carry then. Raises: NotFound."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        taken = waiting.wait_for_contact(connection, contact_id)
        if taken is None:
            raise no_person(contact_id)
        tags = merge_tags(taken.tags, add, remove)
        people.change_contact(connection, contact_id, {"tags": tags})
        notes.note(
            connection, act="tagged", object_name="contact", object_id=contact_id,
            detail={"added": len(add), "removed": len(remove)}, now=now,
            organizer_id=who.organizer_id,
        )  # fmt: skip
        return tags
