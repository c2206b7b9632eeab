"""A campaign, compiled: what the engine walks. Made by bot.campaign from the files.

Everything is looked up by name in dictionaries, so a turn costs the same with three flows or
three hundred.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.engine.conditions import Condition
from bot.engine.hearing import Hearing
from bot.engine.keywords import KeywordIndex
from bot.engine.limits import Less, TextingHours
from bot.engine.lines import Duty, Line
from bot.engine.localized import Text
from bot.engine.meaning import Meaning
from bot.engine.notes import Effect
from bot.engine.series import Series
from bot.engine.template import Template
from bot.engine.text import as_sms
from bot.engine.wording import Lexicon

END = "end"
AGAIN = "again"


# --- how a step ends -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a question's choices."""

    key: str
    label: Text
    target: str
    effects: tuple[Effect, ...] = ()
    say: Text | None = None


@dataclass(frozen=True, slots=True)
class Nudge:
    """What happens when nobody answers for `delay_s` seconds."""

    delay_s: int
    name: str
    target: str = AGAIN
    say: Text | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """Wait for an answer. `words` maps a language to folded answers and their choice, `begins` to
    those of which a beginning is enough; `weak` are those that count
    only where no other choice is said.

    `kind` is the answer type next to the choices, or empty. `save` keeps the answer for the
    session, `contact_field` with the contact. `options` are the kind's bounds. `called` are folded
    names of what it asks for, by which a later text may put it right; `corrected` is where a
    question goes on after an earlier answer was put right at it.
    """

    kind: str = ""
    choices: Mapping[str, Choice] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    begins: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    weak: frozenset[str] = frozenset()
    keys: tuple[str, ...] = ()
    save: str = ""
    contact_field: str = ""
    is_private: bool = False
    unless_known: str = ""
    takes_rest: bool = False
    takes_words: bool = False
    is_resumed: bool = True
    effects: tuple[Effect, ...] = ()
    target: str = END
    options: Mapping[str, Template] = field(default_factory=dict)
    called: frozenset[str] = frozenset()
    corrected: str = AGAIN
    pattern: re.Pattern[str] | None = None
    otherwise: Text | None = None
    outside: Text | None = None
    times: int = 2
    then: str = END
    then_say: Text | None = None
    nudges: tuple[Nudge, ...] = ()


@dataclass(frozen=True, slots=True)
class Do:
    """Ask the caller to perform an act, then branch on its outcome."""

    act: str
    args: Mapping[str, Template]
    outcomes: Mapping[str, str]
    otherwise: str


@dataclass(frozen=True, slots=True)
class Call:
    """Run another flow from its start, then go on."""

    flow: str
    target: str


@dataclass(frozen=True, slots=True)
class Branch:
    """Go to the first target whose condition holds."""

    cases: tuple[tuple[Condition, str], ...]
    otherwise: str


@dataclass(frozen=True, slots=True)
class Split:
    """Go to one of several targets at random, in the proportion of their shares."""

    shares: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True)
class Go:
    """Go on to another step, another flow, or the end."""

    target: str


Exit = Ask | Do | Call | Branch | Split | Go


@dataclass(frozen=True, slots=True)
class Step:
    """What is noted, what is said, and how it goes on; always in this order."""

    name: str
    exit: Exit
    effects: tuple[Effect, ...] = ()
    say: Text | None = None
    media: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    discloses: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """One conversation. `means` are sentences by language that should come to it, `offer` is
    asked before one does; a clear one is answered at once where it only informs. `title` is what it
    is for, where two are asked about. `only`: its words count for those alone of whom this field is
    known; the flow `others` answers everybody else."""

    name: str
    about: str
    start: str
    steps: Mapping[str, Step]
    hash: str
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    expires_s: int = 3 * 24 * 3600
    asks: str = ""
    takes_rest: bool = False
    takes_words: bool = False
    means: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    offer: Text | None = None
    title: Text | None = None
    informs: bool = False
    only: str = ""
    others: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """On-air copy. `texts` maps a language to a length in seconds to the words to be read; length
    0 holds talking points, which have none. `line` names the line it sends to; `hints` say how a
    name is said; a public script is for anybody who asks."""

    id: str
    version: int
    title: Mapping[str, str]
    texts: Mapping[str, Mapping[int, str]]
    airs_from: date | None = None
    airs_until: date | None = None
    about: str = ""
    topic: str = ""
    line: str = ""
    hints: Mapping[str, str] = field(default_factory=dict)
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class OnAir:
    """How the campaign deals with radio: words a minute per language, and whether an organizer
    approves DJs before they get more than the public scripts."""

    pace: Mapping[str, int] = field(default_factory=dict)
    needs_approval: bool = False


