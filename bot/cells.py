"""Cells of the sheets that are taken out: what a spreadsheet must not run.

A file of ours is opened by whoever gets it, with what strangers texted in it (OWASP, CSV injection;
ASVS 5.0, 1.2.10).
"""

from __future__ import annotations

import unicodedata

_FORMULA = ("=", "+", "-", "@")
# Excel drops these before it looks; a NUL ends what some readers see.
_DROPPED = ("\t", "\r", "\n", "\x00")


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet may take this cell for a formula: also in full width (U+FF1D,
    which Excel in Japanese reads as =) and behind what is not seen."""
    if cell.startswith(_DROPPED):
        return True
    seen = (char for char in cell if not char.isspace() and unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFKC", next(seen, "")).startswith(_FORMULA)


def inert(cell: str) -> str:
    """The cell as text to every spreadsheet."""
    return f"'{cell}" if is_formula(cell) else cell
