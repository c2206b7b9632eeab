"""The shape of what a campaign says to whoever is in danger."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from bot.campaign.patterns import compile_patterns
from bot.campaign.shapes import Flag, Model, Name, Strings, Texts, WrongValue
from bot.engine.wording import fold
from bot.sentences import say


def _heard(said: list[str]) -> list[str]:
    for words in said:
        try:
            compile_patterns([fold(words)], {}, ())
        except ValueError:
            raise WrongValue(
                say("'%(word)s' has no letter.", word=words), say("Use words.")
            ) from None
    return said


Heard = Annotated[Strings, AfterValidator(_heard)]


class HotlineModel(Model):
    """The number for whoever is in danger; shown as {hotline}."""

    number: str = Field(description="The number, as people read it.")
    languages: Strings = Field([], description="Languages spoken there.")
    hours_text: Texts = Field({}, description="The hours as people read them.")
    placeholder: Flag = Field(
        False, description="yes: an example still; nobody answers there, and production refuses it."
    )


class DangerModel(Model):
    """One kind of danger: how people write of it, and what they get at once."""

    topic: Name = Field(description="Its name: raid, self_harm, threat, seen.")
    words: dict[str, Heard] = Field(
        {}, description="Words per language; any of them in a text is enough."
    )
    sentences: dict[str, Heard] = Field({}, description="Sentences per language, as people write.")
    text: Texts = Field(description="What is answered, and nothing else.")
