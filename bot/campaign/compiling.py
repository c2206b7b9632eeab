"""From valid files to the engine's definitions. Names have been checked before (`references`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time

from bot.campaign.campaign_models import CampaignModel, LineModel, SpanModel, TextingHoursModel
from bot.campaign.files import Source, Sources
from bot.campaign.flow_compiling import FlowCompiler, days_of, text
from bot.campaign.hearing import built_in, make_hearing
from bot.campaign.lexicons import make_lexicon
from bot.campaign.models import AskModel, ChoiceModel, FlowModel
from bot.campaign.none_of_these import usual_and
from bot.campaign.series_compiling import begun_by, compile_series
from bot.campaign.shapes import read_duration
from bot.engine import Campaign, Line, Script, fold
from bot.engine import definition as d
from bot.engine.acting import HELP
from bot.engine.keywords import Keyword, KeywordIndex, index_keywords
from bot.engine.limits import Less, TextingHours
from bot.engine.lines import Duty
from bot.engine.wording import Lexicon, Meanings
from bot.understanding.built_in import BuiltInMeaning
from bot.understanding.samples import samples_of

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Slips of these alone are worth a "Did you mean": others are too near to common words.
_SLIPS = {HELP: ("help", "ayuda")}


def build(sources: Sources) -> Campaign:
    """The compiled campaign of sources that have no errors."""
    model = _model(sources)
    lexicon = make_lexicon(languages := tuple(model.languages), model.words)
    flows = _flows(sources, builder := FlowCompiler(model, lexicon))
    none_of_these = usual_and(model.none_of_these, languages)
    meaning = BuiltInMeaning(samples_of({n: f.means for n, f in flows.items()}, none_of_these))
    series = tuple(compile_series(one.model, model) for one in sources.series.values())
    return Campaign(
        name=model.campaign,
        org=_everywhere(model.org, languages),
        languages=languages,
        default_lang=languages[0],
        zone=model.zone,
        flows=flows,
        texts={name: text(texts) for name, texts in {**built_in("texts"), **model.texts}.items()},
        lines=tuple(_line(name, line) for name, line in model.lines.items()),
        dates=days_of(model),
        values=_values(model, lexicon),
        fields={name: field.private for name, field in model.fields.items()},
        scripts=tuple(_scripts(sources)),
        lexicon=lexicon,
        keywords=_keywords(sources.flows, ""),
        own_keywords={only: _keywords(sources.flows, only) for only in _only(sources.flows)},
        asking={s.model.asks: name for name, s in sources.flows.items() if s.model.asks},
        follow_ups=_flows_later(flows) | builder.follow_ups | begun_by(series, flows),
        menu=model.menu,
        hash=sources.hash,
        on_air=d.OnAir(model.on_air.pace, model.on_air.approve),
        series=series,
        texting_hours=_texting_hours(model.texting_hours),
        folds_sms=model.sms_accents == "fold",
        none_of_these=none_of_these,
        meaning=meaning,
        hearing=make_hearing(model, lexicon),
        yes_no=builder.ask("", AskModel(choices={key: ChoiceModel() for key in ("yes", "no")})),
        duty=_duty(model),
        answers=model.answers,
        goals={str(name): goal for name, goal in model.goals.items()},
        code_flow=next((name for name, f in sources.flows.items() if f.model.code), ""),
        zip_flow=next((name for name, f in sources.flows.items() if f.model.zip), ""),
        confirms_opt_in=model.confirm_opt_in,
        recordings=model.voice.recordings,
        less={tag: Less(less.week, less.near) for tag, less in model.less.items()},
    )


def _model(sources: Sources) -> CampaignModel:
    if sources.campaign is None:
        raise ValueError("sources without campaign.yaml")
    return sources.campaign.model


def _flows(sources: Sources, builder: FlowCompiler) -> dict[str, d.Flow]:
    more = {name: source.model.sentences for name, source in sources.means.items()}
    return {name: builder.flow(one, more.get(name, {})) for name, one in sources.flows.items()}


def _flows_later(flows: Mapping[str, d.Flow]) -> dict[str, str]:
    """Every flow can be begun later, from its start."""
    return {name: f"/{name}/{flow.start}" for name, flow in flows.items()}


def _duty(model: CampaignModel) -> Duty:
    duty = model.duty
    hours = Line(
        name="duty",
        number="",
        shown="",
        languages=(),
        zone=duty.zone or model.zone,
        hours=read_hours(duty.hours),
        closed_days=frozenset(duty.closed),
    )
    return Duty(hours, read_duration(duty.within))


def _texting_hours(model: TextingHoursModel) -> TextingHours:
    return TextingHours(model.default, model.states, tuple(model.closed))


def _values(model: CampaignModel, lexicon: Lexicon) -> dict[str, Mapping[str, str]]:
    """What texts can show of the campaign, in every language of it."""
    values: dict[str, Mapping[str, str]] = {"org": model.org, **model.values}
    for name, span in model.dates.items():
        values[name] = {lang: span_label(span, lexicon.languages[lang]) for lang in model.languages}
        values[f"{name}.from"] = {"*": span.from_.isoformat()}
        values[f"{name}.until"] = {"*": span.until.isoformat()}
    if model.hotline is not None:
        values["hotline"] = {"*": model.hotline.number}
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


def _only(flows: Mapping[str, Source[FlowModel]]) -> set[str]:
    return {source.model.only for source in flows.values() if source.model.only}


def _keywords(flows: Mapping[str, Source[FlowModel]], only: str) -> KeywordIndex:
    """The keywords of everybody, and of those of whom `only` is known: theirs come before."""
    found: dict[str, Keyword] = {}
    for target, slips in _SLIPS.items():
        for word in slips:
            found[word] = Keyword(word, target, ("en", "es"), is_whole=True)
    for source in sorted(flows.values(), key=lambda source: bool(source.model.only)):
        flow = source.model
        if flow.only not in ("", only):
            continue
        worded = {fold(word) for words in flow.worded.values() for word in words}
        for lang, words in flow.keywords.items():
            for rank, word in enumerate(map(fold, words)):
                old = found.get(word)
                langs = (*old.langs, lang) if old and old.flow == flow.flow else (lang,)
                found[word] = Keyword(
                    word,
                    flow.flow,
                    langs,
                    flow.match == "whole",
                    rank,
                    not flow.interrupts,
                    word in worded,
                )
    return index_keywords(found.values())
