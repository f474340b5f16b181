"""Places of units: who comes first among whom, and what follows two on the same place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any

from infoscore.roster import Unit
from infoscore.rules.awards import Within


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
    height: Callable[[Unit], Any],
    *,
    down: bool,
) -> dict[Unit, int]:
    """Each unit's place among those ``within`` the same pool, pool by pool, the first first.

    ``height``: what is compared, numbers for example; ``down``: the highest comes first.
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
    """The units, those that compete with each other together."""
    found: dict[str, list[Unit]] = {}
    for unit in units:
        among = {Within.GROUP: unit.group, Within.CLASS: unit.unit_class or "", Within.ALL: ""}
        found.setdefault(among[within], []).append(unit)
    return list(found.values())
