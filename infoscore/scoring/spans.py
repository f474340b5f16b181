"""Clauses for spans of time: quotas, limits, vetoes and conversions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from infoscore.formulas import amount, exact
from infoscore.period import Span
from infoscore.reading.types import listed
from infoscore.records.base import Who
from infoscore.roster import Unit, targets_of
from infoscore.rules.edition import Edition, RuleBook
from infoscore.rules.limits import Limit
from infoscore.rules.measures import Measured, Of
from infoscore.rules.quotas import Quota
from infoscore.rules.requirement import required
from infoscore.rules.steps import Step, begin, kept_to
from infoscore.rules.vetoes import Veto
from infoscore.scoring.ledger import NOTHING, Ledger, SpanClause, Vetoed
from infoscore.scoring.measure import Measure, gauge
from infoscore.scoring.outcomes import Asked
from infoscore.scoring.posting import Posting


class _Graded(SpanClause):
    """Quota or conversion."""

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
                required = self._required(unit, start, end, ledger.until)
                if required is None:
                    continue
                asked, first, last = required
                ended = last <= ledger.until
                if last not in amounts:
                    amounts[last] = ledger.amounts(self.measures, start, last) if ended else {}
                carried = owed.pop(unit, NOTHING)
                found = self._reached(unit, year, amounts[last], asked + carried)
                outcome = Asked(last, asked + carried, carried, *found, self._gauge.is_share)
                if quota.carry and outcome.missing:
                    owed[unit] = outcome.missing
                if ended:
                    ledger.asked_of.setdefault((self._path, unit), []).append(outcome)
                yield from self._given(unit, outcome, first, ended=ended)

    def _required(
        self, unit: Unit, start: date, end: date, until: date
    ) -> tuple[Fraction, date, date] | None:
        """Return what the unit is asked for, and its first and last day of the span."""
        asked = self._quota.required_of(unit)
        there = unit.days_in(start, end)
        if asked is None or there is None or there[0] > until:
            return None
        if there != (start, end) and not self._quota.asks_in_part(unit):
            return None
        return asked, *there

    def _given(self, unit: Unit, asked: Asked, first: date, *, ended: bool) -> Iterator[Posting]:
        quota = self._quota
        for grade in quota.graded(self._path, asked.reached, asked.number, asked.missing):
            if quota.track is not None and (ended or grade.in_any_case):
                day = first if grade.in_any_case else asked.day
                points, clause = grade.steps[-1].value, grade.steps[-1].clause
                yield Posting(day, unit, quota.track, points, clause, None, grade.steps)

    def _reached(
        self,
        unit: Unit,
        year: int,
        amounts: Mapping[tuple[Measure, Who], Fraction],
        required: Fraction,
    ) -> tuple[Fraction | None, Fraction]:
        """Return the number measured, ``None`` of nothing to divide by, and the number lacking."""
        target = None
        if self._gauge.targets is not None:
            target = targets_of((unit,), year, self._gauge.targets)
        measured = self._gauge.value(amounts, unit, target)
        lacking = (
            amount(part.require, unit.numbers) - amounts.get((measure, unit), NOTHING)
            for part, measure in self._parts
        )
        parts = sum((max(number, NOTHING) for number in lacking), NOTHING)
        return measured, max(required - (measured or NOTHING), parts)


class _Bounded(SpanClause):
    """Limit or veto: keeps the running sum of a span within bounds."""

    def __init__(
        self, edition: Edition, per: Span, tracks: Iterable[str], clauses: list[str] | None
    ) -> None:
        self.per = per
        sums = Measured(of=Of.POINTS, clauses=clauses)
        self._sums = {track: Measure(sums, frozenset((track,))) for track in tracks}
        super().__init__(edition, self._sums.values())

    def kept(
        self, ledger: Ledger, unit: Unit, start: date, end: date, path: str, bounds: _Bounds
    ) -> Iterator[Posting]:
        """Yield the postings that keep each track's running sum within bounds on every day."""
        for track, measure in self._sums.items():
            before = kept_before = NOTHING
            for day, total in ledger.running(measure, unit, start, end):
                kept, key = bounds(day, total)
                if kept - total != kept_before - before:
                    clause = f"{path}.{key}" if key else path
                    if kept_before == before:  # the first correction covers all points so far
                        steps = _corrected(total, kept, clause)
                    else:
                        steps = _corrected(total - before, kept - kept_before, clause)
                    yield Posting(day, unit, track, steps[-1].value, clause, None, steps)
                before, kept_before = total, kept


