"""Winners of awards (评先)."""

from infoscore.formulas import exact
from infoscore.period import Period
from infoscore.reading.types import listed
from infoscore.roster import Unit
from infoscore.rules.awards import Award, Ties
from infoscore.scoring.ledger import Ledger
from infoscore.scoring.ranking import RankMethod, places, pools


def winners(ledger: Ledger, period: Period) -> dict[str, list[Unit]]:
    """Return each award's units, best first, by the points of its span up to the period's end."""
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
    tracks = listed(award.by) or ledger.book.counted
    barred = {
        one.unit
        for one in ledger.vetoed
        if one.since <= period.end
        and end >= one.start
        and start <= one.end
        and award.bars(one.name)
    }
    points = {
        unit: tally.total(unit, tracks)
        for unit in ledger.roster.units
        if unit not in barred
        and unit.exists_in(period)
        and (award.whom is None or award.whom.holds(unit))
    }
    least = None if award.require is None else exact(award.require)
    ranks = places(points, award.within, RankMethod.COMPETITION, points.__getitem__, down=True)
    chosen = [
        unit
        for unit, rank in ranks.items()
        if points[unit] > 0
        and (least is None or points[unit] >= least)
        and (award.top is None or rank <= award.top)
    ]
    if award.top is None or award.ties is Ties.KEEP:
        return chosen
    return [
        unit
        for pool in pools(chosen, award.within)
        for unit in pool
        if len(pool) <= award.top or ranks[unit] < ranks[pool[-1]]
    ]
