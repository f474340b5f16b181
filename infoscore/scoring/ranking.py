"""Places of units: who comes first among whom, and what follows two on the same place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Final

from infoscore.roster import Unit
from infoscore.rules.awards import Within

Height = tuple[bool, Fraction]
"""To compare by; what has no number (``False``) is below all that have one."""


class RankMethod(StrEnum):
    """What follows two units on the same place."""

    COMPETITION = "competition"
    """1, 2, 2, 4."""
    DENSE = "dense"
    """1, 2, 2, 3."""
    ROW = "row"
    """1, 2, 3, 4: there are no ties."""


def places(
    units: Iterable[Unit],
    within: Within,
    method: RankMethod,
    height: Callable[[Unit], Height],
    *,
    down: bool,
) -> dict[Unit, int]:
    """Each unit's place among those ``within`` the same pool; ``down``: the highest comes first."""
    pools: dict[str, list[Unit]] = {}
    for unit in units:
        among = {Within.GROUP: unit.group, Within.CLASS: unit.unit_class or "", Within.ALL: ""}
        pools.setdefault(among[within], []).append(unit)
    found: dict[Unit, int] = {}
    for pool in pools.values():
        heights = {unit: height(unit) for unit in pool}
        pool.sort(key=heights.__getitem__, reverse=down)
        found.update(_PLACES[method](pool, heights))
    return found


def _competition(
    pool: Sequence[Unit], heights: Mapping[Unit, Height]
) -> Iterator[tuple[Unit, int]]:
    first: dict[Height, int] = {}
    for place, unit in enumerate(pool, 1):
        yield unit, first.setdefault(heights[unit], place)


def _dense(pool: Sequence[Unit], heights: Mapping[Unit, Height]) -> Iterator[tuple[Unit, int]]:
    first: dict[Height, int] = {}
    for unit in pool:
        yield unit, first.setdefault(heights[unit], len(first) + 1)


def _row_numbers(
    pool: Sequence[Unit], _heights: Mapping[Unit, Height]
) -> Iterator[tuple[Unit, int]]:
    return ((unit, place) for place, unit in enumerate(pool, 1))


_PLACES: Final[
    Mapping[
        RankMethod,
        Callable[[Sequence[Unit], Mapping[Unit, Height]], Iterator[tuple[Unit, int]]],
    ]
] = {
    RankMethod.COMPETITION: _competition,
    RankMethod.DENSE: _dense,
    RankMethod.ROW: _row_numbers,
}
