"""The points that a change moves: each unit's score of a year before it and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from infoscore.records.kinds import Record
from infoscore.records.resolve import Setup
from infoscore.roster import Unit
from infoscore.scoring.folding import Folding


class State(NamedTuple):
    """All records, and the rules and units that they are scored by."""

    setup: Setup
    records: Sequence[Record]

    def years(self) -> set[int]:
        """Return the assessment years that have records."""
        return {self.setup.book.calendar.year_of(record.date) for record in self.records}


class Shift(NamedTuple):
    """A score of a year that is another one after a change."""

    year: int
    unit: Unit
    """The unit as it is afterwards, or was if it is not there any more."""
    track: str
    before: Fraction
    after: Fraction


def shifts(before: State, after: State, today: date) -> list[Shift]:
    """Return the scores that differ, by year, unit and track, as known on a day."""
    old, new = _scores(before, today), _scores(after, today)
    units = {_key(unit): unit for state in (before, after) for unit in state.setup.roster.units}
    tracks = [track.name for track in after.setup.book.tracks]
    found: list[Shift] = []
    for year in sorted(before.years() | after.years()):
        for key, unit in units.items():
            for track in tracks:
                was, now = (it.get((year, key, track), Fraction(0)) for it in (old, new))
                if was != now:
                    found.append(Shift(year, unit, track, was, now))
    return found


_Key = tuple[str, date | None]


def _key(unit: Unit) -> _Key:
    """Return what a unit keeps when it changes."""
    return unit.name, unit.since


def _scores(state: State, today: date) -> Mapping[tuple[int, _Key, str], Fraction]:
    return dict(_each(state.setup, state.records, state.years(), today))


def _each(
    setup: Setup, records: Iterable[Record], years: Iterable[int], today: date
) -> Iterator[tuple[tuple[int, _Key, str], Fraction]]:
    folding = Folding(setup.book, setup.roster, today)
    folding.fold(records)
    for year in sorted(years):
        summary = folding.summary(setup.book.calendar.year(year))
        for (unit, track), points in summary.in_period.points.items():
            yield (year, _key(unit), track), points
