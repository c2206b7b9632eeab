"""Stage 5, words that stand everywhere: HELP, START, MENU, BACK."""

from __future__ import annotations

from bot.engine.listening.trimmings import Heard
from bot.engine.wording import Lexicon

MAX_WORDS = 8  # longer texts are prose


def find_standing(lexicon: Lexicon, heard: Heard, kinds: tuple[str, ...]) -> tuple[str, str]:
    """Which of `kinds` ("help", "start") the whole text is, and its language; or two empty ones."""
    if heard.folded.count(" ") >= MAX_WORDS:
        return "", ""
    said = f"{heard.folded} "
    for kind in kinds:
        for lang, meanings in lexicon.languages.items():
            phrases = meanings.phrases.get(kind)
            if phrases is not None and phrases.fullmatch(said):
                return kind, lang
    return "", ""


def find_command(lexicon: Lexicon, folded: str) -> tuple[str, str]:
    """Which command ("menu", "back") the whole text is, and its language; or two empty ones."""
    for lang, meanings in lexicon.languages.items():
        command = meanings.commands.get(folded)
        if command:
            return command, lang
    return "", ""
