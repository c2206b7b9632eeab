"""No text whatever makes the engine raise, loop or answer nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.campaign import acts
from bot.engine import (
    ActRequested,
    ActResult,
    Campaign,
    Person,
    Said,
    Session,
    TimerStarted,
    Turn,
    World,
    fulfil,
    hear_alone,
    parts,
    route,
    start,
    time_out,
)

NOW = datetime(2026, 9, 22, 15, tzinfo=UTC)
WORDS = [
    "call", "llamar", "join", "dj", "script 30", "lead", "find", "rsvp oak3", "menu", "back",
    "español", "english", "yes", "no", "sí", "1", "2", "3", "60608", "KDNA", "sat", "6pm", "Ana",
    "tally 12", "aired 7:45", "recruit", "skip", "done", "busy", "jion", "evnt", "stop", "help",
    "12", "ana@mail.org", "less", "👍", "next", "{name}", "[x", "%s", "{{7*7}}", "' OR 1=1", "\0",
]  # fmt: skip
texts = st.one_of(
    st.sampled_from(WORDS), st.text(max_size=60), st.text(alphabet="0123456789:/ amp")
)
ordinary = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def go_on(campaign: Campaign, turn: Turn, person: Person, outcome: int) -> tuple[Turn, list[str]]:
    """Carry out acts, each with one of its outcomes (or one nobody declared)."""
    said = []
    for _ in range(20):
        said += [event.text for event in turn.events if isinstance(event, Said)]
        requests = [event for event in turn.events if isinstance(event, ActRequested)]
        if not requests or turn.session is None:
            return turn, said
        assert turn.events[-1] is requests[0]
        act = acts()[requests[0].name]
        outcomes = [*act.outcomes, "missing"]
        result = ActResult(outcomes[outcome % len(outcomes)], act.sample.values)
        stored = Session.from_json(turn.session.to_json())
        turn = fulfil(campaign, stored, result, person, World(NOW))
    raise AssertionError("the acts never end")


@ordinary
@given(st.lists(texts, min_size=1, max_size=8), st.integers(0, 5), st.booleans())
def test_any_texts_are_answered(
    campaign: Campaign, said: list[str], outcome: int, is_known: bool
) -> None:
    person = Person(1, lang="es" if is_known else None, name="Ana", is_opted_in=is_known)
    session: Session | None = None
    for text in said:
        hear_alone(campaign, text)
        turn = route(campaign, session, person, World(NOW), text)
        turn, answers = go_on(campaign, turn, person, outcome)
        assert answers
        assert all(answer.strip() for answer in answers)
        assert sum(len(answer) for answer in answers) <= 3 * 1600
        session = Session.from_json(turn.session.to_json()) if turn.session else None
        assert session == turn.session


@ordinary
@given(st.text(max_size=3000))
def test_any_first_text_is_answered(campaign: Campaign, text: str) -> None:
    turn = route(campaign, None, Person(1), World(NOW), text)
    said = [event for event in turn.events if isinstance(event, Said)]

    assert len(said) <= 1
    assert said or any(isinstance(event, ActRequested) for event in turn.events)


@ordinary
@given(st.data())
def test_any_timer_can_come_due_at_any_time(campaign: Campaign, data: st.DataObject) -> None:
    flow = data.draw(st.sampled_from(sorted(campaign.flows)))
    person = Person(1, lang="en", is_opted_in=True)
    turn, _ = go_on(campaign, start(campaign, flow, person, World(NOW)), person, 0)
    for _ in range(6):
        timers = [e for e in turn.events if isinstance(e, TimerStarted)]
        names = [timer.name for timer in timers] + ["later:recruit_check", "nothing/at/all", ""]
        later = World(NOW + timedelta(days=1))
        name = data.draw(st.sampled_from(names))
        turn, _ = go_on(campaign, time_out(campaign, turn.session, name, person, later), person, 0)


@ordinary
@given(texts, st.sampled_from(["en", "es", "xx", ""]), st.sampled_from(["Nowhere/Land", "", "UTC"]))
def test_odd_people_are_answered(campaign: Campaign, text: str, lang: str, zone: str) -> None:
    person = Person(1, lang=lang or None, zone=zone or None, fields={"station": "{x}"})
    _, said = go_on(campaign, route(campaign, None, person, World(NOW), text), person, 0)

    assert said
    assert all("{" not in answer or "{" in text or "{x}" in answer for answer in said)


def test_what_a_person_writes_is_never_a_template(campaign: Campaign) -> None:
    person = Person(1, lang="en", is_opted_in=True)
    session = route(campaign, None, person, World(NOW), "lead").session
    session = route(campaign, session, person, World(NOW), "5").session
    session = route(campaign, session, person, World(NOW), "{line} {{7*7}} [x]").session

    assert session is not None
    assert session.fields["what"] == "{line} {{7*7}} [x]"


def test_every_text_of_the_campaign_fits_two_parts(campaign: Campaign) -> None:
    for name in ("stopped", "help", "started", "unknown"):
        for lang in campaign.languages:
            sent = campaign.as_sent(campaign.text(name, lang))
            assert parts(sent).count == 1, (name, lang, len(sent))
