"""A report as a value: typed cells in rows with roles. The only thing a table renderer takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from enum import Enum
from fractions import Fraction
from itertools import groupby
from typing import Final, NamedTuple

from msgspec import Struct

from infoscore.rounding import printed


class Kind(Enum):
    """The content of a column; it decides alignment and the type of a spreadsheet's cells."""

    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"


class Role(Enum):
    BODY = "body"
    SUBTOTAL = "subtotal"
    TOTAL = "total"


class Cell(NamedTuple):
    """``text`` is what people read, in every format; ``value`` is the exact number behind it."""

    text: str
    value: Fraction | None = None
    share: Fraction | None = None
    """Its share of the target (1: all of it); a web page draws it as a bar."""
    plain: str = ""
    """What programs read, where people read more."""
    day: date | None = None
    """The date that it is."""


EMPTY: Final = Cell("")
NOT_ASSESSED: Final = Cell("—")


class Column(Struct, frozen=True):
    """``header`` runs from the topmost header row to the lowest; equal neighbours are merged."""

    header: tuple[str, ...]
    kind: Kind = Kind.TEXT
    key: str = ""
    """Name for machines; empty: the header."""
    width: int = 0
    """Share of the page's width, see :func:`shares`; 0: by content."""
    merged: bool = False
    """Equal neighbours in rows of a section are one cell."""
    titles: bool = False
    """It holds titles, which wrap as text does, in a smaller type."""

    @property
    def label(self) -> str:
        """Its head on one line."""
        return " ".join(self.header)


class Row(Struct, frozen=True):
    cells: tuple[Cell, ...]
    role: Role = Role.BODY


class Section(Struct, frozen=True):
    """Rows under a common title (a group of units, an outlet); ``None``: no title."""

    title: str | None
    rows: tuple[Row, ...]
    headed: bool = False
    """The first row says the title, and adds up those under it."""

    @property
    def heading(self) -> str | None:
        """The title, where it takes a row of its own."""
        return None if self.headed else self.title


class Table(Struct, frozen=True):
    """A titled table; ``notes`` are lines printed below it."""

    title: str
    columns: tuple[Column, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> Iterator[Row]:
        for section in self.sections:
            yield from section.rows


def row_spans(rows: Sequence[Row], index: int) -> list[int]:
    """Rows that a merged column's cell covers, for each row; 0: it is covered from above."""
    spans = [1] * len(rows)
    top = 0
    for below in range(1, len(rows)):
        if (
            rows[below].role is rows[top].role is Role.BODY
            and rows[below].cells[index].text == rows[top].cells[index].text
        ):
            spans[top] += 1
            spans[below] = 0
        else:
            top = below
    return spans


def once(section: Section, columns: Sequence[Column]) -> list[Row]:
    """The rows with each merged cell's words in its first row only, for formats without merging."""
    merged = [index for index, column in enumerate(columns) if column.merged]
    rows = list(section.rows)
    for index in merged:
        for place, span in enumerate(row_spans(section.rows, index)):
            if span == 0:
                cells = rows[place].cells
                rows[place] = Row((*cells[:index], EMPTY, *cells[index + 1 :]), rows[place].role)
    return rows


def shares(columns: Sequence[Column]) -> list[Fraction]:
    """The parts that columns are wished to have of their room; 0: by content.

    Widths are relative to each other; that of one column alone is in hundredths of the page.
    """
    given = [column.width for column in columns if column.width]
    whole = max(100, *given) if len(given) == 1 < len(columns) else sum(given)
    return [Fraction(column.width, whole or 1) for column in columns]


class HeaderCell(NamedTuple):
    """A header cell and how many columns and header rows it covers."""

    text: str
    columns: int
    rows: int
    first: int
    """Index of the leftmost column that it covers."""


def header_rows(columns: tuple[Column, ...]) -> list[list[HeaderCell]]:
    """The header as rows of cells: equal neighbours merged, short headers reaching to the foot."""
    paths = [column.header for column in columns]
    depth = max(map(len, paths), default=0)
    rows: list[list[HeaderCell]] = []
    for level in range(depth):
        # only a cell with others below it covers neighbours
        cells = [
            path[: level + 1] if len(path) > level + 1 else index
            for index, path in enumerate(paths)
        ]
        row: list[HeaderCell] = []
        for _, group in groupby(range(len(paths)), cells.__getitem__):
            first, *others = group
            path = paths[first]
            if level < len(path):  # else it is covered by a cell above it
                height = depth - level if level == len(path) - 1 else 1
                row.append(HeaderCell(path[level], 1 + len(others), height, first))
        rows.append(row)
    return rows


def date_cell(day: date) -> Cell:
    """A date for people and for spreadsheets."""
    return Cell(day.isoformat(), day=day)


def number_cell(value: Fraction | int) -> Cell:
    """A number for people and for spreadsheets."""
    exact = Fraction(value)
    return Cell(printed(exact), exact)
