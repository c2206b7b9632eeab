"""From valid files to the engine's definitions. Names have been checked before (`references`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, time

from bot.campaign.conditions import read_condition
from bot.campaign.lexicons import make_lexicon
from bot.campaign.models import (
    AskModel,
    CampaignModel,
    ChoiceModel,
    Effects,
    FlowModel,
    LineModel,
    SpanModel,
    StepModel,
    read_duration,
)
from bot.campaign.sources import Source, Sources
from bot.engine import Campaign, Flow, Line, Script, Step, Text, fold
from bot.engine import definition as d
from bot.engine.keywords import Keyword, KeywordIndex, index_keywords
from bot.engine.routing import HELP, STOP
from bot.engine.template import Template, compile_template
from bot.engine.wording import Lexicon, Meanings

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Slips of these alone are worth a "Did you mean": others are too near to common words.
_SLIPS = {STOP: ("stop", "unsubscribe"), HELP: ("help", "ayuda")}


def build(sources: Sources) -> Campaign:
    """The compiled campaign of sources that have no errors."""
    if sources.campaign is None:
        raise ValueError("sources without campaign.yaml")
    model = sources.campaign.model
    languages = tuple(model.languages)
    lexicon = make_lexicon(languages, model.words)
    builder = _Builder(model, lexicon)
    flows = {name: builder.flow(source) for name, source in sources.flows.items()}
    return Campaign(
        name=model.campaign,
        org=_everywhere(model.org, languages),
        languages=languages,
        default_lang=languages[0],
        zone=model.zone,
        flows=flows,
        texts={name: text(texts) for name, texts in model.texts.items()},
        lines=tuple(_line(name, line) for name, line in model.lines.items()),
        dates=days_of(model),
        values=_values(model, lexicon),
        fields={name: field.private for name, field in model.fields.items()},
        scripts=tuple(_scripts(sources)),
        lexicon=lexicon,
        keywords=_keywords(sources.flows),
        asking={
            source.model.asks: name for name, source in sources.flows.items() if source.model.asks
        },
        follow_ups=builder.follow_ups,
        menu=model.menu,
        hash=sources.hash,
        on_air=d.OnAir(model.on_air.pace, model.on_air.approve),
    )


def days_of(model: CampaignModel) -> dict[str, tuple[date, date]]:
    """The campaign's dates by name."""
    return {name: (span.from_, span.until) for name, span in model.dates.items()}


def text(texts: Mapping[str, str]) -> Text:
    """A localized text, compiled."""
    return Text({lang: compile_template(source) for lang, source in texts.items()})


def _values(model: CampaignModel, lexicon: Lexicon) -> dict[str, Mapping[str, str]]:
    """What texts can show of the campaign, in every language of it."""
    values: dict[str, Mapping[str, str]] = {"org": model.org, **model.values}
    for name, span in model.dates.items():
        values[name] = {lang: span_label(span, lexicon.languages[lang]) for lang in model.languages}
        values[f"{name}.from"] = {"*": span.from_.isoformat()}
        values[f"{name}.until"] = {"*": span.until.isoformat()}
    return {name: _everywhere(by_lang, model.languages) for name, by_lang in values.items()}


def _everywhere(by_lang: Mapping[str, str], languages: Sequence[str]) -> Mapping[str, str]:
    rest = by_lang.get("*") or by_lang.get(languages[0]) or next(iter(by_lang.values()))
    return {lang: by_lang.get(lang, rest) for lang in languages}


def span_label(span: SpanModel, words: Meanings) -> str:
    """A span of days as people write it: "Sep 21-27", "21 al 27 de septiembre", "Sep 28-Oct 4"."""
    first, last = span.from_, span.until
    if not words.month_labels:
        return f"{first.isoformat()}-{last.isoformat()}"
    if first == last:
        return day_label(words, first, str(first.day))
    if first.month == last.month:
        days = words.span_form.format(first=first.day, last=last.day)
        return day_label(words, first, days)
    return words.span_form.format(
        first=day_label(words, first, str(first.day)), last=day_label(words, last, str(last.day))
    )


def day_label(words: Meanings, day: date, number: str) -> str:
    """A day without the name of its weekday."""
    month = words.month_labels[day.month - 1]
    return words.day_form.format(weekday="", month=month, day=number).strip()


