"""A posting's points, worked out once more from the steps that explain them."""

from __future__ import annotations

from fractions import Fraction

from infoscore.rounding import round_to
from infoscore.rules.steps import Op
from infoscore.scoring.posting import Posting


def recomputed(posting: Posting) -> Fraction:
    """The points; every step on the way says what it comes to."""
    value = Fraction(0)
    for step in posting.steps:
        match step.op:
            case Op.BASE | Op.REPLACE | Op.BOUND:
                value = step.operand
            case Op.DIVIDE:
                value /= step.operand
            case Op.TIMES:
                value *= step.operand
            case Op.PLUS:
                value += step.operand
            case Op.ROUND:
                value = round_to(value, step.rounding, step.operand)
        assert value == step.value
    return value
