"""A plain name answers the question for it, a question is no report, and FIND takes a day."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.campaign.loading import load
from bot.campaign.rehearsal import Rehearsal, make_person
from bot.engine import Campaign, Person
from bot.engine.listening.order import listen
from bot.engine.routing import start
from bot.engine.session import World
from bot.engine.verdict import Sense

WORLD = World(datetime(2026, 9, 23, 16, tzinfo=UTC))


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return load(Path(__file__).parents[3] / "flows")


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize(
    "name",
    [
        "Van",
        "van",
        "Dan",
        "Kit",
        "Lara",
        "Sara",
        "Said",
        "Sol",
        "Min",
        "May",
        "Will",
        "Sun",
        "Al",
        "Alta",
        "Les",
        "Page",
    ],
)
def test_a_name_is_a_name_where_it_is_asked_for(campaign: Campaign, lang: str, name: str) -> None:
    person = Person(1, lang=lang, zip="60608")
    session = start(campaign, "ask_name", person, WORLD).session
    verdict = listen(campaign, session, person, WORLD, name)
    assert verdict.sense is Sense.ANSWER
    assert verdict.answer is not None
    assert verdict.answer.value == name.capitalize()


@pytest.mark.parametrize("word", ["TALLY", "CALL", "find", "MENU", "stop"])
def test_a_command_is_one_there_too(campaign: Campaign, word: str) -> None:
    person = Person(1, lang="en", zip="60608")
    session = start(campaign, "ask_name", person, WORLD).session
    assert listen(campaign, session, person, WORLD, word).sense is not Sense.ANSWER


@pytest.mark.parametrize(("lang", "name"), [("es", "Cesar"), ("es", "César"), ("en", "fin")])
@pytest.mark.parametrize("reply", ["yes", "{}", "it's {}", "sí, {}"])
def test_a_name_that_is_a_stop_word_is_asked_about(
    campaign: Campaign, lang: str, name: str, reply: str
) -> None:
    phone = Rehearsal(campaign, make_person({"lang": lang, "opted_in": "yes"}), WORLD.now)
    phone.begin("ask_name")
    assert "STOP" in phone.receive(name)
    assert phone.is_held
    phone.receive(reply.format(name))
    assert (phone.is_stopped, phone.is_held) == (False, False)
    assert phone.person.name == name.capitalize()


@pytest.mark.parametrize("reply", ["STOP", "no, stop", "alto", "stop texting Cesar", "cancelar"])
def test_who_is_asked_about_a_name_is_out_by_a_stop(campaign: Campaign, reply: str) -> None:
    phone = Rehearsal(campaign, make_person({"lang": "es", "opted_in": "yes"}), WORLD.now)
    phone.begin("ask_name")
    phone.receive("Cesar")
    phone.receive(reply)
    assert phone.is_stopped
    assert phone.person.name is None


@pytest.mark.parametrize(("reply", "name"), [("Ana", "Ana"), ("SKIP", None), ("no", None)])
def test_another_answer_is_no_stop_either(campaign: Campaign, reply: str, name: str | None) -> None:
    phone = Rehearsal(campaign, make_person({"lang": "en", "opted_in": "yes"}), WORLD.now)
    phone.begin("ask_name")
    phone.receive("cesar")
    phone.receive(reply)
    assert (phone.is_stopped, phone.is_held, phone.person.name) == (False, False, name)


@pytest.mark.parametrize(
    "said", ["STOP", "ALTO", "cancelar", "baja", "salir", "basta", "END", "stop Cesar", "Cancela"]
)
def test_a_stop_that_is_no_name_is_one_at_the_question_for_a_name(
    campaign: Campaign, said: str
) -> None:
    phone = Rehearsal(campaign, make_person({"lang": "es", "opted_in": "yes"}), WORLD.now)
    phone.begin("ask_name")
    phone.receive(said)
    assert phone.is_stopped


def test_cesar_stops_where_no_name_is_asked_for(campaign: Campaign) -> None:
    phone = Rehearsal(campaign, make_person({"lang": "es", "opted_in": "yes"}), WORLD.now)
    phone.receive("cesar")
    assert phone.is_stopped


@pytest.mark.parametrize(
    ("said", "flow"),
    [
        ("qué digo al aire", "script"),
        ("que digo al aire?", "script"),
        ("¿qué leo al aire?", "script"),
        ("al aire", "aired"),
        ("que ya llamé", "called"),
        ("what do I say on air", "script"),
    ],
)
def test_a_question_is_no_report(campaign: Campaign, said: str, flow: str) -> None:
    verdict = listen(campaign, None, Person(1), WORLD, said)
    assert verdict.flow == flow


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("FIND saturday", "saturday"),
        ("find 60608 saturday", "60608 saturday"),
        ("find something next week", "something next week"),
        ("events this weekend", "this weekend"),
        ("busca el sábado", "el sábado"),
        ("Buscar mañana", "mañana"),
        ("eventos este fin de semana", "este fin de semana"),
        ("busca algo la semana que viene", "algo la semana que viene"),
    ],
)
def test_find_takes_a_day(campaign: Campaign, said: str, rest: str) -> None:
    verdict = listen(campaign, None, Person(1), WORLD, said)
    assert (verdict.sense, verdict.flow, verdict.rest) == (Sense.KEYWORD, "find", rest)


@pytest.mark.parametrize("said", ["find me a lawyer", "busca a mi primo", "events were sad today"])
def test_find_takes_nothing_else(campaign: Campaign, said: str) -> None:
    assert listen(campaign, None, Person(1), WORLD, said).sense is not Sense.KEYWORD


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("FIND saturday", "saturday"),
        ("find 60608 saturday", "60608 saturday"),
        ("busca el sábado", "el sábado"),
        ("buscar este fin de semana", "este fin de semana"),
    ],
)
def test_find_keeps_its_day_where_the_menu_is_open(
    campaign: Campaign, said: str, rest: str
) -> None:
    person = Person(1, lang="en", zip="60608")
    session = start(campaign, "menu", person, WORLD).session
    verdict = listen(campaign, session, person, WORLD, said)
    assert (verdict.sense, verdict.flow, verdict.rest) == (Sense.KEYWORD, "find", rest)


@pytest.mark.parametrize("said", ["3", "find", "FIND please", "buscar"])
def test_the_menus_own_answers_are_answers(campaign: Campaign, said: str) -> None:
    person = Person(1, lang="en", zip="60608")
    session = start(campaign, "menu", person, WORLD).session
    verdict = listen(campaign, session, person, WORLD, said)
    assert verdict.answer is not None
    assert verdict.answer.choice == "find"


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("PREGUNTA mi hermano no ha llegado", "mi hermano no ha llegado"),
        ("question, what do I say when they answer?", "what do I say when they answer"),
        ("Hola, tengo una duda: ¿es gratis?", "es gratis"),
        ("QUESTION " + "who waits for us at the door " * 12, "who waits for us at the door " * 12),
        ("question for you", ""),
    ],
)
def test_a_question_may_come_with_its_word(campaign: Campaign, text: str, rest: str) -> None:
    verdict = listen(campaign, None, Person(1), WORLD, text)
    assert (verdict.flow, verdict.rest) == ("question", rest.strip())


@pytest.mark.parametrize("text", ["talk later", "person in charge", "hablar con mi senador"])
def test_other_words_for_a_person_take_no_question(campaign: Campaign, text: str) -> None:
    assert listen(campaign, None, Person(1), WORLD, text).sense is not Sense.KEYWORD


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("I'm Ty", "Ty"),
        ("im ty", "Ty"),
        ("My name is Dale", "Dale"),
        ("soy Dale", "Dale"),
        ("me llamo Vale, gracias", "Vale"),
        ("I'm Skip", "Skip"),
        ("call me Friday", "Friday"),
        ("Simón", "Simón"),
    ],
)
def test_a_word_that_is_said_to_be_a_name_is_one(
    campaign: Campaign, lang: str, said: str, name: str
) -> None:
    phone = Rehearsal(campaign, make_person({"lang": lang, "opted_in": "yes"}), WORLD.now)
    phone.begin("ask_name")
    phone.receive(said)
    assert phone.person.name == name


@pytest.mark.parametrize(("lang", "name"), [("es", "Dale"), ("es", "vale"), ("en", "Ty")])
@pytest.mark.parametrize("reply", ["yes", "{}", "soy {}"])
def test_a_name_that_is_an_answer_too_is_asked_about(
    campaign: Campaign, lang: str, name: str, reply: str
) -> None:
    phone = Rehearsal(campaign, make_person({"lang": lang, "opted_in": "yes"}), WORLD.now)
    phone.begin("ask_name")
    asked = phone.receive(name)
    assert f"{name.capitalize()}" in asked
    assert "STOP" not in asked
    assert phone.person.name is None
    phone.receive(reply.format(name))
    assert phone.person.name == name.capitalize()


@pytest.mark.parametrize(
    ("reply", "name"), [("no", None), ("Ana", "Ana"), ("no, Ana", "Ana"), ("SKIP", None)]
)
def test_who_is_not_called_that_may_say_another_name(
    campaign: Campaign, reply: str, name: str | None
) -> None:
    phone = Rehearsal(campaign, make_person({"lang": "es", "opted_in": "yes"}), WORLD.now)
    phone.begin("ask_name")
    phone.receive("dale")
    again = phone.receive(reply)
    assert phone.person.name == name
    assert ("¿Cómo te llamas?" in again) == (reply == "no")


@pytest.mark.parametrize("said", ["dale", "ty", "vale"])
def test_where_no_name_is_asked_for_they_are_what_they_were(campaign: Campaign, said: str) -> None:
    person = Person(1, lang="es", zip="60608")
    assert listen(campaign, None, person, WORLD, said).sense is not Sense.NAME_UNSURE


@pytest.mark.parametrize("said", ["gracias", "ok", "I'm busy", "soy yo", "no thanks"])
def test_what_is_no_name_is_none(campaign: Campaign, said: str) -> None:
    phone = Rehearsal(campaign, make_person({"lang": "es", "opted_in": "yes"}), WORLD.now)
    phone.begin("ask_name")
    phone.receive(said)
    assert phone.person.name is None
