"""Who brought somebody by their code, to the list, an action or the air, hears of it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.rehearsals.week.acting import Player
from bot.rehearsals.week.town import Town

_TEXTS = ("texts/friend_joined", "texts/event_friend")


def hears_of_friends(town: Town, player: Player) -> Iterator[str]:
    """As many texts as friends came by their code."""
    brought = town.ledger.brought.get(player.who.number, [])
    told = sum(any(town.is_said(name, one.body) for name in _TEXTS) for one in player.texts)
    if told != len(brought) and not player.stops:
        yield f"{player.who}: brought {len(brought)} friends and hears of {told}"


def hears_of_djs(town: Town, player: Player) -> Iterator[str]:
    """A volunteer whose DJ signed up is told so."""
    won = [at for number, at in town.ledger.won if number == player.who.number]
    told = sum(town.is_said("recruit_news/won", one.body) for one in player.texts)
    if told != len(won) and not player.stops:
        yield f"{player.who}: brought {len(won)} DJs and hears of {told}"


CHECKS = (hears_of_friends, hears_of_djs)
