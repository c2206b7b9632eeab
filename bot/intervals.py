"""How sure a comparison of two counts is: exact intervals, so that few calls are not made much of.

Clopper and Pearson's interval for a share (Biometrika 26, 1934), and by it the interval for the
ratio of two rates: given how many there were together, those of the one are binomial
(Przyborowski and Wilenski, Biometrika 31, 1940). Both cover at least what they promise.
"""

from __future__ import annotations

from collections.abc import Callable
from math import exp, inf, lgamma, log, log1p

_HALVINGS = 60
_TERMS = 10_000
_TINY, _EXACT = 1e-300, 1e-15


def share(count: float, among: float, confidence: float = 0.95) -> tuple[float, float]:
    """Between which shares the true one lies, where `count` of `among` were seen. They need not be
    whole: counts that come in clumps are worth fewer.

    Raises: ValueError where `count` is not within 0 and `among`, or `among` is none.
    """
    if not 0 <= count <= among or among < 1:
        raise ValueError(f"{count} of {among}")
    tail = (1 - confidence) / 2
    low = 0.0 if count == 0 else _where(lambda p: _beta(p, count, among - count + 1), tail)
    high = 1.0 if count == among else _where(lambda p: _beta(p, count + 1, among - count), 1 - tail)
    return low, high


def ratio(
    one: float, one_of: float, other: float, other_of: float, confidence: float = 0.95
) -> tuple[float, float] | None:
    """Between which ratios that of two rates lies: `one` in `one_of` (people, hours) to `other` in
    `other_of`. None where there was nothing in either, or nothing to count in."""
    if one + other == 0 or one_of <= 0 or other_of <= 0:
        return None
    scale = other_of / one_of
    low, high = share(one, one + other, confidence)
    return low / (1 - low) * scale, high / (1 - high) * scale if high < 1 else inf


def _where(rising: Callable[[float], float], wanted: float) -> float:
    """Where, from 0 to 1, something that rises has a value."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < wanted else (low, middle)
    return (low + high) / 2


def _beta(x: float, a: float, b: float) -> float:
    """The regularized incomplete beta function: the chance of at least `a` of `a + b - 1`, each
    with the chance `x` (DLMF 8.17.5), by its continued fraction (8.17.22)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):  # there the fraction converges fast (8.17.4)
        return 1 - _beta(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    return front * _fraction(x, a, b)


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of 8.17.22, from its front (Lentz)."""
    up, down = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    value = down
    for m in range(1, _TERMS):
        for term in (
            m * (b - m) * x / ((a - 1 + 2 * m) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 1 + 2 * m)),
        ):
            down = 1 / (1 + term * down or _TINY)
            up = 1 + term / up or _TINY
            value *= up * down
        if abs(up * down - 1) < _EXACT:
            break
    return value
