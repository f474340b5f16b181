"""The units of a table: which of them, in which order, and on which places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from infoscore.formulas import exact
from infoscore.reports.tables.columns import COLUMNS, Subject
from infoscore.reports.tables.counting import Amounts, Chosen, of_unit
from infoscore.reports.tables.entry import (
    Bounds,
    Figure,
    Order,
    Ranking,
    Show,
    Sorting,
    SortKey,
    TableEntry,
    figure,
    sorting,
)
from infoscore.roster import Unit
from infoscore.rules.awards import Within
from infoscore.scoring.ranking import places


def chosen(layout: TableEntry, amounts: Amounts) -> list[Chosen]:
    """Those of the units that have a row; groups without any are left out."""
    found = []
    for group in amounts.groups:
        units = within(layout.where, group.units, amounts)
        if units:
            whole = group.whole and len(units) == len(group.units)
            found.append(Chosen(group.name, units, whole))
    return found


def within(bounds: Bounds | None, units: Iterable[Unit], amounts: Amounts) -> list[Unit]:
    """The units whose number lies within bounds; without bounds all."""
    if bounds is None:
        return list(units)
    least, most = (None if end is None else exact(end) for end in (bounds.least, bounds.most))
    return [
        unit
        for unit in units
        if (number := _number(bounds.by, unit, amounts)) is not None
        and (least is None or number >= least)
        and (most is None or number <= most)
    ]


def sort_keys(given: Show | Sorting | None) -> list[SortKey]:
    """The keys in full, the first first; empty: as in units.yaml."""
    order = sorting(given)
    if order is None:
        return []
    further = (
        key if isinstance(key, SortKey) else SortKey(by=key, order=order.order)
        for key in order.then
    )
    return [order, *further]


def ordered(units: Iterable[Unit], keys: Sequence[SortKey], amounts: Amounts) -> list[Unit]:
    """The units by the first key, by the next where that is the same, and so on.

    Where the first asks for it, classes stay together, in the order in which they come.
    """
    found = list(units)
    classes = list(dict.fromkeys(unit.unit_class for unit in found))
    for key in reversed(keys):
        down = key.order is Order.DESCENDING
        found.sort(key=lambda unit: _height(key.by, unit, amounts), reverse=down)
        if isinstance(key, Sorting) and key.within is Within.CLASS:
            found.sort(key=lambda unit: classes.index(unit.unit_class))
    return found


def ranked(
    units: Iterable[Unit], ranking: Ranking, keys: Sequence[SortKey], amounts: Amounts
) -> dict[Unit, int]:
    """The place of each of the units, which come in their order.

    ``keys``: what they are sorted by, and ranked by where the ranking does not say.
    """
    default = keys[0] if keys else SortKey(by=Show.SCORE)
    key = default if ranking.by is None else SortKey(by=ranking.by)
    return places(
        units,
        ranking.within,
        ranking.method,
        lambda unit: _height(key.by, unit, amounts),
        down=key.order is Order.DESCENDING,
    )


def _number(by: Show | Figure, unit: Unit, amounts: Amounts) -> Fraction | None:
    wanted = figure(by)
    return COLUMNS[wanted.show].show(Subject(of_unit(unit), None, amounts), wanted).number


def _height(by: Show | Figure, unit: Unit, amounts: Amounts) -> tuple[bool, Fraction]:
    """To compare by; what has no number is below all that have one."""
    number = _number(by, unit, amounts)
    return number is not None, number or Fraction(0)
