"""Widths of a table's columns: what must not wrap, what may, and how wide each is wished to be.

Each column climbs the same ladder: from the least that it can do with to room for its longest cell
and its whole head. A table stands between the highest rung that its page has room for and the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, chain, pairwise
from typing import Final, NamedTuple

from infoscore.render.docx.columnheads import narrowest
from infoscore.render.docx.lengths import ems, pt, spaced_ems
from infoscore.table import Column, Kind, Table, header_rows, shares

SIZES: Final = (12.0, 10.5, 9.0)
"""小四, 五号, 小五: the first at which most cells take two lines at most."""

MARGIN: Final = 60
"""Between a cell's text and the rules at its sides."""

_NARROWEST: Final = 2.2
_WIDEST: Final = 16.0
_NAME: Final = 8.0
_TITLE: Final = 12.0
"""Widths of a column by content, in 字."""

_SLACK: Final = 0.2
_DIGIT: Final = 0.06
"""Room for fonts whose digits are a little wider than half a 字."""

_MOST: Final = 0.9


class _Rungs(NamedTuple):
    """Widths that do one column more and more good, each at least the one before."""

    least: float
    """Figures stand in a line, names and prose have eight 字, titles twelve; heads part no word.

    Heads take two lines, those of more than eight 字 three.
    """
    two_lines: float
    """Most cells take no more; most of those that name the rows take one."""
    one_line: float
    """Most cells take no more."""
    whole: float
    """No cell wraps, and no head takes three lines."""
    ample: float
    """No head wraps."""


def fits(table: Table, width: int) -> bool:
    """True if every column has the least room that it can do with, at the smallest type."""
    return not table.columns or sum(_levels(list(_rungs(table)), SIZES[-1])[0]) <= width


def columns_of(table: Table, width: int) -> tuple[float, list[int]]:
    """The largest size of type at which the content has room, and widths that fill ``width``."""
    sizes = SIZES[1:] if any(column.titles for column in table.columns) else SIZES
    rungs = list(_rungs(table))
    levels = [_levels(rungs, size) for size in sizes]
    chosen = next((n for n, (_, two_lines, *_) in enumerate(levels) if sum(two_lines) <= width), -1)
    return sizes[chosen], _widths(table.columns, levels[chosen], width)


def _levels(rungs: Sequence[_Rungs], size: float) -> list[list[float]]:
    """The widths of all columns on each rung, with the room beside the text."""
    return [[rung * pt(size) + 2 * MARGIN for rung in level] for level in zip(*rungs, strict=True)]


def _rungs(table: Table) -> Iterator[_Rungs]:
    least_heads, halves, heads = _heads(table)
    texts = [index for index, column in enumerate(table.columns) if column.kind is Kind.TEXT]
    named = texts[:1] if not any(column.titles for column in table.columns) else []
    for index, column in enumerate(table.columns):
        cells = sorted(_room(row.cells[index].text) for row in table.rows) or [0.0]
        longest, most = cells[-1], cells[round(_MOST * (len(cells) - 1))]
        least = two_lines = one_line = longest
        if column.kind is Kind.TEXT:
            enough = _TITLE if column.titles else _NAME
            least, two_lines, one_line = min(longest, enough), most / 2 + 1, most
            if index in named:
                two_lines = min(most, _WIDEST)
        least = min(max(least, least_heads[index], _NARROWEST), _WIDEST)
        rungs = (least, two_lines, one_line, max(longest, halves[index]), heads[index])
        yield _Rungs(*accumulate(rungs, max))


def _heads(table: Table) -> list[list[float]]:
    """The least widths that heads need, those in two lines, and in one, for each column."""
    needs = [[0.0] * len(table.columns) for _ in range(3)]
    for cell in chain.from_iterable(header_rows(table.columns)):
        length, room = ems(cell.text), _room(cell.text)
        for need, lines in zip(needs, (3 if length > _NAME else 2, 2, 1), strict=True):
            width = narrowest(cell.text, lines) + room - length
            for index in range(cell.first, cell.first + cell.columns):
                need[index] = max(need[index], width / cell.columns)
    return needs


@lru_cache(maxsize=1 << 12)
def _room(text: str) -> float:
    """The room for ``text`` in a line, in 字."""
    return spaced_ems(text) + _SLACK + _DIGIT * sum(char < "\x80" for char in text)


def _widths(columns: Sequence[Column], levels: Sequence[Sequence[float]], width: int) -> list[int]:
    """Widths that add up to ``width``: as wished, else by need, nowhere below a level that fits.

    Shares that make a whole are of what the other columns leave, others are of the page.
    """
    wished = [float(share) for share in shares(columns)]
    needs = _between(levels, width)
    by_need = sum(need for wish, need in zip(wished, needs, strict=True) if not wish)
    whole = sum(wished)
    room = width * whole
    if whole > 1 - 1e-9:
        room = max(width - by_need, sum(needs) - by_need)
    rest = (width - room) / by_need if 0 < whole < 1 - 1e-9 else 1.0
    weights = [
        room * wish / whole if wish else need * rest
        for wish, need in zip(wished, needs, strict=True)
    ]
    scale = width / sum(weights)
    fitting = [level for level in levels[:-1] if sum(level) <= width]
    raised = _raised([weight * scale for weight in weights], [*levels[:1], *fitting][-1], width)
    edges = [round(edge) for edge in accumulate(raised, initial=0.0)]
    return [right - left for left, right in pairwise(edges)]


def _between(levels: Sequence[Sequence[float]], width: int) -> Sequence[float]:
    """Widths between the highest level that fits and the next, as near to this as there is room."""
    for low, high in pairwise(levels):
        if sum(high) > width:
            part = max(0.0, width - sum(low)) / (sum(high) - sum(low))
            return [one + (other - one) * part for one, other in zip(low, high, strict=True)]
    return levels[-1]


def _raised(weights: Sequence[float], least: Sequence[float], width: int) -> list[float]:
    """``weights`` none of which is below its least, if ``width`` allows: the others give way."""
    over = [max(0.0, weight - low) for weight, low in zip(weights, least, strict=True)]
    lacking = sum(max(0.0, low - weight) for weight, low in zip(weights, least, strict=True))
    if sum(least) > width or not sum(over):
        return [low * width / sum(least) for low in least]
    kept = 1 - lacking / sum(over)
    return [low + extra * kept for low, extra in zip(least, over, strict=True)]
