"""One step on the way to a posting's points; every number can be taken apart into such steps."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from infoscore.rounding import Rounding


class Op(StrEnum):
    """What a step does to the value of the step before it."""

    BASE = "base"
    """Begins with ``operand``."""
    DIVIDE = "divide"
    TIMES = "times"
    PLUS = "plus"
    REPLACE = "replace"
    """Goes on with ``operand`` instead."""
    BOUND = "bound"
    """Is kept to ``operand``."""
    ROUND = "round"
    """To a multiple of ``operand``."""


class Step(NamedTuple):
    """One step on the way to a posting's points."""

    op: Op
    operand: Fraction
    value: Fraction
    """Points after this step."""
    clause: str
    """Path of the rule within its edition, or of the key within the record."""
    rounding: Rounding = Rounding.NONE
