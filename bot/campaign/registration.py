"""What carriers ask before a number may text many people, from the campaign as it is.

For 10DLC (Twilio's Usa2p campaign) and toll-free verification: the words that join, stop and ask
for help with what is answered, sample texts as they go out, how people opt in, and what a reviewer
would send back (texting-facts 3.5). Whatever a form asks of the organization itself is left blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.campaign.dry_run import run_days
from bot.campaign.files import Sources
from bot.campaign.rehearsal import Rehearsal
from bot.engine import Campaign, Person, Sense, hear_alone

SAMPLES = 5  # Usa2p takes two to five
SHORTEST, LONGEST = 20, 320  # characters of the registered answers (Usa2p)
_JOINED_AT = time(12, 0)
# What people of either language try; those that the campaign takes for a stop are registered.
_STOP_WORDS = (
    "STOP", "STOPALL", "UNSUBSCRIBE", "END", "QUIT", "CANCEL", "REVOKE", "OPTOUT", "ALTO", "PARAR",
    "PARE", "BASTA", "BAJA", "CANCELAR", "SALIR", "TERMINAR", "ELIMINAR", "DETENER",
)  # fmt: skip
_HELP_WORDS = ("HELP", "INFO", "AYUDA")
_LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
_PHONE = re.compile(r"\(?\b\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}\b")
_SHORTENERS = re.compile(r"\b(bit\.ly|tinyurl\.com|t\.co|goo\.gl|ow\.ly|is\.gd)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pack:
    """The answers to a registration form. Texts are by language; `answers` by what is answered:
    joining, help, stop. `faults` are what a reviewer would send back."""

    name: str
    org: Mapping[str, str]
    join_words: Mapping[str, Sequence[str]]
    stop_words: Sequence[str]
    help_words: Sequence[str]
    answers: Mapping[str, Mapping[str, str]]
    samples: Sequence[tuple[str, str]]
    terms: Mapping[str, str]
    has_links: bool
    has_phone: bool
    confirms: bool
    faults: Sequence[str]


def gather(campaign: Campaign, sources: Sources, now: datetime) -> Pack:
    """The pack of a campaign. `now` is where a campaign without dates begins."""
    answers: dict[str, dict[str, str]] = {"joining": {}, "help": {}, "stop": {}}
    samples: list[tuple[str, str]] = []
    for lang in campaign.languages:
        word = next(iter(_join_words(campaign, lang)), "JOIN")
        answers["joining"][lang], texts = _joined(campaign, sources, lang, word, now)
        answers["help"][lang] = campaign.text("help", lang)
        answers["stop"][lang] = campaign.text("stopped", lang)
        samples += [(lang, text) for text in texts]
    pack = Pack(
        name=campaign.name,
        org={lang: _org(campaign, lang) for lang in campaign.languages},
        join_words={lang: _join_words(campaign, lang) for lang in campaign.languages},
        stop_words=[word for word in _STOP_WORDS if _means(campaign, word, Sense.STOP)],
        help_words=[word for word in _HELP_WORDS if _means(campaign, word, Sense.HELP)],
        answers=answers,
        samples=_spread(samples),
        terms={lang: campaign.text("disclosure", lang) for lang in campaign.languages},
        has_links=any(_LINK.search(text) for _, text in samples),
        has_phone=any(_PHONE.search(text) for _, text in samples),
        confirms=campaign.confirms_opt_in,
        faults=(),
    )
    return _with_faults(pack)


def _joined(
    campaign: Campaign, sources: Sources, lang: str, word: str, now: datetime
) -> tuple[str, list[str]]:
    """What somebody gets for a joining word, and what comes to them in the week after."""
    first = min((span[0] for span in campaign.dates.values()), default=now.date())
    last = max((span[1] for span in campaign.dates.values()), default=first)
    last = min(last, first + timedelta(days=31))
    person = Person(1, lang=lang, name="Ana", zone=campaign.zone, zip="60608", city="Chicago")
    rehearsal = Rehearsal(campaign, person, now)
    says = [(datetime.combine(first, _JOINED_AT), word)]
    zone_says = [(at.replace(tzinfo=now.tzinfo), said) for at, said in says]
    joining, texts = "", []
    for line in run_days(rehearsal, sources, (first, last), zone_says):
        if line.who == "us" and line.why == "reply" and not joining:
            joining = line.text
        elif line.who == "us" and line.why not in ("reply", "follow-up"):
            texts.append(line.text)
    return joining, list(dict.fromkeys(texts))


def _spread(samples: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """A few of them, the languages by turns."""
    by_lang: dict[str, list[str]] = {}
    for lang, text in samples:
        by_lang.setdefault(lang, []).append(text)
    turns = max((len(texts) for texts in by_lang.values()), default=0)
    found = [
        (lang, texts[turn])
        for turn in range(turns)
        for lang, texts in by_lang.items()
        if turn < len(texts)
    ]
    return found[:SAMPLES]


def _join_words(campaign: Campaign, lang: str) -> list[str]:
    flow = campaign.flows.get("join")
    return [word.upper() for word in (flow.keywords.get(lang, ()) if flow else ())]


def _org(campaign: Campaign, lang: str) -> str:
    return campaign.org.get(lang) or campaign.org.get("*") or campaign.name


def _means(campaign: Campaign, word: str, sense: Sense) -> bool:
    alone = hear_alone(campaign, word)
    return alone is not None and alone.sense is sense


# --- what a reviewer would send back -------------------------------------------------------------


def _with_faults(pack: Pack) -> Pack:
    faults = [*_answer_faults(pack), *_sample_faults(pack)]
    if not any(pack.join_words.values()):
        faults.append("No flow called join has keywords: nothing says how people opt in.")
    for word in ("STOP", "UNSUBSCRIBE", "END", "QUIT", "CANCEL"):
        if word not in pack.stop_words:
            faults.append(f"{word} is not taken for a stop.")
    return Pack(
        **{name: getattr(pack, name) for name in Pack.__slots__ if name != "faults"},
        faults=faults,
    )


def _answer_faults(pack: Pack) -> Iterator[str]:
    for what, texts in pack.answers.items():
        for lang, text in texts.items():
            where = f"The answer to {what} in {lang}"
            if not SHORTEST <= len(text) <= LONGEST:
                yield (f"{where} has {len(text)} characters; a form takes {SHORTEST} to {LONGEST}.")
            if _bare(pack.org[lang]) not in _bare(text):
                yield f"{where} does not say who texts ({pack.org[lang]})."
            if what == "joining":
                yield from _missing(where, text)


def _missing(where: str, text: str) -> Iterator[str]:
    """What the answer to a joining word has to say (CTIA Principles, May 2023)."""
    said = text.casefold()
    for name, words in (
        ("STOP", ("stop",)),
        ("HELP", ("help",)),
        ("that rates may apply", ("rates", "tarifas")),
        ("how often texts come", ("week", "semana", "month", "mes", "day", "día", "dia")),
    ):
        if not any(word in said for word in words):
            yield f"{where} does not say {name}."


def _sample_faults(pack: Pack) -> Iterator[str]:
    if len(pack.samples) < 2:
        yield "There are fewer than two sample texts: write a calendar or a series."
    if pack.samples and not any(
        _bare(pack.org[lang]) in _bare(text) for lang, text in pack.samples
    ):
        yield "No sample says who texts: name the organization in a text of the calendar."
    for lang, text in pack.samples:
        if _SHORTENERS.search(text):
            yield f"A sample in {lang} has a link of a public shortener: carriers filter it."


def _bare(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
