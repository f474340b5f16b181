"""Where each unit stands against its targets: the tally, read along the roster."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from infoscore.period import Period
from infoscore.roster import Unit
from infoscore.scoring.folding import Summary
from infoscore.scoring.tally import Tally
from infoscore.scoring.winners import winners


class TrackStanding(Struct, frozen=True):
    """A unit (or several) on one track."""

    assessed: bool
    target: Fraction | None
    """Points to reach in the year; ``None``: no task set."""
    score: Fraction
    """Points of the period."""
    year_to_date: Fraction

    @property
    def completion(self) -> Fraction | None:
        """The share of the target that is reached so far."""
        return self.year_to_date / self.target if self.target else None


class Counts(Struct, frozen=True):
    """Briefs of the period; for several units a brief that they wrote together counts once."""

    adoptions: int
    submissions: int


class Standing(Struct, frozen=True, kw_only=True):
    """A unit's, or what several units add up to."""

    total: Fraction
    """Points of the period on the tracks of the total."""
    counts: Counts
    tracks: dict[str, TrackStanding]


class UnitStanding(Standing, frozen=True, kw_only=True):
    """One unit's line."""

    unit: Unit
    rank: int
    """Within its group, or among all, by the total of the period: 1, 2, 2, 4."""


class GroupStanding(Standing, frozen=True, kw_only=True):
    """A group's lines and what they add up to."""

    name: str
    units: tuple[UnitStanding, ...]


class Standings(Struct, frozen=True):
    """Every group's standing in a period."""

    period: Period
    tracks: tuple[str, ...]
    groups: tuple[GroupStanding, ...]
    total: GroupStanding
    """All units together; its ``units`` are all of them."""
    awards: dict[str, list[Unit]]
    """The best, by the points up to the period's end."""


def standings(summary: Summary, *, among_all: bool = False) -> Standings:
    """The summary along the roster: the units that are there in the period, group by group.

    ``among_all``: places are given among all units, not within each group.
    """
    tracks = tuple(track.name for track in summary.ledger.book.tracks)
    groups: list[GroupStanding] = []
    everybody = _places(summary.ledger.roster.units, summary) if among_all else None
    for group in summary.ledger.roster.groups:
        units = [unit for unit in group.units if unit.exists_in(summary.period)]
        if units:
            counts = _counts(summary.in_period, group.name)
            places = everybody or _places(units, summary)
            ranked = _ranked(units, places, summary, tracks)
            groups.append(_sum(group.name, ranked, counts, tracks))
    everyone = tuple(unit for group in groups for unit in group.units)
    counts = Counts(summary.in_period.adopted.total(), summary.in_period.received)
    total = _sum("", everyone, counts, tracks)
    awards = winners(summary.ledger, summary.period)
    return Standings(summary.period, tracks, tuple(groups), total, awards)


def _places(units: Iterable[Unit], summary: Summary) -> dict[Unit, tuple[int, Fraction]]:
    """Each unit's place and its total."""
    counted = [track.name for track in summary.ledger.book.tracks if track.in_total]
    there = (unit for unit in units if unit.exists_in(summary.period))
    totals = {unit: _total(summary.in_period, unit, counted) for unit in there}
    ranks: dict[Fraction, int] = {}
    for place, total in enumerate(sorted(totals.values(), reverse=True), start=1):
        ranks.setdefault(total, place)
    return {unit: (ranks[total], total) for unit, total in totals.items()}


def _ranked(
    units: Sequence[Unit],
    places: Mapping[Unit, tuple[int, Fraction]],
    summary: Summary,
    tracks: Sequence[str],
) -> tuple[UnitStanding, ...]:
    return tuple(
        UnitStanding(
            unit=unit,
            rank=places[unit][0],
            total=places[unit][1],
            counts=_counts(summary.in_period, unit),
            tracks={track: _on_track(unit, track, summary) for track in tracks},
        )
        for unit in units
    )


def _counts(tally: Tally, of: Unit | str) -> Counts:
    return Counts(tally.adoptions[of], tally.submissions[of])


def _total(tally: Tally, unit: Unit, tracks: Iterable[str]) -> Fraction:
    return sum((tally.points.get((unit, track), Fraction(0)) for track in tracks), Fraction(0))


def _on_track(unit: Unit, track: str, summary: Summary) -> TrackStanding:
    targets = unit.targets_in(summary.period.year)
    return TrackStanding(
        assessed=track in targets,
        target=targets.get(track),
        score=summary.in_period.points.get((unit, track), Fraction(0)),
        year_to_date=summary.to_date.points.get((unit, track), Fraction(0)),
    )


def _sum(
    name: str, units: tuple[UnitStanding, ...], counts: Counts, tracks: Sequence[str]
) -> GroupStanding:
    return GroupStanding(
        name=name,
        units=units,
        total=sum((unit.total for unit in units), Fraction(0)),
        counts=counts,
        tracks={track: _sum_track([unit.tracks[track] for unit in units]) for track in tracks},
    )


def _sum_track(parts: Sequence[TrackStanding]) -> TrackStanding:
    targets = [part.target for part in parts if part.target is not None]
    return TrackStanding(
        assessed=any(part.assessed for part in parts),
        target=sum(targets, Fraction(0)) if targets else None,
        score=sum((part.score for part in parts), Fraction(0)),
        year_to_date=sum((part.year_to_date for part in parts), Fraction(0)),
    )
