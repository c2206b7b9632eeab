"""The radio: volunteers ask stations, DJs sign up, get words to read and tell of reading them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.rehearsals.week.acting import Player, Script
from bot.rehearsals.week.acts import friends
from bot.rehearsals.week.acts.hosts import local
from bot.rehearsals.week.town import Town

_CARD = re.compile(r"\bDJ ([A-Z2-9]{6})\b")
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"


def recruit(town: Town, player: Player, on: date) -> Script:
    """Ask a station to read the number."""
    yield player.some_time(on)
    yield from friends.join(town, player)  # who has not joined hears nothing of it after a day
    if player.chance(0.3):
        yield player.speak("RECRUIT", "RECLUTAR")
        said = yield player.write(f"{_call_letters(player)} Chicago")
    else:
        letters = _call_letters(player)
        said = yield player.speak(f"RECRUIT {letters}", f"RECLUTAR {letters}")
    card = _CARD.search(said)
    if card is None or not town.is_said("recruit/card", said):
        town.fault(player, f"asks a station to read the number and was told “{said}”")
        return
    town.note(player, "asks a station")
    town.ledger.stations[card[1]] = player


def _call_letters(player: Player) -> str:
    """Call letters that no other player has."""
    number = player.who.number
    return "K" + "".join(_LETTERS[number // 20**at % 20] for at in range(3))


def read(town: Town, player: Player, on: date) -> Script:
    """Sign up as a DJ, get words, read them on some days, and tell of it."""
    yield player.some_time(on, 9, 18)
    yield from _sign_up(town, player)
    if not player.has_joined:
        return
    for _ in range(player.random.randint(1, 3)):
        yield player.some_time(local(town.now, player).date() + timedelta(days=1), 9, 18)
        yield from _script(town, player)
        yield player.at(local(town.now, player).date(), 19, player.random.randrange(50))
        yield from _aired(town, player)


def _sign_up(town: Town, player: Player) -> Script:
    volunteer = None
    for code in list(town.ledger.stations):
        if player.chance(0.8):
            volunteer = town.ledger.stations.pop(code)
            break
    said = yield from player.walk(
        player.speak(f"DJ {code}", f"DJ {code}") if volunteer else player.speak("DJ", "LOCUTOR"),
        _answers(player),
    )
    if not town.is_said("dj/ready", said):
        town.fault(player, f"signs up as a DJ and was told “{said}”")
        return
    player.has_joined = True
    town.note(player, "is a DJ by a code" if volunteer else "is a DJ")
    if volunteer is not None and not volunteer.is_gone:
        town.ledger.won.append((volunteer.who.number, town.now))


def _answers(player: Player) -> dict[str, str | list[str]]:
    show = ("La Hora, weekdays 5pm", "La Hora, lunes a viernes 5pm")[player.who.lang == "es"]
    skip = ("SKIP", "SALTAR")[player.who.lang == "es"]
    air = ("english", "español")[player.who.lang == "es"]
    station = f"{_call_letters(player)} Chicago"
    answers: dict[str, str | list[str]] = {
        "dj/name": player.who.name, "dj/station": station, "dj/language": air,
        "dj/show": show if player.chance(0.6) else skip, "dj/city": "Chicago",
        "dj/which_hours": "YES" if player.who.lang == "en" else "SI",
    }  # fmt: skip
    if player.chance(0.2):
        answers["dj/language"] = ["7", air]
    return answers


def _script(town: Town, player: Player) -> Script:
    """Words to read: one of the lengths, or the next."""
    asked = player.random.choice(
        (("SCRIPT", "GUION"), ("SCRIPT 15", "GUION 15"), ("NEXT", "SIGUIENTE"))
    )
    said = yield player.speak(*asked)
    if not town.is_said("script/after", said) and not town.is_said("script/none_left", said):
        town.fault(player, f"asks for words to read and was told “{said}”")
        return
    town.note(player, "gets a script")


def _aired(town: Town, player: Player) -> Script:
    """Tell of it: now, or at what time; some with a word that is no time first."""
    words = player.random.choice(
        (
            ("AIRED", "AL AIRE"),
            ("AIRED 6:30pm", "AL AIRE 6:30pm"),
            ("AIRED at 25pm", "AL AIRE 25pm"),
        )
    )
    said = yield player.speak(*words)
    if player.place == "aired/time":
        said = yield player.write("6:30pm")
    if player.place == "aired/doubt":
        said = yield player.speak("YES", "SI")
    if not any(town.is_said(f"aired/{name}", said) for name in ("thanks", "moved")):
        town.fault(player, f"has read on air and was told “{said}”")
        return
    town.note(player, "reads on air")
