"""What a sentence seems to mean is asked about: one flow by YES or NO, two by 1 or 2."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from bot.campaign import load
from bot.engine import Campaign, OptedOut, Person, World, listen, parts
from bot.engine.listening.offers import either, two_of
from tests.engine.small import NOW, Talk, make

SHIPPED = Path(__file__).resolve().parents[2] / "flows"
CHOIR = """
informs: no
title: {en: sing in the choir, es: cantar en el coro}
offer: {en: "Sing? YES or NO", es: "Cantas? SI o NO"}
keywords: {en: [sing, choir], es: [cantar, coro]}
means:
  en: [i want to sing in the choir on sunday, can i sing with you on sunday, let me sing on sunday]
  es: [quiero cantar en el coro el domingo, puedo cantar el domingo, me dejan cantar el domingo]
steps: {one: {say: {en: "You sing.", es: "Cantas."}, ask: {kind: text, go: end}}}
"""
BREAD = """
informs: no
title: {en: bake the bread, es: hacer el pan}
keywords: {en: [bake, bread], es: [hornear, pan]}
means:
  en: [i want to bake the bread for sunday, can i bake with you on sunday, let me bake on sunday]
  es: [quiero hacer el pan para el domingo, puedo hornear el domingo, me dejan hornear el domingo]
steps: {one: {say: {en: "You bake.", es: "Horneas."}, ask: {kind: text, go: end}}}
"""
NOTHING = "none_of_these: {en: [my bus is late again, what a game last night]}\n"
NEAR, CERCA = "can i sing or bake on sunday", "puedo cantar u hornear el domingo"
ASKED = "Do you want to 1) sing in the choir, or 2) bake the bread? Reply 1, 2 or NO."
PEDIDO = "¿Qué quieres? 1) cantar en el coro. 2) hacer el pan. Responde 1, 2 o NO."


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return make({"choir": CHOIR, "bread": BREAD}, NOTHING)


def asked(campaign: Campaign, lang: str = "en", near: str = NEAR) -> Talk:
    """Somebody who has just been asked which of the two they mean."""
    talk = Talk(campaign, Person(1, lang=lang, is_opted_in=True))
    said = talk.says(near)
    assert sorted(said) == sorted(ASKED if lang == "en" else PEDIDO), said
    return talk


def numbered(talk: Talk, flow: str) -> str:
    """The number under which the flow was named."""
    assert talk.session is not None
    two = two_of(talk.session.suggestion)
    assert two is not None
    return str(1 + two.index(flow))


def test_verdict_names_both(campaign: Campaign) -> None:
    verdict = listen(campaign, None, Person(1, is_opted_in=True), World(NOW), NEAR)

    assert {verdict.flow, verdict.or_flow} == {"choir", "bread"}
    assert verdict.asks


def test_one_of_two_is_named_by_its_number(campaign: Campaign) -> None:
    talk = asked(campaign)
    assert talk.says(numbered(talk, "bread")) == "You bake."

    talk = asked(campaign, "es", CERCA)
    assert talk.says(numbered(talk, "choir")) == "Cantas."


@pytest.mark.parametrize(
    "said", ["bake", "BREAD!", "the bread one", "bake the bread", "hacer el pan", "i meant bread"]
)
def test_one_of_two_is_named_by_words(campaign: Campaign, said: str) -> None:
    assert asked(campaign).says(said) == "You bake."


def test_no_begins_neither(campaign: Campaign) -> None:
    assert "CALL" in asked(campaign).says("no")
    assert "LLAMAR" in asked(campaign, "es", CERCA).says("mejor no")


@pytest.mark.parametrize("said", ["yes", "1 and 2"])
def test_yes_to_two_is_asked_again(campaign: Campaign, said: str) -> None:
    talk = asked(campaign)
    again = talk.says(said)

    assert sorted(again) == sorted(ASKED)
    assert talk.says(numbered(talk, "choir")) == "You sing."


def test_anything_else_is_heard_as_usual(campaign: Campaign) -> None:
    talk = asked(campaign)
    assert "(312) 555-0142" in talk.says("call")
    assert "bread" not in talk.says("2")  # the question is gone


def test_stop_and_help_come_before_the_reply(campaign: Campaign) -> None:
    talk = asked(campaign)
    assert "MENU" in talk.says("help")

    talk = asked(campaign)
    talk.says("stop")
    assert talk.all_of(OptedOut)


def test_question_that_was_open_goes_on_after_a_no(campaign: Campaign) -> None:
    talk = Talk(campaign)
    menu = talk.says("menu")
    assert sorted(talk.says(NEAR)) == sorted(ASKED)
    assert talk.says("no") == menu


def test_a_flow_without_a_title_is_never_named_beside_another() -> None:
    untitled = BREAD.replace("title: {en: bake the bread, es: hacer el pan}\n", "")
    talk = Talk(make({"choir": CHOIR, "bread": untitled}, NOTHING))

    assert talk.says(NEAR) in ("Sing? YES or NO", "Did you mean BAKE? Reply YES or NO.")
    assert talk.says("yes") in ("You sing.", "You bake.")


@pytest.mark.parametrize(("said", "begins"), [("1", True), ("2", False), ("yes", True)])
def test_numbers_answer_yes_or_no(campaign: Campaign, said: str, begins: bool) -> None:
    talk = Talk(campaign)
    assert talk.says("let me sing on sunday please") == "Sing? YES or NO"
    assert ("You sing." in talk.says(said)) is begins


def test_numbers_never_answer_whether_to_stop(campaign: Campaign) -> None:
    talk = Talk(campaign)
    talk.says("wrong person")
    assert talk.session is not None
    assert talk.session.suggestion == ":stop"
    talk.says("1")

    assert not talk.all_of(OptedOut)


def test_what_was_offered_is_read_back() -> None:
    assert two_of(either("choir", "bread")) == ("choir", "bread")
    assert two_of("/choir") is None
    assert two_of(":stop") is None


def test_every_two_flows_of_the_shipped_campaign_fit_one_part() -> None:
    campaign = load(SHIPPED)
    titled = {name: flow.title for name, flow in campaign.flows.items() if flow.title is not None}
    meant = {name for name, flow in campaign.flows.items() if flow.means}

    assert meant - titled.keys() == {"hello", "thanks"}
    for lang in campaign.languages:
        form = campaign.texts["which_of"].by_lang[lang].source
        titles = [text.by_lang[lang].source for text in titled.values()]
        for first, second in combinations(titles, 2):
            said = form.replace("{which.first}", first).replace("{which.second}", second)
            assert parts(campaign.as_sent(said)).count == 1, said
