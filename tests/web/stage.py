"""A record in which there is one of everything that pages and commands are about, each made by the
conversation or use case that makes it; ids begin at 1."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.broadcasts import saved_segments
from bot.calling_lists import lists
from bot.calling_lists.importing import OntoList
from bot.clarion import Clarion
from bot.events import leading, overview
from bot.imports import imports, working
from bot.imports.looking import Asked
from bot.imports.people import Person
from bot.imports.proofs import Proof
from bot.inbox import links, ready
from bot.organizers import organizers
from bot.organizers.rights import Role
from bot.people import samples
from bot.privacy.canaries import Canaries
from bot.store.calling_lists import callers
from bot.store.djs import djs
from tests.crowd import schedule
from tests.factories import add_person, exchange_with, rows
from tests.privacy.talking import say, walk

SHARE = "stage-share"
_PROOF = Proof("a table at a rally", "2026-09-20", "Yes, text me", "Olga")
_FLOWS = ("lead", "phonebank", "dj", "question", "recruit", "rsvp", "aired", "called")


def furnish(clarion: Clarion) -> str:
    """Put one of everything into an empty record. A volunteer's link, as a path."""
    samples.seed(clarion)
    for name, role in (("olga", Role.ADMIN), ("ana", Role.ORGANIZER)):
        organizers.ensure(clarion.record, f"{name}@clarion.test", role)
    _talk(clarion)
    _bring_lists(clarion)
    _calling_list(clarion)
    texts = {"en": "Call {line} now.", "es": "Llama ya: {line}."}
    at = clarion.clock.now() + timedelta(days=1)
    schedule(clarion, texts=texts)
    saved_segments.keep(clarion, "mine", "zip in (60608, 60609)", 1)
    ready.keep(clarion, "thanks", {"en": "Thank you.", "es": "Gracias."}, 1)
    _share(clarion, at)
    _block_calls(clarion, at)
    _id, address = links.make(clarion, "Vera", "en", 20, 24, 1)
    return address.removeprefix(clarion.settings.public_url)


def _block_calls(clarion: Clarion, until: datetime) -> None:
    """A number whose calls are not connected, under an id that tables of tests name."""
    rows(
        clarion,
        "INSERT INTO call_block (id, digest, ends_in, why, until, created_at)"
        " OVERRIDING SYSTEM VALUE VALUES (900, %s, '77', 'rings all night', %s, %s) RETURNING id",
        clarion.sealer.digest("sms", "+13125550177"),
        until,
        clarion.clock.now(),
    )


def _calling_list(clarion: Clarion) -> None:
    """A list of two people to be called from paper, and somebody who asks to call it."""
    day = (clarion.clock.now() + timedelta(days=3)).date()
    list_id = lists.make(clarion, lists.Settings("Parish", day, is_paper=True), 1)
    people = [Person(1, f"+164655502{n}", "mobile", "Eva", "es", "60608") for n in (11, 12)]
    OntoList(clarion, list_id).bring(1, people, lambda _: None)
    with clarion.record.transaction() as connection:
        callers.set_state(connection, list_id, 2, "asked", clarion.clock.now())


def wait_outside(clarion: Clarion) -> None:
    """Somebody signs up for each action, and nobody has let them in."""
    rows(
        clarion,
        "INSERT INTO rsvp (event_id, contact_id, state, at)"
        " SELECT id, 2, 'going', %s FROM event WHERE host_id <> 2 ON CONFLICT DO NOTHING"
        " RETURNING event_id",
        clarion.clock.now(),
    )


def _share(clarion: Clarion, until: datetime) -> None:
    script, now = clarion.campaign.current().scripts[0].id, clarion.clock.now()
    with clarion.record.transaction() as connection:
        djs.add_share(
            connection, code=SHARE, contact_id=None, script=script, version=1, length="30",
            lang="en", message_id=None, expires_at=until, now=now,
        )  # fmt: skip


def _talk(clarion: Clarion) -> None:
    words = Canaries()
    for number, flow in enumerate(_FLOWS):
        walk(clarion, words, flow, "en", f"+1312555{2000 + number}")
    say(clarion, "+17735550001", "I have a question for a person, please call")
    say(clarion, "+17735550002", "zorble grunk wimble")
    add_action(clarion, add_person(clarion, "+17735550003", name="Hana"), "9 Elm Street")


def add_action(clarion: Clarion, host: int, place: str, *, is_approved: bool = True) -> str:
    """An action of a host, that people can find unless said otherwise; its code."""
    with exchange_with(clarion, host) as exchange:
        day = (exchange.now + timedelta(days=2)).date().isoformat()
        made = leading.create(exchange, {
            "kind": "rally", "what": "Vigil", "date": day, "time": "18:00", "zip": "60608",
            "place": place, "size": "20",
        })  # fmt: skip
    code = str(made.values["code"])
    if is_approved:
        overview.approve(clarion, code)
    return code


def _bring_lists(clarion: Clarion) -> None:
    data = b"phone,name\n6465550101,Rosa\nnonsense,Nobody\n"
    for is_last in (False, True):
        import_id = imports.open_list(
            clarion, "march.csv", data, source="march", made_by=1, asked=Asked(proof=_PROOF)
        )
        working.work(clarion, import_id)
        if not is_last:
            imports.write(clarion, import_id, 1)
            working.work(clarion, import_id)
