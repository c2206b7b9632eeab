"""What a caller hears (texts: voice_...): how long it may take, and what it may be filled with.

A campaign may leave any of them out, and then nothing is said there; or put a recording of its own
in its place (voice: recordings).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from bot.campaign.known import Known, did_you_mean
from bot.engine import Campaign
from bot.engine.pace import reading_s
from bot.engine.spoken import PACE, spoken_words
from bot.errors import Problem
from bot.sentences import say

BRIEFING_S = 20.0  # longer, and people hang up before they are connected
OTHER_S = 20.0
VOICE_TEXTS = {
    "voice_hello": say("greets whoever calls: who we are, and whom they are connected to"),
    "voice_rung": say("greets whom we ring: who we are, and to press 1"),
    "voice_list_rung": say("greets a volunteer of a calling list: to press 1 for the next person"),
    "voice_list_gone": say("says that the name has gone back to the list"),
    "voice_list_done": say("asks a volunteer to text how the call went"),
    "voice_language": say("says, in the other language, which key is for it: 2"),
    "voice_briefing": say("tells a caller what to say, in 20 seconds at most"),
    "voice_keys": say("tells a caller the keys: 1 again, 3 for a message to the team"),
    "voice_connecting": say("comes right before the line rings"),
    "voice_unknown_keys": say("answers keys that are no poster's and no DJ's"),
    "voice_closed": say("says that the line is closed, and when it opens"),
    "voice_remind_key": say("offers a text when the line opens: key 1"),
    "voice_reminded": say("confirms that a text comes when the line opens"),
    "voice_over": say("says that the line has had its last day"),
    "voice_busy": say("says that the line is busy, and what helps"),
    "voice_no_answer": say("says that nobody answered, and what helps"),
    "voice_busy_keys": say("offers to try once more (1), to be rung when it is free (4)"),
    "voice_last_keys": say("offers to be rung when the line is free (4), once no try is left"),
    "voice_back": say("confirms that we ring them when the line is free"),
    "voice_thanks": say("thanks a caller whose call was connected"),
    "voice_message": say("asks for a message to the team in a few words; 9 ends our texts"),
    "voice_message_kept": say("says that a person reads it"),
    "voice_nothing_said": say("tells a caller of whom no word was heard to write to us instead"),
    "voice_stopped": say("confirms that they get no more texts"),
    "voice_stop_unsure": say("asks whoever may want no more texts to press 9"),
    "voice_danger": say("names the hotline to somebody in danger"),
    "voice_no_texts": say("says that this number gets no texts from us, and why"),
    "voice_budget": say("gives the number to dial when today's minutes are used up"),
    "voice_often": say("gives the number to dial to who has called twice within the hour"),
    "voice_blocked": say("says that we cannot connect this number now"),
    "voice_bye": say("says good-bye"),
}
VOICE_FIELDS = frozenset({"line", "line.hours", "line.opens"})
_NOW = datetime(2026, 9, 23, 23, tzinfo=UTC)
_FORMATS = {
    ".mp3",
    ".wav",
}  # https://www.twilio.com/docs/voice/twiml/play#supported-audio-file-types


def prompts_are_short(known: Known, campaign: Campaign) -> Iterator[Problem]:
    """What a caller hears takes 20 seconds at most, filled and read at 150 words a minute."""
    for name in VOICE_TEXTS:
        for lang in known.campaign.texts.get(name, {}):
            spoken = campaign.default_lang if lang == "*" else lang
            line = campaign.line(spoken, _NOW)
            takes = reading_s(spoken_words(campaign, name, spoken, line, _NOW), spoken, PACE)
            most = BRIEFING_S if name == "voice_briefing" else OTHER_S
            if takes > most:
                yield known.source.problem(
                    ("texts", name, lang),
                    say(
                        "Saying this takes %(takes)s seconds at %(pace)s words a minute.",
                        takes=f"{takes:.1f}",
                        pace=PACE,
                    ),
                    say("Cut it to %(most)s seconds: callers hang up.", most=f"{most:.0f}"),
                    code="spoken_length",
                )


def recordings_stand_for_prompts(known: Known) -> Iterator[Problem]:
    """A recording stands for a text that callers hear, in a language of the campaign, and is an
    address or a file beside campaign.yaml."""
    for name, by_lang in known.campaign.voice.recordings.items():
        if name not in VOICE_TEXTS:
            yield known.source.problem(
                ("voice", "recordings", name),
                say("Callers never hear '%(name)s'.", name=name),
                did_you_mean(name, VOICE_TEXTS, say("Name one of the texts voice_...")),
                code="recording",
            )
        for lang, where in by_lang.items():
            if not _is_playable(where):
                yield known.source.problem(
                    ("voice", "recordings", name, lang),
                    say("'%(where)s' cannot be played.", where=where),
                    say(
                        "Write an address (https://...) or a file in the folder recordings/, "
                        "as .mp3 or .wav."
                    ),
                    code="recording",
                )


def _is_playable(where: str) -> bool:
    if urlsplit(where).scheme in ("http", "https"):
        return bool(urlsplit(where).netloc)
    path = PurePosixPath(where)
    return path.suffix.lower() in _FORMATS and len(path.parts) == 1 and not where.startswith(".")
