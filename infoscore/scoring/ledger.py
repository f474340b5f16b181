"""The ledger (台账): tallies of each day, of which every report is a sum.

Rules for spans of time add postings when a year is settled: quotas first, then limits and vetoes,
then conversions, each on the result of those before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from msgspec import Struct, field

from infoscore.period import Span
from infoscore.records.base import Addition, Who
from infoscore.records.kinds import Record
from infoscore.roster import Roster, Unit
from infoscore.rules.edition import Edition, RuleBook
from infoscore.scoring.engine import Engine, needs_order
from infoscore.scoring.measure import Measure
from infoscore.scoring.outcomes import Asked, of_spans, of_units
from infoscore.scoring.posting import Posting
from infoscore.scoring.tally import Tally

NOTHING = Fraction(0)


class Vetoed(NamedTuple):
    """Veto that took effect for a unit."""

    name: str
    per: Span
    unit: Unit
    start: date
    end: date
    """Last day of the span."""
    since: date
    """Day on which it took effect."""


class Ledger(Struct, eq=False):
    """Postings and counts of each day."""

    book: RuleBook
    roster: Roster
    until: date
    """Last day known; spans that end later are not settled."""
    clauses: tuple[SpanClause, ...] = ()
    """Clauses for spans of time, in the order of application."""
    asked: tuple[Measure, ...] = ()
    """Measures of a report, beside the points."""
    watch: Callable[[Posting], None] | None = None
    """Called with each posting."""
    days: dict[date, Tally] = field(default_factory=dict)
    recipients: dict[str, None] = field(default_factory=dict)
    """Recipients of briefs passed on, in the order of the records."""
    vetoed: list[Vetoed] = field(default_factory=list)
    asked_of: dict[tuple[str, Unit], list[Asked]] = field(default_factory=dict)
    """What quotas and conversions asked, by clause and unit; span by span."""
    measures: tuple[Measure, ...] = ()
    """Measures of the report and of the rules."""
    settled: set[int] = field(default_factory=set)
    """Years to which the clauses for spans have been applied."""

    def __post_init__(self) -> None:
        ruled = [measure for clause in self.clauses for measure in clause.measures]
        self.measures = (*self.asked, *ruled)

    def empty(self) -> Ledger:
        """Return an empty ledger for the same rules and measures, to be merged into this one."""
        made = copy(self)
        made.days, made.recipients, made.vetoed, made.settled = {}, {}, [], set()
        made.asked_of = {}
        return made

    def merge(self, other: Ledger) -> None:
        """Add the contents of ``other``, of the same rules, which must not be used afterwards."""
        for day, tally in other.days.items():
            mine = self.days.setdefault(day, tally)
            if mine is not tally:
                mine.merge(tally)
        self.recipients.update(other.recipients)

    def day(self, day: date) -> Tally:
        """Return the day's tally, made if there is none."""
        found = self.days.get(day)
        if found is None:
            found = self.days[day] = Tally()
        return found

    def add(self, record: Record, postings: list[Posting]) -> None:
        """Add a record with its postings."""
        self.day(record.date).count(record)
        for measure in self.measures:
            self._measured(measure, measure.of_record(record, self.until))
        for one in getattr(record, "forwarded", ()):
            self.recipients.setdefault(one.to)
        self.credit(postings)

    def credit(self, postings: Iterable[Posting], bounded: Sequence[str] | None = None) -> None:
        """Add postings to their days; ``bounded``: clauses whose points they correct."""
        postings = list(postings)
        for posting in postings:
            self.day(posting.date).credit(posting)
        if self.watch is not None:
            for posting in postings:
                self.watch(posting)
        for measure in self.measures:
            self._measured(measure, measure.of_postings(postings, bounded))

    def _measured(self, measure: Measure, parts: Iterable[Addition]) -> None:
        for day, who, number in parts:
            self.day(day).amounts[measure, who] += number

    def settle(self, year: int) -> None:
        """Apply the clauses for spans to an assessment year, unless that has been done."""
        if year in self.settled:
            return
        self.settled.add(year)
        for clause in self.clauses:
            self.credit(clause.postings(self, year), clause.bounded)

    def over(self, start: date, end: date) -> Tally:
        """Return the tally of all days from ``start`` to ``end``."""
        total = Tally()
        for day, tally in self.days.items():
            if start <= day <= min(end, self.until):
                total.merge(tally)
        return total

    def outcome(self, clause: str, units: Iterable[Unit], start: date, end: date) -> Asked | None:
        """Return what a quota asked of units in the spans that ended from ``start`` to ``end``."""
        return of_units(
            of_spans(
                one for one in self.asked_of.get((clause, unit), ()) if start <= one.day <= end
            )
            for unit in units
        )

    def amounts(
        self, measures: Iterable[Measure], start: date, end: date
    ) -> dict[tuple[Measure, Who], Fraction]:
        """Return the sums of the measures from ``start`` to ``end``."""
        wanted = set(measures)
        result: defaultdict[tuple[Measure, Who], Fraction] = defaultdict(Fraction)
        for day in self._days(start, end):
            if day in self.days:
                for key, number in self.days[day].amounts.items():
                    if key[0] in wanted:
                        result[key] += number
        return result

    def running(
        self, measure: Measure, who: Who, start: date, end: date
    ) -> Iterator[tuple[date, Fraction]]:
        """Yield each day from ``start`` to ``end`` with the measure's sum since ``start``."""
        total = NOTHING
        for day in self._days(start, end):
            if day in self.days:
                total += self.days[day].amounts.get((measure, who), NOTHING)
            yield day, total

    def _days(self, start: date, end: date) -> Iterator[date]:
        days = (min(end, self.until) - start).days + 1
        return (start + timedelta(number) for number in range(days))

    def spans(self, span: Span, year: int, edition: Edition) -> Iterator[tuple[date, date]]:
        """Yield the year's spans on whose last day ``edition`` is in force."""
        for start, end in self.book.calendar.spans(span, year):
            if self.book.on(end) is edition:
                yield start, end


class SpanClause:
    """Clause of an edition that is applied to each span of a year."""

    bounded: list[str] | None = None
    """Clauses whose points it keeps within bounds."""

    def __init__(self, edition: Edition, measures: Iterable[Measure]) -> None:
        self.edition = edition
        self.measures = tuple(measures)

    def postings(self, ledger: Ledger, year: int) -> Iterator[Posting]:
        """Yield the postings of the assessment year."""
        raise NotImplementedError


def fold(
    records: Iterable[Record],
    ledger: Ledger,
    engine: Engine,
    seen: Callable[[Record, list[Posting]], None] | None = None,
) -> None:
    """Post all records into the ledger; ``seen`` is called with each and its postings."""
    if needs_order(ledger.book):
        records = sorted(records, key=lambda record: (record.date, record.place))
    for record in records:
        postings = engine.post(record)
        ledger.add(record, postings)
        if seen is not None:
            seen(record, postings)
