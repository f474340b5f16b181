"""The places of things on the pages of a PDF, in millimetres from the upper left corner.

Only geometry: glyphs with the ink that they leave, lines of text, rules, and the cells that rules
enclose. What a page ought to look like is :mod:`tests.render.checks`'s affair.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

MM: Final = 25.4 / 72
"""A point."""

BLACK: Final = (0, 0, 0)
RED: Final = (255, 0, 0)

_SAME_LINE: Final = 0.3
"""Baselines that differ by less belong to one line."""
_TOUCH: Final = 0.4
"""Rules that end so close to another meet it."""

Colour = tuple[int, int, int]


class Box(NamedTuple):
    """A rectangle; ``top`` is the smaller number."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        """Half way between its sides."""
        return (self.left + self.right) / 2

    def common(self, other: Box) -> tuple[float, float]:
        """Width and height of what both cover; negative: the gap between them."""
        return (
            min(self.right, other.right) - max(self.left, other.left),
            min(self.bottom, other.bottom) - max(self.top, other.top),
        )


class Glyph(NamedTuple):
    """A character as it is printed."""

    char: str
    x: float
    """Left edge of the type body; the ink begins a little later."""
    baseline: float
    advance: float
    """Width of the type body."""
    size: float
    """In points."""
    font: str
    colour: Colour
    ink: Box
    upright: bool

    @property
    def end(self) -> float:
        """Right edge of the type body."""
        return self.x + self.advance


@dataclass(frozen=True)
class Line:
    """Glyphs on one baseline from left to right."""

    page: int
    glyphs: tuple[Glyph, ...]

    @cached_property
    def text(self) -> str:
        """Its characters without blanks."""
        return "".join(glyph.char for glyph in self.glyphs)

    @property
    def left(self) -> float:
        return self.glyphs[0].x

    @property
    def right(self) -> float:
        return max(glyph.end for glyph in self.glyphs)

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def baseline(self) -> float:
        return self.glyphs[0].baseline

    @cached_property
    def ink(self) -> Box:
        return around(glyph.ink for glyph in self.glyphs)

    @property
    def width(self) -> float:
        """Sum of the type bodies, without the gaps between them."""
        return sum(glyph.advance for glyph in self.glyphs)


class Rule(NamedTuple):
    """A straight line, horizontal or vertical; the box is that of its ink."""

    page: int
    box: Box
    horizontal: bool
    thickness: float
    colour: Colour

    @property
    def at(self) -> float:
        """The coordinate that is the same all along it."""
        if self.horizontal:
            return (self.box.top + self.box.bottom) / 2
        return (self.box.left + self.box.right) / 2


@dataclass(frozen=True)
class Cell:
    """A rectangle enclosed by rules, and the lines within."""

    box: Box
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        return "".join(line.text for line in self.lines)


@dataclass(frozen=True)
class Grid:
    """The part of a table that stands on one page: rows of cells, by their upper edges."""

    page: int
    box: Box
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Page:
    """A page; ``number`` counts from 1 and is not the printed number."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Lines outside tables, from the top down."""
        inside = {id(glyph) for glyph in self._within_tables}
        return tuple(
            lines_of(self.number, [glyph for glyph in self._upright if id(glyph) not in inside])
        )

    @cached_property
    def turned(self) -> tuple[Glyph, ...]:
        """Glyphs that do not stand upright."""
        return tuple(glyph for glyph in self.glyphs if not glyph.upright)

    @property
    def _upright(self) -> list[Glyph]:
        return [glyph for glyph in self.glyphs if glyph.upright]

    @cached_property
    def _within_tables(self) -> list[Glyph]:
        return [
            glyph
            for glyph in self._upright
            for box in self._outlines
            if box.left < glyph.ink.middle < box.right and box.top < _height(glyph) < box.bottom
        ]

    @cached_property
    def _outlines(self) -> list[Box]:
        """Around rules that hang together and go both ways."""
        groups: list[list[Rule]] = []
        for rule in self.rules:
            touched = [group for group in groups if any(_meet(rule, other) for other in group)]
            groups = [group for group in groups if group not in touched]
            groups.append([rule, *(other for group in touched for other in group)])
        return sorted(
            (
                around(rule.box for rule in group)
                for group in groups
                if len({rule.horizontal for rule in group}) == 2
            ),
            key=lambda box: box.top,
        )

    @cached_property
    def grids(self) -> tuple[Grid, ...]:
        """Tables, or parts of them, from the top down."""
        return tuple(self._grid(box) for box in self._outlines)

    def _grid(self, outline: Box) -> Grid:
        rules = [rule for rule in self.rules if min(outline.common(rule.box)) > -_TOUCH]
        glyphs = [
            glyph
            for glyph in self._within_tables
            if outline.top < _height(glyph) < outline.bottom
            and outline.left < glyph.ink.middle < outline.right
        ]
        rows: dict[float, list[Cell]] = {}
        for box in _cells(rules):
            within = [
                glyph
                for glyph in glyphs
                if box.left < glyph.ink.middle < box.right and box.top < _height(glyph) < box.bottom
            ]
            cell = Cell(box, tuple(lines_of(self.number, within)))
            rows.setdefault(box.top, []).append(cell)
        return Grid(
            self.number,
            outline,
            tuple(
                tuple(sorted(cells, key=lambda cell: cell.box.left))
                for _, cells in sorted(rows.items())
            ),
        )


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds them all."""
    left, top, right, bottom = zip(*boxes, strict=True)
    return Box(min(left), min(top), max(right), max(bottom))


def lines_of(page: int, glyphs: Sequence[Glyph]) -> Iterator[Line]:
    """The glyphs as lines, from the top down."""
    ordered = sorted(glyphs, key=lambda glyph: glyph.baseline)
    start = 0
    for index, (one, other) in enumerate(pairwise(ordered), start=1):
        if other.baseline - one.baseline > _SAME_LINE:
            yield Line(page, tuple(sorted(ordered[start:index], key=lambda glyph: glyph.x)))
            start = index
    if ordered:
        yield Line(page, tuple(sorted(ordered[start:], key=lambda glyph: glyph.x)))


def _height(glyph: Glyph) -> float:
    return (glyph.ink.top + glyph.ink.bottom) / 2


def _meet(one: Rule, other: Rule) -> bool:
    width, height = one.box.common(other.box)
    return width > -_TOUCH and height > -_TOUCH


def _cells(rules: Sequence[Rule]) -> Iterator[Box]:
    """Rectangles between neighbouring rules; those with no rule between them are one."""
    xs = _positions(rule.at for rule in rules if not rule.horizontal)
    ys = _positions(rule.at for rule in rules if rule.horizontal)
    columns, rows = list(pairwise(xs)), list(pairwise(ys))
    parent = {(i, j): (i, j) for i in range(len(rows)) for j in range(len(columns))}

    def root(cell: tuple[int, int]) -> tuple[int, int]:
        while parent[cell] != cell:
            cell = parent[cell]
        return cell

    for i, (top, bottom) in enumerate(rows):
        for j, (left, right) in enumerate(columns):
            if i and not _ruled(rules, (left + right) / 2, top, horizontal=True):
                parent[root((i, j))] = root((i - 1, j))
            if j and not _ruled(rules, (top + bottom) / 2, left, horizontal=False):
                parent[root((i, j))] = root((i, j - 1))
    merged: dict[tuple[int, int], list[Box]] = {}
    for i, j in parent:
        box = Box(columns[j][0], rows[i][0], columns[j][1], rows[i][1])
        merged.setdefault(root((i, j)), []).append(box)
    yield from map(around, merged.values())


def _ruled(rules: Iterable[Rule], along: float, at: float, *, horizontal: bool) -> bool:
    for rule in rules:
        if rule.horizontal is horizontal and abs(rule.at - at) < _TOUCH:
            low, high = (
                (rule.box.left, rule.box.right) if horizontal else (rule.box.top, rule.box.bottom)
            )
            if low < along < high:
                return True
    return False


def _positions(values: Iterable[float]) -> list[float]:
    """Each once, in order."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _TOUCH:
            found.append(value)
    return found


