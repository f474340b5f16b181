"""Clauses for spans of time: quotas, limits, vetoes, conversions and awards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final, NamedTuple, Protocol

from infoscore.formulas import exact
from infoscore.messages import msg
from infoscore.period import Span
from infoscore.reading.reading import Reading
from infoscore.reading.types import listed
from infoscore.records.base import Who
from infoscore.roster import Unit, targets_of
from infoscore.rules.awards import Award
from infoscore.rules.edition import Edition, RuleBook, RulesFile, graded
from infoscore.rules.limits import Limit
from infoscore.rules.measures import Measured, Of
from infoscore.rules.quotas import Quota
from infoscore.rules.requirement import required
from infoscore.rules.steps import Op, Step, begin, kept_to
from infoscore.rules.vetoes import Veto
from infoscore.scoring.authors import of_authors
from infoscore.scoring.ledger import Ledger, SpanClause, Vetoed
from infoscore.scoring.lots import NOTHING, Part, Taken
from infoscore.scoring.measure import Measure, gauge
from infoscore.scoring.order import circle, in_order
from infoscore.scoring.outcomes import Asked
from infoscore.scoring.posting import Posting
from infoscore.scoring.winners import winners


class _Graded(SpanClause):
    """Quota or conversion."""

    def __init__(self, edition: Edition, quota: Quota, path: str, total: Iterable[str]) -> None:
        self._quota = quota
        self._gauge = gauge(quota, total)
        self._parts = [
            (part, Measure(self._gauge.of.rule, self._gauge.of.tracks, also=part))
            for part in quota.parts
        ]
        measures = [*self._gauge.measures, *(measure for _, measure in self._parts)]
        super().__init__(edition, quota.per, measures)
        self.path, self.track = f"{path}.{quota.name}", quota.track or ""
        self.converts = path == "conversions"
        self.after = listed(quota.after)

    def reads(self, other: SpanClause) -> bool:
        left = self.converts and other.takes
        return super().reads(other) or (left and any(one.on(other.track) for one in self.measures))

    def postings(self, ledger: Ledger, year: int) -> Iterator[Posting]:
        quota = self._quota
        owed: dict[Unit, Fraction] = {}
        begin_year = ledger.book.calendar.year(year).start
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
                if self.after and not (ended and ledger.has_met(self.after, unit, start, last)):
                    continue
                if last not in amounts:
                    amounts[last] = ledger.amounts(self.measures, start, last) if ended else {}
                carried = owed.pop(unit, NOTHING)
                found = self._reached(unit, year, amounts[last], asked + carried)
                outcome = Asked(last, asked + carried, carried, *found, self._gauge.is_share)
                if quota.carry and outcome.missing and outcome.reached is not None:
                    owed[unit] = outcome.missing
                if ended:
                    ledger.became(self.path, unit, outcome)
                # a week that begins in the year before counts in this one, whole, unless the
                # unit is gone by then
                first = last if self.after else min(max(first, begin_year), last)
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
        for grade in quota.graded(self.path, asked.reached, asked.number, asked.missing):
            if quota.track is not None and (ended or grade.in_any_case):
                day = first if grade.in_any_case else asked.day
                points, clause = grade.steps[-1].value, grade.steps[-1].clause
                yield Posting(day, unit, quota.track, points, clause, None, grade.steps)

    def _reached(
        self,
        unit: Unit,
        year: int,
        amounts: Mapping[tuple[Measure, Who], Fraction],
        asked: Fraction,
    ) -> tuple[Fraction | None, Fraction]:
        """Return the number measured, ``None`` of nothing to divide by, and the number lacking."""
        target = None
        if self._gauge.targets is not None:
            target = targets_of((unit,), year, self._gauge.targets)
        measured = self._gauge.value(amounts, unit, target)
        lacking = (
            (required(part.require, unit) or NOTHING) - amounts.get((measure, unit), NOTHING)
            for part, measure in self._parts
        )
        parts = sum((max(number, NOTHING) for number in lacking), NOTHING)
        return measured, max(asked - (measured or NOTHING), parts)


class _Bounded(SpanClause):
    """Bounds on the running sum of a track in each span."""

    takes = True

    def __init__(
        self, edition: Edition, per: Span, path: str, track: str, clauses: list[str] | None
    ) -> None:
        self.path = path
        self.track = track
        self._sum = Measure(Measured(of=Of.POINTS, clauses=clauses), frozenset((track,)))
        super().__init__(edition, per, (self._sum,))

    def reads(self, other: SpanClause) -> bool:
        return super().reads(other) and not other.converts

    def may_read(self, other: SpanClause) -> bool:
        return super().reads(other) and other.converts

    def apply(self, ledger: Ledger, year: int) -> None:
        for start, end in ledger.spans(self.per, year, self.edition):
            for unit in ledger.roster.units:
                self._keep(ledger, unit, start, end)

    def bounds(self, ledger: Ledger, unit: Unit, start: date, end: date) -> _Bounds | None:
        """Return the bounds on the unit's sum in a span; ``None``: none."""
        raise NotImplementedError

    def _keep(self, ledger: Ledger, unit: Unit, start: date, end: date) -> None:
        """Correct the running sum, so that it is within bounds on every day."""
        bounds = self.bounds(ledger, unit, start, end)
        if bounds is None:
            return
        taken = ledger.taken(unit, self.track, self._sum, start, end)
        before = kept_before = NOTHING
        for day, total in list(ledger.running(self._sum, unit, start, end)):
            kept, key = bounds.keep(day, total)
            points = kept - total - (kept_before - before)
            parts = list(bounds.parts(taken, day, points))
            if points or parts:
                clause = f"{self.path}.{key}" if key else self.path
                if kept_before == before:  # the first correction covers all points so far
                    steps = _corrected(total, kept, clause)
                else:
                    steps = _corrected(total - before, kept - kept_before, clause)
                posting = Posting(day, unit, self.track, points, clause, None, steps)
                ledger.correct(posting, parts)
            before, kept_before = total, kept
        for lot, points in list(taken.later(end)):
            was = lot.left(lot.day) - points
            steps = _corrected(was, was + points, self.path)
            posting = Posting(lot.day, unit, self.track, points, self.path, None, steps)
            ledger.correct(posting, [(lot, points)])


