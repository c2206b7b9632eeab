"""Somebody who goes through a flow to its end, answering each question; where it takes words of
their own, a canary."""

from __future__ import annotations

from bot.clarion import Clarion
from bot.conversations import inbound
from bot.engine import Campaign
from bot.engine.definition import Ask
from bot.privacy.canaries import Canaries
from tests.factories import make_form, rows

_MOST_TURNS = 14
_SAMPLES = {
    "number": "12", "count": "12", "zip": "60608", "state": "IL", "date": "saturday",
    "time": "5pm", "airing": "7:45", "yes_no": "yes", "email": "x@clarion.test",
    "phone": "(312) 555-0199",
}  # fmt: skip
_SAMPLES_ES = _SAMPLES | {"date": "sábado", "time": "5 de la tarde", "yes_no": "si"}


def walk(clarion: Clarion, canaries: Canaries, flow: str, lang: str, phone: str) -> int:
    """Begin a flow by its keyword and answer until it ends. How many texts were sent."""
    campaign = clarion.campaign.current()
    canaries.add(f"the number of {flow} in {lang}", phone.removeprefix("+1"))
    keyword = _keyword(campaign, flow, lang)
    if keyword is None:
        return 0
    say(clarion, phone, {"en": "JOIN", "es": "UNIRME"}[lang])
    say(clarion, phone, keyword)
    sent = 2
    for turn in range(_MOST_TURNS):
        ask = _open_question(clarion, campaign, phone)
        if ask is None:
            break
        say(clarion, phone, _answer(canaries, ask, f"{flow} in {lang}, answer {turn}", lang))
        sent += 1
    say(clarion, phone, canaries.word(f"{flow} in {lang}, after its end"))
    return sent + 1


def say(clarion: Clarion, phone: str, body: str) -> str:
    """Text something; the answer."""
    return inbound.receive(clarion, make_form(phone, body)).body or ""


def _keyword(campaign: Campaign, flow: str, lang: str) -> str | None:
    words = campaign.flows[flow].keywords.get(lang, ())
    return next(iter(words), None)


def _open_question(clarion: Clarion, campaign: Campaign, phone: str) -> Ask | None:
    digest = clarion.sealer.digest("sms", phone)
    found = rows(
        clarion,
        "SELECT s.flow, s.step FROM session s JOIN address a USING (contact_id)"
        " WHERE a.digest = %s AND s.flow IS NOT NULL AND s.step IS NOT NULL",
        digest,
    )
    if not found:
        return None
    flow, step = found[0]
    at = campaign.flows[flow].steps.get(step) if flow in campaign.flows else None
    ask = getattr(at, "exit", None)
    return ask if isinstance(ask, Ask) else None


def _answer(canaries: Canaries, ask: Ask, what: str, lang: str) -> str:
    samples = _SAMPLES_ES if lang == "es" else _SAMPLES
    if ask.kind == "station":
        return f"KDNA 91.9 {canaries.word(what)}"
    if ask.kind in samples:
        return samples[ask.kind]
    if ask.kind in ("", "choice"):
        return next(iter(ask.words.get(lang, {})), "yes")
    return f"{canaries.word(what)} {canaries.word(what + ', again')}"
