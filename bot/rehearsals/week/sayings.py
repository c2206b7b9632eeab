"""Which of the campaign's texts a text on a phone is, whatever was filled in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from bot.engine import Campaign, Text
from bot.engine.template import Field, Part, Piece, Template

_READY = "host_"  # texts of a host's that stand ready


class Sayings:
    """Knows texts by the names they have in the campaign: "rsvp/done", "texts/event_approved",
    "series/before_your_action/day_before". `missing` are the names that were asked for and that
    the campaign does not have."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign
        self._known: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
        self.missing: set[str] = set()
        self._bare: dict[str, str] = {}
        self._said: dict[tuple[str, str], bool] = {}

    def is_said(self, name: str, text: str) -> bool:
        """Whether a text is, or holds, the one of that name, in any language."""
        if (name, text) not in self._said:
            self._said[name, text] = self._is_said(name, text)
        return self._said[name, text]

    def _is_said(self, name: str, text: str) -> bool:
        if name not in self._known:
            found = list(self._templates(name))
            self._known[name] = [(_longest(one), self._pattern(one)) for one in found]
        if text not in self._bare:
            self._bare[text] = _bare(text)
        bare = self._bare[text]
        return any(words in bare and one.search(bare) for words, one in self._known[name])

    def _templates(self, name: str) -> Iterator[Template]:
        room, _, rest = name.partition("/")
        text = None
        if room == "texts":
            text = self._campaign.texts.get(rest)
        elif room == "series":
            text = self._of_series(*rest.split("/"))
        elif room in self._campaign.flows:
            step = self._campaign.flows[room].steps.get(rest)
            text = step.say if step else None
        if text is None:
            self.missing.add(name)
            return
        for lang in self._campaign.languages:
            yield text.pick(lang, self._campaign.default_lang)[0]

    def _of_series(self, series: str, name: str) -> Text | None:
        for one in self._campaign.series:
            if one.name == series and name in one.texts:
                return one.texts[name].say
        return None

    def _pattern(self, template: Template) -> re.Pattern[str]:
        return re.compile("".join(self._pattern_of(one) for one in template.pieces))

    def _pattern_of(self, piece: Piece) -> str:
        if isinstance(piece, Field):
            return self._value(piece.name)
        if isinstance(piece, Part):
            return f"(?:{''.join(self._pattern_of(one) for one in piece.pieces)})?"
        return _bare(piece)

    def _value(self, name: str) -> str:
        """What a field may be: anything, or, of the campaign's ready texts, one of their words."""
        words = self._campaign.values.get(name, {}) if name.startswith(_READY) else {}
        return f"(?:{'|'.join(_bare(one) for one in words.values())})" if words else ".*?"


def _longest(template: Template) -> str:
    """The longest words that stand in every such text: most texts are told apart by them."""
    return max((_bare(one) for one in template.pieces if isinstance(one, str)), key=len, default="")


def _bare(text: str) -> str:
    """Letters and digits alone, without accents: a text may leave with its accents folded."""
    parted = unicodedata.normalize("NFKD", text).lower()
    return "".join(char for char in parted if char.isascii() and char.isalnum())
