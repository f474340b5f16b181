"""Tables as wide as their page's text, built in one pass over their rows.

The standard leaves tables open; what is done here is practice: 小四 in a grid of half-point rules,
heads in 黑体 that repeat on each page, rows that no page break cuts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import accumulate, chain, pairwise
from math import ceil
from typing import Final, NamedTuple

from infoscore.render.docx.balance import tokens
from infoscore.render.docx.lengths import ems, half_points, mm, pt
from infoscore.render.docx.styles import Style
from infoscore.render.docx.text import keep_with_next, paragraph
from infoscore.render.docx.wml import Element, properties, run, w

_SIZES: Final = (12.0, 10.5, 9.0)
"""小四, 五号, 小五: the first at which all columns have room."""

_MARGIN: Final = 60
_MARGIN_ABOVE: Final = 40
"""Between a cell's rules and its text."""

_NARROWEST: Final = 2.0
_WIDEST: Final = 16.0
_NAME: Final = 8.0
"""A column's width by content, in 字; names and prose wrap before figures are pressed."""

_SLACK: Final = 0.5
"""Room for fonts whose digits are a little wider than half a 字."""

_ROW_HEIGHT: Final = mm(8)


class Content(Enum):
    """What stands in a column."""

    FIGURES = "figures"
    """Centred, and never wrapped while there is room."""
    NAMES = "names"
    """Centred, however many lines they take."""
    PROSE = "prose"
    """Centred, or from the left where one line does not hold it."""


@dataclass(frozen=True, slots=True)
class Column:
    """``share`` is its width in proportion to the others'; 0: as wide as its content wants."""

    content: Content = Content.FIGURES
    share: int = 0


class Head(NamedTuple):
    """A cell of the head, and how many columns and rows of the head it covers."""

    text: str
    columns: int
    rows: int
    first: int
    """Index of the leftmost column that it covers."""


@dataclass(frozen=True, slots=True)
class Row:
    """A cell for each column; one cell alone spans them all, as the title of a group of rows."""

    cells: tuple[str, ...]
    strong: bool = False
    covering: Mapping[int, int] = field(default_factory=dict)
    """Column → how many rows its cell covers from here; 0: it is covered from above."""


class _Grid(NamedTuple):
    """What is the same for all cells of a table."""

    widths: Sequence[int]
    left: Sequence[bool]
    """Which columns are set from the left."""
    size: float


def fits(
    columns: Sequence[Column], head: Sequence[Sequence[Head]], rows: Sequence[Row], width: int
) -> bool:
    """Whether every column has the least room that it can do with, at the smallest type.

    That room is, for figures, their longest one in a line; for names and prose, eight 字; for all,
    their head in two lines that part no word.
    """
    least, _ = _needs(columns, head, _longest(len(columns), rows))
    return sum(_room(least, _SIZES[-1])) <= width


def table(
    columns: Sequence[Column], head: Sequence[Sequence[Head]], rows: Sequence[Row], width: int
) -> Element:
    """A table of fixed widths; both ``gridCol`` (WPS) and ``tcW`` (Word) state them."""
    grid = _grid(columns, head, rows, width)
    return w(
        "tbl",
        properties(
            "tblPr",
            w("tblW", w=width, type="dxa"),
            w("jc", val="center"),
            w("tblBorders", *_rules()),
            w("tblLayout", type="fixed"),
            w("tblCellMar", *_margins()),
        ),
        w("tblGrid", *(w("gridCol", w=column) for column in grid.widths)),
        *_head_rows(head, grid),
        *(_body_row(row, grid) for row in rows),
    )


def title(text: str) -> Element:
    """The line above a table."""
    return paragraph(Style.TABLE_TITLE, text)


def note(text: str) -> Element:
    """A line below a table."""
    return paragraph(Style.TABLE_NOTE, text)


def _rules() -> Iterator[Element]:
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        yield w(side, val="single", sz=4, space=0, color="auto")


def _margins() -> Iterator[Element]:
    for side in ("top", "left", "bottom", "right"):
        upright = side in {"top", "bottom"}
        yield w(side, w=_MARGIN_ABOVE if upright else _MARGIN, type="dxa")


def _head_rows(head: Sequence[Sequence[Head]], grid: _Grid) -> Iterator[Element]:
    """The rows that repeat on every page; a cell over several rows goes on below itself."""
    below: dict[int, Head] = {}
    for level, cells in enumerate(head):
        here = {cell.first: cell for cell in cells}
        row = [
            _cell(
                cell.text if first in here else "",
                Style.TABLE_HEAD,
                grid,
                first,
                cell.columns,
                *_merged(cell, restart=first in here),
            )
            for first, cell in sorted({**below, **here}.items())
        ]
        below = {
            cell.first: cell
            for start, cells_there in enumerate(head[: level + 1])
            for cell in cells_there
            if start + cell.rows > level + 1
        }
        yield _row(row, w("tblHeader"))


def _merged(cell: Head, *, restart: bool) -> Iterator[Element]:
    if cell.rows > 1:
        yield w("vMerge", val="restart" if restart else "continue")


