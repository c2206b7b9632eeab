"""The rows that were left out, as a file that can be corrected and brought again."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from bot.cells import inert
from bot.imports.columns import Layout
from bot.imports.lines import Row
from bot.imports.phones import looks_like_phone
from bot.imports.problems import NOTICES, Kind
from bot.sentences import say

WHY = say("Why it was left out")
DOUBTFUL = say("When the cells are right, take the ? away.")
# Rows whose cells may stand in wrong columns: as they are they must not come in.
_TORN = frozenset({Kind.OPEN_QUOTE, Kind.TOO_MANY_CELLS})


@dataclass(frozen=True, slots=True)
class Leftovers:
    """Rows left out: the file's columns, which of them hold numbers, and each row with its kind."""

    headers: Sequence[str]
    phones: Sequence[int]
    rows: Sequence[tuple[Sequence[str], str]]

    def as_json(self) -> str:
        """As it is kept, before it is sealed."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))


def gather(layout: Layout, left_out: Sequence[tuple[Row, Kind]]) -> Leftovers:
    """The rows of a file that were left out."""
    headers = [one.header or str(one.index + 1) for one in layout.columns]
    phones = [one.index for one in layout.of("cell", "phone")]
    return Leftovers(headers, phones, [(list(row.cells), kind.value) for row, kind in left_out])


def recall(kept: str) -> Leftovers:
    """What `as_json` gave."""
    return Leftovers(**json.loads(kept))


def as_csv(left: Leftovers, say_it: Callable[[str], str] = str) -> str:
    """CSV with the file's own columns and the reason in the last one. `say_it` puts sentences in
    the reader's language. It begins with a mark, so that Excel reads it as UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([*left.headers, say_it(WHY)])
    for cells, kind in left.rows:
        notice = NOTICES[Kind(kind)]
        why = f"{say_it(notice.what)}. {say_it(notice.mend)}"
        fitted = _fitted(cells, len(left.headers))
        if kind in _TORN:
            place = next(iter(left.phones), 0)
            fitted[place] = f"?{fitted[place]}"
            why = f"{why} {say_it(DOUBTFUL)}"
        writer.writerow([*map(_harmless, fitted), why])
    return "\ufeff" + buffer.getvalue()


def _fitted(cells: Sequence[str], width: int) -> list[str]:
    """As many cells as there are columns; what is too many stands in the last."""
    fitted = [*cells[:width], *[""] * (width - len(cells))]
    extra = [cell for cell in cells[width:] if cell.strip()]
    if extra and fitted:
        fitted[-1] = " | ".join([fitted[-1], *extra])
    return fitted


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; numbers with a plus stay what they are."""
    return cell if looks_like_phone(cell) else inert(cell)
