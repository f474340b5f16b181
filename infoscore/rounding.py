"""Rounding, where a rule says so and where a number is printed; done nowhere else."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import Final, assert_never

HALF: Final = Fraction(1, 2)


class Rounding(StrEnum):
    """Directions as in :mod:`decimal`: up is away from zero, so +1.2 → 2 and −1.2 → −2."""

    NONE = "none"
    UP = "up"
    DOWN = "down"
    HALF_UP = "half-up"
    HALF_EVEN = "half-even"


def round_to(value: Fraction, how: Rounding, to: Fraction = Fraction(1)) -> Fraction:
    """``value`` rounded to a multiple of ``to`` (points; greater than zero)."""
    steps = abs(value) / to
    match how:
        case Rounding.NONE:
            return value
        case Rounding.UP:
            whole = ceil(steps)
        case Rounding.DOWN:
            whole = floor(steps)
        case Rounding.HALF_UP:
            whole = floor(steps + HALF)
        case Rounding.HALF_EVEN:
            whole = round(steps)
        case _:
            assert_never(how)
    return whole * to if value >= 0 else -whole * to


def printed(value: Fraction | int, places: int = 2) -> str:
    """``value`` for people: half-up to ``places`` decimals, trailing zeros and bare points cut."""
    if value.denominator == 1:
        return str(value.numerator)
    text = with_decimals(Fraction(value), places)
    return text.rstrip("0").rstrip(".") if places else text


def with_decimals(value: Fraction, places: int) -> str:
    """``value`` for people: half-up to ``places`` decimals, all of them printed."""
    scale = 10**places
    whole = int(round_to(value * scale, Rounding.HALF_UP))
    units, rest = divmod(abs(whole), scale)
    return f"{'-' if whole < 0 else ''}{units}{f'.{rest:0{places}d}' if places else ''}"


def percent(share: Fraction, places: int = 1) -> str:
    """A share (1 is the whole) as a percentage for people."""
    return f"{printed(share * 100, places)}%"


def number(value: Fraction | int) -> int | float:
    """``value`` as a JSON number: whole where it is whole, else the nearest float."""
    return value.numerator if value.denominator == 1 else float(value)
