"""Sentences that use cases say in English, said in the reader's language.

Use cases raise and store plain English, for the command line, the log and the record. Here are the
templates of those that organizers meet on pages: a sentence that fits one is said by the catalog
with its own values; any other is shown as it came.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.web.words import gettext as _
from bot.web.words import language, mark

# %(wanted)s, %(reason)s and %(problem)s are sentences or phrases of this list themselves.
TEMPLATES = (
    # drafts
    mark("The broadcast needs a title; only organizers see it."),
    mark("The broadcast has no text."),
    mark("“%(lang)s” is not a language of this campaign: %(known)s."),
    mark("The text in %(lang)s has %(count)s characters; a text holds %(most)s."),
    mark("Write the text in %(lang)s too: people whose language is not known get that one."),
    mark("There is no line “%(line)s”; lines are: %(known)s."),
    mark(
        "Nothing is known as {%(name)s}; use {name}, {city}, {line} or a field of the campaign."
    ),
    mark("The lateness limit is between 1 minute and 24 hours."),
    mark("Media are at most ten https:// addresses."),
    mark("A broadcast that repeats needs a time, not now."),
    mark("It ends on %(day)s, before it begins."),
    mark("Text in %(lang)s: %(problem)s"),
    mark(
        "'%(mark)s' without its partner. Square brackets mark a part that is left out when a "
        "field in it is not known; write [[ or ]] for the bracket itself."
    ),
    mark(
        "'%(mark)s' without its partner. A field is written {name}; texts hold no other braces."
    ),
    mark(
        "'%(text)s' is not a field. A field is a name like {name} or {line.hours}, with filters "
        "like {name|first}; nothing is calculated in a text."
    ),
    mark("'%(text)s' is not a filter. Filters are: %(known)s."),
    # schedules
    mark("“%(text)s” is not a time; write it like 2026-09-21 10:00, or now."),
    mark("“%(zone)s” is not a time zone; write one like America/Chicago."),
    mark(
        "%(time)s does not exist on %(day)s in %(zone)s: clocks go forward. Say %(other)s."
    ),
    mark("%(time)s is past in every zone."),
    mark("%(time)s in %(zone)s is past: it is %(now)s there."),
    mark("%(day)s is more than a year away; check the year."),
    mark("Texting hours are off for the simulator; with people, some would be held or left out."),
    mark(
        "It is past already in the zones farthest east: people there may be skipped as late."
    ),
    # segments
    mark("The segment is empty. Write all, or for example: lang = es"),
    mark("The segment is longer than %(count)s characters."),
    mark("A quotation mark has no partner: %(place)s"),
    mark("The segment holds a character that cannot be kept: %(place)s"),
    mark("The segment asks for too much at once; use fewer kept segments in it."),
    mark("The segment ends too soon: %(wanted)s is missing."),
    mark("Here: %(place)s should be %(wanted)s."),
    mark("and or or, or the end"),
    mark("fewer brackets"),
    mark("a condition, such as lang = es"),
    mark("the broadcast's title or number"),
    mark("the segment's name"),
    mark("one of: all, received, segment, %(names)s"),
    mark("%(near)s, perhaps; or one of: all, received, segment, %(names)s"),
    mark("= or != after %(field)s"),
    mark("one of %(marks)s after %(field)s"),
    mark("a word after %(field)s"),
    mark("a number after %(field)s"),
    mark("an age like 30d, 12h or 2w, or a date like 2026-09-21 after %(field)s"),
    mark("a date after %(field)s, or %(other)s"),
    mark("an action's code, or any after %(field)s"),
    mark("a date like 2026-09-23, today or tomorrow after %(field)s"),
    mark("the action's code"),
    mark("a number of miles"),
    mark("a ZIP"),
    mark("a ZIP that exists"),
    mark("There is no broadcast “%(title)s”; use its title or number."),
    mark("The segment “%(name)s” asks for itself."),
    mark("There is no segment named “%(name)s”."),
    mark("Action %(code)s is called off. Who had signed up: called_off = %(same)s"),
    mark("Action %(code)s is not called off. Who goes to it: event = %(same)s"),
    mark("Action %(code)s waits for an organizer; nobody can sign up before that."),
    mark("Action %(code)s has no ZIP."),
    mark("nobody can say who gets it: %(problem)s"),
    mark("the segment “%(name)s” has changed since it was approved"),
    mark("A name has 1 to 40 characters and no quotation marks."),
    mark("“%(name)s” is in use by “%(title)s”. Change that first."),
    # the words of a segment
    mark("language: en, es"),
    mark("a tag on the person"),
    mark("state: IL"),
    mark("ZIP; also: zip within 25 miles of 60608"),
    mark("city of the ZIP"),
    mark("time zone: America/Chicago"),
    mark("the code they came by"),
    mark("chapter, by its short name"),
    mark("the person's own invite code"),
    mark("since they opted in: joined < 7d"),
    mark("since they last wrote: last_seen < 30d"),
    mark("broadcasts received so far"),
    mark("is a DJ"),
    mark("the DJ's market"),
    mark("the DJ's station"),
    mark("their ZIP is known"),
    mark("is in the middle of a flow"),
    mark("deeds reported, by kind: reports.called >= 3"),
    mark("a contact field: field.shirt = L"),
    mark("a language the DJ is on air in"),
    mark("goes to this action, or to any to come: event = KTR47, event = any"),
    mark("goes to an action on that day: event.day = 2026-09-23, today"),
    mark("goes to an action to come that is: rally, protest, registration, phone_bank, other"),
    mark("actions signed up for so far: events = 0"),
    mark("on the waiting list of this action, or of any to come"),
    mark("leads this action, or any to come: hosting = any"),
    mark("leads an action on that day"),
    mark("leads an action to come of that kind: hosting.kind = rally"),
    mark("had signed up for this action, which was called off"),
    # previews
    mark("“%(title)s”, sent within 48 hours, says nearly the same."),
    mark(
        "%(lang)s: %(marks)s make this %(count)s parts; written plainly it is %(fewer)s."
    ),
    mark("%(lang)s: with what is shown of 1 person it is up to %(count)s parts."),
    mark("%(lang)s: with what is shown of %(people)s people it is up to %(count)s parts."),
    mark("%(lang)s: with what is shown of 1 person (%(marks)s) it is up to %(count)s parts."),
    mark(
        "%(lang)s: with what is shown of %(people)s people (%(marks)s) it is up to %(count)s parts."
    ),
    mark(
        "1 person reads %(language)s, which has no text: they would get the one in "
        "%(other_language)s."
    ),
    mark(
        "%(people)s people read %(language)s, which has no text: they would get the one in "
        "%(other_language)s."
    ),
    mark(
        "At %(rate)s parts a second this takes %(hours)s hours: longer than one day's texting "
        "hours. People whose turn comes too late are skipped."
    ),
    mark("The line %(line)s is closed at that time."),
    # what became of a broadcast
    mark("waits for a second organizer: 1 person gets it"),
    mark("waits for a second organizer: %(count)s people get it"),
    mark("the list grew from 1 person, as approved, to %(count)s"),
    mark("the list grew from %(before)s people, as approved, to %(count)s"),
    mark(
        "its time passed 1 minute ago while nothing could be sent; resume it if it is still useful"
    ),
    mark(
        "its time passed %(minutes)s minutes ago while nothing could be sent; resume it if it is "
        "still useful"
    ),
    mark("the line %(line)s is closed until %(at)s; resume to send it all the same"),
    mark("the line %(line)s is closed; resume to send it all the same"),
    mark(
        "waits until the carrier has listed what people texted during an outage: somebody may have "
        "said STOP"
    ),
    mark(
        "it stood still for %(minutes)s minutes while nothing could be sent; resume it if it is "
        "still useful, or cancel it"
    ),
    mark("it is not what was approved: its words or its list have changed"),
    mark("paused by an organizer"),
    mark("canceled by an organizer"),
    mark("stopped by an organizer"),
    mark(
        "it stood still for 1 minute while nothing could be sent; resume it if it is still "
        "useful, or cancel it"
    ),
    mark(
        "it stood still for %(minutes)s minutes while nothing could be sent; resume it if it is "
        "still useful, or cancel it"
    ),
    mark(
        "%(count)s of %(all)s texts were filtered by carriers as unwanted (the limit is "
        "%(limit)s percent), most of all the text in %(language)s: %(its)s of %(its_all)s. "
        "Carriers take its words, its links or our number for spam: change them before you resume."
    ),
    mark(
        "%(count)s of %(all)s texts failed (the limit is %(limit)s percent), most of all the "
        "text in %(language)s: %(its)s of %(its_all)s. Most often: %(reason)s Look at the reasons "
        "below before you resume."
    ),
    mark("%(reason)s (carrier code %(code)s)"),
    mark("%(reason)s (code %(code)s)"),
    # acts
    mark("Broadcast %(id)s is %(state)s; it cannot be %(act)s now."),
    mark("Broadcast %(id)s is %(state)s; it waits for no approval."),
    mark("Whoever wrote a broadcast cannot approve it; ask somebody else."),
    mark("The list has changed: 1 person gets it now, not %(before)s."),
    mark("The list has changed: %(count)s people get it now, not %(before)s."),
    mark("There is no broadcast %(id)s."),
    mark("There is no action %(code)s. `clarion events list` shows all."),
    mark("Action %(code)s is %(state)s already."),
    # own phones
    mark("“%(text)s” is not a US phone number; write it like 312 555 0142"),
    mark("This number takes no texts from us. Try another one."),
    mark("This number has texted STOP. Text START to our number first."),
    mark("This code is too old. Ask for a new one."),
    mark("That is not the code we sent."),
    mark(
        "its texts cannot be opened with the keys at hand; add the old key to CLARION_DATA_KEY "
        "after the new one, then resume it"
    ),
    # why
    mark("Write a contact's id or a phone number."),
    mark("Nobody with that number or id is in the record."),
    mark("There is no broadcast yet."),
    mark("never opted in"),
    mark("opted in on %(day)s (%(how)s)"),
    mark("opted in on %(day)s"),
    mark("has not texted STOP"),
    mark("stopped on %(day)s (%(how)s)"),
    mark("stopped on %(day)s"),
    mark("the number takes texts, as far as we know"),
    mark("the number does not: %(how)s"),
    mark("not in “%(segment)s” now"),
    mark("in “%(segment)s” now"),
    mark("%(id)s, “%(title)s”, is %(state)s"),
    mark("no hour is allowed (%(where)s)"),
    mark("%(had_day)s of %(day)s texts in a day, %(had_week)s of %(week)s in a week"),
    mark("it began a conversation"),
    mark("sending is switched off for everybody"),
    mark("message %(id)s is %(state)s: %(reason)s"),
    mark("message %(id)s is %(state)s"),
    mark("claimed %(at)s"),
    mark("the carrier has it as %(sid)s"),
    mark("looked up once at the carrier"),
    mark("looked up %(count)s times at the carrier"),
    mark("last word %(at)s"),
    mark("It is on its way at this moment."),
    mark("We do not know yet whether the carrier took it; it is being looked up."),
    mark("The carrier took it; no word yet of its arrival."),
    mark("The carrier passed it on; no word yet of its arrival."),
    mark("They got it."),
    mark("The carrier could not deliver it."),
    mark("It failed."),
    mark("They did not get it: the broadcast was canceled."),
    mark("It failed: %(reason)s."),
    mark(
        "We cannot tell whether they got it. An organizer decides on the page of broadcast %(id)s, "
        "or with %(command)s."
    ),
    mark("They did not get it: %(reason)s."),
    mark("They will not get it while the broadcast is %(state)s."),
    mark("They will get it at %(at)s."),
    mark("They will get it as soon as their turn comes."),
    mark("They were not in the segment when the broadcast was planned."),
    mark("They will not get it as things stand: %(reason)s."),
    mark("They will get it when the broadcast begins."),
)  # fmt: skip
_INSIDE = ("wanted", "reason", "problem")
# How many broadcasts one person gets, beside the reason "capped" (bot/texting/reasons).
_CAPS = re.compile(r"(?P<reason>.+) \((?P<day>\d+) a day, (?P<week>\d+) a week\)")
_PLACE = re.compile(r"%\((\w+)\)s")


def said(text: object) -> str:
    """A use case's sentence in the reader's language; as it is where there is none."""
    plain = str(text)
    if language() == "en":
        return plain
    for template, pattern in _patterns():
        found = pattern.fullmatch(plain)
        if found:
            values = {name: _inside(name, value) for name, value in found.groupdict().items()}
            return str(_(template, **values)) if values else str(_(template))
    return _reason(plain)


def _inside(name: str, value: str) -> str:
    """A value of a sentence: a phrase of its own, the name of a state, or as it is."""
    from bot.sending.brakes import LANGUAGES
    from bot.web.console import state_words
    from bot.web.console.broadcast_form import LANGUAGE_NAMES

    if name == "state":
        message = state_words.MESSAGE.get(value)
        shown = state_words.BROADCAST.get(value) or (message[0] if message else value)
        return str(shown).lower()
    if name in ("language", "other_language"):
        codes = {name: code for code, name in LANGUAGES.items()}
        return str(LANGUAGE_NAMES.get(codes.get(value, ""), value)).lower()
    return said(value) if name in _INSIDE else value


def _reason(plain: str) -> str:
    """A reason of bot/texting/reasons or of the carrier's, which have their own Spanish."""
    from bot.carrier.codes import table
    from bot.texting.reasons import REASONS, words

    if capped := _CAPS.fullmatch(plain):
        return words("capped", language(), (int(capped["day"]), int(capped["week"])))
    known = {one.en: one.es for one in table().values()}
    known |= {one.en: one.es for one in REASONS.values()}
    return known.get(plain, plain) if language() == "es" else plain


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((template, _pattern(template)) for template in TEMPLATES)


def _pattern(template: str) -> re.Pattern[str]:
    literal = True
    made = ""
    for part in _PLACE.split(template):
        made += re.escape(part) if literal else f"(?P<{part}>.+?)"
        literal = not literal
    return re.compile(made, re.DOTALL)
