"""The units that are scored, their groups, their targets and their people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from msgspec import Struct, field

from infoscore.names import Names, fold
from infoscore.period import Period
from infoscore.problems import Place

Targets = Mapping[str, Fraction | None]
"""Track → points to reach in a year. ``None``: scored but no task set. Absent: not assessed."""


_UNPLACED = Place("units.yaml")

MEASURE: Final = "个"
LIAISON: Final = "信息员"
"""The role without which a unit has nobody to send in briefs."""


class Term(Struct, frozen=True, eq=False):
    """任职: a role that somebody has from a day to a day. The name is printed nowhere."""

    role: str
    name: str
    since: date | None = None
    """First day; ``None``: always."""
    until: date | None = None
    """Last day; ``None``: still."""
    several: bool = False
    """Others may have the role at the same time."""
    units: frozenset[str] | None = None
    """Names of the units that it concerns; ``None``: all."""
    place: Place = _UNPLACED

    def held_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )

    def concerns(self, unit: Unit) -> bool:
        return self.units is None or unit.name in self.units

    def meets(self, other: Term) -> bool:
        """True if both are held on some day, for some unit."""
        return (
            (self.units is None or other.units is None or bool(self.units & other.units))
            and (self.since or date.min) <= (other.until or date.max)
            and (other.since or date.min) <= (self.until or date.max)
        )


class Unit(Struct, frozen=True, eq=False):
    """A 科室 or 单位. There is one object for each, so units compare by identity."""

    name: str
    group: str
    aliases: tuple[str, ...] = ()
    unit_class: str | None = None
    """一类, 二类…: decides targets that the unit does not give itself."""
    liaison: str | None = None
    """信息员 without dates, of a unit that has none with dates."""
    people: tuple[Term, ...] = ()
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

    __slots__ = ("_terms", "groups", "names", "people")

    def __init__(self, groups: Sequence[Group], people: Sequence[Term] = ()) -> None:
        """``people``: those of the office and the bureau."""
        self.groups = tuple(groups)
        self.people = tuple(people)
        self._terms: dict[tuple[str, Unit], list[Term]] = {}
        """By folded role and unit."""
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

    def holders(self, role: str, unit: Unit, on: date) -> list[Term]:
        """Who has the role in or over the unit on that day."""
        return [term for term in self._of(fold(role), unit) if term.held_on(on)]

    def declares(self, role: str, unit: Unit) -> bool:
        """True if people are declared for the role: some have it, and the unit names its own."""
        wanted = fold(role)
        if unit.people or any(fold(term.role) == wanted for term in self.people):
            return any(self._of(wanted, one) for one in self.units)
        return False

    def _of(self, role: str, unit: Unit) -> list[Term]:
        found = self._terms.get((role, unit))
        if found is None:
            every = (*unit.people, *(term for term in self.people if term.concerns(unit)))
            found = [term for term in every if fold(term.role) == role]
            if not found and unit.liaison is not None and role == LIAISON:
                found = [Term(LIAISON, unit.liaison, place=unit.place)]
            self._terms[role, unit] = found
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
