"""The posting: points credited to one unit, on one track, at one date, by one clause.

Everything printed is a sum, a count or a filter of postings and records, so each number can be
taken apart into the steps that stand here.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from infoscore.records import Record
from infoscore.roster import Unit
from infoscore.rounding import Rounding


class Op(StrEnum):
    """What a step does to the value of the step before it."""

    BASE = "base"
    """Begins with ``operand``."""
    DIVIDE = "divide"
    TIMES = "times"
    REPLACE = "replace"
    """Goes on with ``operand`` instead."""
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


class Posting(NamedTuple):
    """记分."""

    date: date
    unit: Unit
    track: str
    points: Fraction
    clause: str
    """Path of the rule that gave the points: ``outlets.工作动态.points.简讯``."""
    record: Record
    steps: tuple[Step, ...]
