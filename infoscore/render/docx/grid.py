"""Tables as wide as their page's text, built in one pass over their rows.

The standard leaves tables open; what is done here is practice: 小四 in a grid of half-point rules,
heads in 黑体 that repeat on each page, rows that no page break cuts. Heads break where a word ends;
figures are centred; titles, and prose that one line does not hold, are set from the left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from infoscore.render.docx.columnheads import in_lines
from infoscore.render.docx.lengths import ems, mm, pt, spaced_ems
from infoscore.render.docx.paragraphs import keep_with_next, paragraph
from infoscore.render.docx.styles import Style
from infoscore.render.docx.widths import MARGIN, SIZES, columns_of
from infoscore.render.docx.wml import Element, frame, margins, properties, rules, run, sized, w
from infoscore.table import Kind, Role, Table, header_rows, row_spans

_MARGIN_ABOVE: Final = 40
"""Between a cell's rules and its text."""

_ROW_HEIGHT: Final = mm(8)
"""Of rows in 小四; those of smaller type are as much lower."""

_COMPANY: Final = 3
"""Rows that end a table on one page."""


class _Measures(NamedTuple):
    """Measures that all cells of a table share."""

    widths: Sequence[int]
    left: Sequence[bool]
    """Columns that are set from the left."""
    size: float


def titled(table: Table, width: int) -> Iterator[Element]:
    """The table between its title and its notes."""
    if table.title:
        yield paragraph(Style.TABLE_TITLE, table.title)
    if table.columns:
        measures = _measures(table, width)
        yield frame(
            measures.widths,
            [*_head_rows(table, measures), *_in_company([*_body_rows(table, measures)], table)],
            w("jc", val="center"),
            rules(top=4, left=4, bottom=4, right=4, insideH=4, insideV=4),
            margins(top=_MARGIN_ABOVE, left=MARGIN, bottom=_MARGIN_ABOVE, right=MARGIN),
        )
    notes = [paragraph(Style.TABLE_NOTE, note) for note in table.notes]
    yield from (*map(keep_with_next, notes[:-1]), *notes[-1:])


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
            measures.size,
            w("tblHeader"),
        )


def _body_rows(table: Table, measures: _Measures) -> Iterator[Element]:
    for section in table.sections:
        if section.heading:
            across = _cell(section.heading, Style.TABLE_STRONG, measures, 0, len(table.columns))
            # The title of a group does not stay behind at the foot of a page.
            yield keep_with_next(_row([across], measures.size))
        spans = [
            row_spans(section.rows, index) if column.merged else [1] * len(section.rows)
            for index, column in enumerate(table.columns)
        ]
        for place, row in enumerate(section.rows):
            style = Style.TABLE_TEXT if row.role is Role.BODY else Style.TABLE_STRONG
            cells = (
                _cell(cell.text, style, measures, index, rows=spans[index][place])
                for index, cell in enumerate(row.cells)
            )
            yield _row(cells, measures.size)


def _in_company(rows: list[Element], table: Table) -> list[Element]:
    """The rows: the first two with the head, the last ones together and with the notes."""
    kept = (*rows[:1], *rows[-_COMPANY:-1], *(rows[-1:] if table.notes else ()))
    for row in kept:
        keep_with_next(row)
    return rows


def _row(cells: Iterable[Element], size: float, *direct: Element) -> Element:
    height = w("trHeight", val=round(_ROW_HEIGHT * size / SIZES[0]), hRule="atLeast")
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
    size = () if measures.size == SIZES[0] else sized(measures.size)
    if style is Style.TABLE_HEAD:
        spaces = spaced_ems(text) - ems(text)
        text = "\n".join(in_lines(text, (width - 2 * MARGIN) / pt(measures.size) - spaces))
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
    size, widths = columns_of(table, width)
    left = []
    for index, (column, is_prose) in enumerate(zip(table.columns, _are_prose(table), strict=True)):
        cells = [row.cells[index] for row in table.rows]
        room = (widths[index] - 2 * MARGIN) / pt(size)
        wraps = is_prose and any(spaced_ems(cell.text) > room for cell in cells)
        # names under that of their group stand in line only at the left
        left.append(wraps or column.titles or any(cell.plain for cell in cells))
    return _Measures(widths, left, size)


def _are_prose(table: Table) -> Iterator[bool]:
    """The first text names the rows, and so do cells that go over several of them."""
    named = False
    for column in table.columns:
        is_text = column.kind is Kind.TEXT and not column.merged
        yield is_text and (named or column.titles)
        named = named or is_text
