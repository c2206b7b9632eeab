"""The host's kit: what callers say, in the campaign's words and every language, to print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.clarion import Clarion
from bot.engine import ActResult
from bot.people.exchange import Exchange

# What the kit has, in its order; each is a text of campaign.yaml (texts: kit_...).
PARTS = ("script", "voicemail", "hang_up", "full", "tips", "invite")


@dataclass(frozen=True, slots=True)
class Kit:
    """A kit in a language: its parts with their words, without those the campaign leaves out."""

    lang: str
    parts: Sequence[tuple[str, str]]
    line: str
    hours: str


def read(clarion: Clarion) -> list[Kit]:
    """The kit in each language of the campaign."""
    return [_in(clarion, lang) for lang in clarion.campaign.current().languages]


def _in(clarion: Clarion, lang: str) -> Kit:
    campaign = clarion.campaign.current()
    line = campaign.line(lang, clarion.clock.now())
    shown = line.shown if line else ""
    hours = line.hours_text.get(lang, "") if line else ""
    values = {"line": shown, "line.hours": hours}
    parts = []
    for part in PARTS:
        text = campaign.texts.get(f"kit_{part}")
        if text is not None:
            template, used = text.pick(lang, campaign.default_lang)
            words = template.render(
                lambda key, used=used: values.get(key) or campaign.value(key, used),  # type: ignore[misc]
                used,
                campaign.lexicon,
            )
            parts.append((part, words.strip()))
    return Kit(lang, parts, shown, hours)


def link(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """The kit's page. Outcome: ok."""
    lang = exchange.lang
    url = exchange.clarion.settings.public_url
    return ActResult("ok", {"link": f"{url}/phone-bank-kit?lang={lang}"})
