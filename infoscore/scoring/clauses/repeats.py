"""Repeats: one brief adopted by several outlets."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from infoscore.scoring.clauses.outlets import Outlet
from infoscore.scoring.steps import Op, Step


class Repeats(StrEnum):
    """What counts when several outlets adopt the same brief within an assessment year."""

    SUM = "sum"
    HIGHEST = "highest"
    HIGHEST_PER_TRACK = "highest-per-track"
    HIGHEST_PER_CLASS = "highest-per-class"
    """Outlets without a class always count."""
    FIRST = "first"


class Seen:
    """What each brief has been worth so far; adoptions are shown to it in order of their dates."""

    __slots__ = ("_best",)

    def __init__(self) -> None:
        self._best: dict[tuple[object, ...], Fraction] = {}

    def step(
        self, repeats: Repeats, year: int, item: str, outlet: Outlet, track: str, value: Fraction
    ) -> Step | None:
        """The step from ``value`` to what it adds; ``None``: nothing was counted before.

        ``track``: the outlet's own, or a further one, on which fees are compared with fees.
        """
        if repeats is Repeats.SUM or not item:
            return None
        scope: str | None = None
        if repeats is Repeats.HIGHEST_PER_CLASS:
            if not outlet.outlet_class:
                return None
            scope = outlet.outlet_class
        elif repeats is Repeats.HIGHEST_PER_TRACK:
            scope = track
        key = (year, item, scope, "" if track == outlet.track else track)
        before = self._best.get(key)
        self._best[key] = max(value, before) if before is not None else value
        if before is None:
            return None
        clause = f"repeats.{repeats}"
        if repeats is Repeats.FIRST or value <= before:
            return Step(Op.REPLACE, Fraction(0), Fraction(0), clause)
        return Step(Op.PLUS, -before, value - before, clause)