class _Bounds(Protocol):
    """Bounds on a running sum."""

    def keep(self, day: date, total: Fraction) -> tuple[Fraction, str]:
        """Return the sum allowed on a day, and the key of the rule."""

    def parts(self, taken: Taken, day: date, points: Fraction) -> Iterable[Part]:
        """Return what a correction takes from which lots."""


def _corrected(points: Fraction, kept: Fraction, clause: str) -> tuple[Step, ...]:
    """Return the steps from ``points`` to the correction that leaves ``kept``."""
    return (begin(points, clause), *kept_to(kept, points, clause))


class _Limited(_Bounded):
    def __init__(self, edition: Edition, limit: Limit, track: str) -> None:
        self._limit = limit
        super().__init__(edition, limit.per, f"limits.{limit.name}", track, limit.clauses)

    def bounds(self, ledger: Ledger, unit: Unit, start: date, end: date) -> _Bounds:
        del ledger, unit, start, end
        return _Between(self._limit)


class _Between(NamedTuple):
    """Bounds of a limit."""

    limit: Limit

    def keep(self, day: date, total: Fraction) -> tuple[Fraction, str]:
        del day
        most, least = self.limit.most, self.limit.least
        if most is not None and total > exact(most):
            return exact(most), "most"
        if least is not None and total < exact(least):
            return exact(least), "least"
        return total, ""

    def parts(self, taken: Taken, day: date, points: Fraction) -> Iterable[Part]:
        return taken.some(day, points)


