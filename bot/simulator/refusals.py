"""Twilio's refusals: an error code, its HTTP status and the JSON that carries both."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__).parent


@cache
def refusal_table() -> dict[int, dict[str, Any]]:
    """Error codes the API answers with, each with `status` and `message` (errors.yaml)."""
    table: dict[int, dict[str, Any]] = yaml.safe_load((_HERE / "errors.yaml").read_text("utf-8"))
    return table


@cache
def outcome_table() -> dict[int, dict[str, Any]]:
    """Delivery error codes, each with `status` and plain `words` (outcomes.yaml)."""
    table: dict[int, dict[str, Any]] = yaml.safe_load((_HERE / "outcomes.yaml").read_text("utf-8"))
    return table


@dataclass(frozen=True)
class Refused(Exception):
    """A request Twilio would refuse. `code` is a key of errors.yaml, `value` what was wrong."""

    code: int
    value: str = ""

    @property
    def status(self) -> int:
        """The HTTP status that goes with the code."""
        return int(refusal_table()[self.code]["status"])

    def as_json(self) -> dict[str, object]:
        """Twilio's error body: code, message, more_info, status."""
        message: str = refusal_table()[self.code]["message"]
        return {
            "code": self.code,
            "message": message.replace("{value}", self.value),
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


def status_of_outcome(code: int) -> str:
    """`failed` or `undelivered`, as Twilio files a delivery error; unknown codes undelivered."""
    return str(outcome_table().get(code, {}).get("status", "undelivered"))


def words_of_outcome(code: int) -> str:
    """Why a text did not arrive, in plain words."""
    return str(outcome_table().get(code, {}).get("words", "The carrier did not deliver it."))