def _body_row(row: Row, grid: _Grid) -> Element:
    style = Style.TABLE_STRONG if row.strong else Style.TABLE_TEXT
    if len(row.cells) == 1 < len(grid.widths):
        spanning = _cell(row.cells[0], Style.TABLE_STRONG, grid, 0, len(grid.widths))
        # The title of a group does not stay behind at the foot of a page.
        return keep_with_next(_row([spanning]))
    cells = []
    for index, text in enumerate(row.cells):
        rows = row.covering.get(index, 1)
        cell = Head(text if rows else "", 1, rows or 2, index)
        merged = _merged(cell, restart=rows > 0)
        cells.append(_cell(cell.text, style, grid, index, 1, *merged))
    return _row(cells)


def _row(cells: Iterable[Element], *direct: Element) -> Element:
    height = w("trHeight", val=_ROW_HEIGHT, hRule="atLeast")
    return w("tr", properties("trPr", w("cantSplit"), height, *direct), *cells)


def _cell(
    text: str, style: Style, grid: _Grid, first: int, span: int = 1, *direct: Element
) -> Element:
    width = w("tcW", w=sum(grid.widths[first : first + span]), type="dxa")
    cell = [width, *direct, w("vAlign", val="center")]
    if span > 1:
        cell.append(w("gridSpan", val=span))
    left = span == 1 and grid.left[first] and style is not Style.TABLE_HEAD
    return w(
        "tc",
        properties("tcPr", *cell),
        paragraph(style, [_sized(text, grid.size)] if text else (), *_aligned(left)),
    )


def _sized(text: str, size: float) -> Element:
    if size == _SIZES[0]:
        return run(text)
    return run(text, w("sz", val=half_points(size)), w("szCs", val=half_points(size)))


def _aligned(left: bool) -> Iterator[Element]:
    if left:
        yield w("jc", val="left")


def _grid(
    columns: Sequence[Column], head: Sequence[Sequence[Head]], rows: Sequence[Row], width: int
) -> _Grid:
    """Widths that fill ``width``, and the largest size of type at which the content has room."""
    longest = _longest(len(columns), rows)
    least, ample = _needs(columns, head, longest)
    size = next((size for size in _SIZES if sum(_room(least, size)) <= width), _SIZES[-1])
    flexible = [column.content is not Content.FIGURES for column in columns]
    needs = _shared_out(_room(least, size), _room(ample, size), flexible, width)
    widths = _widths([column.share for column in columns], needs, width)
    left = [
        column.content is Content.PROSE and content * pt(size) > room - 2 * _MARGIN
        for column, content, room in zip(columns, longest, widths, strict=True)
    ]
    return _Grid(widths, left, size)


def _longest(columns: int, rows: Iterable[Row]) -> list[float]:
    """The longest cell of each column, in 字."""
    longest = [0.0] * columns
    for row in rows:
        if len(row.cells) == columns:
            for index, text in enumerate(row.cells):
                longest[index] = max(longest[index], ems(text))
    return longest


def _needs(
    columns: Sequence[Column], head: Iterable[Iterable[Head]], longest: Sequence[float]
) -> tuple[list[float], list[float]]:
    """The least that each column can do with, and what lets nothing wrap, in 字."""
    least = [
        content if column.content is Content.FIGURES else min(content, _NAME)
        for column, content in zip(columns, longest, strict=True)
    ]
    ample = list(longest)
    for cell in chain.from_iterable(head):
        for index in range(cell.first, cell.first + cell.columns):
            least[index] = max(least[index], _wrapped(cell.text) / cell.columns)
            ample[index] = max(ample[index], ems(cell.text) / cell.columns)
    return [_bounded(need) for need in least], [_bounded(need) for need in ample]


def _wrapped(text: str) -> float:
    """The narrowest width at which ``text`` takes two lines and parts no word, in 字."""
    ends = set(accumulate(ems(token) for token in tokens(text)))
    half = ceil(ems(text) / 2)
    return next((width for width in range(half, ceil(ems(text))) if width in ends), half)


def _bounded(need: float) -> float:
    return min(max(need, _NARROWEST), _WIDEST) + _SLACK


def _room(widths: Iterable[float], size: float) -> list[float]:
    return [width * pt(size) + 2 * _MARGIN for width in widths]


def _shared_out(
    least: Sequence[float], ample: Sequence[float], flexible: Sequence[bool], width: int
) -> Sequence[float]:
    """If not all can have ample room, heads of figures wrap and text takes what is left."""
    spare = width - sum(least)
    text = sum(room for room, wraps in zip(ample, flexible, strict=True) if wraps)
    if sum(ample) <= width:
        return ample
    if spare <= 0 or not text:
        return least
    return [
        low + (spare * high / text if wraps else 0)
        for low, high, wraps in zip(least, ample, flexible, strict=True)
    ]


def _widths(shares: Sequence[int], needs: Sequence[float], width: int) -> list[int]:
    """Columns without a share get what they need, the others divide the rest of ``width``."""
    wanted = sum(need for share, need in zip(shares, needs, strict=True) if share)
    rest = max(wanted, width - (sum(needs) - wanted))
    weights = [
        rest * share / sum(shares) if share else need
        for share, need in zip(shares, needs, strict=True)
    ]
    scale = width / sum(weights)
    edges = [round(edge * scale) for edge in accumulate(weights, initial=0.0)]
    return [right - left for left, right in pairwise(edges)]
