"""Which language the bot goes on in: the one somebody chose, else the one that they write."""

from __future__ import annotations

from bot.engine.effects import switch_language
from bot.engine.keywords import Keyword
from bot.engine.session import WROTE_IN
from bot.engine.verdict import Verdict
from bot.engine.walk import Walk

CHOSE_LANGUAGE = "chose_language"  # the contact field that says they asked for their language


def follow_answer(walk: Walk, lang: str, choice: str) -> None:
    """Go on in the language that an answer shows; a yes alone is noted and chooses none."""
    if lang and lang != walk.lang and choice not in ("yes", "no"):
        switch_language(walk, lang)
    elif lang:
        walk.lang = lang
        _note(walk, lang)


def follow_writer(walk: Walk, keyword: Keyword) -> None:
    """A keyword of one language only tells the language of somebody who never chose one."""
    if len(keyword.langs) != 1 or walk.look_up(CHOSE_LANGUAGE):
        return
    if walk.lang != keyword.langs[0] or walk.person.lang is None:
        switch_language(walk, keyword.langs[0])


def speak(walk: Walk, verdict: Verdict) -> None:
    """Answer somebody whose language nobody knows in the one they write: not chosen, but what
    tells no language ("1") is answered in it too."""
    if walk.person.lang is None and verdict.lang in walk.campaign.languages and not walk.frames:
        walk.lang = verdict.lang
        if not verdict.is_assumed:
            _note(walk, verdict.lang)


def _note(walk: Walk, lang: str) -> None:
    """Keep the language that somebody wrote, also the one that everybody is written to first: an
    action's code is answered in the action's only where nobody knows theirs."""
    if lang != walk.person.wrote_in:
        walk.set_field(WROTE_IN, lang, False)
