"""The units that are scored, their groups and their targets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from msgspec import Struct, field

from infoscore.names import Names
from infoscore.period import Period
from infoscore.problems import Place

Targets = Mapping[str, Fraction | None]
"""Track → points to reach in a year. ``None``: scored but no task set. Absent: not assessed."""


_UNPLACED = Place("units.yaml")

MEASURE: Final = "个"


class Unit(Struct, frozen=True, eq=False):
    """A 科室 or 单位. There is one object for each, so units compare by identity."""

    name: str
    group: str
    aliases: tuple[str, ...] = ()
    unit_class: str | None = None
    """一类, 二类…: decides targets that the unit does not give itself."""
    liaison: str | None = None
    """信息员"""
    since: date | None = None
    """First day; ``None``: always there."""
    until: date | None = None
    """Last day; ``None``: still there."""
    targets: Mapping[int, Targets] = field(default_factory=dict)
    """By assessment year."""
    numbers: Mapping[str, Fraction] = field(default_factory=dict)
    """Numbers that formulas may use: 编制, 所辖县数."""
    quotas: Mapping[str, Fraction | None] = field(default_factory=dict)
    """Quota → what it asks of this unit, instead of the rules; ``None``: nothing."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """Words that tables show of it: 联系人, 备注."""
    place: Place = _UNPLACED

    def exists_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )

    def exists_in(self, period: Period) -> bool:
        """True if the unit is there on any day of ``period``."""
        return (self.since is None or self.since <= period.end) and (
            self.until is None or period.start <= self.until
        )

    def days_in(self, start: date, end: date) -> tuple[date, date] | None:
        """The first and the last day from ``start`` to ``end`` on which the unit is there."""
        first, last = max(self.since or start, start), min(self.until or end, end)
        return (first, last) if first <= last else None

    def targets_in(self, year: int) -> Targets:
        """The year's targets; empty if none were set."""
        return self.targets.get(year, {})


class Group(Struct, frozen=True):
    """Units that are listed and ranked together."""

    name: str
    units: tuple[Unit, ...]
    measure: str = MEASURE
    """The measure word with which texts count its units."""


class Roster:
    """All units in the order in which documents list them."""

    __slots__ = ("groups", "names")

    def __init__(self, groups: Sequence[Group]) -> None:
        self.groups = tuple(groups)
        self.names = Names(
            (name, unit) for unit in self.units for name in (unit.name, *unit.aliases)
        )

    @property
    def units(self) -> Iterator[Unit]:
        """Group by group."""
        for group in self.groups:
            yield from group.units

    def find(self, name: str, on: date | None = None) -> Sequence[Unit]:
        """The units called ``name``; where several were in turn, those there on that day."""
        found = self.names.find(name)
        if len(found) > 1 and on is not None:
            found = [unit for unit in found if unit.exists_on(on)] or found
        return found

    def nearest(self, name: str) -> list[str]:
        """Names and aliases that look like ``name``."""
        return self.names.nearest(name)

    def years(self) -> list[int]:
        """The years for which any unit has targets, in order."""
        return sorted({year for unit in self.units for year in unit.targets})


def targets_of(units: Iterable[Unit], year: int, tracks: Iterable[str]) -> Fraction | None:
    """The units' targets on the tracks in an assessment year, added up; ``None``: none is set."""
    found = [
        points
        for track in tracks
        for unit in units
        if (points := unit.targets_in(year).get(track)) is not None
    ]
    return sum(found, Fraction(0)) if found else None
