"""From a valid flow file to the engine's definition of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.campaign.campaign_models import CampaignModel
from bot.campaign.conditions import read_condition
from bot.campaign.files import Source
from bot.campaign.informing import only_informs
from bot.campaign.models import AskModel, ChoiceModel, Effects, FlowModel, StepModel
from bot.campaign.shapes import read_duration
from bot.engine import Flow, Step, Text, fold, notes
from bot.engine import definition as d
from bot.engine.template import Template, compile_template
from bot.engine.wording import Lexicon

_NONE: Mapping[str, Sequence[str]] = {}


def days_of(model: CampaignModel) -> dict[str, tuple[date, date]]:
    """The campaign's dates by name."""
    return {name: (span.from_, span.until) for name, span in model.dates.items()}


def text(texts: Mapping[str, str]) -> Text:
    """A localized text, compiled."""
    return Text({lang: compile_template(source) for lang, source in texts.items()})


class FlowCompiler:
    """Compiles flows; collects the follow-ups of all of them."""

    def __init__(self, model: CampaignModel, lexicon: Lexicon) -> None:
        self.model = model
        self.lexicon = lexicon
        self.follow_ups: dict[str, str] = {}

    def flow(self, source: Source[FlowModel], more: Mapping[str, Sequence[str]] = _NONE) -> Flow:
        """A flow; `more` are the sentences that means/ has for it."""
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
            takes_words=not m.worded
            and any(s.ask and s.ask.rest and s.ask.kind == "text" for s in m.steps.values()),
            takes_rest=not m.worded and any(_takes_rest(step) for step in m.steps.values()),
            means={
                lang: (*m.means.get(lang, ()), *more.get(lang, ())) for lang in {**m.means, **more}
            },
            offer=text(m.offer) if m.offer else None,
            title=text(m.title) if m.title else None,
            only=m.only,
            others=m.others,
            informs=only_informs(m) if m.informs is None else m.informs,
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

    def effects(self, flow: str, m: Effects) -> Iterator[notes.Effect]:
        if m.language:
            yield notes.SetLanguage(compile_template(m.language))
        for name, value in m.keep.items():
            yield notes.Keep(name, compile_template(value))
        for name, value in m.set.items():
            yield notes.SetField(name, compile_template(value), self.is_private(name))
        yield from (notes.Tag(name) for name in m.tag)
        yield from (notes.Tag(name, is_on=False) for name in m.untag)
        if m.report:
            count = compile_template(m.report.count) if m.report.count else None
            yield notes.Report(m.report.kind, count, _templates(m.report.fields))
        for name in m.cancel:
            yield notes.Cancel(name)
        for later in m.later:
            self.follow_ups[later.name] = f"/{flow}/{later.go}"
            on = compile_template(later.on) if later.on else None
            yield notes.Later(
                later.name,
                later.go,
                read_duration(later.after),
                later.at or "",
                on,
                bool(later.when),
            )
        if m.opt_in or m.opt_out:
            yield notes.Opt(is_in=m.opt_in)
        if m.handoff:
            yield notes.HandOff(m.handoff)
        if m.notify:
            yield notes.Notify(m.notify.whom, text(m.notify.say))

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
            weak=self.weak(m),
            keys=tuple(choices),
            save=m.save,
            contact_field=m.field,
            is_private=self.is_private(m.field),
            unless_known=known,
            takes_rest=m.rest,
            is_resumed=m.resume,
            effects=tuple(self.effects(flow, m)),
            target=onward,
            called=frozenset(fold(word) for words in m.called.values() for word in words),
            corrected=m.corrected or d.AGAIN,
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
        for key, choice in m.choices.items():
            for lang in self.model.languages:
                for word in self.usual(lang, key, choice):
                    own[lang].setdefault(word, key)
        merged = {}
        for lang, words in own.items():
            merged[lang] = dict(words)
            for other in own.values():
                for word, key in other.items():
                    merged[lang].setdefault(word, key)
        return merged

    def usual(self, lang: str, key: str, choice: ChoiceModel) -> Iterator[str]:
        """The words everybody uses for a choice of this key or sense."""
        answers = self.lexicon.languages[lang].answers
        for group in (key, *choice.sense):
            yield from answers.get(group, ())

    def weak(self, m: AskModel) -> frozenset[str]:
        """Words that count only where no other choice is said: "called, but no answer"."""
        if not any("called" in choice.sense for choice in m.choices.values()):
            return frozenset()
        meanings = self.lexicon.languages.values()
        return frozenset(word for each in meanings for word in each.answers.get("called", ()))

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


def _takes_rest(step: StepModel) -> bool:
    """Whether a step does something with the words after a keyword."""
    given = [*step.with_.values(), *step.keep.values(), *step.set.values()]
    looks = any(case.condition == {"known": "rest"} for case in step.when)
    return looks or bool(step.ask and step.ask.rest) or any("{rest" in value for value in given)


def _with_needs(step: Step, needs: list[str]) -> Step:
    return replace(step, needs=tuple(dict.fromkeys((*needs, *step.needs))))


def _templates(values: Mapping[str, str]) -> dict[str, Template]:
    return {key: compile_template(value) for key, value in values.items()}