@dataclass(frozen=True, slots=True)
class Campaign:
    """Everything of a campaign folder. `hash` changes when any file of it does.

    `confirms_opt_in`: a joining word alone joins nobody. `recordings` stand for spoken texts.
    `own_keywords` are those of people of whom a field is known, everybody's among them.
    `none_of_these` are sentences by language that no flow is meant by; `meaning` tells those that
    are, None while nothing does.
    """

    name: str
    org: Mapping[str, str]
    languages: tuple[str, ...]
    default_lang: str
    zone: str
    flows: Mapping[str, Flow]
    texts: Mapping[str, Text]
    lines: tuple[Line, ...]
    dates: Mapping[str, tuple[date, date]]
    values: Mapping[str, Mapping[str, str]]
    fields: Mapping[str, bool]
    scripts: tuple[Script, ...]
    lexicon: Lexicon
    keywords: KeywordIndex
    own_keywords: Mapping[str, KeywordIndex] = field(default_factory=dict)
    asking: Mapping[str, str] = field(default_factory=dict)
    follow_ups: Mapping[str, str] = field(default_factory=dict)
    menu: str = "menu"
    hash: str = ""
    on_air: OnAir = field(default_factory=OnAir)
    less: Mapping[str, Less] = field(default_factory=dict)
    series: tuple[Series, ...] = ()
    texting_hours: TextingHours = field(default_factory=TextingHours)
    hearing: Hearing = field(default_factory=Hearing)
    code_flow: str = ""
    zip_flow: str = ""
    confirms_opt_in: bool = False
    goals: Mapping[str, int] = field(default_factory=dict)
    recordings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    duty: Duty = field(default_factory=lambda: Duty(Line("duty", "", "", ())))
    yes_no: Ask = field(default_factory=Ask)
    folds_sms: bool = True
    is_practice: bool = False
    none_of_these: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    meaning: Meaning | None = field(default=None, compare=False)

    def as_sent(self, text: str, channel: str = "sms") -> str:
        """`text` as it leaves for a phone: by SMS with its accents folded where that saves parts,
        unless the campaign keeps them. Every count of parts is of this."""
        return as_sms(text) if self.folds_sms and channel == "sms" else text

    def phase(self, day: date) -> str:
        """Where `day` lies: "before", "week" or "after" the campaign's days (those named `week`,
        else the first). Always "week" for a campaign without dates."""
        span = self.dates.get("week") or next(iter(self.dates.values()), None)
        if span is None or span[0] <= day <= span[1]:
            return "week"
        return "before" if day < span[0] else "after"

    def line(self, lang: str, now: datetime) -> Line | None:
        """The line for a person who speaks `lang`: an open one in their language first, then any
        in their language, then an open one, then any. None where the campaign has no line."""

        def rank(line: Line) -> tuple[bool, bool, bool]:
            return (line.is_over(now), lang not in line.languages, not line.is_open(now))

        return min(self.lines, key=rank, default=None)

    def value(self, name: str, lang: str) -> str | None:
        """One of the campaign's values (org, target, week ...) in `lang`, else as it exists."""
        by_lang = self.values.get(name)
        if by_lang is None:
            return None
        return by_lang.get(lang) or by_lang.get("*") or by_lang.get(self.default_lang)

    def text(self, name: str, lang: str) -> str:
        """One of the campaign's own texts (stopped, help, started ...), its values filled in."""
        template, used = self.texts[name].pick(lang, self.default_lang)
        return template.render(lambda key: self.value(key, used), used, self.lexicon)
