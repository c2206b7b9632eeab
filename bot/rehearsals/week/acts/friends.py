"""Joining, and friends: somebody's code brings others, who are credited and told of."""

from __future__ import annotations

import re

from bot.rehearsals.week.acting import Player, Script
from bot.rehearsals.week.town import Town

_CARD = re.compile(r"\b(?:JOIN|UNETE|ÚNETE) ([A-Z2-9]{6})\b")


def join(town: Town, player: Player) -> Script:
    """Join the texts of the week, some with a friend's code, some with a wrong answer first."""
    friend = _friend(town, player) if player.chance(0.4) else None
    code = f" {friend.invite}" if friend else ""
    zips = ["the usual", player.who.zip] if player.chance(0.15) else [player.who.zip]
    answers = {"join/language": ["1"], "join/zip": zips}
    said = yield from player.walk(player.speak(f"JOIN{code}", f"UNIRME{code}"), answers)
    if not town.is_said("join/done", said):
        town.fault(player, f"joined and was told “{said}”")
        return
    player.has_joined = True
    town.note(player, "joins by a code" if friend else "joins")
    if friend is not None:
        town.ledger.brought.setdefault(friend.who.number, []).append(town.now)


def _friend(town: Town, player: Player) -> Player | None:
    """Whose code nobody has used."""
    for code, other in list(town.ledger.invites.items()):
        if other is not player and not other.is_gone:
            town.ledger.asked.add(other.who.number)
            return town.ledger.invites.pop(code)
    return None


def invite(town: Town, player: Player) -> Script:
    """Get a card to forward."""
    said = yield player.speak("INVITE", "INVITAR")
    if not town.is_said("invite/forward", said):
        town.fault(player, f"wanted a card for friends and was told “{said}”")
        return
    _keep(town, player, said)


def ask(town: Town, player: Player) -> Script:
    """Say how many friends one will ask, and how many one asked."""
    count = player.random.randint(2, 5)
    if player.chance(0.2):
        yield player.speak("ASK FRIENDS", "MIS AMIGOS")
        yield player.speak("all of them", "a todos")
        said = yield player.write(str(count))
    else:
        yield player.speak("ASK FRIENDS", "MIS AMIGOS")
        said = yield player.write(str(count))
    if not town.is_said("friends/forward", said):
        town.fault(player, f"will ask {count} friends and was told “{said}”")
        return
    _keep(town, player, said)
    said = yield player.speak(f"ASKED {count - 1}", f"PEDI A {count - 1}")
    if not town.is_said("asked/thanks", said):
        town.fault(player, f"asked {count - 1} friends and was told “{said}”")
        return
    town.note(player, "asks friends", count=count - 1)


def _keep(town: Town, player: Player, said: str) -> None:
    found = _CARD.search(said)
    if found is None:
        town.fault(player, f"finds no code on the card: “{said}”")
    elif player.who.number not in town.ledger.asked:
        player.invite = found[1]
        town.ledger.invites[found[1]] = player
