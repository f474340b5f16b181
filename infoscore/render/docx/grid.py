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
from infoscore.render.docx.lengths import ems, mm, pt, spaced_ems
from infoscore.render.docx.paragraphs import keep_with_next, paragraph
from infoscore.render.docx.styles import Style
from infoscore.render.docx.wml import Element, frame, margins, properties, rules, run, sized, w
from infoscore.table import Kind, Role, Table, header_rows, row_spans, shares

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
    least, _ = _needs(table, _contents(table))
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
    contents = _contents(table)
    least, ample = _needs(table, contents)
    sizes = _SIZES[1:] if any(column.titles for column in table.columns) else _SIZES
    size = next((size for size in sizes if sum(_room(least, size)) <= width), _SIZES[-1])
    low, high = _room(least, size), _room(ample, size)
    needs = _shared_out(low, high, contents, least, width)
    widths = _widths([float(share) for share in shares(table.columns)], low, needs, width)
    # names under that of their group stand in line only at the left
    led = [any(row.cells[index].plain for row in table.rows) for index in range(len(widths))]
    left = [
        leads or (is_prose and content.longest * pt(size) > room - 2 * _MARGIN)
        for is_prose, content, room, leads in zip(
            _are_prose(table), contents, widths, led, strict=True
        )
    ]
    return _Measures(widths, left, size)


class _Content(NamedTuple):
    """The cells of a column, as widths in 字."""

    cells: Sequence[float]
    is_text: bool
    """Their words may wrap."""

    @property
    def longest(self) -> float:
        return max(self.cells, default=0.0)


def _are_prose(table: Table) -> Iterator[bool]:
    """The first text names the rows, and so do cells that go over several of them."""
    named = False
    for column in table.columns:
        is_text = column.kind is Kind.TEXT and not column.merged
        yield is_text and (named or column.titles)
        named = named or is_text


def _contents(table: Table) -> list[_Content]:
    cells = zip(*([spaced_ems(cell.text) for cell in row.cells] for row in table.rows), strict=True)
    found = list(cells) or [()] * len(table.columns)
    return [
        _Content(widths, column.kind is Kind.TEXT)
        for widths, column in zip(found, table.columns, strict=True)
    ]


def _needs(table: Table, contents: Sequence[_Content]) -> tuple[list[float], list[float]]:
    """Widths that each column can just do with, and those that let nothing wrap, in 字."""
    ample = [content.longest for content in contents]
    least = [
        min(content.longest, _NAME) if content.is_text else content.longest for content in contents
    ]
    for cell in chain.from_iterable(header_rows(table.columns)):
        for index in range(cell.first, cell.first + cell.columns):
            least[index] = max(least[index], _wrapped(cell.text) / cell.columns)
            ample[index] = max(ample[index], ems(cell.text) / cell.columns)
    bounded = [min(max(need, _NARROWEST), _WIDEST) + _SLACK for need in least]
    return bounded, [max(need + _SLACK, low) for need, low in zip(ample, bounded, strict=True)]


def _wrapped(text: str) -> float:
    """The narrowest width at which ``text`` takes two lines and parts no word, in 字."""
    ends = set(accumulate(ems(token) for token in tokens(text)))
    half = ceil(ems(text) / 2)
    return next((width for width in range(half, ceil(ems(text))) if width in ends), half)


def _room(widths: Iterable[float], size: float) -> list[float]:
    return [width * pt(size) + 2 * _MARGIN for width in widths]


def _shared_out(
    low: Sequence[float],
    high: Sequence[float],
    contents: Sequence[_Content],
    least: Sequence[float],
    width: int,
) -> list[float]:
    """Widths between the least and ample ones: who has more to wrap gets more of what is left.

    Heads of figures wrap before text does.
    """
    widths = list(high if sum(high) <= width else low)
    wrapping = [
        sum(max(0.0, cell - room) for cell in content.cells) if content.is_text else 0.0
        for content, room in zip(contents, least, strict=True)
    ]
    spare = width - sum(widths)
    while spare > 1 and any(wrapping) and widths != high:
        part = spare / sum(wrapping)
        widths = [
            min(most, room + part * weight)
            for room, most, weight in zip(widths, high, wrapping, strict=True)
        ]
        wrapping = [
            weight if room < most else 0.0
            for room, most, weight in zip(widths, high, wrapping, strict=True)
        ]
        spare = width - sum(widths)
    return widths


def _widths(
    wished: Sequence[float], least: Sequence[float], needs: Sequence[float], width: int
) -> list[int]:
    """Widths that add up to ``width``: as wished, else by need, and nowhere below the least.

    Shares that make a whole are of what the other columns leave, others are of the page.
    """
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
    raised = _raised([weight * scale for weight in weights], least, width)
    edges = [round(edge) for edge in accumulate(raised, initial=0.0)]
    return [right - left for left, right in pairwise(edges)]


def _raised(weights: Sequence[float], least: Sequence[float], width: int) -> list[float]:
    """``weights`` none of which is below its least, if ``width`` allows: the others give way."""
    over = [max(0.0, weight - low) for weight, low in zip(weights, least, strict=True)]
    lacking = sum(max(0.0, low - weight) for weight, low in zip(weights, least, strict=True))
    if sum(least) > width or not sum(over):
        return [low * width / sum(least) for low in least]
    kept = 1 - lacking / sum(over)
    return [low + extra * kept for low, extra in zip(least, over, strict=True)]
