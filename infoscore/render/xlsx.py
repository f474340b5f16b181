"""A table as an Excel workbook: numbers are numbers, and it prints on A4 as it stands."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime, time
from typing import Any, Final

import xlsxwriter

from infoscore.render.grids import GAP, body_widths, natural_widths
from infoscore.render.width import display_width
from infoscore.table import Cell, Column, Kind, Role, Section, Table, header_rows, row_spans

_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
# A workbook states when it was made; without a date given, always the same.
_UNDATED: Final = date(2000, 1, 1)
_PRINTED: Final = re.compile(r"(?P<sign>[+-]?)\d+(?P<decimals>\.\d+)?(?P<percent>%?)", re.ASCII)
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\]")
_NAME_BYTES: Final = 31 * 2
_WIDEST: Final = 60
_A4: Final = 9
_PORTRAIT: Final = 100
"""Characters across an upright page before its type gets too small."""
_LINE: Final = 15
"""Height of a line in points."""


def render(table: Table, *, created: date | None = None) -> bytes:
    """The workbook; the same table and date make the same bytes."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, _OPTIONS) as book:
        moment = datetime.combine(created or _UNDATED, time(), UTC)
        book.set_properties({"created": moment})
        if table.columns:
            _Worksheet(book, table).fill()
        else:
            book.add_worksheet(_sheet_name(table.title)).write_string(0, 0, _text(table.title))
    return stream.getvalue()


class _Worksheet:
    """The sheet and the row that is written next."""

    def __init__(self, book: Any, table: Table) -> None:
        self._book = book
        self._sheet = book.add_worksheet(_sheet_name(table.title))
        self._table = table
        self._widths = _widths(table)
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._row = 0

    def fill(self) -> None:
        table = self._table
        if table.title:
            self._put_line(table.title, bold=True, font_size=14, align="center")
        self._put_header()
        top_row = self._row
        for section in table.sections:
            if section.heading is not None:
                self._put_line(section.heading, bold=True, align="left", border=1)
            top = self._row
            for row in section.rows:
                for index, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
                    self._put_cell(index, cell, column, bold=row.role is not Role.BODY)
                self._row += 1
            self._merge(section, top)
        if rows := _filtered(table):
            self._sheet.autofilter(top_row - 1, 0, top_row + rows - 1, len(self._widths) - 1)
        for note in table.notes:
            self._put_line(note, align="left")
        self._set_up_page()

    def _put_header(self) -> None:
        top = self._row
        header = header_rows(self._table.columns)
        look = self._format(bold=True, align="center", border=1, bg_color="#EDEDED")
        for level, cells in enumerate(header, top):
            for cell in cells:
                right = cell.first + cell.columns - 1
                self._span(level, cell.first, level + cell.rows - 1, right, cell.text, look)
        self._row += len(header)
        if header:
            self._sheet.freeze_panes(self._row, 0)
            self._sheet.repeat_rows(top, self._row - 1)

    def _merge(self, section: Section, top: int) -> None:
        """Merge cells of merged columns, which were put there singly."""
        look = self._format(bold=False, border=1, align="left", num_format="General")
        for index, column in enumerate(self._table.columns):
            spans = row_spans(section.rows, index) if column.merged else []
            for row, span in enumerate(spans):
                if span > 1:
                    text = section.rows[row].cells[index].text
                    self._span(top + row, index, top + row + span - 1, index, text, look)

    def _put_cell(self, index: int, cell: Cell, column: Column, *, bold: bool) -> None:
        number_format = _number_format(cell) if column.kind is not Kind.TEXT else None
        if cell.day is not None:
            number_format = "yyyy-mm-dd"
        look = self._format(
            bold=bold,
            border=1,
            align="left" if column.kind is Kind.TEXT else "right",
            num_format=number_format or "General",
        )
        if cell.day is not None:
            self._sheet.write_datetime(self._row, index, cell.day, look)
        elif number_format and cell.value is not None:
            self._sheet.write_number(self._row, index, float(cell.value), look)
        elif cell.text:
            self._sheet.write_string(self._row, index, _text(cell.text), look)
        else:
            self._sheet.write_blank(self._row, index, None, look)

    def _put_line(self, text: str, **look: Any) -> None:
        """Words across the whole table."""
        last = len(self._widths) - 1
        self._span(self._row, 0, self._row, last, text, self._format(**look))
        # A spreadsheet finds the height of single cells by itself, not that of merged ones.
        size = look.get("font_size", 11)
        room = max(sum(self._widths) * 11 // size, 1)
        lines = sum(-(-display_width(line) // room) or 1 for line in text.split("\n"))
        self._sheet.set_row(self._row, min(lines * _LINE * size / 11 + 2, 400))
        self._row += 1

    def _span(self, top: int, left: int, bottom: int, right: int, text: str, look: Any) -> None:
        if (top, left) != (bottom, right):
            self._sheet.merge_range(top, left, bottom, right, "", look)
        self._sheet.write_string(top, left, _text(text), look)  # merge_range might see a formula

    def _format(self, **look: Any) -> Any:
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            base = {"text_wrap": True, "valign": "vcenter"}
            self._formats[key] = self._book.add_format(base | look)
        return self._formats[key]

    def _set_up_page(self) -> None:
        for index, wide in enumerate(self._widths):
            self._sheet.set_column(index, index, wide)
        self._sheet.print_area(0, 0, self._row - 1, len(self._widths) - 1)
        self._sheet.set_paper(_A4)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.center_horizontally()
        self._sheet.set_footer("&C&P / &N")
        if sum(self._widths) > _PORTRAIT:
            self._sheet.set_landscape()


def _widths(table: Table) -> list[int]:
    """Widths of the columns in digits: by content, within bounds, with some air.

    A Chinese character is a little wider than two digits of the same size.
    """
    natural = natural_widths(table, body_widths(table), header_rows(table.columns))
    return [min(-(-wide * 11 // 10), _WIDEST) + GAP for wide in natural]


def _filtered(table: Table) -> int:
    """Rows that may be filtered: the first so many, if only sums follow and no cell goes over two.

    A filter that is sorted by would tear groups from their titles.
    """
    rows = list(table.rows)
    bodies = sum(row.role is Role.BODY for row in rows)
    torn = any(section.heading is not None for section in table.sections) or any(
        0 in row_spans(section.rows, index)
        for section in table.sections
        for index, column in enumerate(table.columns)
        if column.merged
    )
    return 0 if torn or any(row.role is not Role.BODY for row in rows[:bodies]) else bodies


def _number_format(cell: Cell) -> str | None:
    """The format in which a spreadsheet shows the value as it is printed; ``None``: it is text."""
    match = _PRINTED.fullmatch(cell.text)
    if cell.value is None or not match:
        return None
    decimals = "0" * (len(match["decimals"] or ".") - 1)
    plus = "+" if match["sign"] == "+" else ""
    return f"{plus}0{'.' if decimals else ''}{decimals}{match['percent']}"


def _text(text: str) -> str:
    """``text`` as it may be handed to XlsxWriter, which takes ``<r>…</r>`` for finished XML."""
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def _sheet_name(title: str) -> str:
    """As much of the title as a tab may hold."""
    cleaned = "".join(char for char in _NOT_IN_NAMES.sub(" ", title) if char.isprintable())
    units = cleaned.strip(" '").encode("utf-16-le")[:_NAME_BYTES]
    return units.decode("utf-16-le", "ignore").strip(" '") or "Sheet1"
