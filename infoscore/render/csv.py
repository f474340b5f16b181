"""A table for a spreadsheet or a program: flat, exact, one line for each unit."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import count
from typing import Final

from infoscore.rounding import printed
from infoscore.table import Cell, Column, Kind, Role, Table

# A spreadsheet runs text with such a start as a formula, even after white space.
_FORMULA: Final = re.compile(r"[\t\r\n]|\s*[=+@＝＋－＠-]")
_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?%?", re.ASCII)


def render(table: Table, *, bom: bool = False, group: str = "组别") -> bytes:
    """UTF-8, on request with the BOM that Excel and WPS need. Titles of sections go into ``group``.

    Subtotals and totals are left out: whoever reads the file adds up for himself. Equal heads are
    numbered.
    """
    grouped = any(section.title is not None for section in table.sections)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    names = [column.key or column.label for column in table.columns]
    writer.writerow(map(_safe, _apart(([group] if grouped else []) + names)))
    for section in table.sections:
        first = [_safe(section.title or "")] if grouped else []
        for row in section.rows:
            if row.role is Role.BODY:
                cells = zip(row.cells, table.columns, strict=True)
                writer.writerow(first + [_field(cell, column) for cell, column in cells])
    return stream.getvalue().encode("utf-8-sig" if bom else "utf-8")


def _apart(names: Sequence[str]) -> Iterator[str]:
    """The heads, equal ones numbered: programs know columns by their heads."""
    taken = set(names)
    seen: set[str] = set()
    for name in names:
        numbered = (f"{name}{number}" for number in count(2) if f"{name}{number}" not in taken)
        found = next(numbered) if name in seen else name
        taken.add(found)
        seen.add(found)
        yield found


def _field(cell: Cell, column: Column) -> str:
    if column.kind is Kind.NUMBER and cell.value is not None:
        return _exact(cell.value) or cell.text
    return _safe(cell.plain or cell.text)


def _exact(value: Fraction) -> str | None:
    """All decimals of ``value``, or ``None`` if they never end."""
    places = value.denominator.bit_length()
    return printed(value, places) if 10**places % value.denominator == 0 else None


def _safe(text: str) -> str:
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text
