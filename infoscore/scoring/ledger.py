"""The ledger (台账): tallies of each day, of which every report is a sum.

Rules for spans of time add postings when a year is settled, each on the result of those before;
:mod:`infoscore.scoring.order` tells which come before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from datetime import date, timedelta
from fractions import Fraction
from itertools import takewhile
from typing import NamedTuple

from msgspec import Struct, field

from infoscore.moments import end_of
from infoscore.period import Span
from infoscore.reading.types import listed
from infoscore.records.base import Addition, Who
from infoscore.records.kinds import Record
from infoscore.roster import Roster, Unit
from infoscore.rules.edition import Edition, RuleBook
from infoscore.rules.measures import Became, Of
from infoscore.scoring.awaited import AWAITED
from infoscore.scoring.engine import Engine, needs_order
from infoscore.scoring.lots import NOTHING, Lot, Part, Taken
from infoscore.scoring.measure import Measure
from infoscore.scoring.outcomes import Asked, of_spans, of_units
from infoscore.scoring.posting import Posting
from infoscore.scoring.tally import Tally


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


class Dayed(NamedTuple):
    """A posting that is kept, and whether its day stays whatever days a closing date moves."""

    posting: Posting
    by_calendar: bool


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
    posted: list[Dayed] | None = None
    """All postings; ``None``: they are not kept."""
    days: dict[date, Tally] = field(default_factory=dict)
    given: dict[date, Tally] = field(default_factory=dict)
    """Points that clauses for spans give, by day; a closing date moves records, but not these."""
    recipients: dict[str, None] = field(default_factory=dict)
    """Recipients of briefs passed on, in the order of the records."""
    vetoed: list[Vetoed] = field(default_factory=list)
    asked_of: dict[tuple[str, Unit], list[Asked]] = field(default_factory=dict)
    """What quotas and conversions asked, by clause and unit; span by span."""
    measures: tuple[Measure, ...] = ()
    """Measures of the report and of the rules."""
    settled: set[int] = field(default_factory=set)
    """Years to which the clauses for spans have been applied."""
    _awaited: list[Measure] = field(default_factory=list)
    """Measures of duties that no record may answer."""

    _answers: list[Record] = field(default_factory=list)
    """Records that may answer duties that a measure counts."""
    held: dict[tuple[Edition, str], list[Posting]] = field(default_factory=dict)
    """Postings that count only once a clause lets them, by edition and clause."""

    _lots: dict[tuple[Unit, str], list[Lot]] | None = None
    """Lots by unit and track; ``None``: nothing depends on what of a posting still stands."""
    _briefs: dict[tuple[Measure, int, str], set[Unit]] = field(default_factory=dict)
    """Units of the briefs that a measure counted in a year, where it counts each once."""
    _lot_of: dict[int, Lot] = field(default_factory=dict)
    """Lot of each posting, by identity."""

    def __post_init__(self) -> None:
        ruled = [measure for clause in self.clauses for measure in clause.measures]
        self.measures = (*self.asked, *ruled)
        self._awaited = [one for one in self.measures if one.rule.of in AWAITED]
        takes = any(clause.takes for clause in self.clauses)
        parts = any(measure.filters for measure in self.measures)
        self.held = {(one.edition, one.path): [] for one in self.clauses if one.holds}
        if takes and (parts or any(edition.takes_back for edition in self.book.editions)):
            self._lots = {}

    def empty(self) -> Ledger:
        """Return an empty ledger for the same rules and measures, to be merged into this one."""
        made = copy(self)
        made.days, made.given, made.recipients, made.vetoed, made.settled = {}, {}, {}, [], set()
        made.asked_of = {}
        return made

    @property
    def needs_order(self) -> bool:
        """Whether sums depend on the order of the records, so that they have to come by date."""
        once = any(measure.rule.once for measure in self.measures)
        return once or bool(self.held) or self._lots is not None or needs_order(self.book)

    def merge(self, other: Ledger) -> None:
        """Add the contents of ``other``, of the same rules, which must not be used afterwards."""
        for day, tally in other.days.items():
            mine = self.days.setdefault(day, tally)
            if mine is not tally:
                mine.merge(tally)
        self.recipients.update(other.recipients)

    def day(self, day: date) -> Tally:
        """Return the tally of a day's records, made if there is none."""
        return _on(self.days, day)

    def add(self, record: Record, postings: list[Posting]) -> None:
        """Add a record with its postings."""
        self.day(record.date).count(record)
        for measure in self.measures:
            for day, who, number in self._counted(measure, record):
                self.day(day).amounts[measure, who] += number
        if any(isinstance(record, AWAITED[one.rule.of].reads) for one in self._awaited):
            self._answers.append(record)
        for one in getattr(record, "forwarded", ()):
            self.recipients.setdefault(one.to)
        edition = record.edition
        if self.held and edition is not None:
            for one in postings:
                self.held.get((edition, one.clause), []).append(one)
            postings = [one for one in postings if (edition, one.clause) not in self.held]
        self.credit(postings)

    def _counted(self, measure: Measure, record: Record) -> Iterable[Addition]:
        """Return what the record adds to a measure; of a brief that it counts once, what is new.

        A brief of the same title by other units is another brief, as for ``repeats``.
        """
        added = measure.of_record(record, self.until)
        if not measure.rule.once or record.count != 1:
            return added
        found = list(added)
        brief = getattr(record, "brief", "")
        if not found or not brief:
            return found
        year = self.book.calendar.year_of(record.date)
        seen = self._briefs.setdefault((measure, year, brief), set())
        known = seen.intersection(one.unit for one in record.contributors)
        seen.update(one.unit for one in record.contributors)
        if not known:
            return found
        return [one for one in found if isinstance(one[1], Unit) and one[1] not in known]

    def credit(self, postings: Iterable[Posting], *, by_calendar: bool = False) -> None:
        """Add postings to their days; ``by_calendar``: whatever days a closing date moves."""
        for posting in postings:
            tally = _on(self.given if by_calendar else self.days, posting.date)
            self._post(tally, posting, by_calendar=by_calendar)
            counted = [measure for measure in self.measures if measure.counts(posting)]
            for measure in counted:
                _add(tally, measure, posting.unit, posting.points)
            if self._lots is not None:
                lot = self._lot_of[id(posting)] = Lot(posting, frozenset(counted))
                self._lots.setdefault((posting.unit, posting.track), []).append(lot)
                if posting.takes is not None:
                    self._lot_of[id(posting.takes)].backs.append(lot)

    def correct(self, posting: Posting, parts: Iterable[Part]) -> None:
        """Add a correction to its day; ``parts``: what it adds to which lots.

        One of 0 points is no posting, but lots above and below zero may have lost the same.
        """
        tally = self.day(posting.date)
        if posting.points:
            self._post(tally, posting)
        for measure in self.measures:
            points = posting.points
            if not measure.corrected_by(posting):
                points = sum((part for lot, part in parts if measure in lot.measures), NOTHING)
            if points:
                _add(tally, measure, posting.unit, points)

    def _post(self, tally: Tally, posting: Posting, *, by_calendar: bool = False) -> None:
        tally.credit(posting)
        if self.watch is not None:
            self.watch(posting)
        if self.posted is not None:
            self.posted.append(Dayed(posting, by_calendar))

    def taken(self, unit: Unit, track: str, measure: Measure, start: date, end: date) -> Taken:
        """Return what a clause may take of a measure's lots in a span; it begins with nothing."""
        lots = [] if self._lots is None else self._lots.get((unit, track), [])
        lots = [lot for lot in lots if start <= lot.day <= end and measure in lot.measures]
        return Taken(sorted(lots, key=lambda lot: lot.day))

    def settle(self, year: int) -> None:
        """Apply the clauses for spans to an assessment year, unless that has been done.

        Years are settled together where one depends on another: a week lies in two, or a posting
        takes back one of the year before.
        """
        if year in self.settled:
            return
        if not self.settled:
            self._await()
        years = {year}
        if self._lots is not None or any(clause.per is Span.WEEK for clause in self.clauses):
            year_of = self.book.calendar.year_of
            # a quota gives its base in a year without records, too, and a week may begin there
            first = min(map(year_of, self.days), default=year) - 1
            # of the last week some days may lie in this year, but the week belongs to the next
            last = year_of(self.until + timedelta(6))
            years |= {*range(first, last + 1)}
        new = sorted(years - self.settled)
        self.settled.update(new)
        for clause in self.clauses:
            for one in new:
                clause.apply(self, one)

    def _await(self) -> None:
        """Count the duties that no record may have answered, on their last days."""
        now = end_of(self.until)
        for measure in self._awaited:
            rule, source = measure.rule, AWAITED[measure.rule.of]
            for duty in source.duties(self.book, rule, self._answers, self.until):
                state = duty.state(now)
                if state is not None and (rule.state is None or state in listed(rule.state)):
                    _add(_on(self.given, duty.due.date()), measure, duty.unit, Fraction(1))

    def over(self, start: date, end: date, own: tuple[date, date] | None = None) -> Tally:
        """Return the tally of all days from ``start`` to ``end``.

        ``own``: first and last day for points that no record made, where they are others.
        """
        total = Tally()
        for days, (first, last) in ((self.days, (start, end)), (self.given, own or (start, end))):
            for day, tally in days.items():
                if first <= day <= min(last, self.until):
                    total.merge(tally)
        return total

    def became(self, clause: str, unit: Unit, asked: Asked) -> None:
        """Note what a quota asked of a unit in a span, and what became of it."""
        spans = self.asked_of.setdefault((clause, unit), [])
        spans.append(asked)
        year_of = self.book.calendar.year_of
        year = [one for one in spans if year_of(one.day) == year_of(asked.day)]
        for measure in self.measures:
            rule = measure.rule
            if rule.of is Of.QUOTAS and clause in listed(rule.quotas):
                alike = (one.became is rule.became for one in reversed(year))
                if sum(takewhile(bool, alike)) >= rule.in_a_row:
                    _add(_on(self.given, asked.day), measure, unit, Fraction(1))

    def has_met(self, clauses: Iterable[str], unit: Unit, start: date, end: date) -> bool:
        """Return whether a unit met what quotas asked of it in all spans that ended in those days.

        Of what is not asked of it nothing is lacking.
        """
        return all(
            one.became is Became.MET
            for clause in clauses
            for one in self.asked_of.get((clause, unit), ())
            if start <= one.day <= end
        )

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
        for tally in (tally for _, found in self._days(start, end) for tally in found):
            for key, number in tally.amounts.items():
                if key[0] in wanted:
                    result[key] += number
        return result

    def running(
        self, measure: Measure, who: Who, start: date, end: date
    ) -> Iterator[tuple[date, Fraction]]:
        """Yield the days from ``start`` to ``end`` that have any, and the last one.

        Each with the sum since ``start``.
        """
        total = NOTHING
        for day, found in self._days(start, end):
            for tally in found:
                total += tally.amounts.get((measure, who), NOTHING)
            if found or day == end:
                yield day, total

    def _days(self, start: date, end: date) -> Iterator[tuple[date, list[Tally]]]:
        for number in range((min(end, self.until) - start).days + 1):
            day = start + timedelta(number)
            yield day, [days[day] for days in (self.days, self.given) if day in days]

    def spans(self, span: Span, year: int, edition: Edition) -> Iterator[tuple[date, date]]:
        """Yield the year's spans on whose last day ``edition`` is in force."""
        for start, end in self.book.calendar.spans(span, year):
            if self.book.on(end) is edition:
                yield start, end


