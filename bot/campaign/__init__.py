"""The campaign's files: read, checked, compiled, and swapped in when they change.

Its one job: turn a folder of YAML, written by organizers, into what the engine walks.
Its one rule: a wrong file is never run and never a riddle. Every problem names file, line,
column and step, says what is wrong and how to mend it, and all problems come at once.
"""

from bot.campaign.acts import Act, acts
from bot.campaign.loading import CampaignSource, check, load
from bot.campaign.on_air import (
    LIVE,
    Filling,
    current_scripts,
    length_name,
    read_length,
    reading_s,
    words_to_read,
)
from bot.campaign.series_compiling import follow_up_name
from bot.engine import Campaign, Line, Script

__all__ = [
    "LIVE",
    "Act",
    "Campaign",
    "CampaignSource",
    "Filling",
    "Line",
    "Script",
    "acts",
    "check",
    "current_scripts",
    "follow_up_name",
    "length_name",
    "load",
    "read_length",
    "reading_s",
    "words_to_read",
]
