"""What a cell prints: rounded figures, and the words that stand for what is not there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from msgspec import structs

from infoscore.reports.tables.columns import Found, Missing
from infoscore.reports.tables.entry import ColumnEntry, Cut, Decimals, TableEntry
from infoscore.rounding import Rounding, printed, round_to, with_decimals
from infoscore.table import EMPTY, Cell, Kind

_DIGITS: Final = {Kind.NUMBER: 2, Kind.PERCENT: 1}


class Printing:
    """How the cells of one layout are printed."""

    def __init__(self, layout: TableEntry) -> None:
        self._layout = layout

    def cell(self, entry: ColumnEntry, found: Sequence[Found], kinds: Sequence[Kind]) -> Cell:
        """What was found for a column, one thing or several set one after the other."""
        if len(found) == 1:
            return self._printed(entry, kinds[0], found[0])
        if all(one.missing is Missing.BLANK for one in found):
            return EMPTY
        if not any(one.number for one in found) and (zero := self._word(entry, "zero")):
            return Cell(zero)
        if not any(one.number for one in found) and self._word(entry, "zero") == "":
            return EMPTY
        parts = [
            self._printed(structs.replace(entry, zero="0"), kind, one).text
            for kind, one in zip(kinds, found, strict=True)
        ]
        return Cell(entry.between.join(parts))

    def _word(self, entry: ColumnEntry, key: str) -> str | None:
        """What the column, else the table, prints for something."""
        own: str | None = getattr(entry, key)
        whole: str | None = getattr(self._layout, key)
        return whole if own is None else own

    def _printed(self, entry: ColumnEntry, kind: Kind, found: Found) -> Cell:
        match found.missing:
            case Missing.BLANK:
                return EMPTY
            case Missing.NOTHING:
                return _worded(self._word(entry, "nothing") or "")
            case Missing.UNASSESSED:
                word = self._word(entry, "unassessed")
                return _worded("—" if word is None else word)
        if found.number is None:
            return Cell(found.text)
        if not found.number and (zero := self._word(entry, "zero")) is not None:
            return _worded(zero)
        return self._figure(entry, kind, found.number, found.share)

    def _figure(
        self, entry: ColumnEntry, kind: Kind, number: Fraction, share: Fraction | None
    ) -> Cell:
        layout = self._layout
        digits = entry.digits if entry.digits is not None else layout.digits
        cut = entry.rounding or layout.rounding
        style = entry.style or layout.style
        value = number * 100 if kind is Kind.PERCENT else number
        places = _DIGITS[kind] if digits is None else digits
        rounded = round_to(value, Rounding(cut or Cut.HALF_UP), Fraction(1, 10**places))
        sign = "%" if kind is Kind.PERCENT and entry.sign else ""
        text = _STYLES[style or Decimals.TRIMMED](rounded, places) + sign
        # what the layout rounds is that number from then on, in a spreadsheet too
        said = digits is not None or cut is not None or style is not None
        shown = rounded if said else value
        return Cell(text, shown / 100 if sign else shown, share)


_STYLES: Final[Mapping[Decimals, Callable[[Fraction, int], str]]] = {
    Decimals.TRIMMED: printed,
    Decimals.FIXED: with_decimals,
    Decimals.PADDED: lambda value, _: with_decimals(value, 0 if value.denominator == 1 else 2),
}


def _worded(text: str) -> Cell:
    """A word in the place of a number; where it is one itself, spreadsheets are told so."""
    return Cell(text, Fraction(0)) if text in ("0", "0%") else Cell(text)
