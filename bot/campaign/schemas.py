"""JSON Schemas of campaign files, so that editors complete names and underline slips."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.campaign.campaign_models import CalendarModel, CampaignModel, ScriptModel
from bot.campaign.models import FlowModel, MeansModel
from bot.campaign.series_models import SeriesModel
from bot.campaign.shapes import Model

FILES: Mapping[str, type[Model]] = {
    "flow": FlowModel,
    "campaign": CampaignModel,
    "script": ScriptModel,
    "calendar": CalendarModel,
    "series": SeriesModel,
    "means": MeansModel,
}


def schemas() -> Mapping[str, dict[str, Any]]:
    """A schema per kind of file: flow, campaign, script, calendar, series, means."""
    return {name: schema(model) for name, model in FILES.items()}


def schema(model: type[Model]) -> dict[str, Any]:
    """The schema of one kind of file, as people write it: short forms included."""
    found = model.model_json_schema(by_alias=True)
    found["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    _loosen(found)
    return found


# What is turned into the long form when it is read: one word for a list, digits and yes or no
# without quotes, a text for a table of texts.
_LOOSER = {
    "boolean": ["boolean", "string"],
    "integer": ["integer", "string"],
    "string": ["string", "number", "boolean", "null"],
}
_SHORT = ("ChoiceModel", "NudgeModel", "BranchModel", "ReportModel")
_WORDS = {"anyOf": [{"type": "string"}, {"type": "array"}]}
_LANGUAGES = {r"^(?!(go|set|say|tag)$)[a-z]{2,3}(-[A-Za-z]{2,4})?$|^\*$": _WORDS}


def _loosen(node: Any) -> None:
    if isinstance(node, list):
        for one in node:
            _loosen(one)
    if not isinstance(node, dict):
        return
    for value in node.values():
        _loosen(value)
    if node.get("title") == "ChoiceModel":
        node["patternProperties"] = _LANGUAGES
    kind = node.get("type")
    if isinstance(kind, str):
        node["type"] = _looser(node, kind)


def _looser(node: dict[str, Any], kind: str) -> str | list[str]:
    if kind == "array" and "items" in node:
        is_words = node["items"].get("type", "string") != "object"
        return (
            ["array", "string"] if is_words and "$ref" not in node["items"] else ["array", "object"]
        )
    if kind == "object" and ("properties" not in node or node.get("title") in _SHORT):
        return ["object", "string"]
    return _LOOSER.get(kind, kind)
