"""Share pages: what is behind the code of a script that was given to somebody.

A page knows a script and no person: nothing of the DJ it was given to is filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.campaign.on_air import (
    LIVE,
    Filling,
    is_current,
    length_name,
    line_of,
    pace_of,
    read_length,
)
from bot.clarion import Clarion
from bot.djs.copies import (
    Copy,
    current_copies,
    current_scripts,
    find_script,
    make_copy,
    nearest_length,
    title_of,
)
from bot.engine import Campaign, Script, spell_number
from bot.people.counts import shown_to_all
from bot.people.invites import show_number
from bot.store.djs import djs

_MOST_CODE = 40


@dataclass(frozen=True, slots=True)
class SharedScript:
    """What a share page shows.

    `is_current` is false once the script's last day has passed or it is gone; `had_version` is
    the version the code was made for, older than the copy's when it has been replaced. `others`
    are the (length, language) pairs it exists in; `instead` the titles of what is current.
    """

    code: str
    copy: Copy
    org: str
    pace: int
    line_shown: str
    line_for_the_ear: str
    line_by_digits: str
    line_hours: str
    is_current: bool
    had_version: int
    airs_until: str
    others: tuple[tuple[int, str], ...]
    instead: tuple[str, ...]

    @property
    def is_replaced(self) -> bool:
        """Whether a newer version stands where the code's own was."""
        return self.copy.version > self.had_version

    @property
    def langs(self) -> tuple[str, ...]:
        """The languages it exists in, each once."""
        return tuple(dict.fromkeys(lang for _length, lang in self.others))

    def length_in(self, lang: str) -> str:
        """The length to show when switching to a language: the same one, else its first."""
        lengths = [length for length, other in self.others if other == lang]
        same = self.copy.length_s in lengths
        return length_name(self.copy.length_s if same else lengths[0])

    @property
    def length(self) -> str:
        """The length as it is written: "30", "live"."""
        return length_name(self.copy.length_s)


def find_share(
    clarion: Clarion, code: str, *, length: str = "", lang: str = ""
) -> SharedScript | None:
    """What is behind a share page's code, as it stands now, in another length or language where
    that is asked for and exists. None for an unknown code. Raises: RecordAway.
    """
    if not code or len(code) > _MOST_CODE:
        return None
    with clarion.record.transaction() as connection:
        found = djs.find_share(connection, code)
    if found is None:
        return None
    campaign = clarion.campaign.current()
    script = find_script(campaign, found.script)
    if script is None:
        return None
    used = found.lang if found.lang in script.texts else next(iter(script.texts))
    wanted = read_length(found.length)
    if lang in script.texts and read_length(length, -1) in script.texts[lang]:
        used, wanted = lang, read_length(length)
    return _shown(clarion, campaign, script, found, used, wanted)


def _shown(
    clarion: Clarion,
    campaign: Campaign,
    script: Script,
    found: djs.Share,
    lang: str,
    wanted: int,
) -> SharedScript:
    now = clarion.clock.now()
    text_to = show_number(clarion.settings.twilio_from)
    filling = Filling(text_to=text_to, counts=_counts(clarion))
    length_s = nearest_length(script, lang, wanted)
    copy = make_copy(campaign, script, lang, length_s or LIVE, now, filling)
    line = line_of(campaign, script, lang, now)
    others = current_scripts(campaign, now, only_public=False)
    # A script's own last day may have been moved since; one without follows the share's.
    has_ended = script.airs_until is None and found.expires_at and now >= found.expires_at
    return SharedScript(
        code=found.code,
        copy=copy,
        org=campaign.org.get(lang) or campaign.org.get(campaign.default_lang) or campaign.name,
        pace=pace_of(campaign, lang),
        line_shown=line.shown if line else "",
        line_for_the_ear=spell_number(line.shown, lang) if line else "",
        line_by_digits=spell_number(line.shown, lang, digit_by_digit=True) if line else "",
        line_hours=_in_language(line.hours_text, lang) if line else "",
        is_current=is_current(campaign, script, now) and not has_ended,
        had_version=found.version,
        airs_until=script.airs_until.isoformat() if script.airs_until else "",
        others=tuple(
            (n, other)
            for other, texts in script.texts.items()
            for n in sorted(texts, key=lambda n: n or 10_000)
        ),
        instead=tuple(title_of(one, lang) for one in others if one.id != script.id),
    )


def public_sample(clarion: Clarion, lang: str) -> Copy | None:
    """A short script that anybody may see, to show what a DJ gets."""
    campaign, now = clarion.campaign.current(), clarion.clock.now()
    found = current_copies(campaign, lang, 15, now, only_public=True)
    return found[0] if found else None


def _in_language(texts: Mapping[str, str], lang: str) -> str:
    return texts.get(lang) or next(iter(texts.values()), "")


def _counts(clarion: Clarion) -> dict[str, int]:
    """Totals as anybody may see them: small ones are left out, and what says them with them."""
    return {kind: count for kind, count in shown_to_all(clarion).items() if count is not None}
