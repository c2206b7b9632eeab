"""Blotting out of a text what could tell who somebody is: numbers, addresses, links, names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.engine import Campaign, fold

BLOT = "…"
_HIDDEN = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|\+?\d[\d\s().:/-]*\d|\d")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_SENTENCE_ENDS = ".!?¡¿\n"
_QUOTES = " \t\"'«“("
_LEAD_WORDS = 3  # the longest way to begin a name: "my name is"


class Blotter:
    """Blots texts, knowing which words are a campaign's own and no name.

    A name is the person's own, the word after "my name is" or "soy", and any word with a capital
    inside a sentence: rather too much is blotted than too little.
    """

    def __init__(self, campaign: Campaign) -> None:
        self._leads = campaign.lexicon.name_leads
        self._known = frozenset(_words_of(campaign))

    def blotted(self, text: str, name: str = "") -> str:
        """`text` with an ellipsis for each number, address and name; `name` is its writer's."""
        own = {fold(part) for part in name.split()}
        shown = _HIDDEN.sub(BLOT, text)
        out: list[str] = []
        said: list[str] = []  # folded words before
        end = 0
        for found in _WORD.finditer(shown):
            word, folded = found.group(), fold(found.group())
            is_name = folded in own or self._is_name(word, folded, shown[: found.start()], said)
            out += [shown[end : found.start()], BLOT if is_name else word]
            said.append(folded)
            end = found.end()
        return "".join([*out, shown[end:]])

    def _is_name(self, word: str, folded: str, before: str, said: list[str]) -> bool:
        if folded in self._known:
            return False
        before = before.rstrip(_QUOTES)
        is_inside = bool(before) and before[-1] not in _SENTENCE_ENDS
        return (is_inside and word[0].isupper() and not word.isupper()) or self._is_led_to(said)

    def _is_led_to(self, said: list[str]) -> bool:
        return any(
            self._leads.fullmatch(" ".join(said[-many:])) for many in range(1, _LEAD_WORDS + 1)
        )


def _words_of(campaign: Campaign) -> Iterator[str]:
    for meanings in campaign.lexicon.languages.values():
        yield from meanings.common
        yield from meanings.fillers
    for keyword in campaign.keywords.by_word:
        yield from keyword.split()
    sentences = [texts for flow in campaign.flows.values() for texts in flow.means.values()]
    for texts in (*sentences, *campaign.none_of_these.values()):
        for text in texts:
            yield from fold(text).split()
