"""Tables as wide as their page's text, built in one pass over their rows.

The standard leaves tables open; what is done here is practice: 小四 in a grid of half-point rules,
heads in 黑体 that repeat on each page, rows that no page break cuts. Figures are centred and never
wrap while there is room; names and prose wrap before figures are pressed, and prose that one line
does not hold is set from the left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, pairwise
from math import ceil
from typing import Final, NamedTuple

from infoscore.render.docx.balance import tokens
from infoscore.render.docx.lengths import ems, mm, pt
from infoscore.render.docx.paragraphs import keep_with_next, paragraph
from infoscore.render.docx.styles import Style
from infoscore.render.docx.wml import Element, frame, margins, properties, rules, run, sized, w
from infoscore.table import Kind, Role, Table, header_rows, row_spans

_SIZES: Final = (12.0, 10.5, 9.0)
"""小四, 五号, 小五: the first at which all columns have room."""

_MARGIN: Final = 60
_MARGIN_ABOVE: Final = 40
"""Between a cell's rules and its text."""

_NARROWEST: Final = 2.0
_WIDEST: Final = 16.0
_NAME: Final = 8.0
"""Widths of a column by content, in 字."""

_SLACK: Final = 0.5
"""Room for fonts whose digits are a little wider than half a 字."""

_ROW_HEIGHT: Final = mm(8)


class _Measures(NamedTuple):
    """Measures that all cells of a table share."""

    widths: Sequence[int]
    left: Sequence[bool]
    """Columns that are set from the left."""
    size: float


def fits(table: Table, width: int) -> bool:
    """True if every column has the least room that it can do with, at the smallest type.

    That room is, for figures, their longest one in a line; for names and prose, eight 字; for all,
    their head in two lines that part no word.
    """
    least, _ = _needs(table, _longest(table))
    return sum(_room(least, _SIZES[-1])) <= width


def titled(table: Table, width: int) -> Iterator[Element]:
    """The table between its title and its notes."""
    if table.title:
        yield paragraph(Style.TABLE_TITLE, table.title)
    if table.columns:
        measures = _measures(table, width)
        yield frame(
            measures.widths,
            [*_head_rows(table, measures), *_body_rows(table, measures)],
            w("jc", val="center"),
            rules(top=4, left=4, bottom=4, right=4, insideH=4, insideV=4),
            margins(top=_MARGIN_ABOVE, left=_MARGIN, bottom=_MARGIN_ABOVE, right=_MARGIN),
        )
    for note in table.notes:
        yield paragraph(Style.TABLE_NOTE, note)


def _head_rows(table: Table, measures: _Measures) -> Iterator[Element]:
    """The rows that repeat on every page; a cell over several rows goes on below itself."""
    header = header_rows(table.columns)
    for level in range(len(header)):
        cells = {
            cell.first: (cell, cell.rows if top == level else 0)
            for top, row in enumerate(header[: level + 1])
            for cell in row
            if top + cell.rows > level
        }
        yield _row(
            (
                _cell(cell.text, Style.TABLE_HEAD, measures, first, cell.columns, rows)
                for first, (cell, rows) in sorted(cells.items())
            ),
            w("tblHeader"),
        )


def _body_rows(table: Table, measures: _Measures) -> Iterator[Element]:
    for section in table.sections:
        if section.heading:
            across = _cell(section.heading, Style.TABLE_STRONG, measures, 0, len(table.columns))
            # The title of a group does not stay behind at the foot of a page.
            yield keep_with_next(_row([across]))
        spans = [
            row_spans(section.rows, index) if column.merged else [1] * len(section.rows)
            for index, column in enumerate(table.columns)
        ]
        for place, row in enumerate(section.rows):
            style = Style.TABLE_TEXT if row.role is Role.BODY else Style.TABLE_STRONG
            yield _row(
                _cell(cell.text, style, measures, index, rows=spans[index][place])
                for index, cell in enumerate(row.cells)
            )


def _row(cells: Iterable[Element], *direct: Element) -> Element:
    height = w("trHeight", val=_ROW_HEIGHT, hRule="atLeast")
    return w("tr", properties("trPr", w("cantSplit"), height, *direct), *cells)


def _cell(
    text: str, style: Style, measures: _Measures, first: int, columns: int = 1, rows: int = 1
) -> Element:
    """A cell over ``columns`` and ``rows``; 0 rows: it is covered from above."""
    width = sum(measures.widths[first : first + columns])
    direct = [w("tcW", w=width, type="dxa"), w("vAlign", val="center")]
    if columns > 1:
        direct.append(w("gridSpan", val=columns))
    if rows != 1:
        direct.append(w("vMerge", val="restart" if rows else "continue"))
    size = () if measures.size == _SIZES[0] else sized(measures.size)
    left = columns == 1 and measures.left[first] and style is not Style.TABLE_HEAD
    return w(
        "tc",
        properties("tcPr", *direct),
        paragraph(
            style,
            [run(text, *size)] if text and rows else (),
            *([w("jc", val="left")] if left else []),
        ),
    )


def _measures(table: Table, width: int) -> _Measures:
    """Widths that fill ``width``, and the largest size of type at which the content has room."""
    longest = _longest(table)
    least, ample = _needs(table, longest)
    size = next((size for size in _SIZES if sum(_room(least, size)) <= width), _SIZES[-1])
    flexible = [column.kind is Kind.TEXT for column in table.columns]
    needs = _shared_out(_room(least, size), _room(ample, size), flexible, width)
    widths = _widths([column.width for column in table.columns], needs, width)
    # names under that of their group stand in line only at the left
    led = [any(row.cells[index].plain for row in table.rows) for index in range(len(widths))]
    left = [
        leads or (is_prose and content * pt(size) > room - 2 * _MARGIN)
        for is_prose, content, room, leads in zip(
            _are_prose(table), longest, widths, led, strict=True
        )
    ]
    return _Measures(widths, left, size)


def _are_prose(table: Table) -> Iterator[bool]:
    """The first text names the rows, and so do cells that go over several of them."""
    named = False
    for column in table.columns:
        is_text = column.kind is Kind.TEXT and not column.merged
        yield is_text and named
        named = named or is_text


def _longest(table: Table) -> list[float]:
    """The longest cell of each column, in 字."""
    longest = [0.0] * len(table.columns)
    for row in table.rows:
        for index, cell in enumerate(row.cells):
            longest[index] = max(longest[index], ems(cell.text))
    return longest


def _needs(table: Table, longest: Sequence[float]) -> tuple[list[float], list[float]]:
    """Widths that each column can just do with, and those that let nothing wrap, in 字."""
    least = [
        min(content, _NAME) if column.kind is Kind.TEXT else content
        for column, content in zip(table.columns, longest, strict=True)
    ]
    ample = list(longest)
    for cell in chain.from_iterable(header_rows(table.columns)):
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
