"""Everything that can be wrong with a campaign, one function per rule.

Its one job: say what is wrong, where, and how to mend it. Its one rule: a rule reads, yields
problems and changes nothing; adding one is a function and a line in the list here, with a
broken file in tests/campaign/broken that shows its words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from bot.campaign.files import Sources
from bot.campaign.known import Known
from bot.campaign.rules import (
    assumed,
    calendar,
    campaign,
    care,
    clarity,
    closed_line,
    cost,
    creating,
    meanings,
    phone_banks,
    poster_texts,
    questions,
    scripts,
    series,
    status,
    steps,
    texts,
    unset,
    unused,
    voice_texts,
    ways,
    words,
)
from bot.engine import Campaign
from bot.errors import Problem

Rule = Callable[[Known], Iterator[Problem]]

# What cannot run. Looked for when a campaign is loaded.
ERRORS: Sequence[Rule] = (
    campaign.texts_exist,
    campaign.lines_can_be_dialed,
    campaign.zones_exist,
    campaign.texting_hours_are_lawful,
    campaign.scripts_fit,
    assumed.assumed_places_exist,
    scripts.lines_exist,
    campaign.menu_exists,
    calendar.readers_can_be_found,
    texts.templates_can_be_read,
    texts.fields_are_known,
    texts.languages_are_known,
    texts.default_language_is_there,
    steps.one_way_out,
    steps.acts_exist,
    steps.needs_can_be_asked,
    steps.fields_are_declared,
    steps.start_exists,
    steps.names_are_free,
    steps.media_are_addresses,
    ways.targets_exist,
    ways.others_exist,
    ways.loops_ask,
    questions.questions_are_sound,
    questions.conditions_can_be_read,
    questions.follow_ups_are_unique,
    words.keywords_are_free,
    meanings.sentences_have_a_flow,
    meanings.sentences_are_in_the_languages,
    meanings.sentences_mean_one_flow,
    words.choices_differ,
    words.choices_have_words,
    clarity.answers_are_not_keywords,
    status.nobody_is_asked_about_status,
    creating.only_a_yes_creates,
    phone_banks.phone_banks_are_when_a_line_answers,
    voice_texts.recordings_stand_for_prompts,
    series.anchors_exist,
    series.times_fit_their_anchor,
    series.ways_exist,
    series.texts_have_the_languages,
)

# What runs and could do better. Looked for by `clarion check`.
WARNINGS: Sequence[Rule] = (
    care.translations_are_complete,
    care.first_text_discloses,
    care.first_text_says_how_to_stop,
    care.numbers_come_from_lines,
    poster_texts.posters_can_be_read,
    clarity.questions_have_a_hint,
    clarity.endings_say_something,
    clarity.files_are_named_after_flows,
    series.files_are_named_after_series,
    calendar.tags_are_given,
    unused.steps_are_reached,
    unused.flows_are_used,
    unused.fields_are_used,
    unset.fields_used_before_set,
)


# What a laptop may try out and people must not get.
PRODUCTION: Sequence[Rule] = (assumed.hotline_is_real,)


def find_errors(sources: Sources, *, is_production: bool = False) -> Sequence[Problem]:
    """Every error that only shows when all files are read; none without campaign.yaml."""
    if sources.campaign is None:
        return ()
    known = Known(sources, sources.campaign)
    rules = (*ERRORS, *PRODUCTION) if is_production else ERRORS
    return [problem for rule in rules for problem in rule(known)]


def find_assumptions(sources: Sources) -> Sequence[Problem]:
    """What the campaign assumes, each at its place."""
    return list(assumed.assumptions(Known(sources, sources.campaign))) if sources.campaign else []


def find_warnings(
    sources: Sources, compiled: Campaign, today: date | None = None
) -> Sequence[Problem]:
    """Every warning, and the errors that show only by listening with the compiled campaign. Days
    that have passed are only looked for when `today` is given."""
    if sources.campaign is None:
        return ()
    known = Known(sources, sources.campaign)
    problems = [problem for rule in WARNINGS for problem in rule(known)]
    problems.extend(meanings.sentences_land_where_they_are_given(known, compiled))
    problems.extend(cost.texts_fit(known, compiled))
    problems.extend(closed_line.closed_lines_are_not_pushed(known, compiled))
    problems.extend(scripts.scripts_fit_their_time(known, compiled))
    problems.extend(scripts.scripts_say_the_number_twice(known))
    problems.extend(scripts.scripts_say_what_a_listener_needs(known))
    problems.extend(scripts.scripts_have_all_languages(known))
    problems.extend(voice_texts.prompts_are_short(known, compiled))
    if today is not None:
        problems.extend(care.days_are_ahead(known, today))
    return problems
