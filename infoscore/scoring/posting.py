"""Postings (记分): points of one unit, on one track, at one date, by one clause.

All printed figures are sums, counts or selections of postings and records.
"""

from datetime import date
from fractions import Fraction
from typing import NamedTuple

from infoscore.records.kinds import Record
from infoscore.roster import Unit
from infoscore.rules.steps import Step


class Posting(NamedTuple):
    """记分: points credited to a unit."""

    date: date
    unit: Unit
    track: str
    points: Fraction
    clause: str
    """Path of the rule, such as ``outlets.工作动态.points.简讯``."""
    record: Record | None
    """``None``: the points are for a span of time."""
    steps: tuple[Step, ...]
    takes: "Posting | None" = None
    """Posting that it takes back, wholly or in part."""
    answer: Record | None = None
    """Record by which it lapses."""
