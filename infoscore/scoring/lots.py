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

    def due(self, back: Lot, left: Fraction) -> Fraction:
        """Return the points by which ``back`` takes this lot back if ``left`` of it stand.

        What never stood is taken back first: of 3 briefs of which 2 stand, a first one takes 0.
        """
        rest = self.posting.points
        stood = left
        for one in self.backs:
            rest += one.posting.points
            stands = nearer(left, rest)
            if one is back:
                return stands - stood
            stood = stands
        raise ValueError("not taken back by this lot")


class Taken:
    """What one clause takes within a span from the lots of a unit and track."""

    def __init__(self, lots: Iterable[Lot]) -> None:
        """``lots``: those that the clause is about, by date and in the order of posting."""
        self._lots = list(lots)
        self._taken: list[Part] = []
        self._own: dict[int, Fraction] = {}
        self._backs = sorted(
            ((back, lot) for lot in self._lots for back in lot.backs), key=lambda pair: pair[0].day
        )

    def returned(self, until: date) -> Iterator[Part]:
        """Yield the parts by which lots take less back, since less of others stands.

        ``until``: those of later days come with the next call.
        """
        while self._backs and self._backs[0][0].day <= until:
            back, lot = self._backs.pop(0)
            after = lot.left(back.day)
            before = after - self._own.get(id(lot), NOTHING)
            stands = back.left(back.day)
            part = lot.due(back, after) - lot.due(back, before)
            part = nearer(part, -stands) if part * stands < 0 else NOTHING
            if part:
                yield self._add(back, part, back.day)

    def all(self, day: date) -> Iterator[Part]:
        """Yield the parts that leave nothing of any lot on ``day``."""
        for lot in self._lots:
            if lot.day <= day and (left := lot.left(day)):
                yield self._add(lot, -left, day)

    def some(self, day: date, points: Fraction) -> Iterator[Part]:
        """Yield the parts of a correction: what was taken comes back, the last first.

        ``points``: below zero takes from lots above zero, the last first; above zero, from those
        below.
        """
        while points and self._taken and self._taken[-1][1] * points < 0:
            lot, taken = self._taken.pop()
            part = nearer(-taken, points)
            if taken + part:
                self._taken.append((lot, taken + part))
            points -= part
            yield self._add(lot, part, day)
        for lot in reversed(self._lots):
            if not points:
                return
            if lot.day <= day and (left := lot.left(day)) * points < 0:
                part = nearer(-left, points)
                self._taken.append((lot, part))
                points -= part
                yield self._add(lot, part, day)

    def _add(self, lot: Lot, part: Fraction, day: date) -> Part:
        lot.parts.append((day, part))
        self._own[id(lot)] = self._own.get(id(lot), NOTHING) + part
        return lot, part


def nearer(one: Fraction, other: Fraction) -> Fraction:
    """Return the number nearer to zero, of two with the same sign; otherwise zero."""
    return min(one, other, key=abs) if one * other > 0 else NOTHING
