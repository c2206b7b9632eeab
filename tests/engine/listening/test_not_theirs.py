"""Commands of who leads an action, from somebody who leads none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.campaign import load
from bot.engine import Campaign, Person, Sense, Verdict, World, listen
from tests.engine.small import NOW

FLOWS = Path(__file__).resolve().parents[3] / "flows"


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return replace(load(FLOWS), meaning=None)


def hear(campaign: Campaign, text: str, **fields: str) -> Verdict:
    person = Person(1, is_opted_in=True, fields=fields)
    return listen(campaign, None, person, World(NOW), text)


def first_words(campaign: Campaign) -> list[tuple[str, str]]:
    """The first keyword of each flow for hosts, per language, that nobody else has."""
    only = [flow for flow in campaign.flows.values() if flow.only]
    return [
        (flow.name, words[0])
        for flow in only
        for words in flow.keywords.values()
        if words[0] not in campaign.keywords.by_word
    ]


def test_each_command_of_hosts_is_said_to_be_for_hosts(campaign: Campaign) -> None:
    commands = first_words(campaign)

    assert len(commands) >= 14
    for flow, command in commands:
        verdict = hear(campaign, command.upper())
        assert (verdict.sense, verdict.flow) == (Sense.KEYWORD, "host_only"), command
        assert hear(campaign, command, leads="1").flow == flow


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("move 6pm", "move"),
        ("Move to friday 6pm please", "move"),
        ("text all see you at the fountain", "text all"),
        ("more seats 10", "more seats"),
        ("mover al sábado", "mover"),
        ("avisar a todos: llego tarde", "avisar a todos"),
        ("call off KTRM4729", "call off"),
    ],
)
def test_what_follows_a_command_does_not_hide_it(
    campaign: Campaign, text: str, command: str
) -> None:
    verdict = hear(campaign, text)

    assert (verdict.flow, verdict.rest) == ("host_only", command)


@pytest.mark.parametrize(
    ("text", "flow"),
    [("full", "full"), ("lleno", "full"), ("co host 312 555 0142", "co_host")],
)
def test_what_means_something_to_everybody_goes_on_meaning_it(
    campaign: Campaign, text: str, flow: str
) -> None:
    assert hear(campaign, text).flow == flow


@pytest.mark.parametrize(
    "text",
    ["note that i moved", "move on with your life", "who are you people", "nota que ya me fui"],
)
def test_a_sentence_that_begins_like_a_command_is_none(campaign: Campaign, text: str) -> None:
    assert hear(campaign, text).flow != "host_only"


def test_where_another_flow_is_nearer_it_is_offered(campaign: Campaign) -> None:
    told = load(FLOWS)

    assert hear(told, "cancel my event").flow == "cant"
    assert hear(told, "cancel my event", leads="1").flow == "host_off"
