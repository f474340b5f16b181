"""Winners of awards (评先)."""

from datetime import date

from infoscore.period import Period
from infoscore.reading.types import listed
from infoscore.roster import Unit
from infoscore.rules.awards import Award, Ties
from infoscore.rules.requirement import required
from infoscore.scoring.ledger import Ledger
from infoscore.scoring.ranking import RankMethod, places, pools


def winners(ledger: Ledger, period: Period) -> dict[str, list[Unit]]:
    """Return each award's units, best first, by the points of its span up to the period's end."""
    edition = ledger.book.on(period.end)
    awards = {} if edition is None else edition.rules.awards
    return {
        name: _winners(ledger, period, award, *_span(ledger, period, award))
        for name, award in awards.items()
    }


def given(ledger: Ledger, period: Period) -> dict[str, list[Unit]]:
    """Return the units of each award whose span has ended, so that it can be given."""
    edition = ledger.book.on(period.end)
    return {
        name: units
        for name, units in winners(ledger, period).items()
        if edition is not None
        and _span(ledger, period, edition.rules.awards[name])[1] <= min(period.end, ledger.until)
    }


def _span(ledger: Ledger, period: Period, award: Award) -> tuple[date, date]:
    spans = ledger.book.calendar.spans(award.per, period.year)
    whole = (period.year_start, period.end)
    return next((span for span in spans if span[0] <= period.end <= span[1]), whole)


def _winners(ledger: Ledger, period: Period, award: Award, start: date, end: date) -> list[Unit]:
    tally = ledger.over(start, min(end, period.end))
    tracks = listed(award.by) or ledger.book.counted
    barred = {
        one.unit
        for one in ledger.vetoed
        if one.since <= period.end
        and end >= one.start
        and start <= one.end
        and award.bars(one.name, one.per)
    }
    points = {
        unit: tally.total(unit, tracks)
        for unit in ledger.roster.units
        if unit not in barred
        and (award.require is None or required(award.require, unit) is not None)
        and unit.exists_in(period)
        and (award.whom is None or award.whom.holds(unit))
    }
    ranks = places(points, award.within, RankMethod.COMPETITION, points.__getitem__, down=True)
    chosen = [
        unit
        for unit, rank in ranks.items()
        if points[unit] > 0
        and (award.require is None or points[unit] >= (required(award.require, unit) or 0))
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
