"""Winners of awards (评先)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from infoscore.period import Period, Span
from infoscore.reading.types import listed
from infoscore.roster import Unit
from infoscore.rules.awards import Award, AwardGrade, Ties, Within
from infoscore.rules.edition import Edition
from infoscore.rules.requirement import required
from infoscore.scoring.ledger import Ledger
from infoscore.scoring.ranking import RankMethod, places, pools


class Prize(NamedTuple):
    """An award, or a grade of one, with those who get it."""

    name: str
    award: str
    units: list[Unit]
    """Best first, pool by pool."""
    over: bool
    """Whether its span has ended, so that it can be given."""


class Won(NamedTuple):
    """An award's place."""

    unit: Unit
    grade: str
    """Empty: the award has no grades."""
    place: int
    points: Fraction
    """Points by which it was given."""


def prizes(ledger: Ledger, period: Period) -> list[Prize]:
    """Return the awards and grades by the points of their spans up to the period's end."""
    edition = ledger.book.on(period.end)
    found: list[Prize] = []
    if edition is None:
        return found
    for name, award in edition.awards.items():
        start, end = _span(ledger, period, award)
        won = [
            one
            for one in winners(ledger, edition, name, start, end, until=period.end)
            if one.unit.exists_in(period)
        ]
        over = end <= min(period.end, ledger.until)
        for printed, (of, grade) in edition.prizes.items():
            if of == name:
                units = [one.unit for one in won if one.grade == grade]
                found.append(Prize(printed, name, units, over))
    return found


def _span(ledger: Ledger, period: Period, award: Award) -> tuple[date, date]:
    # the last days of a year may lie in a week of the next
    years = (period.year, period.year + 1) if award.per is Span.WEEK else (period.year,)
    spans = (span for year in years for span in ledger.book.calendar.spans(award.per, year))
    whole = (period.year_start, period.end)
    return next((span for span in spans if span[0] <= period.end <= span[1]), whole)


def _year(ledger: Ledger, per: Span, start: date, end: date) -> int:
    """Return the year to which a span belongs: a week to that in which it ends."""
    # closing dates move both ends of other spans, perhaps over New Year
    return ledger.book.calendar.year_of(end if per is Span.WEEK else start + (end - start) / 2)


def winners(
    ledger: Ledger, edition: Edition, name: str, start: date, end: date, *, until: date = date.max
) -> list[Won]:
    """Return who gets an award of the span from ``start`` to ``end``, grade by grade.

    ``until``: last day whose points count.
    """
    award = edition.awards[name]
    tally = ledger.over(start, min(end, until))
    tracks = listed(award.by) or ledger.book.counted
    heights = {
        unit: (
            tally.total(unit, tracks),
            *(tally.total(unit, (one,)) for one in listed(award.then)),
        )
        for unit in _admitted(ledger, edition, award, start, end, until)
    }
    found: list[Won] = []
    for pool in pools(heights, award.within):
        found += _of_pool(award, {unit: heights[unit] for unit in pool})
    return found


def _of_pool(award: Award, heights: Mapping[Unit, Sequence[Fraction]]) -> Iterator[Won]:
    """Yield the winners among units that compete with each other."""
    rest = dict(heights)
    taken = last = 0
    for name, grade in award.ladder.items():
        # several units on the last place of a grade leave fewer places to the next
        first = max(taken, last)
        ranks = places(rest, Within.ALL, RankMethod.COMPETITION, rest.__getitem__, down=True)
        chosen = [unit for unit in ranks if _reaches(award, grade, unit, rest[unit][0])]
        if grade.top is not None:
            last += grade.top
            chosen = [unit for unit in chosen if first + ranks[unit] <= last]
            if award.ties is Ties.DROP and len(chosen) > last - first:
                lowest = ranks[chosen[-1]]
                chosen = [unit for unit in chosen if ranks[unit] < lowest]
        for unit in chosen:
            yield Won(unit, name, first + ranks[unit], rest.pop(unit)[0])
        taken += len(chosen)
        last = last if grade.top is not None else max(last, taken)


def _reaches(award: Award, grade: AwardGrade, unit: Unit, points: Fraction) -> bool:
    asked = (required(one, unit) for one in (award.require, grade.require) if one is not None)
    return points > 0 and all(number is not None and points >= number for number in asked)


def _admitted(
    ledger: Ledger, edition: Edition, award: Award, start: date, end: date, until: date
) -> Iterator[Unit]:
    """Yield the units that compete for the places of an award."""
    last, year = min(end, until), _year(ledger, award.per, start, end)
    out = {
        one.unit
        for one in ledger.vetoed
        if one.since <= last
        and one.end >= start
        and one.start <= last
        and _year(ledger, one.per, one.start, one.end) == year
        and award.bars(one.name, one.per)
    }
    for name in listed(award.unless):
        other, grade = edition.prizes.get(name, (name, ""))
        won = winners(ledger, edition, other, start, end, until=until)
        out |= {one.unit for one in won if grade in ("", one.grade)}
    for unit in ledger.roster.units:
        if (
            unit not in out
            and unit.days_in(start, last) is not None
            and (award.require is None or required(award.require, unit) is not None)
            and (award.whom is None or award.whom.holds(unit))
            and ledger.has_met(listed(award.after), unit, start, last)
        ):
            yield unit
