"""The ledger (台账): all records folded day by day, and what the rules of a year make of them.

Every report is a sum of its days. Rules for spans of time add postings of their own when the year
is settled: quotas, then limits and vetoes, then conversions, each on what those before it made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from msgspec import Struct, field

from infoscore.formulas import amount, exact
from infoscore.period import Span
from infoscore.reading.types import listed
from infoscore.records.kinds import Record
from infoscore.roster import Roster, Unit
from infoscore.rules.edition import Edition, RuleBook
from infoscore.rules.limits import Limit
from infoscore.rules.measures import Measured, Of
from infoscore.rules.quotas import Grade, Quota
from infoscore.rules.steps import Op, Step
from infoscore.rules.vetoes import Veto
from infoscore.scoring.engine import Engine, needs_order
from infoscore.scoring.measure import Measure, Part, Who, gauge
from infoscore.scoring.posting import Posting
from infoscore.scoring.tally import Tally

_DAY = timedelta(days=1)
_NOTHING = Fraction(0)


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
    _clauses: list[_PerSpan] = field(default_factory=list)

    def __post_init__(self) -> None:
        total = [track.name for track in self.book.tracks if track.in_total]
        for kind in (_quotas, _bounded, _conversions):
            for edition in self.book.editions:
                self._clauses += kind(edition, total)
        ruled = [measure for clause in self._clauses for measure in clause.measures]
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

    def _measured(self, measure: Measure, parts: Iterable[Part]) -> None:
        for day, who, number in parts:
            self.day(day).amounts[measure, who] += number

    def settle(self, year: int) -> None:
        """Apply the rules for spans of time to an assessment year, as far as it has gone."""
        if year in self.settled:
            return
        self.settled.add(year)
        for clause in self._clauses:
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
                        result[key] = result.get(key, _NOTHING) + number
            day += _DAY
        return result

    def spans(self, span: Span, year: int, edition: Edition) -> Iterator[tuple[date, date]]:
        """The year's spans whose last day lies under ``edition``."""
        for start, end in self.book.calendar.spans(span, year):
            if self.book.on(end) is edition:
                yield start, end

    def targets(self, unit: Unit, year: int, tracks: Iterable[str]) -> Fraction | None:
        """The unit's targets on the tracks, added up; ``None``: no task is set."""
        targets = unit.targets_in(year)
        found = [points for track in tracks if (points := targets.get(track)) is not None]
        return sum(found, _NOTHING) if found else None


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


class _PerSpan:
    """A clause of an edition that is applied to each span of a year."""

    bounded: list[str] | None = None
    """It keeps points by these clauses within bounds."""

    def __init__(self, edition: Edition, measures: Iterable[Measure]) -> None:
        self.edition = edition
        self.measures = tuple(measures)

    def postings(self, ledger: Ledger, year: int) -> Iterator[Posting]:
        """What it gives and takes in the year."""
        raise NotImplementedError


class _Graded(_PerSpan):
    """A quota or a conversion."""

    def __init__(self, edition: Edition, quota: Quota, path: str, total: Iterable[str]) -> None:
        self._quota = quota
        self._path = f"{path}.{quota.name}"
        self._gauge = gauge(quota, total)
        self._parts = [
            (part, Measure(self._gauge.of.rule, self._gauge.of.tracks, also=part))
            for part in quota.parts
        ]
        measures = [*self._gauge.measures, *(measure for _, measure in self._parts)]
        super().__init__(edition, measures)

    def postings(self, ledger: Ledger, year: int) -> Iterator[Posting]:
        quota = self._quota
        owed: dict[Unit, Fraction] = {}
        for start, end in ledger.spans(quota.per, year, self.edition):
            if quota.months is not None and start.month not in quota.months:
                continue
            if start > ledger.until:
                return
            amounts: dict[date, Mapping[tuple[Measure, Who], Fraction]] = {}
            for unit in ledger.roster.units:
                required = quota.required_of(unit)
                there = unit.days_in(start, end)
                if required is None or there is None or there[0] > ledger.until:
                    continue
                if there != (start, end) and not quota.asks_in_part(unit):
                    continue
                first, last = there
                ended = last <= ledger.until
                if last not in amounts:
                    amounts[last] = ledger.amounts(self.measures, start, last) if ended else {}
                required += owed.pop(unit, _NOTHING)
                found = self._of_unit(ledger, unit, year, amounts[last], required, owed)
                for grade in found:
                    if ended or grade.in_any_case:
                        day = first if grade.in_any_case else last
                        points = grade.steps[-1].value
                        yield Posting(
                            day, unit, quota.track, points, grade.clause, None, grade.steps
                        )

    def _of_unit(
        self,
        ledger: Ledger,
        unit: Unit,
        year: int,
        amounts: Mapping[tuple[Measure, Who], Fraction],
        required: Fraction,
        owed: dict[Unit, Fraction],
    ) -> Iterator[Grade]:
        target = None
        if self._gauge.targets is not None:
            target = ledger.targets(unit, year, self._gauge.targets)
        measured = self._gauge.value(amounts, unit, target)
        missing = max(required - (measured or _NOTHING), _NOTHING)
        lacking = sum(
            (
                max(
                    amount(part.require, unit.numbers) - amounts.get((one, unit), _NOTHING),
                    _NOTHING,
                )
                for part, one in self._parts
            ),
            _NOTHING,
        )
        missing = max(missing, lacking)
        if self._quota.carry and missing:
            owed[unit] = missing
        return self._quota.graded(self._path, measured, required, missing)


