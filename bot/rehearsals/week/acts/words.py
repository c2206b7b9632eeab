"""A host's own words: to all who come, or what to bring. An organizer looks at them first."""

from __future__ import annotations

from bot.rehearsals.week.acting import Player, Script, Text
from bot.rehearsals.week.ledger import ON, Plan, Words
from bot.rehearsals.week.town import Town


def text_all(town: Town, player: Player, plan: Plan) -> Script:
    """Own words to all; some put in what others must not read first, some write them anew."""
    said = yield player.speak("TEXT ALL", "AVISAR A TODOS")
    if town.is_said("host_text/nobody", said):
        return
    if player.chance(0.2):
        said = yield player.speak("see www.example.com/x", "miren www.example.com/x")
        if not town.is_said("host_text/unfit", said):
            town.fault(player, f"writes a link to all of {plan.title} and is told “{said}”")
            return
    own = f"{plan.word}{len(plan.pending_words) + len(plan.passed_words) + 1} a las puertas"
    yield player.write(own)
    if player.chance(0.2):
        said = yield player.speak("NO", "NO")
        if not town.is_said("host_text/not_sent", said):
            town.fault(player, f"keeps words from all of {plan.title} and is told “{said}”")
        return
    said = yield player.speak("YES", "SI")
    if not town.is_said("host_text/review", said):
        town.fault(player, f"hands words to all of {plan.title} in and is told “{said}”")
        return
    plan.pending_words.append(Words("text", own, town.now))
    town.note(player, "hands in words", plan)


def note(town: Town, player: Player, plan: Plan) -> Script:
    """What to bring, said with every reminder."""
    own = f"{plan.place_word.lower()} y velas"
    if player.chance(0.3):
        yield player.speak("NOTE", "NOTA")
        yield player.write(own)
    else:
        yield player.speak(f"NOTE {own}", f"NOTA {own}")
    if player.chance(0.2):
        own = f"{own} blancas"
        yield player.write(own)
    said = yield player.speak("YES", "SI")
    if not town.is_said("host_note/review", said):
        town.fault(player, f"says what to bring to {plan.title} and is told “{said}”")
        return
    plan.pending_words.append(Words("note", own, town.now))
    town.note(player, "hands in a note", plan)


def hear(town: Town, player: Player, text: Text) -> None:
    """A host who is asked for a change says what was asked, and it is looked at again."""
    if not town.is_said("texts/event_changes", text.body):
        return
    plan = town.ledger.plan_in(text.body)
    if plan is not None and plan.host is player:
        town.begin(player, _change(town, player, plan))


def _change(town: Town, player: Player, plan: Plan) -> Script:
    own = f"{plan.place_word.lower()} y un tambor"
    yield player.speak(f"NOTE {own}", f"NOTA {own}")
    said = yield player.speak("YES", "SI")
    if town.is_said("host_note/kept", said):
        plan.note = Words("note", own, town.now)
    elif plan.state != ON:
        town.fault(player, f"changes {plan.title} as asked and is told “{said}”")
