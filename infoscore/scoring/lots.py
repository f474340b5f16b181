"""Lots: what still stands of each posting after limits, vetoes and lapses took back from it.

What a clause takes back is attributed to postings, so that sums by clauses or conditions count only
what still stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

from msgspec import Struct, field

from infoscore.scoring.measure import Measure
from infoscore.scoring.posting import Posting

NOTHING = Fraction(0)
Part = tuple["Lot", Fraction]
"""Points that a correction adds to a lot, above or below zero."""


class Lot(Struct, eq=False):
    """A posting with what is taken from it, or given back to it."""

    posting: Posting
    measures: frozenset[Measure]
    """Measures of which it is a part."""
    parts: list[tuple[date, Fraction]] = field(default_factory=list)
    """Corrections, each with its date."""
    backs: list[Lot] = field(default_factory=list)
    """Lots that take this one back, wholly or in part, by date."""

    @property
    def day(self) -> date:
        """Date of the posting."""
        return self.posting.date

    def left(self, day: date) -> Fraction:
        """Return the points that stand at the end of ``day``."""
        return sum((part for when, part in self.parts if when <= day), self.posting.points)

    def stood(self, back: Lot) -> Fraction:
        """Return the points that stand when ``back`` takes this lot back, wholly or in part."""
        before = self.backs[: self.backs.index(back)]
        return self.left(back.day) + sum(one.left(back.day) for one in before)

    def due(self, back: Lot, stood: Fraction) -> Fraction:
        """Return the points by which ``back`` takes this lot back if ``stood`` of it stand.

        What never stood is taken back first: of 3 briefs of which 2 stand, a first one takes 0.
        """
        until = self.backs.index(back) + 1
        rest = sum((one.posting.points for one in self.backs[:until]), self.posting.points)
        return nearer(nearer(stood, rest) - stood, back.posting.points)


class Taken:
    """What one clause takes within a span from the lots of a unit and track."""

    def __init__(self, lots: Iterable[Lot]) -> None:
        """``lots``: those that the clause is about, by date and in the order of posting."""
        self._lots = list(lots)
        self._backed = [lot for lot in self._lots if lot.backs]
        self._taken: list[Part] = []

    def later(self, end: date) -> Iterator[Part]:
        """Yield the parts by which lots after the span take less back, as less of others stands."""
        for lot in self._backed:
            own = self._own(lot)
            for back in lot.backs:
                part = self._own(back)
                if back.day > end:
                    stood = lot.stood(back)
                    part = lot.due(back, stood) - lot.due(back, stood - own)
                    part = nearer(part, -back.left(back.day))
                    if part:
                        back.parts.append((back.day, part))
                        yield back, part
                own += part

    def all(self, day: date) -> Iterator[Part]:
        """Yield the parts that leave nothing of any lot on ``day``."""
        for lot in self._lots:
            if lot.day <= day and (left := lot.left(day)):
                yield self._take(lot, -left, day)

    def some(self, day: date, points: Fraction) -> Iterator[Part]:
        """Yield the parts of a correction: what was taken comes back, the last first.

        ``points``: below zero takes from lots above zero, the last first; above zero, from those
        below.
        """
        for lot in self._backed:
            for back in lot.backs:
                part = NOTHING
                if back.day == day:
                    part = lot.due(back, lot.stood(back)) - back.left(day)
                    part = nearer(part, -self._own(lot))
                if part:  # what it takes back had been taken
                    points -= part
                    yield self._give(lot, part, day)
        while points and self._taken and self._taken[-1][1] * points < 0:
            lot, taken = self._taken[-1]
            part = nearer(-taken, points)
            points -= part
            yield self._give(lot, part, day)
        for lot in reversed(self._lots):
            if not points:
                return
            if lot.day <= day and (left := lot.left(day)) * points < 0:
                part = nearer(-left, points)
                points -= part
                yield self._take(lot, part, day)

    def _own(self, lot: Lot) -> Fraction:
        return sum((part for one, part in self._taken if one is lot), NOTHING)

    def _take(self, lot: Lot, part: Fraction, day: date) -> Part:
        self._taken.append((lot, part))
        lot.parts.append((day, part))
        return lot, part

    def _give(self, lot: Lot, part: Fraction, day: date) -> Part:
        lot.parts.append((day, part))
        left = part
        for place in range(len(self._taken) - 1, -1, -1):
            one, taken = self._taken[place]
            if one is lot and left:
                back = nearer(-taken, left)
                self._taken[place] = one, taken + back
                left -= back
        self._taken = [entry for entry in self._taken if entry[1]]
        return lot, part


def nearer(one: Fraction, other: Fraction) -> Fraction:
    """Return the number nearer to zero, of two with the same sign; else zero."""
    return min(one, other, key=abs) if one * other > 0 else NOTHING
