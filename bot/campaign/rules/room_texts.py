"""What Clarion says to the people of a phone bank's room; a campaign may leave any of them out."""

from __future__ import annotations

from bot.sentences import say

ROOM_TEXTS = {
    "room_first": say("tells a phone bank's room of its first calls"),
    "room_half": say("tells a phone bank's room that half of its goal is made"),
    "room_goal": say("tells a phone bank's room that its goal is made"),
    "room_last_ten": say("tells a phone bank's room that ten minutes are left"),
    "room_nudge": say("asks a caller who has told nothing for half an hour"),
    "room_closing": say("tells a host what their phone bank has made"),
    "room_put_right": say("tells a host that what their phone bank has made was put right"),
    "friend_joined": say("tells somebody that a friend has joined with their code"),
    "kit_script": say("is what a caller says, in the host's kit"),
    "kit_voicemail": say("is what a caller says to the voicemail, in the host's kit"),
    "kit_hang_up": say("is what to do when they hang up, in the host's kit"),
    "kit_full": say("is what to do when the mailbox is full, in the host's kit"),
    "kit_tips": say("are tips for a room that calls, in the host's kit"),
    "kit_invite": say("is an invitation to forward, in the host's kit"),
    "room_thanks": say("thanks a caller with their own number, and says what is next"),
}
ROOM_FIELDS = frozenset(
    f"events.{name}" for name in ("total", "goal", "left", "mine", "people", "best")
) | {"friends.count"}
