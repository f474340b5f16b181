"""The ledger (台账): all records folded day by day, and what the rules of a year make of them.

Every report is a sum of its days. Rules for spans of time add postings of their own when the year
is settled: quotas, then limits and vetoes, then conversions, each on what those before it made.
"""

from __future__ import annotations

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
from infoscore.scoring.posting import Posting
from infoscore.scoring.tally import Tally

DAY = timedelta(days=1)
NOTHING = Fraction(0)


class Vetoed(NamedTuple):
    """A veto that came into force."""

    name: str
    unit: Unit
    start: date
    end: date
    """Of the span whose points are gone."""
    since: date
    """The day on which it came into force."""


class Ledger(Struct, eq=False):
    """What was posted and counted on each day."""

    book: RuleBook
    roster: Roster
    until: date
    """Spans that end later are not settled yet."""
    clauses: tuple[SpanClause, ...] = ()
    """For spans of time, in the order in which they are worked out."""
    asked: tuple[Measure, ...] = ()
    """What a report counts beside the points."""
    watch: Callable[[Posting], None] | None = None
    """Is shown every posting."""
    days: dict[date, Tally] = field(default_factory=dict)
    recipients: dict[str, None] = field(default_factory=dict)
    """To whom anything was ever passed on, in the order of the records."""
    vetoed: list[Vetoed] = field(default_factory=list)
    measures: tuple[Measure, ...] = ()
    """What is counted beside the points, for the report and for the rules."""
    settled: set[int] = field(default_factory=set)
    """Years to which the rules for spans of time were applied."""

    def __post_init__(self) -> None:
        ruled = [measure for clause in self.clauses for measure in clause.measures]
        self.measures = (*self.asked, *ruled)

    def empty(self) -> Ledger:
        """A ledger for the same rules and measures that holds nothing, to be merged into this."""
        made = copy(self)
        made.days, made.recipients, made.vetoed, made.settled = {}, {}, [], set()
        return made

    def merge(self, other: Ledger) -> None:
        """Add all that ``other`` holds, which is not used any more; its rules are the same."""
        for day, tally in other.days.items():
            mine = self.days.setdefault(day, tally)
            if mine is not tally:
                mine.merge(tally)
        self.recipients.update(other.recipients)

    def day(self, day: date) -> Tally:
        """The day's tally."""
        found = self.days.get(day)
        if found is None:
            found = self.days[day] = Tally()
        return found

    def add(self, record: Record, postings: list[Posting]) -> None:
        """Count a record and what it is worth."""
        self.day(record.date).count(record)
        for measure in self.measures:
            self._measured(measure, measure.of_record(record, self.until))
        for one in getattr(record, "forwarded", ()):
            self.recipients.setdefault(one.to)
        self.credit(postings)

    def credit(self, postings: Iterable[Posting], bounded: Sequence[str] | None = None) -> None:
        """Add postings, each on its day; ``bounded``: they correct points by these clauses."""
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
        """Apply the rules for spans of time to an assessment year, as far as it has gone."""
        if year in self.settled:
            return
        self.settled.add(year)
        for clause in self.clauses:
            self.credit(clause.postings(self, year), clause.bounded)

    def over(self, start: date, end: date) -> Tally:
        """The tally of all days from ``start`` to ``end``."""
        total = Tally()
        for day, tally in self.days.items():
            if start <= day <= end:
                total.merge(tally)
        return total

    def amounts(
        self, measures: Iterable[Measure], start: date, end: date
    ) -> dict[tuple[Measure, Who], Fraction]:
        """What the measures come to from ``start`` to ``end``."""
        wanted = set(measures)
        result: dict[tuple[Measure, Who], Fraction] = {}
        day = start
        while day <= end:
            tally = self.days.get(day)
            if tally is not None:
                for key, number in tally.amounts.items():
                    if key[0] in wanted:
                        result[key] = result.get(key, NOTHING) + number
            day += DAY
        return result

    def spans(self, span: Span, year: int, edition: Edition) -> Iterator[tuple[date, date]]:
        """The year's spans whose last day lies under ``edition``."""
        for start, end in self.book.calendar.spans(span, year):
            if self.book.on(end) is edition:
                yield start, end


class SpanClause:
    """A clause of an edition that is applied to each span of a year."""

    bounded: list[str] | None = None
    """It keeps points by these clauses within bounds."""

    def __init__(self, edition: Edition, measures: Iterable[Measure]) -> None:
        self.edition = edition
        self.measures = tuple(measures)

    def postings(self, ledger: Ledger, year: int) -> Iterator[Posting]:
        """What it gives and takes in the assessment year."""
        raise NotImplementedError


def fold(
    records: Iterable[Record],
    ledger: Ledger,
    engine: Engine,
    seen: Callable[[Record, list[Posting]], None] | None = None,
) -> None:
    """Post every record into the ledger; ``seen`` is shown each with its postings."""
    if needs_order(ledger.book):
        records = sorted(records, key=lambda record: (record.date, record.place))
    for record in records:
        postings = engine.post(record)
        ledger.add(record, postings)
        if seen is not None:
            seen(record, postings)
