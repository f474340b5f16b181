"""Exact numbers, rounded only where a rule says so. docs/rules.md, “Rounding”."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import Any


def exact(value: Any) -> Fraction:
    """“Points are exact”: 0.1 is a tenth."""
    return Fraction(str(value))


def rounded(value: Fraction, rule: Any) -> Fraction:
    """“``round`` takes each share to a multiple of ``to`` (1 unless it says otherwise)”."""
    to = exact(rule.get("to", 1))
    size = abs(value) / to
    below, above = floor(size), ceil(size)
    half = Fraction(1, 2)
    match rule.get("round", "none"):
        case "none":
            return value
        case "up":  # “away from zero”
            size = Fraction(above)
        case "down":  # “towards zero”
            size = Fraction(below)
        case "half-up":  # “to the nearest, halves away from zero”
            size = Fraction(floor(size + half))
        case "half-even":  # “to the nearest, halves to the even one”
            if size - below != half:
                size = Fraction(floor(size + half))
            else:
                size = Fraction(below if below % 2 == 0 else above)
        case other:
            raise AssertionError(other)
    return size * to if value >= 0 else -size * to


def formula(text: Any, unit: Any) -> Fraction:
    """“A formula of the unit's numbers (only + and ×)”."""
    total = Fraction(0)
    for term in str(text).split("+"):
        product = Fraction(1)
        for factor in term.split("×"):
            product *= exact(unit.get("numbers", {}).get(factor.strip(), factor.strip()))
        total += product
    return total
