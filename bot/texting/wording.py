"""A broadcast's texts as each person gets them: by language, with their fields filled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.engine import Campaign, Line, Parts, Person, alike, clean, parts
from bot.engine.events import Scalar
from bot.engine.template import Field, Template, TemplateError, compile_template, show
from bot.errors import InputError
from bot.sentences import joined, say

# What a broadcast may show of a person; contact fields come after these.
PERSON_FIELDS: Mapping[str, Callable[[Person], Scalar | None]] = {
    "name": lambda person: person.name,
    "zip": lambda person: person.zip,
    "city": lambda person: person.city,
    "state": lambda person: person.state,
    "code": lambda person: person.code or None,
}
_NOT_OWN = ("line", "line.hours", "lang")
MAX_CHARACTERS = 1600  # Twilio error 21617


@dataclass(frozen=True, slots=True)
class Body:
    """A text ready to go: `text` as said, `sms` as it leaves by SMS, and the count of that."""

    text: str
    sms: str
    counted: Parts
    lang: str

    @property
    def parts(self) -> int:
        """SMS parts of what leaves."""
        return self.counted.count


@dataclass(slots=True)
class Wording:
    """The texts of one broadcast, compiled once. `texts` are by language.

    `line` names the call-in line to show as {line}; the campaign's own for the language without.
    """

    campaign: Campaign
    texts: Mapping[str, str]
    now: datetime
    line: str | None = None
    _templates: dict[str, Template] = field(default_factory=dict)
    _own: dict[str, list[Field]] = field(default_factory=dict)
    _plain: dict[str, Body] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.texts:
            raise InputError(say("The broadcast has no text."), "text")
        for lang, text in self.texts.items():
            try:
                self._templates[lang] = compile_template(clean(text))
            except TemplateError as error:
                raise InputError(
                    say(
                        "Text in %(lang)s: %(problem)s",
                        lang=lang,
                        problem=joined(error.message, error.mend),
                    ),
                    f"text_{lang}",
                ) from None
        others = {*_NOT_OWN, *self.campaign.values}
        self._own = {
            lang: [one for one in template.fields if one.name not in others]
            for lang, template in self._templates.items()
        }

    @property
    def needs_person(self) -> bool:
        """Whether any text shows something of the person."""
        return any(map(self.own_fields, self._templates))

    def own_fields(self, lang: str) -> frozenset[str]:
        """The fields of a person that the text in a language shows; "phase" among them where it
        asks for the phase, which is read where the person is."""
        phase = ("phase",) if self._templates[lang].has_phases else ()
        return frozenset([*(one.name for one in self._own[lang]), *phase])

    @property
    def unknown_fields(self) -> tuple[str, ...]:
        """Fields that neither a person nor the campaign has."""
        used = {one.name for own in self._own.values() for one in own}
        return tuple(sorted(used - {*PERSON_FIELDS, *self.campaign.fields}))

    @property
    def most_parts(self) -> int:
        """Parts of the longest text without a person; what one text costs at least."""
        return max(self.body(lang, None).parts for lang in self._templates)

    def language_for(self, lang: str | None) -> str:
        """The language somebody is texted in: theirs, else the campaign's, else any there is."""
        for wanted in (lang, self.campaign.default_lang):
            if wanted in self._templates:
                return str(wanted)
        return next(iter(self._templates))

    def body(self, lang: str | None, person: Person | None) -> Body:
        """The text for a person in their language; without one, unknown fields stay empty."""
        used = self.language_for(lang)
        known = self._plain.get(used)
        if known is not None and (person is None or not self.needs_person):
            return known
        template = self._templates[used]
        shown = template.render(self._look_up(used, person), used, self.campaign.lexicon)
        text = clean(shown)[:MAX_CHARACTERS]
        sms = self.campaign.as_sent(text)
        made = Body(text, sms, parts(sms), used)
        if person is None or not self.needs_person:
            self._plain[used] = made
        return made

    def shape(self, lang: str, person: Person) -> tuple[str | None, ...]:
        """The same for people whose text in `lang` has the same parts in the same alphabet."""
        lexicon = self.campaign.lexicon
        found: list[str | None] = [self._phase(person)] if self._templates[lang].has_phases else []
        for one in self._own[lang]:
            value = _of_person(one.name, person)
            found.append(None if value in (None, "") else alike(show(one, value, lang, lexicon)))
        return tuple(found)

    def _look_up(self, lang: str, person: Person | None) -> Callable[[str], Scalar | None]:
        def find(name: str) -> Scalar | None:
            if name in ("line", "line.hours", "line.state"):
                return self._line(name, lang)
            if name == "phase":
                return self._phase(person)
            if name == "lang":
                return lang
            if name in self.campaign.values:
                by_language = self.campaign.values[name]
                return by_language.get(lang) or by_language.get(self.campaign.default_lang)
            return _of_person(name, person) if person is not None else None

        return find

    def _phase(self, person: Person | None) -> str:
        zone = (person.zone if person else None) or self.campaign.zone
        return self.campaign.phase(self.now.astimezone(ZoneInfo(zone)).date())

    def _line(self, name: str, lang: str) -> str | None:
        line = find_line(self.campaign, self.line, lang, self.now)
        if line is None:
            return None
        if name == "line.state":
            return line.state(self.now)
        if name == "line":
            return line.shown
        return line.hours_text.get(lang) or line.hours_text.get(self.campaign.default_lang)


def _of_person(name: str, person: Person) -> Scalar | None:
    own = PERSON_FIELDS.get(name)
    return own(person) if own is not None else person.fields.get(name)


def find_line(campaign: Campaign, name: str | None, lang: str, now: datetime) -> Line | None:
    """The call-in line by name, or the campaign's own for a language."""
    if name:
        return next((line for line in campaign.lines if line.name == name), None)
    return campaign.line(lang, now)