# --- reading the PDF ---


def pages(content: bytes) -> tuple[Page, ...]:
    """The pages of a PDF."""
    document = pypdfium2.PdfDocument(content)
    try:
        return tuple(_page(page, number) for number, page in enumerate(document, start=1))
    finally:
        document.close()


def _page(page: pypdfium2.PdfPage, number: int) -> Page:
    width, height = page.get_size()
    return Page(
        number,
        width * MM,
        height * MM,
        tuple(_glyphs(page, height)),
        tuple(dict.fromkeys(_rules(page, height, number))),
    )


def _glyphs(page: pypdfium2.PdfPage, height: float) -> Iterator[Glyph]:
    text = page.get_textpage()
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(text.count_chars()):
        char = chr(pdfium.FPDFText_GetUnicode(text, index))
        if pdfium.FPDFText_IsGenerated(text, index) or char.isspace():
            continue
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        left, bottom, right, top = text.get_charbox(index)
        body_left, _, body_right, _ = text.get_charbox(index, loose=True)
        colour = [ctypes.c_uint() for _ in range(4)]
        pdfium.FPDFText_GetFillColor(text, index, *colour)
        name = ctypes.create_string_buffer(128)
        pdfium.FPDFText_GetFontInfo(text, index, name, len(name), ctypes.c_int())
        yield Glyph(
            char,
            x.value * MM,
            (height - y.value) * MM,
            (body_right - body_left) * MM,
            pdfium.FPDFText_GetFontSize(text, index),
            name.value.decode("utf-8", "replace"),
            (colour[0].value, colour[1].value, colour[2].value),
            Box(left * MM, (height - top) * MM, right * MM, (height - bottom) * MM),
            abs(pdfium.FPDFText_GetCharAngle(text, index)) < 0.01,
        )
    text.close()


def _rules(page: pypdfium2.PdfPage, height: float, number: int) -> Iterator[Rule]:
    """LibreOffice strokes a path of two points for each."""
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH]):
        points = list(_points(item))
        filled, stroked = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(item, filled, stroked)
        if not stroked.value or len(points) != 2:
            continue
        weight = ctypes.c_float()
        pdfium.FPDFPageObj_GetStrokeWidth(item, weight)
        colour = [ctypes.c_uint() for _ in range(4)]
        pdfium.FPDFPageObj_GetStrokeColor(item, *colour)
        (x0, y0), (x1, y1) = points
        horizontal = abs(x1 - x0) > abs(y1 - y0)
        half = weight.value / 2
        across, along = (0.0, half) if horizontal else (half, 0.0)
        box = Box(
            (min(x0, x1) - across) * MM,
            (height - max(y0, y1) - along) * MM,
            (max(x0, x1) + across) * MM,
            (height - min(y0, y1) + along) * MM,
        )
        red, green, blue, _ = (part.value for part in colour)
        yield Rule(number, box, horizontal, weight.value * MM, (red, green, blue))


def _points(item: pypdfium2.PdfObject) -> Iterator[tuple[float, float]]:
    matrix = item.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(pdfium.FPDFPath_CountSegments(item)):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        yield matrix.on_point(x.value, y.value)