class _Vetoing(SpanClause):
    """Veto's effect: notes whose span it takes; :class:`_Zeroed` takes the points."""

    def __init__(self, edition: Edition, veto: Veto, total: Iterable[str]) -> None:
        self._veto = veto
        self._gauge = gauge(veto, total)
        self.name = veto.name
        self.path = f"vetoes.{veto.name}"
        super().__init__(edition, veto.per, self._gauge.measures)

    def may_read(self, other: SpanClause) -> bool:
        spans = list(Span)
        shorter = spans.index(other.per) <= spans.index(self.per)
        return other.takes and shorter and any(one.on(other.track) for one in self.measures)

    def apply(self, ledger: Ledger, year: int) -> None:
        veto = self._veto
        for start, end in ledger.spans(self.per, year, self.edition):
            for unit in ledger.roster.units:
                since = self._since(ledger, unit, start, end)
                if since is not None:
                    ledger.vetoed.append(Vetoed(veto.name, veto.per, unit, start, end, since))

    def _since(self, ledger: Ledger, unit: Unit, start: date, end: date) -> date | None:
        """Return the day on which the veto takes effect."""
        asked = required(self._veto.require, unit)
        if asked is None:
            return None
        counts = ledger.running(self._gauge.of, unit, start, end)
        reached = (day for day, count in counts if count >= asked)
        return next(reached, None)


class _Zeroed(_Bounded):
    """Veto's loss: nothing stands on a track from the day on which the veto takes effect."""

    def __init__(self, edition: Edition, veto: Veto, track: str) -> None:
        self._veto = veto
        super().__init__(edition, veto.per, f"vetoes.{veto.name}", track, None)

    def reads(self, other: SpanClause) -> bool:
        return super().reads(other) or (isinstance(other, _Vetoing) and other.path == self.path)

    def bounds(self, ledger: Ledger, unit: Unit, start: date, end: date) -> _Bounds | None:
        del end
        for one in ledger.vetoed:
            if (one.name, one.per, one.start) == (self._veto.name, self.per, start) and (
                one.unit is unit
            ):
                return _NothingFrom(one.since)
        return None


class _NothingFrom(NamedTuple):
    """Bounds of a veto from the day on which it takes effect."""

    since: date

    def keep(self, day: date, total: Fraction) -> tuple[Fraction, str]:
        return NOTHING if day >= self.since else total, ""

    def parts(self, taken: Taken, day: date, points: Fraction) -> Iterable[Part]:
        del points
        return taken.all(day) if day >= self.since else ()


class _Waiting(SpanClause):
    """Adjustments that count only once quotas are met, on the last day of the span."""

    holds = True

    def __init__(self, edition: Edition, name: str, after: Sequence[str], track: str) -> None:
        self.path, self.track, self.after = f"adjustments.{name}", track, after
        asked = graded(edition.rules)
        super().__init__(edition, max((asked[one].per for one in after), key=list(Span).index))

    def postings(self, ledger: Ledger, year: int) -> Iterator[Posting]:
        held = ledger.held[self.edition, self.path]
        for start, end in ledger.book.calendar.spans(self.per, year) if held else ():
            for one in held if end <= ledger.until else ():
                if start <= one.date <= end and ledger.has_met(self.after, one.unit, start, end):
                    yield one._replace(date=end)


def _adjustments(edition: Edition, total: Sequence[str]) -> Iterable[SpanClause]:
    del total
    for name, rule in edition.rules.adjustments.items():
        if rule.after and rule.track is not None:
            yield _Waiting(edition, name, listed(rule.after), rule.track)


def _quotas(edition: Edition, total: Sequence[str]) -> Iterable[SpanClause]:
    return (_Graded(edition, quota, "quotas", total) for quota in edition.rules.quotas)


def _bounds(edition: Edition, total: Sequence[str]) -> Iterable[SpanClause]:
    bounded: list[SpanClause] = []
    for limit in edition.rules.limits:
        bounded += (_Limited(edition, limit, track) for track in listed(limit.track) or total)
    for veto in edition.rules.vetoes:
        bounded.append(_Vetoing(edition, veto, total))
        tracks = (listed(veto.track) or total) if veto.zero else ()
        bounded += (_Zeroed(edition, veto, track) for track in tracks)
    # short spans first: a year's bounds apply to what its months' bounds leave
    return sorted(bounded, key=lambda clause: list(Span).index(clause.per))


