"""Repeats: points for one brief adopted by several outlets."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Final, NamedTuple

from infoscore.roster import Unit
from infoscore.rules.outlets import Outlet
from infoscore.rules.steps import Op, Step


class Repeats(StrEnum):
    """Adoptions that count if several outlets adopt a brief within an assessment year."""

    SUM = "sum"
    HIGHEST = "highest"
    HIGHEST_PER_TRACK = "highest-per-track"
    HIGHEST_PER_CLASS = "highest-per-class"
    """Adoptions by outlets without a class always count."""
    FIRST = "first"


class Scope(NamedTuple):
    """Adoptions of a brief of which only one counts for each unit."""

    repeats: Repeats
    year: int
    item: str
    among: str | None
    """Class of outlets, or track; ``None``: all outlets."""
    track: str
    """Empty: the outlet's own; other points, such as fees, are compared among themselves."""


def scope_of(
    repeats: Repeats, year: int, item: str, outlet: Outlet, track: str, counts_on: str
) -> Scope | None:
    """Return the scope of an adoption's points on ``track``; ``None``: they always count.

    ``counts_on``: the track of what counts instead of them; otherwise the same.
    """
    if repeats is Repeats.SUM or not item:
        return None
    if repeats is Repeats.HIGHEST_PER_CLASS and not outlet.outlet_class:
        return None
    kinds = {Repeats.HIGHEST_PER_CLASS: outlet.outlet_class, Repeats.HIGHEST_PER_TRACK: counts_on}
    among = kinds.get(repeats)
    return Scope(repeats, year, item, among, "" if track == outlet.track else track)


class Seen:
    """Best points so far of each unit for each brief; adoptions have to come in order of date.

    It compares shares, not whole briefs: of 4 and then 9, shared by three and rounded up, each unit
    has 2 and then 3; a unit that joins later has its share of the later adoption.
    """

    __slots__ = ("_best",)

    def __init__(self) -> None:
        self._best: dict[tuple[Scope, Unit], Fraction] = {}

    def step(self, scope: Scope, unit: Unit, value: Fraction) -> Step | None:
        """Return the step from ``value`` to what it adds; ``None``: nothing counted before."""
        before = self._best.get((scope, unit))
        if before is None:
            self._best[scope, unit] = value
            return None
        self._best[scope, unit] = max(value, before)
        clause = f"repeats.{scope.repeats}"
        if scope.repeats is Repeats.FIRST or value <= before:
            return Step(Op.REPLACE, Fraction(0), Fraction(0), clause)
        return Step(Op.PLUS, -before, value - before, clause)


def said(repeats: Repeats | None) -> Iterator[str]:
    """Yield the sentence on briefs that several outlets adopt."""
    if repeats is not None:
        yield f"同一条信息被多家刊物采用的，{_SAID[repeats]}"


_SAID: Final[Mapping[Repeats, str]] = {
    Repeats.SUM: "累加计分",
    Repeats.HIGHEST: "年度内只计最高分，不重复计分",
    Repeats.HIGHEST_PER_TRACK: "年度内同一考核项只计最高分",
    Repeats.HIGHEST_PER_CLASS: "年度内同类刊物只计最高分",
    Repeats.FIRST: "年度内只计首次采用的得分",
}
