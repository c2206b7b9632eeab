"""Schemas of campaign files for editors."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from bot.campaign.files import campaign_files
from bot.campaign.schemas import schemas
from tests.campaign.broken_files import GOOD

SHIPPED = Path("examples/tenants")


@pytest.mark.parametrize("folder", [Path("flows"), SHIPPED, GOOD], ids=str)
def test_shipped_files_hold_against_the_schemas(folder: Path) -> None:
    found = {kind: jsonschema.Draft202012Validator(one) for kind, one in schemas().items()}
    for path in campaign_files(folder):
        data = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - strings only
        kind = path.stem if path.stem in ("campaign", "calendar") else "flow"
        kind = {"scripts": "script", "series": "series", "means": "means"}.get(
            path.parent.name, kind
        )
        found[kind].validate(data)


def test_schema_underlines_an_unknown_field() -> None:
    data = {"flow": "x", "about": "a", "steps": {"one": {"sey": "hi"}}}

    with pytest.raises(jsonschema.ValidationError, match="sey"):
        jsonschema.validate(data, schemas()["flow"])


def test_schemas_are_schemas_and_can_be_written_down() -> None:
    for one in schemas().values():
        jsonschema.Draft202012Validator.check_schema(one)
    json.dumps(schemas())
