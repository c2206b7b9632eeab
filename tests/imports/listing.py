"""Bringing lists in, as a command does it."""

from __future__ import annotations

from collections import Counter

from bot.clarion import Clarion
from bot.imports import keeping
from bot.imports.bringing import bring_in
from bot.imports.judging import Fate
from bot.imports.looking import Asked, look
from bot.imports.proofs import Proof

PROOF = Proof("march in Pilsen, on paper", "2026-09-05", "Text me about the week", "Olga")


def bring(
    clarion: Clarion, text: str, proof: Proof | None = PROOF, **answers: str
) -> tuple[int, Counter[Fate]]:
    """Bring a CSV in. The list's id, and how many of each fate."""
    asked = Asked(answers=answers, proof=proof)
    looked = look(clarion, text.encode(), asked)
    with clarion.record.transaction() as connection:
        import_id = keeping.begin(
            clarion, connection, "list.csv", source="rally", made_by=None, state="writing"
        )
        keeping.keep_asked(clarion, connection, import_id, asked)
        keeping.keep_preview(clarion, connection, import_id, looked)
    people = list(looked.found.people.values())
    fates = bring_in(clarion, import_id, people, source="rally", proof=proof)
    keeping.finish(clarion, import_id, looked.preview.counts, looked.preview, None)
    return import_id, fates
