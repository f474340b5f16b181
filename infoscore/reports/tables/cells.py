"""The text of a cell: rounded figures, and the words that stand for what is not there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from msgspec import structs

from infoscore.reports.tables.columns import Found, Missing
from infoscore.reports.tables.entry import ColumnEntry, Cut, Decimals, TableEntry
from infoscore.rounding import Rounding, printed, round_to, with_decimals
from infoscore.table import EMPTY, NOT_ASSESSED, Cell, Kind

_DIGITS: Final = {Kind.NUMBER: 2, Kind.PERCENT: 1}
_INHERITED: Final = ("zero", "nothing", "unassessed", "digits", "rounding", "style")


def inheriting(entry: ColumnEntry, table: TableEntry) -> ColumnEntry:
    """The column, printed as the table says where it says nothing itself."""
    unsaid = (key for key in _INHERITED if getattr(entry, key) is None)
    return structs.replace(entry, **{key: getattr(table, key) for key in unsaid})


def cell(entry: ColumnEntry, found: Sequence[Found], kinds: Sequence[Kind]) -> Cell:
    """A cell of a column; several figures stand one after the other."""
    if len(found) == 1:
        return _printed(entry, found[0].kind or kinds[0], found[0])
    if all(part.missing is Missing.BLANK for part in found):
        return EMPTY
    if entry.zero is not None and not any(part.number for part in found):
        return Cell(entry.zero)
    entry = structs.replace(entry, zero="0")
    each = zip(kinds, found, strict=True)
    parts = [_printed(entry, part.kind or kind, part).text for kind, part in each]
    return Cell(entry.between.join(parts))


def _printed(entry: ColumnEntry, kind: Kind, found: Found) -> Cell:
    match found.missing:
        case Missing.BLANK:
            return EMPTY
        case Missing.NOTHING:
            return _worded(entry.nothing or "")
        case Missing.UNASSESSED:
            return NOT_ASSESSED if entry.unassessed is None else _worded(entry.unassessed)
    if found.number is None:
        return Cell(found.text, plain=found.plain)
    if not found.number and entry.zero is not None:
        return _worded(entry.zero)
    value = found.number * 100 if kind is Kind.PERCENT else found.number
    places = _DIGITS[kind] if entry.digits is None else entry.digits
    cut = Rounding(entry.rounding or Cut.HALF_UP)
    rounded = round_to(value, cut, Fraction(1, 10**places))
    sign = "%" if kind is Kind.PERCENT and entry.sign else ""
    text = _STYLES[entry.style or Decimals.TRIMMED](rounded, places) + sign
    # what the layout rounds is that number from then on, in a spreadsheet too
    if entry.digits is not None or entry.rounding is not None or entry.style is not None:
        value = rounded
    return Cell(text, value / 100 if sign else value, found.share)


_STYLES: Final[Mapping[Decimals, Callable[[Fraction, int], str]]] = {
    Decimals.TRIMMED: printed,
    Decimals.FIXED: with_decimals,
    Decimals.PADDED: lambda value, _: with_decimals(value, 0 if value.denominator == 1 else 2),
}


def _worded(text: str) -> Cell:
    """A word in the place of a number; where it is one itself, spreadsheets are told so."""
    return Cell(text, Fraction(0)) if text in ("0", "0%") else Cell(text)
