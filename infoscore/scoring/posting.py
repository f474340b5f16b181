"""The posting: points credited to one unit, on one track, at one date, by one clause.

Everything printed is a sum, a count or a filter of postings and records.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import NamedTuple

from infoscore.records.kinds import Record
from infoscore.roster import Unit
from infoscore.rules.steps import Step


class Posting(NamedTuple):
    """记分."""

    date: date
    unit: Unit
    track: str
    points: Fraction
    clause: str
    """Path of the rule that gave the points: ``outlets.工作动态.points.简讯``."""
    record: Record | None
    """``None``: the rule gave them for a span of time, not for one record."""
    steps: tuple[Step, ...]
