"""A table for the terminal: aligned by display width, wrapped to the window if need be.

All sections share one grid, so that their columns line up. Words that go across several columns
(titles of sections, upper headers) take the place of empty grid lines once it is laid out.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from typing import Final

from infoscore.render.grids import GAP, body_widths, lowest, natural_widths
from infoscore.render.width import columns, display_width, lines_of, widest_word, wrap
from infoscore.table import HeaderCell, Kind, Role, Table, header_rows, once

_NARROWEST: Final = 2
"""Columns of a Chinese character."""
_SHORT: Final = 4
"""A header up to this is not worth breaking."""
_READABLE: Final = 8
"""Broken text is hard to read in a column narrower than this."""
_LONG_WORD: Final = 16
"""A word longer than this (an address) may be broken."""


def render(table: Table, width: int | None = None) -> str:
    """The table as lines; ``width``: columns of the terminal, ``None``: as wide as the text is."""
    grid = _Grid(table, width)
    room = None if width is None else max(width, grid.width)
    blocks = [_fill(table.title, room)] if table.title else []
    if table.columns:
        blocks.append(grid.lines(table, room))
    if table.notes:
        blocks.append([line for note in table.notes for line in _fill(note, room)])
    return "\n".join("".join(f"{line}\n" for line in block) for block in blocks)


def width_of(table: Table) -> int:
    """Columns of the terminal that the table takes if no cell is broken."""
    return _Grid(table, None).width


class _Grid:
    """Lines of cells under fixed column widths."""

    def __init__(self, table: Table, width: int | None) -> None:
        self._are_texts = [column.kind is Kind.TEXT for column in table.columns]
        self._header = header_rows(table.columns)
        self._widths = _widths(table, self._header, width)
        self._starts = list(accumulate((wide + GAP for wide in self._widths), initial=0))
        self._lines: list[list[str]] = []
        self._across: dict[int, str] = {}

    @property
    def width(self) -> int:
        """Of a whole line."""
        return self._starts[-1] - GAP

    def lines(self, table: Table, room: int | None) -> list[str]:
        """The table; titles of sections may run on up to ``room``."""
        self._put_header()
        below_sum = False
        for index, section in enumerate(table.sections):
            if index and section.title is not None:
                self._put_rule()
            if section.heading is not None:
                self._put_across(_fill(section.heading, room))
            below_sum = below_sum and section.title is None
            for place, row in enumerate(once(section, table.columns)):
                is_sum = row.role is not Role.BODY and not (section.headed and not place)
                if below_sum or (is_sum and (place or section.title is None)):
                    self._put_rule()
                self._put([cell.text for cell in row.cells])
                below_sum = is_sum
        laid_out = map(self._laid_out, self._lines)
        return [self._across.get(index, line).rstrip() for index, line in enumerate(laid_out)]

    def _laid_out(self, texts: Iterable[str]) -> str:
        """A line of cells, each as wide as its column."""
        padded = []
        for text, wide, is_text in zip(texts, self._widths, self._are_texts, strict=True):
            blank = " " * (wide - columns(text))
            padded.append(text + blank if is_text else blank + text)
        return (" " * GAP).join(padded)

    def _put_header(self) -> None:
        lowest: dict[int, str] = {}
        for level, cells in enumerate(self._header, 1):
            labels = []
            for cell in cells:
                if level - 1 + cell.rows == len(self._header):
                    lowest[cell.first] = cell.text
                else:
                    labels.append(cell)
            if labels:
                self._put_labels(labels)
        self._put([lowest.get(index, "") for index in range(len(self._widths))], at_foot=True)
        self._put_rule()

    def _put_labels(self, labels: Sequence[HeaderCell]) -> None:
        """Upper headers, underlined, each in the middle above the columns that it covers."""
        spans = [self._span(cell) for cell in labels]
        texts = [_fill(cell.text, wide) for cell, (_, wide) in zip(labels, spans, strict=True)]
        for line in _level(texts, at_foot=True):
            pieces = [
                (start + (wide - columns(text)) // 2, text)
                for (start, wide), text in zip(spans, line, strict=True)
            ]
            self._put_across([_placed(pieces)])
        self._put_across([_placed((start, "-" * wide) for start, wide in spans)])

    def _span(self, cell: HeaderCell) -> tuple[int, int]:
        """Start and width of a header cell."""
        start = self._starts[cell.first]
        return start, self._starts[cell.first + cell.columns] - GAP - start

    def _put(self, texts: Iterable[str], *, at_foot: bool = False) -> None:
        filled = [_fill(text, wide) for text, wide in zip(texts, self._widths, strict=True)]
        self._lines += _level(filled, at_foot=at_foot)

    def _put_across(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._across[len(self._lines)] = line
            self._lines.append([""] * len(self._widths))

    def _put_rule(self) -> None:
        """A line between rows, a single line where several are due."""
        rule = ["-" * wide for wide in self._widths]
        if self._lines and self._lines[-1] == rule:
            return
        self._lines.append(rule)


def _widths(table: Table, header: list[list[HeaderCell]], width: int | None) -> list[int]:
    """Widths of the columns: by content, or narrowed until a line takes ``width`` at most."""
    bodies = body_widths(table)
    natural = natural_widths(table, bodies, header)
    if width is None:
        return natural
    room = width - GAP * (len(natural) - 1)
    return natural if sum(natural) <= room else _narrowed(_steps(table, natural, bodies), room)


def _steps(table: Table, natural: list[int], bodies: list[int]) -> list[tuple[int, ...]]:
    """Sets of widths, each narrower and harder to read than the set before.

    A header in two lines costs one line, so that comes first; a broken cell costs a line in every
    row; a broken word (a date, say) is hard to read; a broken number would be another number.
    """
    steps = []
    columns = zip(table.columns, natural, bodies, _words(table), strict=True)
    for column, whole, body, word in columns:
        text, head = column.kind is Kind.TEXT, lowest(column)
        half = -(-display_width(head) // 2)
        least = max(min(whole, _NARROWEST), 0 if text else body)
        headed = max(least, body, widest_word(head), min(display_width(head), max(_SHORT, half)))
        worded = max(least, min(headed, max(_READABLE, word))) if text else headed
        steps.append((whole, headed, worded, least))
    return list(zip(*steps, strict=True))


def _words(table: Table) -> list[int]:
    """The longest thing that should not be broken, for each column; very long ones may be."""
    longest = [0] * len(table.columns)
    for row in table.rows:
        for index, cell in enumerate(row.cells):
            if longest[index] < _LONG_WORD:
                longest[index] = max(longest[index], min(widest_word(cell.text), _LONG_WORD))
    return longest


def _narrowed(steps: Sequence[Sequence[int]], room: int) -> list[int]:
    """Widths that add up to ``room``, as near to the first of ``steps`` as that allows.

    Between two steps the widest columns give way first. No column gets narrower than at the last.
    """
    fitting = next(((high, low) for high, low in pairwise(steps) if sum(low) <= room), None)
    if fitting is None:
        return list(steps[-1])
    high, low = fitting

    def cut(level: int) -> list[int]:
        return [max(least, min(wide, level)) for least, wide in zip(low, high, strict=True)]

    level = bisect(range(max(high) + 1), room, key=lambda level: sum(cut(level))) - 1
    widths = cut(level)
    spare = room - sum(widths)
    for index, more in enumerate(cut(level + 1)):
        if spare and more > widths[index]:
            widths[index] = more
            spare -= 1
    return widths


def _fill(text: str, width: int | None) -> list[str]:
    lines = lines_of(text)
    return lines if width is None else [part for line in lines for part in wrap(line, width)]


def _level(columns: Sequence[list[str]], *, at_foot: bool) -> list[list[str]]:
    """Blocks of lines side by side, as lines of cells; shorter ones hang or stand."""
    height = max(map(len, columns))
    padded = []
    for lines in columns:
        blank = [""] * (height - len(lines))
        padded.append(blank + lines if at_foot else lines + blank)
    return [list(line) for line in zip(*padded, strict=True)]


def _placed(pieces: Iterable[tuple[int, str]]) -> str:
    """A line with each text at its column."""
    line = ""
    for start, text in pieces:
        line += " " * (start - columns(line)) + text
    return line
