"""The numbers behind tables, in any span of days.

The measures have to be known before the records are read: :class:`Gauges` holds them,
:class:`Amounts` reads from the ledger afterwards what they come to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Final, NamedTuple

import msgspec

from infoscore.expressions import plain
from infoscore.period import Period
from infoscore.reading.types import listed
from infoscore.records.base import Who
from infoscore.reports.tables.entry import Extent, Figure, TableEntry
from infoscore.roster import Unit, targets_of
from infoscore.rules.condition import Whom
from infoscore.rules.edition import RuleBook
from infoscore.rules.measures import Measured, Of
from infoscore.scoring.folding import Summary
from infoscore.scoring.measure import Measure, gauge
from infoscore.scoring.outcomes import Asked
from infoscore.scoring.tally import Tally
from infoscore.scoring.winners import Prize, prizes

_NOTHING: Final = Fraction(0)


class Days(NamedTuple):
    """From one day to another, both counted in."""

    start: date
    end: date
    own: tuple[date, date] | None = None
    """The days of what no record made, where they are others."""


class TableLine(NamedTuple):
    """A row's subject: a unit, or several that are added up."""

    label: str
    units: tuple[Unit, ...]
    """Points add up over these."""
    whole: tuple[Who, ...]
    """Briefs are counted for these, one that several units wrote together once for each."""
    number: int | None = None
    """Running number; ``None`` for a sum."""
    lead: str = ""
    """What is printed before the label."""

    @property
    def unit(self) -> Unit | None:
        """``None``: several."""
        return None if self.number is None else self.units[0]


def of_unit(unit: Unit, number: int = 0) -> TableLine:
    return TableLine(unit.name, (unit,), (unit,), number)


class Chosen(NamedTuple):
    """Units of a group."""

    name: str
    units: list[Unit]
    whole: bool
    """No unit of the group that is there in the period is missing."""


class Gauges:
    """The measures of tables."""

    def __init__(self, book: RuleBook) -> None:
        self.total = book.counted
        """Tracks on which points are counted where nothing is said."""
        self._measures: dict[bytes, Measure] = {}

    def measure(self, rule: Measured, sign: int = 0) -> Measure:
        """The measure for a rule, always the same one; ``sign``: only points of that sign."""
        key = msgspec.json.encode((rule, sign))
        found = self._measures.get(key)
        if found is None:
            made = gauge(rule, self.total).of
            found = self._measures[key] = Measure(made.rule, made.tracks, sign=sign)
        return found

    @property
    def measures(self) -> list[Measure]:
        """Those that the ledger has to count beside what it counts anyway."""
        return [measure for measure in self._measures.values() if not _in_every_tally(measure)]


def _in_every_tally(measure: Measure) -> bool:
    """True for plain points, adoptions and submissions."""
    rule = measure.rule
    if measure.sign or rule.of not in (Of.POINTS, Of.ADOPTIONS, Of.SUBMISSIONS):
        return False
    return rule == Measured(of=rule.of, tracks=rule.tracks if rule.of is Of.POINTS else None)


def _amount(tally: Tally, measure: Measure, who: Who) -> Fraction:
    if not _in_every_tally(measure):
        return tally.amounts.get((measure, who), _NOTHING)
    match measure.rule.of:
        case Of.POINTS:
            assert isinstance(who, Unit)
            points = tally.points
            on_tracks = (points.get((who, track), _NOTHING) for track in measure.tracks or ())
            return sum(on_tracks, _NOTHING)
        case Of.ADOPTIONS:
            return Fraction(tally.adopted.total() if who is None else tally.adoptions[who])
        case _:
            return Fraction(tally.received if who is None else tally.submissions[who])


