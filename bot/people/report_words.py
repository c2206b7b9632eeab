"""What people said with a report (a place, a station): sealed, for people of the team to read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.store.sealing import Purpose, Sealer


def seal_details(sealer: Sealer, details: Mapping[str, Any]) -> bytes | None:
    """What was said with a report, sealed; nothing is stored for nothing."""
    said = {name: value for name, value in details.items() if value not in ("", None)}
    if not said:
        return None
    return sealer.seal(json.dumps(said, separators=(",", ":")), Purpose.REPORT_DETAILS)


def open_details(sealer: Sealer, sealed: bytes | None) -> dict[str, Any]:
    """What was said with a report; nothing where no key opens it."""
    opened = sealer.open_or_unknown(sealed, Purpose.REPORT_DETAILS)
    return json.loads(opened) if opened else {}
