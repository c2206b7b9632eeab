"""`make translations`: the Spanish catalog brought up to date with what the code says.

Sentences that are new come in with an empty Spanish, for somebody to write; those that nobody says
any more go out. The same code gives the same bytes: no dates, no line numbers, sorted.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from pydantic import BaseModel

from bot.campaign.campaign_models import CalendarModel, CampaignModel, ScriptModel
from bot.campaign.faults import described, inner_models
from bot.campaign.models import FlowModel
from bot.campaign.series_models import SeriesModel

ROOT = Path(__file__).parents[1]
CATALOG = ROOT / "bot/web/translations/es/LC_MESSAGES/messages.po"
# What marks a sentence, and which of its arguments are translated.
KEYWORDS = {
    "_": None, "gettext": None, "ngettext": (1, 2), "lazy": None, "mark": None,
    "say": None, "say_many": (1, 2),
}  # fmt: skip


def descriptions() -> Iterator[str]:
    """Of every field of a campaign's files: a problem gives them as its mend."""
    waiting: list[type[BaseModel]] = [CampaignModel, FlowModel, ScriptModel, SeriesModel]
    waiting.append(CalendarModel)
    for model in waiting:
        for field in model.model_fields.values():
            yield field.description or ""
            waiting += [one for one in inner_models(field.annotation) if one not in waiting]


def in_code() -> Catalog:
    """Every sentence of bot/ that is marked, in the order of the alphabet."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = {
        message
        for _file, _line, message, _comments, _context in extract_from_dir(
            str(ROOT / "bot"), methods, options, keywords=KEYWORDS
        )
    }
    found.update(described(text).template for text in descriptions())
    template = Catalog()
    for message in sorted(found, key=lambda one: one if isinstance(one, str) else one[0]):
        template.add(message)
    return template


def in_spanish() -> Catalog:
    """The catalog as it is. Raises: ValueError where it is not a catalog."""
    with CATALOG.open("rb") as file:
        return read_po(file, locale="es", abort_invalid=True)


def updated() -> bytes:
    """The catalog as it should be: what is said now, with the Spanish that is known."""
    spanish = in_spanish()
    spanish.update(in_code(), no_fuzzy_matching=True)
    spanish.obsolete.clear()
    made = io.BytesIO()
    write_po(made, spanish, width=0, omit_header=True)
    head = CATALOG.read_bytes().partition(b"\n\n")[0]
    return head + b"\n\n" + made.getvalue()


def main() -> int:
    """Write it, say what has no Spanish yet, and compile it once, as it is at run time."""
    CATALOG.write_bytes(updated())
    spanish = in_spanish()
    missing = [m.id for m in spanish if m.id and not (all(m.string) and m.string)]
    for message in missing:
        print("no Spanish:", message)  # noqa: T201 - a command
    for message, errors in spanish.check():
        print("wrong:", message.id, *errors)  # noqa: T201 - a command
        missing.append(message.id)
    write_mo(io.BytesIO(), spanish)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