class SpanClause:
    """Clause of an edition that is applied to each span of a year."""

    path = ""
    """Such as ``quotas.月报送``."""
    track = ""
    """Track on which it gives or takes points; empty: none."""
    takes = False
    """Whether it takes back points of other clauses."""
    after: Sequence[str] = ()
    """Quotas and conversions of whose outcome it depends."""
    converts = False
    """Whether it gives points for what limits and vetoes leave."""
    holds = False
    """Whether points by its path wait for it."""
    alone = False
    """Whether it may not read points that it gives itself; others do not count those."""

    def __init__(self, edition: Edition, per: Span, measures: Iterable[Measure] = ()) -> None:
        self.edition = edition
        self.per = per
        self.measures = tuple(measures)
        """Measures that it reads."""

    def reads(self, other: SpanClause) -> bool:
        """Return whether it can only be worked out after ``other``, whose points it reads."""
        if other.path in self.after:
            return True
        if other.takes or (other.holds and self.path in other.after):
            return False
        return any(one.sums(other.path, other.track) for one in self.measures)

    def may_read(self, other: SpanClause) -> bool:
        """Return whether it is worked out after ``other`` unless that one reads it."""
        del other
        return False

    def bounds_with(self, other: SpanClause) -> bool:
        """Return whether both keep the points on one track within bounds, one after the other."""
        return self.takes and other.takes and self.track == other.track

    def apply(self, ledger: Ledger, year: int) -> None:
        """Add its postings of the assessment year to the ledger."""
        ledger.credit(list(self.postings(ledger, year)), by_calendar=True)

    def postings(self, ledger: Ledger, year: int) -> Iterator[Posting]:
        """Yield the postings of the assessment year."""
        raise NotImplementedError


def _on(days: dict[date, Tally], day: date) -> Tally:
    """Return the day's tally, made if there is none."""
    found = days.get(day)
    if found is None:
        found = days[day] = Tally()
    return found


def _add(tally: Tally, measure: Measure, unit: Unit | None, points: Fraction) -> None:
    """Add points to a measure of the unit, its group and all units."""
    for who in (unit, unit.group, None) if unit is not None else (None,):
        tally.amounts[measure, who] += points


def fold(
    records: Iterable[Record],
    ledger: Ledger,
    engine: Engine,
    seen: Callable[[Record, list[Posting]], None] | None = None,
) -> None:
    """Post all records into the ledger; ``seen`` is called with each and its postings."""
    if ledger.needs_order:
        records = sorted(records, key=lambda record: (record.date, record.place))
    for record in records:
        postings = engine.post(record)
        ledger.add(record, postings)
        if seen is not None:
            seen(record, postings)
