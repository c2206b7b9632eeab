"""The two sources of rows to send, with the hours at their gate and the words for each person."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.carrier.texts import OutboundText
from bot.clarion import Clarion
from bot.engine import Person, parts
from bot.people.contacts import open_fields, open_private
from bot.sending.window import Source, lease_of
from bot.store.broadcasts import broadcasts as rows
from bot.store.broadcasts import plans
from bot.store.broadcasts.broadcasts import BroadcastRow
from bot.store.record import Transaction
from bot.store.sealing import Purpose
from bot.store.sending import outbox
from bot.store.sending.outbox import Claimed, Moved
from bot.texting.audience import reachable_caps
from bot.texting.hours import Hours, Window, candidates, hours_for
from bot.texting.limits import asked_less
from bot.texting.wording import Wording

_START = (datetime(1970, 1, 1, tzinfo=UTC), 0)
_BEAT_S = 2.0  # how often a run says in the record that it is moving
_SINGLE_VALIDITY_S = 4 * 3600
# Their texting hours count; a direct reply, a notice to an organizer or a test goes at any hour.
_IN_HOURS = frozenset({"broadcast", "follow_up", "answer", "confirm"})


class _Rows(Source):
    """What both sources share: the hours at the gate, the address, the callback."""

    def __init__(self, clarion: Clarion) -> None:
        self._clarion = clarion
        self._hours: Hours = hours_for(clarion)
        self._callback = f"{clarion.settings.public_url}/twilio/status/"
        self._lease = lease_of(clarion.settings)

    def _within_hours(self, connection: Transaction, found: list[Claimed]) -> list[Claimed]:
        """Put back, or skip, whoever may not be texted at this minute: zones change after
        planning. In the claim's own transaction."""
        now = self._clarion.clock.now()
        self._hours = hours_for(self._clarion)  # a campaign's hours may change while it is sent
        moved: list[Moved] = []
        judged: list[Claimed] = []
        for row in found:
            if row.reason is None and row.kind in _IN_HOURS:
                window = self._window(row, now)
                if window is None or not window.holds(now):
                    opens = window.opens_at if window else None
                    is_useful = opens and (row.not_after is None or opens < row.not_after)
                    state, reason = ("planned", None) if is_useful else ("skipped", "outside_hours")
                    moved.append(Moved(row.id, state, reason, opens if is_useful else None))
                    judged.append(row._replace(reason=reason or "held"))
                    continue
            judged.append(row)
        if moved:
            outbox.move(connection, moved)
        return judged

    def _window(self, row: Claimed, now: datetime) -> Window | None:
        return self._hours.window(row.zones or (), candidates(row.place, row.area_states), now)

    def _text(self, row: Claimed, body: str) -> OutboundText:
        value = self._clarion.sealer.open(row.value_sealed or b"", Purpose.ADDRESS_VALUE)
        return OutboundText(
            to=value if row.channel == "sms" else f"{row.channel}:{value}",
            body=self._clarion.campaign.current().as_sent(body, row.channel or "sms"),
            message_id=row.id,
            status_callback=f"{self._callback}{row.id}",
            media=tuple(row.media or ()),
            validity_s=self._validity(row),
        )

    def _with_disclosure(self, row: Claimed, body: str) -> str:
        """The first text to whom a list opted in says who writes, how often, and how to stop."""
        campaign = self._clarion.campaign.current()
        if not row.discloses or row.kind not in _IN_HOURS or "disclosure" not in campaign.texts:
            return body
        disclosure = campaign.text("disclosure", row.lang or campaign.default_lang)
        return body if disclosure in body else f"{body}\n{disclosure}"

    def _validity(self, row: Claimed) -> int:
        """Seconds for which it is useful: to the end of texting hours, where they count."""
        now = self._clarion.clock.now()
        ends = [now + timedelta(seconds=_SINGLE_VALIDITY_S)]
        if row.kind in _IN_HOURS:
            window = self._window(row, now)
            ends = [window.closes_at] if window else ends
        if row.not_after is not None:
            ends.append(row.not_after)
        return max(1, int((min(ends) - now).total_seconds()))


