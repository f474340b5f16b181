"""“4 ÷ 3 = 1.33 → 2”: a posting's steps as one line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from infoscore.messages import Message, msg
from infoscore.rounding import Rounding, printed
from infoscore.rules.steps import Op, Step

_ROUNDINGS: Final[Mapping[Rounding, Message]] = {
    Rounding.NONE: msg("not rounded"),
    Rounding.UP: msg("round up"),
    Rounding.DOWN: msg("round down"),
    Rounding.HALF_UP: msg("round half up"),
    Rounding.HALF_EVEN: msg("round half to even"),
}


def arithmetic(steps: Sequence[Step], text: Callable[[Message], str]) -> str:
    """The steps as one line: ``4 ÷ 3 = 1.33 → 2 (round up)``."""
    line, before = "", Fraction(0)
    for step in steps:
        match step.op:
            case Op.BASE:
                line = printed(step.operand)
            case Op.DIVIDE:
                line += f" ÷ {printed(step.operand)} = {printed(step.value)}"
            case Op.TIMES:
                line += f" × {_factor(step.operand)} = {printed(step.value)}"
            case Op.PLUS:
                sign = "+" if step.operand >= 0 else "−"
                line += f" {sign} {printed(abs(step.operand))} = {printed(step.value)}"
            case Op.REPLACE:
                line += f" → {printed(step.value)}"
            case Op.BOUND:  # what follows is how far it is from there
                line += f" → {printed(step.value)}; {printed(step.value)}"
            case Op.ROUND if step.value != before:
                line += f" → {printed(step.value)}{_how(step, text)}"
            case Op.ROUND:
                pass  # there was nothing to round
        before = step.value
    return line


def _factor(factor: Fraction) -> str:
    """A decimal as in the rules, else a fraction."""
    decimal = printed(factor, 6)
    return decimal if Fraction(decimal) == factor else str(factor)


def _how(step: Step, text: Callable[[Message], str]) -> str:
    how = text(_ROUNDINGS[step.rounding])
    if step.operand == 1:
        return text(msg(" ({how})", how=how))
    return text(msg(" ({how} to {step})", how=how, step=printed(step.operand, 6)))
