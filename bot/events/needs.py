"""What an action needs and offers, said by its host and kept in words of ours (readers/extras)."""

from __future__ import annotations

from collections.abc import Mapping

from bot.engine import ActResult, Campaign
from bot.engine.readers.extras import parse_extras
from bot.events.telling import value
from bot.people.exchange import Exchange
from bot.store.events import hosting
from bot.store.events.hosting import Extras
from bot.store.record import Transaction

KINDS = (
    "driver", "interpreter", "sign", "food", "water", "chair", "table", "childcare", "sound",
    "marshal", "greeter", "photographer", "medic", "helper",
)  # fmt: skip
_LANGS = {"both": ["en", "es"], "en": ["en"], "es": ["es"]}
# What a host said beside the needs: the part of the kept words, and the campaign's value for it.
_WORDS = {
    ("lang", "both"): "lead_both", ("lang", "en"): "lead_en", ("lang", "es"): "lead_es",
    ("access", "yes"): "lead_access", ("access", "no"): "lead_no_access",
    ("lets_in", "yes"): "lead_lets_in", ("seats", "any"): "lead_no_limit",
}  # fmt: skip


def tell(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """What a host has said beside the main things, as a text shows it. Outcomes: ok."""
    said, campaign = parse_extras(args.get("said", "")), exchange.campaign
    lang = exchange.lang
    parts = [_shown(campaign, lang, needs_of(said))]
    parts += [value(campaign, _WORDS[pair], lang) or "" for pair in said.items() if pair in _WORDS]
    return ActResult("ok", {"extras": "; ".join(filter(None, parts))})


def shown(exchange: Exchange, needs: Mapping[str, int]) -> str:
    """Needs as a text shows them: "4 drivers, 2 interpreters, signs"."""
    lang = exchange.lang
    return _shown(exchange.campaign, lang, needs)


def _shown(campaign: Campaign, lang: str, needs: Mapping[str, int]) -> str:
    return ", ".join(_one(campaign, lang, kind, count) for kind, count in needs.items())


def _one(campaign: Campaign, lang: str, kind: str, count: int) -> str:
    many = value(campaign, f"need_{kind}", lang) or kind.replace("_", " ")
    return many if count == 1 else f"{count} {many}"


def needs_of(said: Mapping[str, str]) -> dict[str, int]:
    """The needs in kept words; one that was taken back is left out."""
    return {
        name: int(count)
        for name, count in said.items()
        if name in KINDS and count.isdecimal() and int(count) > 0
    }


def keep(connection: Transaction, event_id: int, said: str, capacity: int | None) -> None:
    """Write down what a host said of a new action beside the main things."""
    words = parse_extras(said)
    hosting.set_needs(connection, event_id, needs_of(words))
    hosting.set_extras(
        connection,
        event_id,
        Extras(
            capacity=None if words.get("seats") == "any" else capacity,
            langs=_LANGS.get(words.get("lang", "")),
            is_accessible={"yes": True, "no": False}.get(words.get("access", "")),
            lets_in=words.get("lets_in") == "yes",
        ),
    )