class Amounts:
    """The numbers that were counted, for the units that a table is about."""

    def __init__(self, summary: Summary, gauges: Gauges, layout: TableEntry) -> None:
        self.period: Period = summary.period
        self.gauges = gauges
        self.named: Mapping[str, Figure] = {
            plain(column.name): column for column in layout.columns if column.name
        }
        """What formulas may take, by its name."""
        self._only = layout.only
        self._summary = summary
        self._tallies: dict[Days, Tally] = {}

    @cached_property
    def groups(self) -> list[Chosen]:
        """The units, group by group, whatever their numbers; groups without any are left out."""
        only = self._only
        whom = only if isinstance(only, Whom) else Whom(group=list(listed(only)) or None)
        found = []
        for group in self._summary.ledger.roster.groups:
            there = [unit for unit in group.units if self._summary.lists(unit)]
            if units := [unit for unit in there if whom.holds(unit)]:
                found.append(Chosen(group.name, units, len(units) == len(there)))
        return found

    @cached_property
    def everybody(self) -> TableLine:
        """All these units added up."""
        units = tuple(unit for group in self.groups for unit in group.units)
        whole: tuple[Who, ...] = units
        if all(group.whole for group in self.groups):
            names: tuple[Who, ...] = tuple(group.name for group in self.groups)
            whole = (None,) if self._only is None else names
        return TableLine("", units, whole)

    def days(self, extent: Extent) -> Days:
        moved, own = (
            {
                Extent.PERIOD: (period.start, period.end),
                Extent.YEAR_TO_DATE: (period.year_start, period.end),
                Extent.BEFORE: (period.year_start, period.start - timedelta(days=1)),
                Extent.YEAR: (period.year_start, period.year_end),
            }[extent]
            for period in (self.period, self._summary.ledger.book.calendar.unmoved(self.period))
        )
        return Days(*moved, own)

    def months(self) -> list[tuple[int, Days]]:
        """The months of the assessment year by their calendar numbers."""
        calendar = self._summary.ledger.book.calendar
        months = (calendar.nth_month(self.period.year, number) for number in range(1, 13))
        return [(month.start.month, Days(month.start, month.end)) for month in months]

    def count(self, rule: Measured, line: TableLine, days: Days, sign: int = 0) -> Fraction:
        """A line's number in a span; ``sign``: only points of that sign."""
        measure = self.gauges.measure(rule, sign)
        if days not in self._tallies:
            self._tallies[days] = self._over(days)
        tally = self._tallies[days]
        whole: Iterable[Who] = line.units if rule.of is Of.POINTS else line.whole
        return sum((_amount(tally, measure, who) for who in whole), _NOTHING)

    def _over(self, days: Days) -> Tally:
        """The tally of a span; of the period and of what lies before it as circulars have it."""
        tally = self._summary.ledger.over(*days)
        signs = {self.days(Extent.PERIOD): 1, self.days(Extent.BEFORE): -1}
        for posting in self._summary.carried if days in signs else ():
            signed = posting._replace(points=signs[days] * posting.points)
            tally.credit(signed)
            for measure in self.gauges.measures:
                if measure.counts(posting):
                    tally.amounts[measure, signed.unit] += signed.points
        return tally

    def targets(self, tracks: Sequence[str], line: TableLine) -> Fraction | None:
        """The year's targets on the tracks, or those of the total; ``None``: none is set."""
        return targets_of(line.units, self.period.year, tracks or self.gauges.total)

    def assessed(self, tracks: Sequence[str], line: TableLine) -> bool:
        """True if any unit is assessed on any of the tracks, or of those of the total."""
        tracks = tracks or self.gauges.total
        return any(
            track in unit.targets_in(self.period.year) for unit in line.units for track in tracks
        )

    def asked(self, clause: str, line: TableLine, days: Days) -> Asked | None:
        """What a quota asked of the line's units; ``None``: nothing, or no span ended."""
        return self._summary.ledger.outcome(clause, line.units, *(days.own or days[:2]))

    def awards(self, unit: Unit, named: Sequence[str] | None) -> list[str]:
        """What has been given to a unit; ``named``: only these awards and grades."""
        return [
            prize.name
            for prize in self._given
            if unit in prize.units
            and (named is None or prize.name in named or prize.award in named)
        ]

    @cached_property
    def _given(self) -> list[Prize]:
        return [prize for prize in prizes(self._summary.ledger, self.period) if prize.over]
