"""A text in every language it exists in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.engine.template import Template


@dataclass(frozen=True, slots=True)
class Text:
    """One text in every language it exists in. "*" serves all languages."""

    by_lang: Mapping[str, Template]

    def pick(self, lang: str, default: str) -> tuple[Template, str]:
        """The template for `lang`, else the default language's, and the language it is in."""
        for key in (lang, "*", default):
            found = self.by_lang.get(key)
            if found is not None:
                return found, lang if key == "*" else key
        key, found = next(iter(self.by_lang.items()))
        return found, key