def _line(name: str, model: LineModel) -> Line:
    digits = re.sub(r"\D", "", model.number)
    return Line(
        name=name,
        number=f"+{digits if len(digits) > 10 else '1' + digits}",
        shown=model.number,
        languages=tuple(model.languages),
        zone=model.zone,
        hours=read_hours(model.hours),
        hours_text=model.hours_text,
        from_day=model.from_,
        until_day=model.until,
        closed_days=frozenset(model.closed),
    )


def read_hours(hours: Mapping[str, str]) -> dict[int, tuple[tuple[time, time], ...]]:
    """{"mon-fri": "09:00-17:00, 18:00-20:00"} by weekday. Raises ValueError."""
    found: dict[int, tuple[tuple[time, time], ...]] = {}
    for days, spans in hours.items():
        first, _, last = days.partition("-")
        start, end = _WEEKDAYS.index(first), _WEEKDAYS.index(last or first)
        parsed = tuple(_span(span) for span in spans.split(","))
        for ahead in range((end - start) % 7 + 1):
            found[(start + ahead) % 7] = parsed
    return found


def _span(text: str) -> tuple[time, time]:
    start, _, end = text.strip().partition("-")
    until = time.max if end.strip() == "24:00" else time.fromisoformat(end.strip())
    return time.fromisoformat(start.strip()), until


def _scripts(sources: Sources) -> Iterator[Script]:
    for source in sources.scripts.values():
        m = source.model
        yield Script(
            id=m.script,
            version=m.version,
            title=m.title,
            texts=m.read,
            airs_from=m.from_,
            airs_until=m.until,
            about=m.about,
            topic=m.topic,
            line=m.line,
            hints=m.hints,
            is_public=m.public,
        )


def _keywords(flows: Mapping[str, Source[FlowModel]]) -> KeywordIndex:
    found: dict[str, Keyword] = {}
    for target, slips in _SLIPS.items():
        for word in slips:
            found[word] = Keyword(word, target, ("en", "es"), is_whole=True)
    for source in flows.values():
        flow = source.model
        for lang, words in flow.keywords.items():
            for rank, word in enumerate(map(fold, words)):
                old = found.get(word)
                langs = (*old.langs, lang) if old and old.flow == flow.flow else (lang,)
                found[word] = Keyword(word, flow.flow, langs, flow.match == "whole", rank)
    return index_keywords(found.values())


