"""Numbers as files hold them, and formulas of a unit's numbers: ``编制×2+20``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Final

NUMBER: Final = r"(0|[1-9][0-9]{0,8})(\.[0-9]{1,6})?"
"""How a number of at least 0 is written in a file, and in no other way."""
_NUMBER: Final = re.compile(f"-?{NUMBER}")


def whole(text: str) -> int | None:
    """A whole number of at most nine digits, of any width, as people type it."""
    return int(text) if text.isdecimal() and len(text) < 10 else None


@lru_cache(maxsize=4096)
def exact(text: str) -> Fraction:
    """A decimal as a fraction."""
    return Fraction(text)


def counted(text: str) -> Fraction | int:
    """A decimal as a whole number where it is one, else as a fraction."""
    number = exact(text)
    return number.numerator if number.denominator == 1 else number


def terms(formula: str) -> tuple[tuple[str, ...], ...] | None:
    """The formula's terms, each as its factors; ``None`` if it is no formula.

    Only ``+`` and ``×`` (or ``*``) stand between numbers and names.
    """
    text = unicodedata.normalize("NFKC", formula).replace("*", "×")
    result = tuple(tuple(factor.strip() for factor in term.split("×")) for term in text.split("+"))
    if any(not factor or re.search(r"[-/()]", factor[1:]) for term in result for factor in term):
        return None
    return result


def unknown_in(formula: str, numbers: Mapping[str, Fraction]) -> list[str]:
    """The formula's factors that are neither numbers nor among ``numbers``."""
    return [
        factor
        for term in terms(formula) or ()
        for factor in term
        if not _NUMBER.fullmatch(factor) and factor not in numbers
    ]


def amount(formula: str, numbers: Mapping[str, Fraction]) -> Fraction:
    """The formula's value for a unit with these ``numbers``.

    Raises:
        KeyError: a number that the unit does not have.
    """
    total = Fraction(0)
    for term in terms(formula) or ():
        product = Fraction(1)
        for factor in term:
            product *= exact(factor) if _NUMBER.fullmatch(factor) else numbers[factor]
        total += product
    return total
