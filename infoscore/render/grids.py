"""How wide the columns of a table are by their content, in columns of a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from infoscore.render.width import display_width
from infoscore.table import Column, HeaderCell, Table

GAP: Final = 2
"""Spaces between columns."""


def body_widths(table: Table) -> list[int]:
    """The widest cell of each column."""
    widths = [0] * len(table.columns)
    for row in table.rows:
        for index, cell in enumerate(row.cells):
            widths[index] = max(widths[index], display_width(cell.text))
    return widths


def natural_widths(
    table: Table, bodies: Sequence[int], header: Sequence[Sequence[HeaderCell]]
) -> list[int]:
    """Widths at which nothing breaks; ``bodies``: those of the cells, ``header``: its rows."""
    widths = [
        max(body, display_width(lowest(column)))
        for body, column in zip(bodies, table.columns, strict=True)
    ]
    _widen(widths, header)
    return widths


def lowest(column: Column) -> str:
    """Its own head, below those that it shares."""
    return column.header[-1] if column.header else ""


def _widen(widths: list[int], header: Sequence[Sequence[HeaderCell]]) -> None:
    """Make room for upper headers that are longer than what stands below them."""
    for label in (cell for cells in reversed(header) for cell in cells):
        covered = range(label.first, label.first + label.columns)
        missing = display_width(label.text) - sum(widths[index] + GAP for index in covered) + GAP
        for index in covered:
            share = -(-max(missing, 0) // (covered.stop - index))
            widths[index] += share
            missing -= share
