"""docs/flows.md names everything an organizer can write, and its examples run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

from bot.campaign import acts, campaign_models, check, load, models, series_models
from bot.campaign.blank import blank_files
from bot.campaign.rules.campaign import OWN_TEXTS
from bot.campaign.transcripts import run_file
from bot.engine.conditions import TESTS
from bot.engine.facts import FACT_NAMES
from bot.engine.readers.answers import KINDS
from bot.engine.template import FILTERS

PAGE = Path("docs/flows.md").read_text(encoding="utf-8")
MODELS = [
    model
    for model in (vars(models) | vars(campaign_models) | vars(series_models)).values()
    if isinstance(model, type) and issubclass(model, BaseModel) and model.model_fields
]
FIELDS = sorted(
    {(field.alias or name) for model in MODELS for name, field in model.model_fields.items()}
)
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("name", FIELDS)
def test_field_is_documented(name: str) -> None:
    assert re.search(rf"`[^`]*\b{re.escape(name)}\b[^`]*`", PAGE), name


@pytest.mark.parametrize("name", [*KINDS, *FILTERS, *FACT_NAMES, *OWN_TEXTS, *acts(), *TESTS])
def test_word_of_the_language_is_documented(name: str) -> None:
    assert re.search(rf"`[^`]*{re.escape(name)}[^`]*`", PAGE), name


@pytest.mark.parametrize("kind", KINDS)
def test_kind_of_answer_has_its_row(kind: str) -> None:
    table = PAGE.partition("### Kinds of answer")[2].partition("\n#")[0]
    assert f"\n| `{kind}` |" in table, "give it a row in docs/flows.md, “Kinds of answer”"


def test_acts_are_documented_as_declared() -> None:
    for act in acts().values():
        assert f"| `{act.name}` |" in PAGE
        assert ", ".join(act.outcomes) in PAGE


@pytest.mark.parametrize("model", MODELS, ids=lambda model: str(model.__name__))
def test_every_field_has_a_description_for_editors(model: type[BaseModel]) -> None:
    assert all(field.description for field in model.model_fields.values())


def test_examples_run(tmp_path: Path) -> None:
    flow, conversation = EXAMPLES
    for path, text in blank_files("Docs", "Docs", ("en", "es"), "(312) 555-0142").items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    (tmp_path / "coffee.yaml").write_text(flow, encoding="utf-8")
    talk = tmp_path / "conversations" / "coffee.yaml"
    talk.write_text(conversation, encoding="utf-8")

    assert [str(problem) for problem in check(tmp_path)] == []
    assert run_file(load(tmp_path), talk, "coffee.yaml").problems == ()
    assert yaml.safe_load(conversation)["conversation"] == "coffee"
