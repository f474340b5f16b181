"""Steps of the calculation of points; every score can be taken apart into them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from infoscore.formulas import exact
from infoscore.rounding import Rounding, round_to


class Op(StrEnum):
    """Operation on the value of the step before."""

    BASE = "base"
    """Starts with ``operand``."""
    DIVIDE = "divide"
    TIMES = "times"
    PLUS = "plus"
    REPLACE = "replace"
    """Replaces the value by ``operand``."""
    BOUND = "bound"
    """Bounds the value by ``operand``."""
    ROUND = "round"
    """Rounds to a multiple of ``operand``."""


class Step(NamedTuple):
    """One step of the calculation of a posting's points."""

    op: Op
    operand: Fraction
    value: Fraction
    """Points after this step."""
    clause: str
    """Path of the rule in its edition, or of the key in the record."""
    rounding: Rounding = Rounding.NONE

    def times(self, factor: Fraction, clause: str) -> Step:
        """Return the next step, which multiplies the points by ``factor``."""
        return Step(Op.TIMES, factor, self.value * factor, clause)


def begin(points: Fraction, clause: str) -> Step:
    """Return the first step of a calculation: ``points`` as they are."""
    return Step(Op.BASE, points, points, clause)


def kept_to(bound: Fraction, points: Fraction, clause: str) -> tuple[Step, Step]:
    """Return the steps that keep ``points`` to ``bound``: the bound, and the difference to it."""
    difference = bound - points
    return Step(Op.BOUND, bound, bound, clause), Step(Op.PLUS, -points, difference, clause)


def rounded(steps: Sequence[Step], rounding: Rounding, to: str, clause: str) -> tuple[Step, ...]:
    """Return the steps and, if the rule rounds, a last one to a multiple of ``to``."""
    if rounding is Rounding.NONE:
        return tuple(steps)
    value = round_to(steps[-1].value, rounding, exact(to))
    return (*steps, Step(Op.ROUND, exact(to), value, clause, rounding))
