"""Twilio's OpenAPI description as JSON Schema, to hold our answers against."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

OPENAPI = Path(__file__).parents[1] / "carrier" / "twilio_messages_calls.json"
_BASE = "/2010-04-01/Accounts/{AccountSid}"


@cache
def _description() -> dict[str, Any]:
    described: dict[str, Any] = json.loads(OPENAPI.read_text("utf-8"))
    return _without_nullable(described)


def _without_nullable(node: Any) -> Any:
    """OpenAPI 3.0's `nullable` said as JSON Schema says it."""
    if isinstance(node, list):
        return [_without_nullable(item) for item in node]
    if not isinstance(node, dict):
        return node
    plain = {key: _without_nullable(value) for key, value in node.items() if key != "nullable"}
    if node.get("nullable") is not True:
        return plain
    if "enum" in plain:
        plain["enum"] = [*plain["enum"], None]
    if isinstance(plain.get("type"), str):
        plain["type"] = [plain["type"], "null"]
    return plain


def check_answer(path: str, method: str, status: int, body: object) -> None:
    """Raises jsonschema.ValidationError when an answer is not of the shape Twilio describes."""
    answers = _description()["paths"][_BASE + path][method]["responses"]
    schema = answers[str(status)]["content"]["application/json"]["schema"]
    whole = {**schema, "components": _description()["components"]}
    jsonschema.Draft7Validator(whole).validate(body)


def check_fields(path: str, method: str, status: int, body: dict[str, Any]) -> None:
    """As `check_answer`, and that exactly the described properties are there."""
    check_answer(path, method, status, body)
    answers = _description()["paths"][_BASE + path][method]["responses"]
    schema = answers[str(status)]["content"]["application/json"]["schema"]
    if "$ref" in schema:
        schema = _description()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    assert set(body) == set(schema["properties"])
