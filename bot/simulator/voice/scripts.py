"""Carrying out the TwiML of one call, verb by verb, as the bot answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.simulator.calls import Call
from bot.simulator.carrier import Carrier
from bot.simulator.ledger import Kind
from bot.simulator.twiml import BadTwimlError
from bot.simulator.voice.documents import (
    Dial,
    Gather,
    Hangup,
    Redirect,
    Reject,
    Said,
    Verb,
    read_document,
)
from bot.simulator.voice.legs import EndedError, Event, Leg, RedirectedError
from bot.simulator.voice.persons import Person
from bot.simulator.voice.progress import call_fields
from bot.simulator.webhooks import Answer, Fields, Webhooks

# Twilio's words when there is nothing it can act on.
_SORRY = "We are sorry. An application error has occurred. Goodbye."
_MOST_DOCUMENTS = 100


@dataclass(frozen=True)
class Source:
    """Where the next instructions come from: a URL that is asked, or TwiML that is there."""

    url: str = ""
    method: str = "POST"
    twiml: str = ""
    fields: tuple[tuple[str, str], ...] = ()


def source_of(call: Call) -> Source:
    """A call's own instructions; a URL wins over TwiML, as at Twilio."""
    return Source(call.url, call.method, "" if call.url else call.twiml)


class Dials(Protocol):
    """Carries out a <Dial>."""

    async def dial(self, leg: Leg, verb: Dial) -> Source | None:
        """Connect a leg, and say where the instructions go on. Raises EndedError."""


class Script:
    """Runs documents on one leg until there are no more."""

    def __init__(
        self, carrier: Carrier, webhooks: Webhooks, leg: Leg, person: Person, dials: Dials
    ) -> None:
        self._carrier = carrier
        self._webhooks = webhooks
        self._leg = leg
        self._person = person
        self._dials = dials

    async def run(self, source: Source | None) -> None:
        """Follow the instructions to their end. Raises EndedError when the call ends before."""
        for _ in range(_MOST_DOCUMENTS):
            if source is None:
                return
            try:
                source = await self._follow(source)
            except RedirectedError:
                source = source_of(self._leg.call)
        self._warn(11215, "The bot's instructions went in circles.")

    async def _follow(self, source: Source) -> Source | None:
        verbs = await self.read(source)
        for position, verb in enumerate(verbs):
            self._answer_before(verb, position)
            following = await self._do(verb)
            if following is not None:
                return following
            if self._leg.call.is_final:
                raise EndedError(False)
        return None

    def _answer_before(self, verb: Verb, position: int) -> None:
        """A call to us is answered by the first verb that must be heard."""
        is_first_pause = isinstance(verb, Said) and verb.how == "pause" and position == 0
        waits = isinstance(verb, Dial) and verb.is_answered_on_bridge
        if not (isinstance(verb, Reject | Redirect) or is_first_pause or waits):
            self._leg.answer()

    async def _do(self, verb: Verb) -> Source | None:
        if isinstance(verb, Said):
            self._leg.hear(verb.how, verb.words)
            await self._leg.pass_time(verb.seconds)
        elif isinstance(verb, Gather):
            return await self._gather(verb)
        elif isinstance(verb, Dial):
            return await self._dials.dial(self._leg, verb)
        elif isinstance(verb, Redirect):
            return Source(verb.url, verb.method)
        elif isinstance(verb, Reject):
            self._leg.end("completed" if self._leg.answered_at is not None else verb.status)
        elif isinstance(verb, Hangup):
            self._leg.end("completed")
        return None

    # -- asking the bot --------------------------------------------------------------------

    async def read(self, source: Source) -> list[Verb]:
        """The verbs of instructions; where there are none to follow, an apology and the end."""
        call = self._leg.call
        if source.twiml:
            return self._read(source.twiml, "text/xml", call.url) or []
        tries = [(source.url, source.method)]
        if call.fallback_url:
            tries.append((call.fallback_url, call.fallback_method))
        wrong: Fields = []
        for url, method in tries:
            answer = await self._ask(url, method, [*source.fields, *wrong])
            if answer.is_good:
                verbs = self._read(answer.text, answer.content_type, answer.url)
                if verbs is not None:
                    return verbs
            else:
                self._warn(11200, _failure(answer), answer.url)
            wrong = [("ErrorCode", "11200"), ("ErrorUrl", url)]
        return [Said("say", _SORRY, 4), Hangup()]

    async def _ask(self, url: str, method: str, extra: Fields) -> Answer:
        call = self._leg.call
        fields = [*call_fields(self._carrier.account.sid, call), *extra]
        read_ms = self._carrier.settings.webhook_read_timeout_ms
        answer = await self._webhooks.send(url, fields, method, read_ms)
        self._carrier.record(Kind.VOICE, detail=(call.sid, answer.status, answer.ms, url))
        self._leg.at += answer.ms / 1000
        return answer

    def _read(self, text: str, content_type: str, url: str) -> list[Verb] | None:
        try:
            return read_document(text, content_type, url, self._warn)
        except BadTwimlError as error:
            self._warn(error.code, str(error), url)
            return None

    def _warn(self, code: int, words: str, url: str = "") -> None:
        self._carrier.trouble(code, words, url, self._leg.call.sid)

    # -- keys and words --------------------------------------------------------------------

    async def _gather(self, verb: Gather) -> Source | None:
        taken = await self._take(verb)
        if not taken and not verb.has_empty_action:
            return None
        fields = taken or (("Digits", ""),)
        return Source(verb.action, verb.method, fields=fields)

    async def _take(self, verb: Gather) -> tuple[tuple[str, str], ...]:
        leg, digits = self._leg, ""
        prompts_s = sum(prompt.seconds for prompt in verb.prompts)
        for prompt in verb.prompts:
            leg.hear(prompt.how, prompt.words)
        self._person.hear_out(prompts_s)
        due = leg.at + prompts_s + verb.timeout_s
        while (event := await leg.next(due)) is not None:
            if event.kind == "speech" and "speech" in verb.hears:
                return ("SpeechResult", event.words), ("Confidence", "0.9")
            if event.kind != "digits" or "dtmf" not in verb.hears:
                continue
            digits, is_done = _add(digits, event, verb)
            if is_done:
                finished = verb.finish_on_key if len(digits) != verb.num_digits else ""
                return (("Digits", digits), ("FinishedOnKey", finished)) if digits else ()
            due = leg.at + verb.timeout_s
        return (("Digits", digits), ("FinishedOnKey", "")) if digits else ()


def _add(digits: str, event: Event, verb: Gather) -> tuple[str, bool]:
    """Keys after those pressed already, and whether that is all."""
    for key in event.words:
        if verb.finish_on_key and key == verb.finish_on_key:
            return digits, True
        digits += key
        if verb.num_digits and len(digits) >= verb.num_digits:
            return digits, True
    return digits, False


def _failure(answer: Answer) -> str:
    return f"The bot did not answer a call: {answer.words or f'HTTP {answer.status}'}."