class _Builder:
    """Compiles flows; collects the follow-ups of all of them."""

    def __init__(self, model: CampaignModel, lexicon: Lexicon) -> None:
        self.model = model
        self.lexicon = lexicon
        self.follow_ups: dict[str, str] = {}

    def flow(self, source: Source[FlowModel]) -> Flow:
        m = source.model
        start = m.start or next(iter(m.steps))
        steps = {name: self.step(m, name, step) for name, step in m.steps.items()}
        if m.needs:
            steps[start] = _with_needs(steps[start], m.needs)
        return Flow(
            name=m.flow,
            about=m.about,
            start=start,
            steps=steps,
            hash=source.hash,
            keywords={lang: tuple(words) for lang, words in m.keywords.items()},
            expires_s=read_duration(m.expires),
            asks=m.asks,
        )

    def step(self, flow: FlowModel, name: str, m: StepModel) -> Step:
        return Step(
            name=name,
            exit=self.ask(flow.flow, m.ask) if m.ask else self.exit(m),
            effects=tuple(self.effects(flow.flow, m)),
            say=text(m.say) if m.say else None,
            media=tuple(m.media),
            needs=tuple(m.needs),
            discloses=m.discloses,
        )

    def exit(self, m: StepModel) -> d.Exit:
        if m.do:
            outcomes = {key: target for key, target in m.then.items() if key != "else"}
            rest = m.then.get("else", m.go or d.END)
            return d.Do(m.do, _templates(m.with_), outcomes, rest)
        if m.call:
            return d.Call(m.call, m.go or d.END)
        if m.when:
            dates = days_of(self.model)
            cases = [(read_condition(case.condition, dates), case.go) for case in m.when]
            return d.Branch(tuple(cases), m.go or d.END)
        if m.split:
            return d.Split(tuple((key, b.share, b.go) for key, b in m.split.items()))
        return d.Go(m.go or d.END)

    def effects(self, flow: str, m: Effects) -> Iterator[d.Effect]:
        if m.language:
            yield d.SetLanguage(compile_template(m.language))
        for name, value in m.keep.items():
            yield d.Keep(name, compile_template(value))
        for name, value in m.set.items():
            yield d.SetField(name, compile_template(value), self.is_private(name))
        yield from (d.Tag(name) for name in m.tag)
        yield from (d.Tag(name, is_on=False) for name in m.untag)
        if m.report:
            count = compile_template(m.report.count) if m.report.count else None
            yield d.Report(m.report.kind, count, _templates(m.report.fields))
        for name in m.cancel:
            yield d.Cancel(name)
        for later in m.later:
            self.follow_ups[later.name] = f"/{flow}/{later.go}"
            on = compile_template(later.on) if later.on else None
            yield d.Later(
                later.name,
                later.go,
                read_duration(later.after),
                later.at or "",
                on,
                bool(later.when),
            )
        if m.opt_in or m.opt_out:
            yield d.Opt(is_in=m.opt_in)
        if m.handoff:
            yield d.HandOff(m.handoff)
        if m.notify:
            yield d.Notify(m.notify.whom, text(m.notify.say))

    def ask(self, flow: str, m: AskModel) -> d.Ask:
        onward = m.go or d.END
        choices = {key: self.choice(flow, key, choice, onward) for key, choice in m.choices.items()}
        known = m.field if m.unless_known in ("yes", "true") else m.unless_known
        bounds = {"min": m.min, "max": m.max, "within": m.within, "past": "yes" if m.past else ""}
        return d.Ask(
            kind=m.kind,
            choices=choices,
            words=self.words(m),
            begins=self.begins(m),
            keys=tuple(choices),
            save=m.save,
            contact_field=m.field,
            is_private=self.is_private(m.field),
            unless_known=known,
            takes_rest=m.rest,
            effects=tuple(self.effects(flow, m)),
            target=onward,
            options=_templates({k: v for k, v in bounds.items() if v}),
            pattern=re.compile(m.pattern, re.IGNORECASE) if m.pattern else None,
            otherwise=text(m.otherwise.say) if m.otherwise.say else None,
            outside=text(m.otherwise.outside) if m.otherwise.outside else None,
            times=m.otherwise.times,
            then=m.otherwise.then,
            then_say=text(m.otherwise.then_say) if m.otherwise.then_say else None,
            nudges=tuple(
                d.Nudge(read_duration(after), after, n.go, text(n.say) if n.say else None)
                for after, n in m.after.items()
            ),
        )

    def choice(self, flow: str, key: str, m: ChoiceModel, onward: str) -> d.Choice:
        label = m.label or {lang: words[0] for lang, words in m.words.items() if words}
        return d.Choice(
            key=key,
            label=text(label or {"*": key}),
            target=m.go or onward,
            effects=tuple(self.effects(flow, m)),
            say=text(m.say) if m.say else None,
        )

    def words(self, m: AskModel) -> dict[str, dict[str, str]]:
        """Folded answers to choices per language: its own first, then every other language's."""
        own: dict[str, dict[str, str]] = {lang: {} for lang in self.model.languages}
        for key, choice in m.choices.items():
            for lang in self.model.languages:
                for word in (*choice.words.get(lang, ()), *choice.words.get("*", ())):
                    own[lang].setdefault(fold(word), key)
        for key in m.choices:
            for lang in self.model.languages:
                for word in self.lexicon.languages[lang].answers.get(key, ()):
                    own[lang].setdefault(word, key)
        merged = {}
        for lang, words in own.items():
            merged[lang] = dict(words)
            for other in own.values():
                for word, key in other.items():
                    merged[lang].setdefault(word, key)
        return merged

    def begins(self, m: AskModel) -> dict[str, dict[str, str]]:
        """The choices' own words per language; a beginning of one is enough."""
        own: dict[str, dict[str, str]] = {}
        for lang in self.model.languages:
            for key, choice in m.choices.items():
                for word in (*choice.words.get(lang, ()), *choice.words.get("*", ())):
                    own.setdefault(lang, {}).setdefault(fold(word), key)
        return own

    def is_private(self, field: str) -> bool:
        known = self.model.fields.get(field)
        return bool(known and known.private)


def _with_needs(step: Step, needs: list[str]) -> Step:
    return replace(step, needs=tuple(dict.fromkeys((*needs, *step.needs))))


def _templates(values: Mapping[str, str]) -> dict[str, Template]:
    return {key: compile_template(value) for key, value in values.items()}
