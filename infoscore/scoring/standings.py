"""Standings: points, places and completion of targets of each unit and group."""

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from infoscore.period import Period
from infoscore.roster import Unit, targets_of
from infoscore.rules.awards import Within
from infoscore.scoring.folding import Summary
from infoscore.scoring.ranking import RankMethod, places
from infoscore.scoring.tally import Tally
from infoscore.scoring.winners import prizes


class TrackStanding(Struct, frozen=True):
    """Standing of one or several units on a track."""

    assessed: bool
    target: Fraction | None
    """Points to reach in the year; ``None``: no target is set."""
    score: Fraction
    """Points of the period."""
    year_to_date: Fraction

    @property
    def completion(self) -> Fraction | None:
        """Share of the target reached so far; ``None`` without a target."""
        return self.year_to_date / self.target if self.target else None


class Counts(Struct, frozen=True):
    """Briefs of the period; a joint brief counts once."""

    adoptions: Fraction | int
    submissions: Fraction | int


class Standing(Struct, frozen=True, kw_only=True):
    """Standing of one unit, or the sum of several."""

    total: Fraction
    """Points of the period on the tracks of the total."""
    counts: Counts
    tracks: dict[str, TrackStanding]


class UnitStanding(Standing, frozen=True, kw_only=True):
    """Standing of a unit."""

    unit: Unit
    rank: int
    """Place by the total, in its group or among all units: 1, 2, 2, 4."""


class GroupStanding(Standing, frozen=True, kw_only=True):
    """Standing of a group and of its units."""

    name: str
    units: tuple[UnitStanding, ...]


class Standings(Struct, frozen=True):
    """Standings of all groups in a period."""

    period: Period
    tracks: tuple[str, ...]
    groups: tuple[GroupStanding, ...]
    total: GroupStanding
    """Sum of all units."""
    awards: dict[str, list[Unit]]
    """Winners of each award, or of each grade of it, by the points up to the period's end."""


def standings(summary: Summary, *, among_all: bool = False) -> Standings:
    """Return the standings of the units that exist in the period, group by group.

    ``among_all``: rank all units together instead of within their groups.
    """
    book, roster, period = summary.ledger.book, summary.ledger.roster, summary.period
    tracks = tuple(track.name for track in book.tracks)
    totals = {
        unit: summary.in_period.total(unit, book.counted)
        for unit in roster.units
        if summary.lists(unit)
    }
    within = Within.ALL if among_all else Within.GROUP
    ranks = places(totals, within, RankMethod.COMPETITION, totals.__getitem__, down=True)
    groups: list[GroupStanding] = []
    for group in roster.groups:
        units = tuple(
            UnitStanding(
                unit=unit,
                rank=ranks[unit],
                total=totals[unit],
                counts=_counts(summary.in_period, unit),
                tracks={track: _on_track(unit, track, summary) for track in tracks},
            )
            for unit in group.units
            if unit in totals
        )
        if units:
            counts = _counts(summary.in_period, group.name)
            groups.append(_sum(group.name, units, counts, tracks, period.year))
    everyone = tuple(unit for group in groups for unit in group.units)
    counts = Counts(summary.in_period.adopted.total(), summary.in_period.received)
    total = _sum("", everyone, counts, tracks, period.year)
    won = {prize.name: prize.units for prize in prizes(summary.ledger, period)}
    return Standings(period, tracks, tuple(groups), total, won)


def _counts(tally: Tally, of: Unit | str) -> Counts:
    return Counts(tally.adoptions[of], tally.submissions[of])


def _on_track(unit: Unit, track: str, summary: Summary) -> TrackStanding:
    targets = unit.targets_in(summary.period.year)
    return TrackStanding(
        assessed=track in targets,
        target=targets.get(track),
        score=summary.in_period.points.get((unit, track), Fraction(0)),
        year_to_date=summary.to_date.points.get((unit, track), Fraction(0)),
    )


def _sum(
    name: str, units: tuple[UnitStanding, ...], counts: Counts, tracks: Sequence[str], year: int
) -> GroupStanding:
    return GroupStanding(
        name=name,
        units=units,
        total=sum((unit.total for unit in units), Fraction(0)),
        counts=counts,
        tracks={track: _sum_track(track, units, year) for track in tracks},
    )


def _sum_track(track: str, units: Sequence[UnitStanding], year: int) -> TrackStanding:
    parts = [unit.tracks[track] for unit in units]
    return TrackStanding(
        assessed=any(part.assessed for part in parts),
        target=targets_of([unit.unit for unit in units], year, (track,)),
        score=sum((part.score for part in parts), Fraction(0)),
        year_to_date=sum((part.year_to_date for part in parts), Fraction(0)),
    )
