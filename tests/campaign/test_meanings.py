"""Sentences of flows: which flows only inform, and what a campaign says that means nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.campaign import check, load
from bot.campaign.blank import blank_files
from bot.engine import Campaign

_FLOW = """flow: x
about: A case.
keywords: {en: [xx]}
means: {en: [i want to sing, let us sing]}
"""


def _campaign(folder: Path, rest: str, more: str = "") -> Campaign:
    files = blank_files("Docs", "Docs", ("en", "es"), "(312) 555-0142")
    files["x.yaml"] = _FLOW + rest
    files["campaign.yaml"] += more
    for path, text in files.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return load(folder)


@pytest.mark.parametrize(
    ("rest", "informs"),
    [
        ('steps: {one: {say: "La"}}', True),
        ('steps: {one: {do: count.total, with: {kind: called}, go: two}, two: {say: "La"}}', True),
        ('steps: {one: {say: "La", report: sung}}', False),
        ('steps: {one: {say: "La", tag: singer}}', False),
        ('steps: {one: {say: "La?", ask: {choices: {"yes": {opt_in: yes, go: end}}}}}', False),
        ('steps: {one: {do: invite.card, go: two}, two: {say: "La"}}', False),
        ("steps: {one: {go: /menu}}", False),
        ('informs: yes\nsteps: {one: {say: "La", report: sung}}', True),
        ('informs: no\nsteps: {one: {say: "La"}}', False),
    ],
)
def test_flow_informs_when_it_changes_nothing(tmp_path: Path, rest: str, informs: bool) -> None:
    assert _campaign(tmp_path, rest).flows["x"].informs is informs


def test_sentences_and_offer_are_compiled(tmp_path: Path) -> None:
    offer = 'offer: {en: "Sing? YES or NO", es: "¿Cantas? SÍ o NO"}\nsteps: {one: {say: "La"}}'
    flow = _campaign(tmp_path, offer).flows["x"]

    assert flow.means == {"en": ("i want to sing", "let us sing")}
    assert flow.offer is not None
    assert flow.offer.pick("es", "en")[1] == "es"


def test_campaign_adds_to_what_means_nothing(tmp_path: Path) -> None:
    more = 'none_of_these: {en: ["the choir was late"]}\n'
    found = _campaign(tmp_path, 'steps: {one: {say: "La"}}', more).none_of_these

    assert found["en"][-1] == "the choir was late"
    assert len(found["en"]) > 50
    assert len(found["es"]) > 50


def test_sentence_that_is_taken_for_something_else_is_an_error(tmp_path: Path) -> None:
    _campaign(tmp_path, 'steps: {one: {say: "La"}}')
    path = tmp_path / "x.yaml"
    path.write_text(path.read_text().replace("i want to sing,", "please stop texting me,"))

    [problem] = [p for p in check(tmp_path) if p.code == "meaning_elsewhere"]
    assert problem.severity == "error"
    assert "'please stop texting me' is taken as a stop" in str(problem)


def test_file_of_means_adds_to_what_its_flow_says(tmp_path: Path) -> None:
    _campaign(tmp_path, 'steps: {one: {say: "La"}}')
    (tmp_path / "means").mkdir()
    file = tmp_path / "means" / "x.yaml"
    file.write_text('means: x\nsentences: {en: [la la la], es: ["quiero cantar con ustedes"]}\n')
    flow = load(tmp_path).flows["x"]

    assert flow.means["en"] == ("i want to sing", "let us sing", "la la la")
    assert flow.means["es"] == ("quiero cantar con ustedes",)
    file.write_text("means: x\nsentences: {en: [please stop texting me]}\n")
    [problem] = [p for p in check(tmp_path) if p.code == "meaning_elsewhere"]
    assert problem.path == "means/x.yaml"
