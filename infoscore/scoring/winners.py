"""Who gets an award (评先): a filter of the tally."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from infoscore.formulas import exact
from infoscore.period import Period
from infoscore.reading.types import listed
from infoscore.roster import Unit
from infoscore.rules.awards import Award, Ties, Within
from infoscore.scoring.ledger import Ledger


def winners(ledger: Ledger, period: Period) -> dict[str, list[Unit]]:
    """Each award's units, the best first, by the points of its span up to the period's end."""
    edition = ledger.book.on(period.end)
    if edition is None:
        return {}
    return {name: _winners(ledger, period, award) for name, award in edition.rules.awards.items()}


def _winners(ledger: Ledger, period: Period, award: Award) -> list[Unit]:
    spans = ledger.book.calendar.spans(award.per, period.year)
    start, end = next(
        ((first, last) for first, last in spans if first <= period.end <= last),
        (period.year_start, period.end),
    )
    tally = ledger.over(start, min(end, period.end))
    total = [track.name for track in ledger.book.tracks if track.in_total]
    tracks = listed(award.by) or total
    barred = {
        one.unit
        for one in ledger.vetoed
        if one.since <= period.end
        and end >= one.start
        and start <= one.end
        and (award.barred is None or one.name in award.barred)
    }
    points = {
        unit: sum((tally.points.get((unit, track), Fraction(0)) for track in tracks), Fraction(0))
        for unit in ledger.roster.units
        if unit not in barred
        and unit.exists_in(period)
        and (award.whom is None or award.whom.holds(unit))
    }
    least = None if award.require is None else exact(award.require)
    found: list[Unit] = []
    for units in _among(points, award.within):
        fit = [
            unit for unit in units if points[unit] > 0 and (least is None or points[unit] >= least)
        ]
        found += _first(fit, points, award)
    return found


def _among(units: Iterable[Unit], within: Within) -> list[list[Unit]]:
    """Those who compete with each other."""
    among: dict[str, list[Unit]] = {}
    for unit in units:
        key = {
            Within.GROUP: unit.group,
            Within.CLASS: unit.unit_class or "",
            Within.ALL: "",
        }[within]
        among.setdefault(key, []).append(unit)
    return list(among.values())


def _first(units: Sequence[Unit], points: dict[Unit, Fraction], award: Award) -> list[Unit]:
    ranked = sorted(units, key=lambda unit: -points[unit])
    if award.top is None or len(ranked) <= award.top:
        return ranked
    last = points[ranked[award.top - 1]]
    if points[ranked[award.top]] < last:
        return ranked[: award.top]
    if award.ties is Ties.KEEP:
        return [unit for unit in ranked if points[unit] >= last]
    return [unit for unit in ranked if points[unit] > last]
