"""The closing report: what the whole campaign came to, to be shown to anybody. It holds no name, no
phone number, and no count of a place so small that it may point at somebody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from bot.clarion import Clarion
from bot.people.counts import LEAST_SHOWN
from bot.results.days_said import day_said
from bot.sentences import Sentence, say, say_many
from bot.store.people import sums as parts
from bot.store.people.limits import CALLS
from bot.store.results import closing as rows
from bot.store.results.closing import Sums

_MOST_CITIES = 15


@dataclass(frozen=True, slots=True)
class Closing:
    """The whole of it. `by_day` is calls said and measured; `states` and `cities` hold only those
    with at least five calls, the rest is `elsewhere`."""

    campaign: str
    sums: Sums
    said: int
    measured: int
    by_day: Mapping[date, tuple[int, int]]
    states: Mapping[str, int]
    cities: Mapping[str, int]
    elsewhere: int

    @property
    def calls(self) -> int:
        """All calls."""
        return self.said + self.measured


def of(clarion: Clarion) -> Closing:
    """Everything up to now. Raises: RecordAway."""
    campaign, now = clarion.campaign.current(), clarion.clock.now()
    today = now.astimezone(ZoneInfo(campaign.zone)).date()
    with clarion.record.transaction() as connection:
        sums = rows.sums(connection, today)
        by_day = rows.calls_by_day(connection, campaign.zone)
        by_state = parts.by_part(connection, "state", CALLS)
        by_city = parts.by_part(connection, "city", CALLS)
    states = _shown(by_state, len(by_state))
    return Closing(
        campaign=campaign.name,
        sums=sums,
        said=sum(said for said, _ in by_day.values()),
        measured=sum(measured for _, measured in by_day.values()),
        by_day=by_day,
        states=states,
        cities=_shown(by_city, _MOST_CITIES),
        elsewhere=sum(by_state.values()) - sum(states.values()),
    )


def sentences(found: Closing) -> list[Sentence]:
    """What it came to, said in order."""
    return [*_calls(found), *_people(found), *_radio(found), _thanks()]


def as_data(found: Closing) -> dict[str, object]:
    """For JSON, with the sentences in English."""
    return {
        "campaign": found.campaign,
        "calls": found.calls,
        "calls_said": found.said,
        "calls_measured": found.measured,
        **found.sums._asdict(),
        "by_day": {
            day.isoformat(): {"said": said, "measured": measured}
            for day, (said, measured) in found.by_day.items()
        },
        "by_state": dict(found.states),
        "by_city": dict(found.cities),
        "elsewhere": found.elsewhere,
        "says": [str(one) for one in sentences(found)],
    }


def _shown(counts: Mapping[str | None, int], most: int) -> dict[str, int]:
    named = {name: count for name, count in counts.items() if name and count >= LEAST_SHOWN}
    return dict(list(named.items())[:most])


def _calls(found: Closing) -> Iterator[Sentence]:
    yield say("%(calls)s calls.", calls=f"{found.calls:,}")
    if found.measured:
        yield say(
            "%(measured)s of them went through our phone line, which measured them; of"
            " %(said)s people told us.",
            measured=f"{found.measured:,}",
            said=f"{found.said:,}",
        )
    if found.by_day:
        best = max(found.by_day, key=lambda day: sum(found.by_day[day]))
        yield say(
            "The best day was %(day)s, with %(calls)s.",
            day=day_said(best),
            calls=f"{sum(found.by_day[best]):,}",
        )
    if found.states:
        yield say_many(
            "They came from %(num)s state with five calls or more.",
            "They came from %(num)s states with five calls or more.",
            len(found.states),
        )


def _people(found: Closing) -> Iterator[Sentence]:
    sums = found.sums
    yield say(
        "%(texted)s people texted us; %(joined)s joined, %(spanish)s of them in Spanish.",
        texted=f"{sums.texted:,}",
        joined=f"{sums.joined:,}",
        spanish=f"{sums.in_spanish:,}",
    )
    if sums.held or sums.came:
        yield say(
            "Volunteers led %(held)s actions; %(came)s people were there.",
            held=f"{sums.held:,}",
            came=f"{sums.came:,}",
        )
    if sums.rooms:
        yield say(
            "%(calls)s calls were made in %(rooms)s phone banks.",
            calls=f"{sums.room_calls:,}",
            rooms=f"{sums.rooms:,}",
        )


def _radio(found: Closing) -> Iterator[Sentence]:
    sums = found.sums
    if sums.airings:
        yield say(
            "%(readers)s DJs read it on air %(airings)s times, in %(markets)s markets.",
            readers=f"{sums.readers:,}",
            airings=f"{sums.airings:,}",
            markets=f"{sums.markets:,}",
        )
    if sums.texts:
        yield say("%(texts)s texts went out.", texts=f"{sums.texts:,}")


def _thanks() -> Sentence:
    return say("Thank you to everybody who called, led, hosted, read on air and brought a friend.")