class _Bounded(_PerSpan):
    """What keeps the running sum of a span within bounds: a limit, or a veto."""

    def __init__(
        self, edition: Edition, per: Span, tracks: Iterable[str], clauses: list[str] | None
    ) -> None:
        self._per = per
        sums = Measured(of=Of.POINTS, clauses=clauses)
        self._sums = {track: Measure(sums, frozenset((track,))) for track in tracks}
        super().__init__(edition, self._sums.values())

    def kept(
        self, ledger: Ledger, unit: Unit, start: date, end: date, path: str, bounds: _Bounds
    ) -> Iterator[Posting]:
        """The postings that keep each track's running sum within bounds from day to day."""
        for track, measure in self._sums.items():
            before = kept_before = total = _NOTHING
            day = start
            while day <= min(end, ledger.until):
                tally = ledger.days.get(day)
                if tally is not None:
                    total += tally.amounts.get((measure, unit), _NOTHING)
                kept, key = bounds(day, total)
                if kept - total != kept_before - before:
                    clause = f"{path}.{key}" if key else path
                    if kept_before == before:  # the first time: all that came together until now
                        steps = _corrected(total, kept, clause)
                    else:
                        steps = _corrected(total - before, kept - kept_before, clause)
                    yield Posting(day, unit, track, steps[-1].value, clause, None, steps)
                before, kept_before = total, kept
                day += _DAY


_Bounds = Callable[[date, Fraction], tuple[Fraction, str]]
"""The day and the running sum → what may stand of it, and by which key of the rule."""


def _corrected(points: Fraction, kept: Fraction, clause: str) -> tuple[Step, ...]:
    """From what came together, or came on one day, to what is added so that ``kept`` stands."""
    return (
        Step(Op.BASE, points, points, clause),
        Step(Op.BOUND, kept, kept, clause),
        Step(Op.PLUS, -points, kept - points, clause),
    )


class _Limited(_Bounded):
    def __init__(self, edition: Edition, limit: Limit, total: Iterable[str]) -> None:
        self._limit = limit
        self.bounded = limit.clauses
        super().__init__(edition, limit.per, listed(limit.track) or total, limit.clauses)

    def postings(self, ledger: Ledger, year: int) -> Iterator[Posting]:
        path = f"limits.{self._limit.name}"
        for start, end in ledger.spans(self._per, year, self.edition):
            for unit in ledger.roster.units:
                yield from self.kept(ledger, unit, start, end, path, self._bounds)

    def _bounds(self, _day: date, total: Fraction) -> tuple[Fraction, str]:
        most, least = self._limit.most, self._limit.least
        if most is not None and total > exact(most):
            return exact(most), "most"
        if least is not None and total < exact(least):
            return exact(least), "least"
        return total, ""


class _Vetoing(_Bounded):
    def __init__(self, edition: Edition, veto: Veto, total: Iterable[str]) -> None:
        self._veto = veto
        super().__init__(edition, veto.per, listed(veto.track) or total, None)
        self._gauge = gauge(veto, total)
        self.measures = (*self.measures, *self._gauge.measures)

    def postings(self, ledger: Ledger, year: int) -> Iterator[Posting]:
        veto = self._veto
        for start, end in ledger.spans(self._per, year, self.edition):
            for unit in ledger.roster.units:
                since = self._since(ledger, unit, start, min(end, ledger.until))
                if since is None:
                    continue
                ledger.vetoed.append(Vetoed(veto.name, unit, start, end, since))
                if veto.zero:
                    bounds = _nothing_from(since)
                    yield from self.kept(ledger, unit, start, end, f"vetoes.{veto.name}", bounds)

    def _since(self, ledger: Ledger, unit: Unit, start: date, end: date) -> date | None:
        """The day on which the veto comes into force."""
        required = amount(self._veto.require, unit.numbers)
        measure = self._gauge.of
        count = _NOTHING
        day = start
        while day <= end:
            tally = ledger.days.get(day)
            if tally is not None:
                count += tally.amounts.get((measure, unit), _NOTHING)
                if count >= required:
                    return day
            day += _DAY
        return None


def _nothing_from(since: date) -> _Bounds:
    return lambda day, total: (_NOTHING if day >= since else total, "")


def _quotas(edition: Edition, total: list[str]) -> list[_PerSpan]:
    return [_Graded(edition, quota, "quotas", total) for quota in edition.rules.quotas]


def _bounded(edition: Edition, total: list[str]) -> list[_PerSpan]:
    """Short spans first: what a year may hold is counted in what its months may."""
    found: list[tuple[Span, _PerSpan]] = [
        *((limit.per, _Limited(edition, limit, total)) for limit in edition.rules.limits),
        *((veto.per, _Vetoing(edition, veto, total)) for veto in edition.rules.vetoes),
    ]
    order = list(Span)
    return [clause for _, clause in sorted(found, key=lambda one: order.index(one[0]))]


def _conversions(edition: Edition, total: list[str]) -> list[_PerSpan]:
    return [_Graded(edition, one, "conversions", total) for one in edition.rules.conversions]