_Bounds = Callable[[date, Fraction], tuple[Fraction, str]]
"""Function from day and running sum to the sum allowed and the key of the rule."""


def _corrected(points: Fraction, kept: Fraction, clause: str) -> tuple[Step, ...]:
    """Return the steps from ``points`` to the correction that leaves ``kept``."""
    return (begin(points, clause), *kept_to(kept, points, clause))


class _Limited(_Bounded):
    def __init__(self, edition: Edition, limit: Limit, total: Iterable[str]) -> None:
        self._limit = limit
        self.bounded = limit.clauses
        super().__init__(edition, limit.per, listed(limit.track) or total, limit.clauses)

    def postings(self, ledger: Ledger, year: int) -> Iterator[Posting]:
        path = f"limits.{self._limit.name}"
        for start, end in ledger.spans(self.per, year, self.edition):
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
        for start, end in ledger.spans(self.per, year, self.edition):
            for unit in ledger.roster.units:
                since = self._since(ledger, unit, start, end)
                if since is None:
                    continue
                ledger.vetoed.append(Vetoed(veto.name, veto.per, unit, start, end, since))
                if veto.zero:
                    bounds = _nothing_from(since)
                    yield from self.kept(ledger, unit, start, end, f"vetoes.{veto.name}", bounds)

    def _since(self, ledger: Ledger, unit: Unit, start: date, end: date) -> date | None:
        """Return the day on which the veto takes effect."""
        asked = required(self._veto.require, unit)
        if asked is None:
            return None
        counts = ledger.running(self._gauge.of, unit, start, end)
        reached = (day for day, count in counts if count >= asked and day in ledger.days)
        return next(reached, None)


def _nothing_from(since: date) -> _Bounds:
    return lambda day, total: (NOTHING if day >= since else total, "")


def _quotas(edition: Edition, total: Sequence[str]) -> Iterable[SpanClause]:
    return (_Graded(edition, quota, "quotas", total) for quota in edition.rules.quotas)


def _bounds(edition: Edition, total: Sequence[str]) -> Iterable[SpanClause]:
    bounded: list[_Bounded] = [_Limited(edition, limit, total) for limit in edition.rules.limits]
    bounded += (_Vetoing(edition, veto, total) for veto in edition.rules.vetoes)
    # short spans first: a year's bounds apply to what its months' bounds leave
    return sorted(bounded, key=lambda clause: list(Span).index(clause.per))


def _conversions(edition: Edition, total: Sequence[str]) -> Iterable[SpanClause]:
    return (_Graded(edition, quota, "conversions", total) for quota in edition.rules.conversions)


SPAN_CLAUSES: Final[tuple[Callable[[Edition, Sequence[str]], Iterable[SpanClause]], ...]] = (
    _quotas,
    _bounds,
    _conversions,
)
"""Clauses of an edition by kind, in the order in which they are applied; they are also given the
names of the tracks that are part of the total."""


def span_clauses(book: RuleBook) -> tuple[SpanClause, ...]:
    """Return the clauses for spans of time, each to be applied to the result of those before."""
    return tuple(
        clause
        for clauses_of in SPAN_CLAUSES
        for edition in book.editions
        for clause in clauses_of(edition, book.counted)
    )
