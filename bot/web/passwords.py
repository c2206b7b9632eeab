"""What a password must be: long, and nothing that many people or this person would choose.

zxcvbn estimates how many guesses it takes, by lists of common passwords, names and words, by
keyboards, dates and repetitions (Wheeler, USENIX Security 2016); the person's own data are tried
first. There is no rule on kinds of characters (NIST SP 800-63B, 3.1.1.2).
"""

from __future__ import annotations

import re
from typing import Any

from flask_security import current_user
from flask_security.password_util import PasswordUtil

from bot.web.doors import services
from bot.web.words import gettext as _
from bot.web.words import mark

# As a power of ten. A fast machine makes 10^4 guesses a second at our argon2: 10^10 take it 12
# days, and whoever guesses at the door 10^8 days. "contraseña123" takes 10^9.9.
LEAST_GUESSES = 10.0
_LEAST_BESIDES = 4  # letters and digits that are not of one's own words
_MOST_LOOKED_AT = 72  # characters; the time that zxcvbn takes grows with their square
_WEAK = mark(
    "This password is easy to guess: it is among the common ones, or made of your own name or "
    "address. Four plain words that have nothing to do with each other are better."
)


class Passwords(PasswordUtil):
    """Checks new passwords. Old ones go on working until they are changed."""

    def validate(
        self, password: str, is_register: bool, **kwargs: Any
    ) -> tuple[list[str] | None, str]:
        """What is wrong with a new password, if anything, and the password as it is kept."""
        wrong, plain = super().validate(password, is_register, **kwargs)
        if wrong:
            return list(wrong), plain
        user = kwargs.get("user") or current_user
        if is_easy(plain, [*own_words(user.email, user.name), *_words(_campaign_name())]):
            return [_(_WEAK)], plain
        return None, plain


def is_easy(password: str, own: list[str]) -> bool:
    """Whether a password takes few guesses by somebody who knows these words of its owner's."""
    # Imported here: its lists take a fifth of a second, and few requests change a password.
    from zxcvbn import zxcvbn

    looked_at = password[:_MOST_LOOKED_AT]
    rest = looked_at.casefold()
    for word in sorted((one for one in own if len(one) > 2), key=len, reverse=True):
        rest = rest.replace(word.casefold(), " ")
    if sum(map(str.isalnum, rest)) < _LEAST_BESIDES:
        return True
    found = zxcvbn(looked_at, user_inputs=own)
    return float(found["guesses_log10"]) < LEAST_GUESSES


def own_words(email: str, name: str | None) -> list[str]:
    """What others know of an organizer: the address and its parts, the name and its parts."""
    return [email, *_words(email), *([name] if name else []), *_words(name or ""), "clarion"]


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"\W+", text.lower()) if len(word) > 1]


def _campaign_name() -> str:
    return services().campaign.current().name
