"""A checked draft as the columns of its broadcast."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.broadcasts.drafts import Draft, fingerprint
from bot.broadcasts.planning import waits_for_approval
from bot.clarion import Clarion
from bot.sending import comparing
from bot.store.sealing import Purpose
from bot.texting import limits


def values_of(clarion: Clarion, draft: Draft, people: int, size: int) -> dict[str, Any]:
    """The columns by name; above CLARION_APPROVAL_ABOVE it waits, as a draft. `size` counts its
    writer's others of a day, too."""
    now = clarion.clock.now()
    settings = dict(draft.settings)
    if draft.texts_b:
        settings.setdefault(comparing.RULE, comparing.Rule().to_settings())
    else:
        settings.pop(comparing.RULE, None)
    draft = replace(draft, settings=settings)
    is_now = draft.schedule.due_at is None
    undo_s = float(draft.settings.get("undo_s", limits.undo_s(clarion, people))) if is_now else 0.0
    needs_approval = size > clarion.settings.approval_above
    repeat = draft.repeat
    return {
        "title": draft.title,
        "segment": draft.segment,
        "texts_sealed": _sealed(clarion, draft.texts),
        "texts_b_sealed": _sealed(clarion, draft.texts_b) if draft.texts_b else None,
        "media": list(draft.media) or None,
        "state": "draft" if needs_approval else "scheduled",
        "state_reason": waits_for_approval(people, size) if needs_approval else None,
        "due_at": draft.schedule.due_at or now + timedelta(seconds=undo_s),
        "local_at": draft.schedule.local_at,
        "zone": draft.schedule.zone,
        "repeat": {"every": repeat.every, "until": repeat.until.isoformat()} if repeat else None,
        "lateness_s": draft.lateness_s,
        "line": draft.line,
        "audience_hash": fingerprint(draft),
        "settings": {**draft.settings, "is_now": is_now, "people": people},
        "updated_at": now,
    }


def _sealed(clarion: Clarion, texts: Mapping[str, str]) -> bytes:
    written = json.dumps(dict(texts), ensure_ascii=False)
    return clarion.sealer.seal(written, Purpose.BROADCAST_TEXTS)
