"""Whole numbers in digits and in words: "twenty five", "ciento veinte", "half a dozen", "1k"."""

from __future__ import annotations

from bot.engine.readers.reading import Answer, Reading
from bot.engine.readers.tokens import Token, read_tokens

# What a number is not, by its form: a code, a phone number, a date, an amount of money.
FORMS = frozenset({
    "email", "link", "iso", "phone", "money", "percent", "date", "slash", "clock", "hours",
    "decimal", "long", "code",
})  # fmt: skip


_SHORT = 4  # words; in a longer text "una" is no number
_LONG = 10  # digits; a number this long is a phone's


def collapse(tokens: list[Token]) -> list[Token]:
    """The tokens with every number in words, and every "2 dozen", made one number token."""
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        token, used = _number_at(tokens, at)
        out.append(token)
        at += used
    return out


def _number_at(tokens: list[Token], at: int) -> tuple[Token, int]:
    first = tokens[at]
    value, used = _begin(tokens, at)
    if used == 0:
        return first, 1
    total, current, in_words = 0, value, first.kind == "word"
    end = at + used
    while end < len(tokens):
        times = tokens[end].senses.get("multiplier")
        if isinstance(times, int) and not tokens[end].has("weekday"):
            total, current = _times(total, current, times)
            in_words, end = True, end + 1
            continue
        more, used = _more(tokens, end, current) if in_words else (0, 0)
        if used == 0:
            break
        current, end = current + more, end + used
    last = tokens[end - 1]
    return Token(
        "number", " ".join([t.text for t in tokens[at:end]]), first.start, last.end,
        (total + current,), senses={} if not first.has("one_time") else {"calls": 1},
    ), end - at  # fmt: skip


def _times(total: int, current: int, times: int) -> tuple[int, int]:
    if times >= 1000:
        return (total + max(current, 1)) * times, 0
    return total, max(current, 1) * times


def _begin(tokens: list[Token], at: int) -> tuple[int, int]:
    """The number that begins here, and how many tokens say it; no tokens where none does."""
    token = tokens[at]
    then = tokens[at + 1] if at + 1 < len(tokens) else None
    if token.kind == "number":
        return token.number, 1
    if token.kind != "word":
        return 0, 0
    if token.has("half") and then is not None:
        skip = 2 if then.has("article") and at + 2 < len(tokens) else 1
        times = tokens[at + skip].senses.get("multiplier")
        return (times // 2, skip + 1) if isinstance(times, int) and times > 1 else (0, 0)
    if token.has("article") and not token.has("number"):
        times = then.senses.get("multiplier") if then else None
        return (times, 2) if isinstance(times, int) else (0, 0)
    for sense in ("number", "one_time"):
        value = token.senses.get(sense)
        if isinstance(value, int):
            return value, 1
    times = token.senses.get("multiplier")
    return (times, 1) if isinstance(times, int) and not token.has("weekday") else (0, 0)


def _more(tokens: list[Token], at: int, current: int) -> tuple[int, int]:
    """What is added to a number in words by the words that follow: "twenty" "five"."""
    skip = 1 if tokens[at].has("and") or tokens[at].text == "-" else 0
    if at + skip >= len(tokens) or tokens[at + skip].kind != "word":
        return 0, 0
    value = tokens[at + skip].senses.get("number")
    if not isinstance(value, int) or value == 0:
        return 0, 0
    is_tens = current % 10 == 0 and 20 <= current % 100 <= 90 and value < 10
    is_hundreds = current >= 100 and current % 100 == 0 and value < 100
    is_thousands = current == 0 and value < 1000
    return (value, skip + 1) if is_tens or is_hundreds or is_thousands else (0, 0)


def is_range(tokens: list[Token], at: int) -> bool:
    """Whether the token stands between two numbers of a range or a choice: "10 to 15", "5 or 6"."""
    if not 0 < at < len(tokens) - 1:
        return False
    token = tokens[at]
    joins = token.has("to", "or") or token.text in ("-", "–", "/")
    return joins and tokens[at - 1].kind == "number" and tokens[at + 1].kind == "number"


def bounded(value: int, reading: Reading) -> Answer:
    """The answer, marked as outside where the question's bounds do not hold it."""
    low, high = _bound(reading, "min"), _bound(reading, "max")
    is_low = low is not None and value < low
    is_high = high is not None and value > high
    return Answer(value, is_outside=is_low or is_high)


def _bound(reading: Reading, name: str) -> int | None:
    text = reading.options.get(name) or ""
    return int(text) if text.lstrip("-").isdecimal() else None


def read_number(text: str, reading: Reading) -> Answer | None:
    """How many people, which one of a list: the one number of a text.

    A time, date, duration, phone number or code is none, and a range or two numbers are asked
    about."""
    said = read_tokens(text, reading.lexicon.tongues, reading.lang)
    tokens = collapse(said)
    if any(is_range(tokens, at) for at in range(len(tokens))) or _is_negative(tokens):
        return None
    found = [at for at, token in enumerate(tokens) if token.kind == "number"]
    if len(tokens) == 1 and tokens[0].kind == "long" and len(tokens[0].text) < _LONG:
        return bounded(int(tokens[0].text), reading)
    if not found:
        return _one_of_a_list(tokens, reading)
    if len(found) > 1 or any(token.kind in FORMS for token in tokens):
        return None
    at = found[0]
    if is_time_or_span(tokens, at) or _is_beside_a_day(tokens, at):
        return None
    if len(said) > _SHORT and any(_is_article(token, tokens[at]) for token in said):
        return None
    return bounded(tokens[at].number, reading)


def _is_article(token: Token, number: Token) -> bool:
    """Whether a number of one word only says that there is something: "hay una marcha"."""
    return token.has("article") and (token.start, token.end) == (number.start, number.end)


def _one_of_a_list(tokens: list[Token], reading: Reading) -> Answer | None:
    """ "the second one" """
    ordinals = [t.value[0] if t.value else t.senses.get("ordinal") for t in tokens
                if t.kind == "ordinal" or t.has("ordinal")]  # fmt: skip
    values = [int(v) for v in ordinals if v is not None]
    if len(values) == 1 and not any(t.has("month", "weekday", "day") for t in tokens):
        return bounded(values[0], reading)
    only = [t for t in tokens if t.kind == "word" and not t.has("self", "calls")]
    return bounded(0, reading) if len(only) == 1 and only[0].has("none") else None


def _is_negative(tokens: list[Token]) -> bool:
    return len(tokens) > 1 and tokens[0].text == "-" and tokens[1].kind == "number"


def is_time_or_span(tokens: list[Token], at: int) -> bool:
    """Whether the number at `at` is an hour or a length of time or an age: "at 5", "20 minutes"."""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if (
        after is not None
        and after.has("unit", "oclock", "part", "para_las")
        and not after.has("calls", "roughly")
    ):
        return True
    before = tokens[at - 1] if at else None
    return before is not None and before.has("at") and not before.has("roughly", "day_word")


def _is_beside_a_day(tokens: list[Token], at: int) -> bool:
    beside = [tokens[i] for i in (at - 2, at - 1, at + 1, at + 2) if 0 <= i < len(tokens)]
    return any(token.has("month", "weekday") for token in beside)
