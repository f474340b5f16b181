"""Ranking of units."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any

from infoscore.roster import Unit
from infoscore.rules.awards import Within


class RankMethod(StrEnum):
    """Numbering of places after a tie."""

    COMPETITION = "competition"
    """1, 2, 2, 4."""
    DENSE = "dense"
    """1, 2, 2, 3."""
    ROW = "row"
    """1, 2, 3, 4."""


def places(
    units: Iterable[Unit],
    within: Within,
    method: RankMethod,
    height: Callable[[Unit], Any],
    *,
    down: bool,
) -> dict[Unit, int]:
    """Return the place of each unit, pool by pool, in the order of places.

    ``within``: units that compete with each other; ``height``: value to compare; ``down``: the
    highest value comes first.
    """
    found: dict[Unit, int] = {}
    for pool in pools(units, within):
        heights = {unit: height(unit) for unit in pool}
        pool.sort(key=heights.__getitem__, reverse=down)
        first: dict[object, int] = {}
        for number, unit in enumerate(pool, 1):
            match method:
                case RankMethod.COMPETITION:
                    found[unit] = first.setdefault(heights[unit], number)
                case RankMethod.DENSE:
                    found[unit] = first.setdefault(heights[unit], len(first) + 1)
                case RankMethod.ROW:
                    found[unit] = number
    return found


def pools(units: Iterable[Unit], within: Within) -> list[list[Unit]]:
    """Return the units grouped into pools that compete for places."""
    found: dict[str, list[Unit]] = {}
    for unit in units:
        among = {Within.GROUP: unit.group, Within.CLASS: unit.unit_class or "", Within.ALL: ""}
        found.setdefault(among[within], []).append(unit)
    return list(found.values())