class BroadcastSource(_Rows):
    """Rows of one broadcast, in the order of their hour."""

    def __init__(self, clarion: Clarion, broadcast_id: int) -> None:
        super().__init__(clarion)
        self._id = broadcast_id
        self._after = _START
        self._beat_at = 0.0
        self._people: dict[int, Person] = {}
        with clarion.record.transaction() as connection:
            row = rows.load(connection, broadcast_id)
        self._wording = self._wording_b = self._worded(row, row.texts_sealed)
        if row.texts_b_sealed is not None:
            self._wording_b = self._worded(row, row.texts_b_sealed)
        self._media = tuple(row.media or ())
        self._asked = asked_less(clarion, row.segment)

    def claim(self, connection: Transaction, count: int) -> list[Claimed]:
        """The next rows whose hour has come."""
        now = self._clarion.clock.now()
        self._beat(connection, now)
        found = outbox.claim(
            connection,
            self._id,
            count=count,
            now=now,
            lease=self._lease,
            after=self._after,
            caps=self._reachable_caps,
            never=self._asked.never,
            few=self._asked.few,
        )
        if found:
            last = found[-1]
            self._after = (last.not_before or now, last.id)
        found = self._within_hours(connection, found)
        if self._wording.needs_person or self._wording_b.needs_person:
            wanted = [row.contact_id for row in found if row.reason is None]
            self._people = load_people(self._clarion, connection, wanted)
        return found

    def rewind(self) -> bool:
        """From the beginning again: rows the carrier was too busy for have come back."""
        was_on = self._after != _START
        self._after = _START
        return was_on

    def word(self, row: Claimed) -> tuple[OutboundText, int]:
        """The text in the person's language, with their fields."""
        is_b = (row.arm or "").endswith("b")
        wording = self._wording_b if is_b else self._wording
        body = wording.body(row.lang, self._people.get(row.contact_id))
        said = self._with_disclosure(row, body.text)
        text = self._text(row, said)
        count = body.parts if said == body.text else parts(text.body).count
        return (replace(text, media=self._media) if self._media else text), count

    def parts_expected(self) -> int:
        """Parts of the longest of its texts."""
        return max(self._wording.most_parts, self._wording_b.most_parts)

    def _worded(self, row: BroadcastRow, sealed: bytes) -> Wording:
        texts = json.loads(self._clarion.sealer.open(sealed, Purpose.BROADCAST_TEXTS))
        campaign = self._clarion.campaign.current()
        return Wording(campaign, texts, self._clarion.clock.now(), row.line)

    def _beat(self, connection: Transaction, now: datetime) -> None:
        """Every now and then: say that it moves, and see whom the caps may concern."""
        if time.monotonic() < self._beat_at:
            return
        self._beat_at = time.monotonic() + _BEAT_S
        rows.beat(connection, self._id, now)
        self._reachable_caps = reachable_caps(
            self._clarion, connection, self._asked, now, but=self._id
        )


class SingleSource(_Rows):
    """Texts that belong to no broadcast. They go ahead of the pace and count towards it."""

    is_urgent = True

    def __init__(self, clarion: Clarion, only: int | None = None) -> None:
        super().__init__(clarion)
        self._only = only

    def claim(self, connection: Transaction, count: int) -> list[Claimed]:
        """The next ones due."""
        found = outbox.claim_singles(
            connection,
            count=count,
            now=self._clarion.clock.now(),
            lease=self._lease,
            only=self._only,
        )
        return self._within_hours(connection, found)

    def rewind(self) -> bool:
        """There is no cursor: what comes back is found by the next claim."""
        return False

    def word(self, row: Claimed) -> tuple[OutboundText, int]:
        """The text as it was saved."""
        body = self._clarion.sealer.open(row.body_sealed or b"", Purpose.MESSAGE_BODY)
        said = self._with_disclosure(row, body)
        text = self._text(row, said)
        return text, (row.parts if said == body else None) or parts(text.body).count


def load_people(
    clarion: Clarion, connection: Transaction, contact_ids: list[int]
) -> dict[int, Person]:
    """What texts may show of these contacts, opened."""
    found = {}
    for row in plans.people(connection, contact_ids):
        fields = open_fields(clarion.sealer, row.fields_sealed)
        fields |= open_private(clarion.sealer, row.private_sealed)
        found[row.id] = Person(
            id=row.id,
            lang=row.lang,
            name=clarion.sealer.open_or_unknown(row.name_sealed, Purpose.CONTACT_NAME),
            zip=row.zip,
            city=row.city,
            state=row.state,
            zone=row.zones[0] if len(row.zones) == 1 else None,
            fields=fields,
            tags=frozenset(row.tags),
            code=row.code,
            is_opted_in=True,
        )
    return found
