"""A broadcast's texts as each person gets them: by language, with their fields filled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.engine import Campaign, Line, Person, clean, parts
from bot.engine.events import Scalar
from bot.engine.template import Template, TemplateError, compile_template
from bot.errors import InputError

# What a broadcast may show of a person; contact fields come after these.
PERSON_FIELDS: Mapping[str, Callable[[Person], Scalar | None]] = {
    "name": lambda person: person.name,
    "zip": lambda person: person.zip,
    "city": lambda person: person.city,
    "state": lambda person: person.state,
    "code": lambda person: person.code or None,
}
MAX_CHARACTERS = 1600  # Twilio error 21617


@dataclass(frozen=True, slots=True)
class Body:
    """A text ready to go: `text` as said, `sms` as it leaves by SMS, the parts of that."""

    text: str
    sms: str
    parts: int
    lang: str


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
    _plain: dict[str, Body] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.texts:
            raise InputError("The broadcast has no text.", "text")
        for lang, text in self.texts.items():
            try:
                self._templates[lang] = compile_template(clean(text))
            except TemplateError as error:
                raise InputError(f"Text in {lang}: {error} {error.mend}", f"text_{lang}") from None

    @property
    def needs_person(self) -> bool:
        """Whether any text shows something of the person."""
        campaign_fields = {"line", "line.hours", "lang", *self.campaign.values}
        return any(
            one.name not in campaign_fields
            for template in self._templates.values()
            for one in template.fields
        )

    @property
    def unknown_fields(self) -> tuple[str, ...]:
        """Fields that neither a person nor the campaign has."""
        known = {*PERSON_FIELDS, *self.campaign.fields, *self.campaign.values}
        known |= {"line", "line.hours", "lang"}
        used = {one.name for template in self._templates.values() for one in template.fields}
        return tuple(sorted(used - known))

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
        made = Body(text, sms, parts(sms).count, used)
        if person is None or not self.needs_person:
            self._plain[used] = made
        return made

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
            if person is None:
                return None
            if name in PERSON_FIELDS:
                return PERSON_FIELDS[name](person)
            return person.fields.get(name)

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


def find_line(campaign: Campaign, name: str | None, lang: str, now: datetime) -> Line | None:
    """The call-in line by name, or the campaign's own for a language."""
    if name:
        return next((line for line in campaign.lines if line.name == name), None)
    return campaign.line(lang, now)