def _conversions(edition: Edition, total: Sequence[str]) -> Iterable[SpanClause]:
    return (_Graded(edition, quota, "conversions", total) for quota in edition.rules.conversions)


class _Awarded(SpanClause):
    """Award: points for a place once the span is over, for what limits and vetoes leave."""

    converts = alone = True

    def __init__(self, edition: Edition, name: str, award: Award, total: Iterable[str]) -> None:
        self._name, self._award = name, award
        self._tracks = {*(listed(award.by) or total), *listed(award.then)}
        self._others = {edition.prizes.get(other, (other, ""))[0] for other in listed(award.unless)}
        super().__init__(edition, award.per)
        self.path, self.track = f"awards.{name}", award.track or ""
        self.after = (*listed(award.after), *(f"awards.{other}" for other in self._others))

    def reads(self, other: SpanClause) -> bool:
        barred = isinstance(other, _Vetoing) and self._award.bars(other.name, other.per)
        return other.path in self.after or other.track in self._tracks or barred

    def postings(self, ledger: Ledger, year: int) -> Iterator[Posting]:
        for start, end in ledger.spans(self.per, year, self.edition):
            if not self._award.gives or end > ledger.until:
                return
            for won in winners(ledger, self.edition, self._name, start, end):
                worth = self._award.worth(won.grade, won.place)
                if worth is not None:
                    points, clause = exact(worth[0]), self.path + worth[1]
                    last = Step(Op.REPLACE, points, points, clause)
                    steps = (begin(won.points, self.path), last)
                    yield Posting(end, won.unit, self.track, points, clause, None, steps)


def _awards(edition: Edition, total: Sequence[str]) -> Iterable[SpanClause]:
    return (_Awarded(edition, name, award, total) for name, award in edition.awards.items())


SPAN_CLAUSES: Final[tuple[Callable[[Edition, Sequence[str]], Iterable[SpanClause]], ...]] = (
    _quotas,
    _adjustments,
    _bounds,
    _conversions,
    _awards,
)
"""Clauses of an edition by kind, in the order in which they are applied where none reads what
another gives; they are also given the names of the tracks that are part of the total."""


def span_clauses(book: RuleBook) -> tuple[SpanClause, ...]:
    """Return the clauses for spans of time, each to be applied to the result of those before."""
    return tuple(in_order(_clauses(book)))


def check_order(book: RuleBook, entry: RulesFile, reading: Reading) -> bool:
    """Return whether clauses can be worked out one after the other; note those that cannot."""
    for_authors = any(one.awards.keys() != one.rules.awards.keys() for one in book.editions)
    found = circle(_clauses(book)) or (circle(_clauses(of_authors(book))) if for_authors else [])
    if not found:
        return True
    first, *_ = found
    edition = [part.effective for part in entry.editions].index(first.edition.effective)
    kind, _, name = first.path.partition(".")
    clauses: list[Quota | Limit | Veto] | dict[str, object] = getattr(entry.editions[edition], kind)
    place: int | str = name
    if isinstance(clauses, list):
        place = [clause.name for clause in clauses].index(name)
    path = ("editions", edition, kind, place)
    names = list(dict.fromkeys(clause.path.partition(".")[2] for clause in found))
    if len(names) == 1:
        reading.conflict(
            path,
            msg("“{name}” is given by the points that it gives", name=name),
            msg("name other tracks under “by”, or let its points go to a track of their own"),
        )
    else:
        reading.conflict(
            path,
            msg("each of these reads points of another of them: {names}", names=names),
            msg("say under “clauses” or “tracks” which points each of them counts"),
        )
    return False


def _clauses(book: RuleBook) -> list[SpanClause]:
    return [
        clause
        for clauses_of in SPAN_CLAUSES
        for edition in book.editions
        for clause in clauses_of(edition, book.counted)
    ]
