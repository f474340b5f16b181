"""Arithmetic on named numbers: ``(本月 − 上月) ÷ 上月``, ``得分 ÷ total(得分)``."""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

from infoscore.formulas import exact

_NUMBER: Final = r"\d{1,9}(?:\.\d{1,6})?"
_NAME: Final = r"[^\W\d]\w*"
_TOKEN: Final = re.compile(rf"\s*(?:({_NUMBER})|total\s*\(\s*({_NAME})\s*\)|({_NAME})|([-+×÷()]))")
_ASCII: Final = str.maketrans("−*/", "-×÷")
_SIGNS: Final[Mapping[str, tuple[int, Callable[[Fraction, Fraction], Fraction]]]] = {
    "+": (1, operator.add),
    "-": (1, operator.sub),
    "×": (2, operator.mul),
    "÷": (2, operator.truediv),
}
"""Each with how closely it binds."""


class Operand(NamedTuple):
    """A named number, or its total over all."""

    name: str
    total: bool


Postfix = tuple[Fraction | Operand | str, ...]
"""Numbers, operands and signs, each sign behind what it takes."""


def plain(text: str) -> str:
    """A name or formula as it is compared, whatever its width."""
    return unicodedata.normalize("NFKC", text).translate(_ASCII)


def is_name(text: str) -> bool:
    """True if a formula may hold it."""
    return re.fullmatch(_NAME, plain(text)) is not None


@lru_cache(maxsize=256)
def postfix(formula: str) -> Postfix | None:
    """The formula's parts; ``None`` if it is none."""
    parts: list[Fraction | Operand | str] = []
    waiting: list[str] = []
    wanted = True  # a number, a name or a bracket that opens
    for piece in _tokens(plain(formula)):
        if piece is None or wanted != (piece == "(" or not isinstance(piece, str)):
            return None
        if not isinstance(piece, str):
            parts.append(piece)
            wanted = False
        elif piece == "(":
            waiting.append(piece)
        elif piece == ")":
            while waiting and waiting[-1] != "(":
                parts.append(waiting.pop())
            if not waiting:
                return None
            waiting.pop()
        else:
            while waiting and waiting[-1] != "(" and _SIGNS[waiting[-1]][0] >= _SIGNS[piece][0]:
                parts.append(waiting.pop())
            waiting.append(piece)
            wanted = True
    if wanted or "(" in waiting:
        return None
    return (*parts, *reversed(waiting))


def _tokens(text: str) -> Iterator[Fraction | Operand | str | None]:
    """Its numbers, operands and signs; ``None``: something else."""
    at, text = 0, text.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            yield None
            return
        number, total, name, sign = found.groups()
        yield exact(number) if number else sign or Operand(total or name, total is not None)
        at = found.end()


def value(parts: Postfix, number: Callable[[Operand], Fraction]) -> Fraction:
    """What the formula comes to.

    Raises:
        ZeroDivisionError: it divides by zero.
    """
    stack: list[Fraction] = []
    for part in parts:
        if isinstance(part, str):
            second, first = stack.pop(), stack.pop()
            stack.append(_SIGNS[part][1](first, second))
        else:
            stack.append(number(part) if isinstance(part, Operand) else part)
    return stack.pop()
