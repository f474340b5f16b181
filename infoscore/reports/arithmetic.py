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


_SPELLED: Final[Mapping[Rounding, str]] = {
    Rounding.UP: "向上",
    Rounding.DOWN: "向下",
    Rounding.HALF_UP: "四舍五入",
    Rounding.HALF_EVEN: "四舍六入五成双",
}


def spelled(steps: Sequence[Step], measure: str) -> str:
    """The steps in Chinese: ``4分，3个单位平均，4÷3≈1.33分，向上取整得2分``."""
    befores = (Fraction(0), *(step.value for step in steps))
    parts = [_spelled(step, before, measure) for before, step in zip(befores, steps, strict=False)]
    if len(parts) > 1 and "×" in parts[1]:  # the product names what is multiplied
        del parts[0]
    return "，".join(filter(None, parts))


def _spelled(step: Step, before: Fraction, measure: str) -> str:
    """One step in Chinese; empty: it changes nothing."""
    value, operand = printed(step.value), printed(abs(step.operand))
    result = f"{'＝' if Fraction(value) == step.value else '≈'}{value}{measure}"
    if step.op is Op.BASE:
        return f"{printed(step.operand)}{measure}"
    if step.value == before and step.op in {Op.TIMES, Op.PLUS, Op.ROUND}:
        return ""
    if step.op is Op.ROUND:
        to = "取整" if step.operand == 1 else f"取到{_factor(step.operand)}{measure}的倍数"
        return f"{_SPELLED[step.rounding]}{to}，得{value}{measure}"
    more = "加" if step.operand >= 0 else "减"
    factor = _factor(step.operand) if step.operand >= 0 else f"（{_factor(step.operand)}）"
    return {
        Op.DIVIDE: f"{operand}个单位平均，{printed(before)}÷{operand}{result}",
        Op.TIMES: f"{printed(before)}×{factor}{result}",
        Op.PLUS: f"{more}{operand}{measure}，为{value}{measure}",
        Op.REPLACE: f"改计{value}{measure}",
        Op.BOUND: f"以{value}{measure}为限",
    }[step.op]


def _factor(factor: Fraction) -> str:
    """A decimal as in the rules, else a fraction."""
    decimal = printed(factor, 6)
    return decimal if Fraction(decimal) == factor else str(factor)


def _how(step: Step, text: Callable[[Message], str]) -> str:
    how = text(_ROUNDINGS[step.rounding])
    if step.operand == 1:
        return text(msg(" ({how})", how=how))
    return text(msg(" ({how} to {step})", how=how, step=printed(step.operand, 6)))
