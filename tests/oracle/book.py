"""What records and clauses give: entries for a unit, a track and a clause, each with its moves.

An entry is given on one day. What is taken back of it later, or given back, is a further move of
the same entry, so that it belongs to the entry's clause wherever clauses are summed up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction


@dataclass(eq=False)
class Entry:
    unit: str
    track: str
    clause: tuple[str, ...]
    moves: list[Move] = field(default_factory=list)


@dataclass(eq=False)
class Move:
    entry: Entry
    day: date
    given: Fraction
    undoes: Fraction | None = None
    """A lapse: it takes so much at most, and never more than there still stands."""
    until: date | None = None
    """Last day of the span within which a clause took or gave this."""
    takings: list[tuple[date, Fraction]] = field(default_factory=list)
    """What clauses took on the same day, each with the last day of its span."""

    @property
    def points(self) -> Fraction:
        """What is left of it; a lapse never turns into a gain, nor its undoing into a loss."""
        left = self.given - sum((taken for _, taken in self.takings), Fraction(0))
        if self.undoes is None:
            return left
        return min(left, Fraction(0)) if self.undoes > 0 else max(left, Fraction(0))

    def take(self, points: Fraction, until: date) -> None:
        """Take so much back on the same day."""
        self.takings.append((until, points))

    def reckon(self) -> None:
        """Let a lapse take no more than what stands before it.

        Within a span its clauses keep the running sum: what they took there comes back by itself.
        """
        if self.undoes is None:
            return
        moves = sorted(self.entry.moves, key=lambda one: one.day)
        stands = Fraction(0)
        for one in moves[: moves.index(self)]:
            if one.until is None or one.until < self.day:
                within = (taken for until, taken in one.takings if until >= self.day)
                stands += one.points + sum(within, Fraction(0))
        least, most = sorted((Fraction(0), stands))
        self.given = -min(max(self.undoes, least), most)


@dataclass
class Book:
    moves: list[Move] = field(default_factory=list)
    """In the order in which they were made; a day's last ones are taken back first."""
    became: dict[tuple[str, str], list[tuple[date, bool | None]]] = field(default_factory=dict)
    """Last days of spans, with whether a unit met a quota; by quota and unit.

    ``None``: a rate of nothing, “neither met nor unmet”.
    """
    waiting: list[tuple[int, date, str, str, tuple[str, ...], Fraction]] = field(
        default_factory=list
    )
    """Adjustments that count after quotas: rule, day, unit, track, clause, points."""

    def has_met(self, quotas: list[str], unit: str, start: date, end: date) -> bool:
        """“For which the named quotas are met in every span of theirs.”"""
        return all(
            met
            for quota in quotas
            for day, met in self.became.get((quota, unit), ())
            if start <= day <= end
        )

    def enter(
        self, unit: str, track: str, clause: tuple[str, ...], day: date, points: Fraction
    ) -> Entry:
        entry = Entry(unit, track, clause)
        self.move(entry, day, points)
        return entry

    def move(self, entry: Entry, day: date, points: Fraction, until: date | None = None) -> None:
        self._add(Move(entry, day, points, until=until))

    def undo(self, entry: Entry, day: date, points: Fraction) -> None:
        """Take back ``points`` of an entry, or as much of them as still stands."""
        self._add(Move(entry, day, -points, undoes=points))

    def _add(self, move: Move) -> None:
        move.entry.moves.append(move)
        self.moves.append(move)

    def of(self, unit: str, tracks: list[str], start: date, end: date) -> list[Move]:
        """The moves of some tracks in some days, by day."""
        found = [
            one
            for one in self.moves
            if one.entry.unit == unit and one.entry.track in tracks and start <= one.day <= end
        ]
        return sorted(found, key=lambda one: one.day)


def by_clauses(move: Move, clauses: list[str]) -> bool:
    """“``outlets``, …, each followed by the parts of its path, if wanted”; none given: all."""
    paths = [tuple(clause.split(".")) for clause in clauses]
    return not paths or any(move.entry.clause[: len(path)] == path for path in paths)
