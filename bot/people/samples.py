"""The sample people of a first `make run`: somebody to be on each of the simulator's phones.

Ana is active, Bo has stopped, Dee is a DJ. Cy is unknown, so there is no Cy here. The numbers
are from 555-01xx, which is kept for fiction, and are the simulator's own cast.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.clarion import Clarion
from bot.people.contacts import NewContact, add_in
from bot.store.djs import djs
from bot.store.djs.naming import seal_station

ANA = NewContact("+13125550142", lang="en", name="Ana", zip="60608", tags=("sample",))
BO = NewContact("+12135550143", lang="es", name="Bo", zip="90011", tags=("sample",))
DEE = NewContact(
    "+15055550144",
    lang="en",
    name="Dee",
    zip="87102",
    tags=("dj", "sample"),
    fields={"station": "KDEE", "air_lang": "both"},
)


def seed(clarion: Clarion) -> int:
    """Add the sample people who are not there yet. How many were added.

    Raises: RecordAway.
    """
    joined = clarion.clock.now() - timedelta(days=3)
    cast = [
        replace(ANA, opted_in_at=joined),
        replace(BO, opted_in_at=joined, opted_out_at=joined + timedelta(days=1)),
        replace(DEE, opted_in_at=joined),
    ]
    added = 0
    with clarion.record.transaction() as connection:
        for person in cast:
            contact_id = add_in(clarion, connection, replace(person, source="sample"))
            if contact_id is None:
                continue
            added += 1
            if person.phone == DEE.phone:
                djs.sign_up_dj(
                    connection,
                    contact_id,
                    djs.NewDj(
                        **seal_station(clarion.sealer, "KDEE", "Albuquerque"), langs=("en", "es")
                    ),
                    now=clarion.clock.now(),
                )
    return added
