"""The looks of a circular's pages (GB/T 9704-2012), each clause as a named check.

:func:`faults` finds every word of the circular on the pages of its PDF, then runs all checks; a
check yields what is wrong and where. Lengths are millimetres. The standard allows one millimetre
for the margins (5.2.1) and says "about" nowhere else; the tolerances here are what LibreOffice's
rounding and the bearings of glyphs need.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple

from infoscore.document import Block, Circular, Heading, Listing, Paragraph, TableBlock, annex_label
from infoscore.period import chinese_date
from infoscore.render.docx.lengths import ems, stretches
from infoscore.table import Kind, Table, header_rows
from tests.render.measure import BLACK, MM, RED, Box, Cell, Glyph, Grid, Line, Page, Rule

PORTRAIT: Final = Box(28, 37, 184, 262)
"""版心 (5.2.1)."""
LANDSCAPE: Final = Box(35, 28, 260, 184)
"""版心 turned: 订口 is above (8)."""

PITCH: Final = 28.95 * MM
"""From line to line, 22 of them in 225 mm (5.2.3)."""
TITLE_PITCH: Final = 36 * MM
"""行 of 2号 (3.2)."""
EM: Final = 16 * MM
"""A 字 of 3号."""
SMALL_EM: Final = 14 * MM
"""A 字 of 4号."""
STEP: Final = 156 / 28
"""From 字 to 字 of the text (5.2.3)."""

_BASELINE: Final = 0.8
"""Part of an exact line that LibreOffice leaves above the baseline."""

_NEVER_FIRST: Final = frozenset("，。、；：！？）》」』】〕”’…%％·,.;:!?)")
_NEVER_LAST: Final = frozenset("（《「『【〔“‘(")
_PUNCTUATION: Final = _NEVER_FIRST | _NEVER_LAST | {"—"}


class Role(Enum):
    """The part that a piece of the document plays."""

    CONTROL = auto()
    """份号, 密级, 紧急程度."""
    MARK = auto()
    NUMBER = auto()
    TITLE = auto()
    ADDRESSEES = auto()
    HEADING = auto()
    BODY = auto()
    LEAD = auto()
    ITEM = auto()
    NOTE = auto()
    ISSUER = auto()
    DATE = auto()
    REMARK = auto()
    ANNEX_LABEL = auto()
    ANNEX_TITLE = auto()
    TABLE_TITLE = auto()
    TABLE = auto()
    TABLE_NOTE = auto()
    COPIES = auto()
    PRINTER = auto()


class Fault(NamedTuple):
    """Something on a page that departs from a clause."""

    check: str
    clause: str
    page: int
    message: str


class Found(NamedTuple):
    """A fault before it is known which check has found it."""

    page: int
    message: str


@dataclass(eq=False)
class Piece:
    """A paragraph or table of the circular, and where it was found."""

    role: Role
    text: str = ""
    level: int = 0
    number: str = ""
    table: Table | None = None
    lines: list[Line] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)

    @property
    def pages(self) -> list[int]:
        """On which pages its lines and grids stand."""
        return [line.page for line in self.lines] or [grid.page for grid in self.grids]

    @property
    def first_page(self) -> int:
        """0: it was not found."""
        return min(self.pages, default=0)

    @property
    def last_page(self) -> int:
        """0: it was not found."""
        return max(self.pages, default=0)


@dataclass(frozen=True)
class Printed:
    """A circular and its pages."""

    pages: Sequence[Page]
    circular: Circular
    sealed: bool

    @cached_property
    def _placed(self) -> tuple[list[Piece], list[Found]]:
        return _place(self.pages, list(_pieces(self.circular)))

    @property
    def pieces(self) -> list[Piece]:
        """All of the document, in order."""
        return self._placed[0]

    @property
    def misplaced(self) -> list[Found]:
        """Words that are missing, or are not the circular's."""
        return self._placed[1]

    def of(self, *roles: Role) -> list[Piece]:
        """The pieces of some kinds that were found."""
        return [piece for piece in self.pieces if piece.role in roles and piece.first_page]

    def area(self, page: int) -> Box:
        """版心 of a page."""
        return _area(self.pages[page - 1])

    @cached_property
    def main(self) -> list[Piece]:
        """The pieces of 正文."""
        end = next(i for i, piece in enumerate(self.pieces) if piece.role is Role.ISSUER)
        heads = {Role.CONTROL, Role.MARK, Role.NUMBER, Role.TITLE, Role.ADDRESSEES, Role.NOTE}
        return [piece for piece in self.pieces[:end] if piece.role not in heads]


Check = Callable[[Printed], Iterator[Found]]
CHECKS: Final[dict[str, tuple[str, Check]]] = {}
"""The clause and the check, by the check's name."""


def faults(pages: Sequence[Page], circular: Circular, *, sealed: bool = True) -> list[Fault]:
    """All that is wrong with a circular's pages."""
    printed = Printed(pages, circular, sealed)
    return [
        Fault(name, clause, found.page, found.message)
        for name, (clause, check) in CHECKS.items()
        for found in check(printed)
    ]


def _clause(clause: str) -> Callable[[Check], Check]:
    def register(check: Check) -> Check:
        CHECKS[check.__name__.removeprefix("check_")] = (clause, check)
        return check

    return register


# --- what is expected, and where it is ---


def _pieces(circular: Circular) -> Iterator[Piece]:
    head = (
        (Role.CONTROL, circular.serial),
        (Role.CONTROL, circular.secrecy),
        (Role.CONTROL, circular.urgency),
        (Role.MARK, circular.letterhead),
        (Role.NUMBER, circular.number),
    )
    yield from (Piece(role, text) for role, text in head if text)
    yield Piece(Role.TITLE, circular.title)
    if circular.addressees:
        yield Piece(Role.ADDRESSEES, circular.addressees + "：")
    yield from _blocks(circular.body)
    several = len(circular.annexes) > 1
    for number, annex in enumerate(circular.annexes, start=1):
        word = "附件：" if number == 1 else ""
        label = f"{number}." if several else ""
        yield Piece(Role.NOTE, word + label + annex.title, number=label)
    yield Piece(Role.ISSUER, circular.issuer)
    yield Piece(Role.DATE, chinese_date(circular.issued))
    if circular.remark:
        yield Piece(Role.REMARK, f"（{circular.remark}）")
    for index, annex in enumerate(circular.annexes):
        yield Piece(Role.ANNEX_LABEL, annex_label(index, len(circular.annexes)))
        yield Piece(Role.ANNEX_TITLE, annex.title)
        yield from _blocks(annex.blocks)
    if circular.copies:
        yield Piece(Role.COPIES, f"抄送：{'，'.join(circular.copies).rstrip('。')}。")
    if circular.printer:
        printed = f"{chinese_date(circular.printed)}印发" if circular.printed else ""
        yield Piece(Role.PRINTER, circular.printer + printed)


def _blocks(blocks: Sequence[Block]) -> Iterator[Piece]:
    for block in blocks:
        match block:
            case Heading(level, number, text):
                yield Piece(Role.HEADING, number + text, min(level, 4))
            case Paragraph(_, number):
                yield Piece(Role.BODY, number + block.text)
            case Listing(lead, entries):
                if lead:
                    yield Piece(Role.LEAD, lead)
                for entry in entries:
                    yield Piece(Role.ITEM, entry.number + entry.text, number=entry.number)
            case TableBlock(table):
                yield from _table(table)


def _table(table: Table) -> Iterator[Piece]:
    if table.title:
        yield Piece(Role.TABLE_TITLE, table.title)
    if table.columns:
        yield Piece(Role.TABLE, table=table)
    for note in table.notes:
        yield Piece(Role.TABLE_NOTE, note)


def _bare(text: str) -> str:
    return "".join(text.split())


def _area(page: Page) -> Box:
    return LANDSCAPE if page.width > page.height else PORTRAIT


def _below(line: Line) -> bool:
    """True if the line stands below 版心, where only page numbers are."""
    return line.ink.top > PORTRAIT.bottom + 1


def _stream(pages: Sequence[Page]) -> list[Line | Grid]:
    """The pieces on the pages, in the order in which they are read."""
    items: list[Line | Grid] = []
    for page in pages:
        lines = [line for line in page.lines if page.width > page.height or not _below(line)]
        items += sorted((*lines, *page.grids), key=_top)
    return items


def _top(item: Line | Grid) -> float:
    return item.ink.top if isinstance(item, Line) else item.box.top


def _place(pages: Sequence[Page], pieces: list[Piece]) -> tuple[list[Piece], list[Found]]:
    """Match pieces with what is on the pages, both in order."""
    stream = _stream(pages)
    found: list[Found] = []
    at = 0
    index = 0
    while index < len(pieces):
        piece = pieces[index]
        if piece.table is not None:
            at = _place_table(piece, piece.table, stream, at, found)
            index += 1
            continue
        rest = _bare(piece.text)
        while rest and at < len(stream):
            item = stream[at]
            if not isinstance(item, Line) or not rest.startswith(item.text):
                break
            piece.lines.append(item)
            rest = rest[len(item.text) :]
            at += 1
        if not rest:
            index += 1
            continue
        where = stream[min(at, len(stream) - 1)].page if stream else 0
        resumed = _resume(pieces, index, stream[at]) if at < len(stream) else None
        if resumed is None and at < len(stream):
            found.append(Found(where, f"not the circular's: {_shown(stream[at])}"))
            at += 1
            if not piece.lines:
                continue
        found.append(Found(where, f"missing: {rest[:30]}"))
        index = index + 1 if resumed is None else resumed
    found.extend(Found(item.page, f"not the circular's: {_shown(item)}") for item in stream[at:])
    return pieces, found


def _resume(pieces: list[Piece], after: int, item: Line | Grid) -> int | None:
    """The next piece that ``item`` may begin."""
    for index in range(after + 1, len(pieces)):
        piece = pieces[index]
        if isinstance(item, Grid) and piece.table is not None:
            return index
        if isinstance(item, Line) and _bare(piece.text).startswith(item.text):
            return index
    return None


def _shown(item: Line | Grid) -> str:
    return item.text if isinstance(item, Line) else "a table"


def _head(table: Table) -> list[list[str]]:
    return [[_bare(cell.text) for cell in row] for row in header_rows(table.columns)]


def _place_table(
    piece: Piece, table: Table, stream: list[Line | Grid], at: int, found: list[Found]
) -> int:
    """The parts of the table from ``at`` on; where the stream goes on after it."""
    head = _head(table)
    rows: list[list[str]] = []
    for section in table.sections:
        if section.title:
            rows.append([_bare(section.title)])
        rows.extend([_bare(cell.text) for cell in row.cells] for row in section.rows)
    where = stream[min(at, len(stream) - 1)].page if stream else 0
    while at < len(stream) and (rows or not piece.grids):
        grid = stream[at]
        if not isinstance(grid, Grid):
            break
        at += 1
        piece.grids.append(grid)
        where = grid.page
        printed = [[cell.text for cell in row] for row in grid.rows]
        if printed[: len(head)] == head:
            printed = printed[len(head) :]
        for row in printed:
            if not rows or row != rows[0]:
                wanted = rows[0] if rows else []
                found.append(Found(where, f"a row of the table is {row}, not {wanted}"))
            rows = rows[1:]
    if rows:
        found.append(Found(where, f"{len(rows)} rows of the table are missing: {rows[0]}"))
    return at


# --- the page (5, 7.5) ---


@_clause("5.1")
def check_paper(printed: Printed) -> Iterator[Found]:
    """A4, upright or across."""
    for page in printed.pages:
        if abs(min(page.width, page.height) - 210) > 0.5 or (
            abs(max(page.width, page.height) - 297) > 0.5
        ):
            yield Found(page.number, f"paper {page.width:.1f} × {page.height:.1f} mm")


@_clause("7.1")
def check_words(printed: Printed) -> Iterator[Found]:
    """Every word of the circular is there, once and in its order, and nothing else."""
    yield from printed.misplaced


@_clause("5.2.1")
def check_text_area(printed: Printed) -> Iterator[Found]:
    """No ink outside 版心 but the page number."""
    for page in printed.pages:
        area = _area(page)
        for glyph in page.glyphs:
            if glyph.ink.top > PORTRAIT.bottom + 1 or not glyph.upright:
                continue
            if not _inside(glyph.ink, area, 0.3):
                yield Found(page.number, f"{glyph.char} outside the text area: {_at(glyph)}")
        for rule in page.rules:
            if not _inside(rule.box, area, 0.6):
                yield Found(page.number, f"a rule outside the text area: {rule.box}")


def _inside(box: Box, area: Box, tolerance: float) -> bool:
    return (
        box.left >= area.left - tolerance
        and box.right <= area.right + tolerance
        and box.top >= area.top - tolerance
        and box.bottom <= area.bottom + tolerance
    )


def _at(glyph: Glyph) -> str:
    left, top, right, bottom = glyph.ink
    return f"x {left:.1f}…{right:.1f}, y {top:.1f}…{bottom:.1f}"


@_clause("5.2.1")
def check_margins(printed: Printed) -> Iterator[Found]:
    """天头 37 ± 1 mm, 订口 28 ± 1 mm, 版心 156 mm wide: where the text begins and ends."""
    for page in printed.pages:
        first = next(iter(_stream([page])), None)
        if page.number == 1 or _area(page) is LANDSCAPE:
            continue  # the mark's place is a clause of its own
        if isinstance(first, Line) and first.glyphs[0].size == 16:
            top = first.baseline - _BASELINE * PITCH
            if abs(top - PORTRAIT.top) > 1:
                yield Found(page.number, f"the first line begins at {top:.1f} mm, not 37")
    for line in _flush(printed):
        left = printed.area(line.page).left
        if abs(line.left - left) > 0.5:
            yield Found(line.page, f"begins at {line.left:.1f} mm, not {left}: {line.text}")
    for piece in printed.of(Role.BODY):
        for line in () if stretches(piece.text) else piece.lines[:-1]:
            right = printed.area(line.page).right
            if abs(line.right - right) > 1:
                yield Found(line.page, f"ends at {line.right:.1f} mm, not {right}: {line.text}")


def _flush(printed: Printed) -> Iterator[Line]:
    """Lines that begin at the edge."""
    for piece in printed.of(Role.ADDRESSEES, Role.BODY, Role.ITEM, Role.ANNEX_LABEL):
        yield from piece.lines[1:] if piece.role in {Role.BODY, Role.ITEM} else piece.lines


@_clause("5.2.3")
def check_lines(printed: Printed) -> Iterator[Found]:
    """22 lines to a page, which they fill but where the end of the text takes lines along."""
    end = printed.main[-1:]
    if end and len(end[0].lines) == 1:
        end = printed.main[-2:]
    flow = printed.of(Role.ADDRESSEES, Role.BODY, Role.LEAD, Role.ITEM)
    for piece in flow:
        for one, other in pairwise(piece.lines):
            step = other.baseline - one.baseline
            if one.page == other.page and abs(step - PITCH) > 0.15:
                yield Found(one.page, f"{step:.2f} mm from line to line, not {PITCH:.2f}")
                continue
            spare = 6 if one.page == 1 else int(piece in end)
            if one.page != other.page and one.baseline + (2 + spare - _BASELINE) * PITCH < 261.5:
                yield Found(one.page, f"no line after {one.baseline:.1f} mm, and the text goes on")
    for page in printed.pages[:-1]:
        lines = [line for line in page.lines if not _below(line)]
        if page.grids or not lines or any(line.glyphs[0].size != 16 for line in lines):
            continue
        goes_on = any({page.number, page.number + 1} <= set(piece.pages) for piece in flow)
        slots = 1 + round((lines[-1].baseline - lines[0].baseline) / PITCH)
        spare = any(page.number in piece.pages for piece in end)
        if goes_on and not 22 - spare <= slots <= 22:
            yield Found(page.number, f"{slots} lines on the page, not 22")


@_clause("5.2.3")
def check_characters(printed: Printed) -> Iterator[Found]:
    """28 characters to a line, as far as punctuation lets them."""
    for piece in printed.of(Role.BODY):
        for index, (line, following) in enumerate(pairwise(piece.lines)):
            near = line.text + following.text[:2]
            if not all(map(_full_width, near)):
                continue
            count = len(line.text) + (0 if index else 2)
            pairs = sum(
                one in _PUNCTUATION and other in _PUNCTUATION for one, other in pairwise(near)
            )
            pulled = following.text[0] in _NEVER_LAST or following.text[1:2] in _PUNCTUATION
            if not 28 - (2 if pulled or pairs else 0) <= count <= 28 + pairs:
                yield Found(line.page, f"{count} characters in a line, not 28: {line.text}")


def _full_width(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WFA"


@_clause("7.5")
def check_page_numbers(printed: Printed) -> Iterator[Found]:
    """— 1 — in 4号宋体, 7 mm below 版心, right on odd and left on even pages; they go on."""
    for page in printed.pages:
        before = printed.pages[page.number - 2]
        if not page.glyphs or (page.number == len(printed.pages) > 1 and not before.glyphs):
            if page.turned or any(map(_below, page.lines)):
                yield Found(page.number, "a number on a blank page or on 版记 after one")
            continue
        odd = page.number % 2 == 1
        wanted = f"—{page.number}—"
        if _area(page) is LANDSCAPE:
            yield from _turned_number(page, wanted, odd=odd)
            continue
        lines = [line for line in page.lines if _below(line)]
        if [line.text for line in lines] != [wanted]:
            yield Found(page.number, f"page number {[line.text for line in lines]}")
            continue
        (line,) = lines
        dash = line.glyphs[0].ink
        if abs(dash.top - PORTRAIT.bottom - 7) > 0.5:
            yield Found(page.number, f"{dash.top - PORTRAIT.bottom:.1f} mm below, not 7")
        edge = line.right if odd else line.left
        place = PORTRAIT.right - SMALL_EM if odd else PORTRAIT.left + SMALL_EM
        if abs(edge - place) > 0.5:
            yield Found(page.number, f"page number ends at {edge:.1f} mm, not {place:.1f}")
        if {(g.size, g.font, g.colour) for g in line.glyphs} != {(14, "FandolSong-Regular", BLACK)}:
            yield Found(page.number, "page number is not 4号宋体 in black")


def _turned_number(page: Page, wanted: str, *, odd: bool) -> Iterator[Found]:
    """On paper across the number stands where it would upright: beside the text, turned (8)."""
    glyphs = sorted(page.turned, key=lambda glyph: glyph.ink.top)
    if "".join(glyph.char for glyph in glyphs) != wanted:
        yield Found(page.number, f"page number {[glyph.char for glyph in glyphs]}")
        return
    dash = glyphs[0].ink
    if abs(LANDSCAPE.left - dash.right - 7) > 1:
        yield Found(page.number, f"{LANDSCAPE.left - dash.right:.1f} mm from the text, not 7")
    edge = glyphs[-1].ink.bottom if odd else glyphs[0].ink.top
    place = LANDSCAPE.bottom - SMALL_EM if odd else LANDSCAPE.top + SMALL_EM
    if abs(edge - place) > 1:
        yield Found(page.number, f"page number ends at {edge:.1f} mm, not {place:.1f}")


# --- type and colour (5.2) ---

_STAND_INS: Final = {
    Role.MARK: ("FandolSong", 0),
    Role.TITLE: ("FandolSong", 22),
    Role.ANNEX_TITLE: ("FandolSong", 22),
    Role.ANNEX_LABEL: ("FandolHei", 16),
    Role.TABLE_TITLE: ("FandolHei", 14),
    Role.TABLE_NOTE: ("FandolFang", 12),
    Role.COPIES: ("FandolFang", 14),
    Role.PRINTER: ("FandolFang", 14),
}
_HEADINGS: Final = ("FandolHei", "FandolKai", "FandolFang", "FandolFang")


@_clause("5.2.2")
def check_type(printed: Printed) -> Iterator[Found]:
    """3号仿宋 unless a clause says otherwise; sizes and classes of type by what a piece is."""
    for piece in printed.pieces:
        font, size = _STAND_INS.get(piece.role, ("FandolFang", 16))
        if piece.role is Role.HEADING:
            font = _HEADINGS[piece.level - 1]
        if piece.role is Role.CONTROL and not piece.text.isdigit():
            font = "FandolHei"
        for line in piece.lines:
            strange = {
                (glyph.font, glyph.size)
                for glyph in line.glyphs
                if not glyph.font.startswith(font) or (size and abs(glyph.size - size) > 0.05)
            }
            if strange:
                yield Found(line.page, f"{strange}, not {font} {size}: {line.text}")
        for grid in piece.grids:
            strange = {
                (glyph.font, glyph.size)
                for glyph in _glyphs(grid)
                if not glyph.font.startswith(("FandolFang", "FandolHei")) or glyph.size > 14
            }
            if strange:
                yield Found(grid.page, f"{strange} in a table")


def _glyphs(grid: Grid) -> Iterator[Glyph]:
    for row in grid.rows:
        for cell in row:
            for line in cell.lines:
                yield from line.glyphs


@_clause("5.2.4")
def check_colour(printed: Printed) -> Iterator[Found]:
    """Black; red are the mark and its line."""
    mark = {id(g) for piece in printed.of(Role.MARK) for line in piece.lines for g in line.glyphs}
    for page in printed.pages:
        wrong = [g for g in page.glyphs if g.colour != (RED if id(g) in mark else BLACK)]
        if wrong:
            text = "".join(glyph.char for glyph in wrong)[:20]
            yield Found(page.number, f"{wrong[0].colour}: {text}")
        for rule in page.rules:
            red = rule.colour == RED and mark and page.number == 1
            if rule.colour != BLACK and not red:
                yield Found(page.number, f"a rule of {rule.colour} at {rule.at:.1f} mm")


# --- 版头 (7.2) ---


@_clause("7.2.1, 7.2.2, 7.2.3")
def check_corner(printed: Printed) -> Iterator[Found]:
    """份号, 密级, 紧急程度 from the edge, the first of them on the first line."""
    for index, piece in enumerate(printed.of(Role.CONTROL)):
        line = piece.lines[0]
        top = line.baseline - _BASELINE * PITCH
        if abs(line.left - PORTRAIT.left) > 0.5:
            yield Found(line.page, f"begins at {line.left:.1f} mm, not 28: {line.text}")
        if abs(top - PORTRAIT.top - index * PITCH) > 1:
            yield Found(line.page, f"{line.text} is not on line {index + 1}")


@_clause("7.3.6")
def check_remark(printed: Printed) -> Iterator[Found]:
    """附注 two 字 in, on the line under the date."""
    for piece in printed.of(Role.REMARK):
        line = piece.lines[0]
        if abs(line.left - PORTRAIT.left - 2 * EM) > 0.5:
            yield Found(line.page, f"begins at {line.left:.1f} mm: {line.text}")
        for date in printed.of(Role.DATE):
            if abs(line.baseline - date.lines[0].baseline - PITCH) > 0.5:
                yield Found(line.page, "附注 is not on the line under the date")


@_clause("7.2.4")
def check_mark(printed: Printed) -> Iterator[Found]:
    """On one line, centred, 35 mm below the edge of 版心."""
    for piece in printed.of(Role.MARK):
        if len(piece.lines) != 1:
            yield Found(1, f"the mark takes {len(piece.lines)} lines")
        line = piece.lines[0]
        if abs(line.ink.top - PORTRAIT.top - 35) > 1:
            yield Found(1, f"the mark is {line.ink.top - PORTRAIT.top:.1f} mm down, not 35")
        yield from _centred(printed, line)


@_clause("7.2.5")
def check_number(printed: Printed) -> Iterator[Found]:
    """The year in 六角括号; two lines below the mark, centred."""
    for piece in printed.of(Role.NUMBER):
        line = piece.lines[0]
        if not re.fullmatch(r"[\u4e00-\u9fff]+〔(19|20)\d{2}〕[1-9]\d*号", line.text):
            yield Found(line.page, f"number {line.text}")
        yield from _centred(printed, line)
        for mark in printed.of(Role.MARK):
            gap = line.baseline - _BASELINE * PITCH - mark.lines[-1].ink.bottom
            if abs(gap - 2 * PITCH) > 1.5:
                yield Found(line.page, f"{gap:.1f} mm below the mark, not two lines")


@_clause("7.2.7")
def check_red_line(printed: Printed) -> Iterator[Found]:
    """4 mm below the number, as wide as 版心, red."""
    red = [rule for page in printed.pages for rule in page.rules if rule.colour == RED]
    if not printed.circular.letterhead:
        return
    if len(red) != 1:
        yield Found(1, f"{len(red)} red lines")
    for rule in red:
        if abs(rule.box.left - 28) > 0.5 or abs(rule.box.right - 184) > 0.5:
            yield Found(1, f"the red line goes from {rule.box.left:.1f} to {rule.box.right:.1f} mm")
        if not 0.34 < rule.thickness < 1.1:
            yield Found(1, f"the red line is {rule.thickness:.2f} mm thick")
        for piece in printed.of(Role.NUMBER):
            gap = rule.box.top - piece.lines[-1].ink.bottom
            if abs(gap - 4) > 0.5:
                yield Found(1, f"the red line is {gap:.1f} mm below the number, not 4")


def _centred(printed: Printed, line: Line) -> Iterator[Found]:
    wanted = printed.area(line.page).middle
    if abs(line.middle - wanted) > 1:
        yield Found(line.page, f"the middle is at {line.middle:.1f} mm, not {wanted}: {line.text}")


# --- 主体 (7.3) ---


@_clause("7.3.1")
def check_title(printed: Printed) -> Iterator[Found]:
    """Centred, two lines below the red line, no hourglass."""
    for piece in printed.of(Role.TITLE, Role.ANNEX_TITLE):
        for line in piece.lines:
            yield from _centred(printed, line)
        widths = [line.width for line in piece.lines]
        falls = [after < before - EM for before, after in pairwise(widths)]
        rises = [after > before + EM for before, after in pairwise(widths)]
        if any(fall and any(rises[index:]) for index, fall in enumerate(falls)):
            yield Found(piece.first_page, "the title is an hourglass")
    for piece in printed.of(Role.TITLE):
        top = piece.lines[0].baseline - _BASELINE * TITLE_PITCH
        for rule in printed.pages[0].rules:
            if rule.colour == RED and abs(top - rule.at - 2 * PITCH) > 1.5:
                yield Found(1, f"the title is {top - rule.at:.1f} mm below, not two lines")


@_clause("7.3.2")
def check_addressees(printed: Printed) -> Iterator[Found]:
    """One line below the title, from the edge, closed by a full-width colon."""
    for piece in printed.of(Role.ADDRESSEES):
        if not piece.lines[-1].text.endswith("："):
            yield Found(piece.last_page, "addressees end without a colon")
        for title in printed.of(Role.TITLE):
            if title.last_page == piece.first_page:
                gap = piece.lines[0].baseline - title.lines[-1].baseline
                wanted = (1 - _BASELINE) * TITLE_PITCH + (1 + _BASELINE) * PITCH
                if abs(gap - wanted) > 1.5:
                    yield Found(piece.first_page, f"{gap:.1f} mm below the title, not {wanted:.1f}")


@_clause("7.3.3")
def check_first_page(printed: Printed) -> Iterator[Found]:
    """首页必须显示正文."""
    if printed.main and printed.main[0].first_page != 1:
        yield Found(1, "no text on the first page")


@_clause("7.3.3")
def check_indents(printed: Printed) -> Iterator[Found]:
    """Each paragraph begins two 字 in."""
    for piece in printed.of(Role.HEADING, Role.BODY, Role.LEAD, Role.ITEM):
        begin = printed.area(piece.first_page).left + 2 * EM
        if abs(piece.lines[0].left - begin) > 0.5:
            left = piece.lines[0].left
            yield Found(piece.first_page, f"begins at {left:.1f} mm, not {begin:.1f}: {piece.text}")


@_clause("7.3.3")
def check_items(printed: Printed) -> Iterator[Found]:
    """No number is parted from its unit, and no last line is lost below the others."""
    for piece in printed.of(Role.ITEM):
        for one, other in pairwise(piece.lines):
            if re.search(r"[\d第]$", one.text) and re.match(r"\d*[期年月日号]", other.text):
                yield Found(other.page, f"a line breaks at {one.text[-1]}|{other.text[0]}")
        if len(piece.lines) > 1 and len(piece.lines[-1].text) < 3:
            yield Found(piece.last_page, f"a last line of {piece.lines[-1].text}")


@_clause("7.3.3")
def check_headings(printed: Printed) -> Iterator[Found]:
    """A heading stands on the page of what follows it, and so do a table's title and head."""
    heads = {Role.HEADING, Role.TABLE_TITLE, Role.LEAD, Role.ANNEX_LABEL, Role.ANNEX_TITLE}
    for piece, following in pairwise(printed.pieces):
        if piece.role in heads and following.first_page > piece.last_page > 0:
            yield Found(piece.last_page, f"left behind at the foot: {piece.text}")


@_clause("7.3.3")
def check_line_breaks(printed: Printed) -> Iterator[Found]:
    """No line begins with a closing mark or ends with an opening one."""
    for piece in printed.pieces:
        cells = [cell.lines for grid in piece.grids for row in grid.rows for cell in row]
        for lines in (piece.lines, *cells):
            for one, other in pairwise(lines):
                if other.text[0] in _NEVER_FIRST or one.text[-1] in _NEVER_LAST:
                    yield Found(other.page, f"a line breaks at {one.text[-1]}|{other.text[0]}")


@_clause("7.3.4")
def check_annex_note(printed: Printed) -> Iterator[Found]:
    """One line below the text, two 字 in; names under one another, no mark after them."""
    notes = printed.of(Role.NOTE)
    if not notes:
        return
    first = notes[0].lines[0]
    if abs(first.left - PORTRAIT.left - 2 * EM) > 0.5:
        yield Found(first.page, f"附件 begins at {first.left:.1f} mm")
    before = printed.main[-1].lines[-1:] if printed.main else []
    for line in before:
        if line.page == first.page and abs(first.baseline - line.baseline - 2 * PITCH) > 1:
            yield Found(first.page, "not one blank line before 附件")
    numbers = 3 * EM + first.left
    room = 0.15 if notes[-1].number else 0  # for the tab
    names = numbers + (ems(notes[-1].number) + room) * EM
    for index, note in enumerate(notes):
        start = note.lines[0].glyphs[3] if index == 0 else note.lines[0].glyphs[0]
        if abs(start.x - numbers) > 0.5:
            yield Found(note.first_page, f"begins at {start.x:.1f} mm, not {numbers:.1f}")
        name = note.lines[0].glyphs[(3 if index == 0 else 0) + len(note.number)]
        begins = [(note.first_page, name.x), *((line.page, line.left) for line in note.lines[1:])]
        for page, left in begins:
            if abs(left - names) > 0.7:
                yield Found(page, f"the name begins or goes on at {left:.1f} mm, not {names:.1f}")
        if note.lines[-1].text[-1] in "。；，、":
            yield Found(note.last_page, f"a mark after the name: {note.text}")


@_clause("7.3.5")
def check_signature(printed: Printed) -> Iterator[Found]:
    """With a seal the date four 字 from the right and the name on its axis, else two 字 apart."""
    issuers, dates = printed.of(Role.ISSUER), printed.of(Role.DATE)
    if not issuers or not dates:
        return
    names, date = issuers[0].lines, dates[0].lines[0]
    if not re.fullmatch(r"\d{4}年[1-9]\d?月[1-9]\d?日", date.text):
        yield Found(date.page, f"date {date.text}")
    if names[-1].page != date.page or abs(date.baseline - names[-1].baseline - PITCH) > 0.5:
        yield Found(date.page, "the date is not on the line under the name")
    if printed.sealed:
        if abs(date.right - (PORTRAIT.right - 4 * EM)) > 1:
            yield Found(date.page, f"the date ends at {date.right:.1f} mm, not 161.4")
        axis = (date.left + date.right) / 2
        for name in names:
            middle = (name.left + name.right) / 2
            if abs(middle - axis) > 1:
                yield Found(name.page, f"the name's axis is at {middle:.1f}, the date's {axis:.1f}")
        return
    left, right = min(name.left for name in names), max(name.right for name in names)
    apart = date.left - left
    end = date.right if date.right - date.left > right - left else right
    if abs(end - (PORTRAIT.right - 2 * EM)) > 1:
        yield Found(date.page, f"ends at {end:.1f} mm, not two 字 from the right")
    if abs(apart - 2 * EM) > 1:
        yield Found(date.page, f"the date begins {apart:.1f} mm after the name, not {2 * EM:.1f}")


@_clause("7.3.5.5")
def check_alone(printed: Printed) -> Iterator[Found]:
    """The signature stands on one page, with at least two lines of the text or all of it."""
    rows = [page for piece in printed.main for page in piece.pages]
    rows += [grid.page for piece in printed.main for grid in piece.grids for _ in grid.rows]
    pages = {page for piece in printed.of(Role.ISSUER, Role.DATE) for page in piece.pages}
    if len(pages) > 1:
        yield Found(max(pages), "the signature is parted")
    for page in pages if rows else ():
        if rows.count(page) < min(2, len(rows)):
            yield Found(page, f"the signature stands with {rows.count(page)} lines of the text")


# --- 附件 (7.3.7) and tables ---


@_clause("7.3.7")
def check_annexes(printed: Printed) -> Iterator[Found]:
    """Each on a new page; the label on its first line from the edge, the title on the third."""
    for piece in printed.of(Role.ANNEX_LABEL):
        page = printed.pages[piece.first_page - 1]
        if _stream([page])[0] is not piece.lines[0]:
            yield Found(page.number, f"{piece.text} is not the first on its page")
        if abs(piece.lines[0].left - _area(page).left) > 0.5:
            yield Found(page.number, f"{piece.text} begins at {piece.lines[0].left:.1f} mm")
    for piece in printed.of(Role.ANNEX_TITLE):
        area = printed.area(piece.first_page)
        top = piece.lines[0].baseline - _BASELINE * TITLE_PITCH
        # LibreOffice puts half of what 15 lines leave of a turned page above the first.
        if abs(top - area.top - 2 * PITCH) > (1 if area is PORTRAIT else 1.5):
            line = 1 + (top - area.top) / PITCH
            yield Found(piece.first_page, f"the title stands on line {line:.1f}, not 3")


@_clause("tables")
def check_table_heads(printed: Printed) -> Iterator[Found]:
    """The head repeats on each page and never stands alone."""
    for piece in printed.of(Role.TABLE):
        assert piece.table is not None
        head = _head(piece.table)
        for grid in piece.grids:
            rows = [[cell.text for cell in row] for row in grid.rows]
            if rows[: len(head)] != head:
                yield Found(grid.page, f"no head on this page, but {rows[0]}")
            elif len(rows) == len(head) and any(s.rows for s in piece.table.sections):
                yield Found(grid.page, "the head of the table stands alone")


@_clause("tables")
def check_rows(printed: Printed) -> Iterator[Found]:
    """Three rows at least end a table on a page, two begin it."""
    for piece in printed.of(Role.TABLE):
        assert piece.table is not None
        head = len(_head(piece.table))
        rows = [len(grid.rows) - head for grid in piece.grids]
        if len(rows) > 1 and (rows[-1] < 3 or rows[0] < 2):
            yield Found(piece.last_page, f"rows of a table on its pages: {rows}")


@_clause("tables")
def check_tables(printed: Printed) -> Iterator[Found]:
    """As wide as 版心; figures in the middle of their cells, in both directions."""
    for piece in printed.of(Role.TABLE):
        assert piece.table is not None
        for grid in piece.grids:
            area = printed.area(grid.page)
            width = grid.box.right - grid.box.left
            if abs(width - (area.right - area.left)) > 1:
                yield Found(grid.page, f"the table is {width:.1f} mm wide")
            for row in grid.rows:
                if len(row) == len(piece.table.columns):
                    for cell, column in zip(row, piece.table.columns, strict=True):
                        yield from _in_the_middle(
                            grid.page, cell, figures=column.kind is not Kind.TEXT
                        )


def _in_the_middle(page: int, cell: Cell, *, figures: bool) -> Iterator[Found]:
    if not cell.lines:
        return
    for line in cell.lines if figures else ():
        if abs(line.middle - cell.box.middle) > 0.7:
            yield Found(
                page, f"{line.text} is {line.middle - cell.box.middle:.1f} mm off the middle"
            )
    above = cell.lines[0].ink.top - cell.box.top
    below = cell.box.bottom - cell.lines[-1].ink.bottom
    if cell.text != "—" and abs(above - below) > 4:
        yield Found(page, f"{above:.1f} mm above and {below:.1f} mm below {cell.text}")


@_clause("tables")
def check_overlaps(printed: Printed) -> Iterator[Found]:
    """No glyph on another, and no rule through a glyph."""
    for page in printed.pages:
        glyphs = sorted(page.glyphs, key=lambda glyph: glyph.ink.top)
        for index, glyph in enumerate(glyphs):
            for other in glyphs[index + 1 :]:
                if other.ink.top > glyph.ink.bottom - 0.5:
                    break
                if min(glyph.ink.common(other.ink)) > 0.5:
                    yield Found(page.number, f"{other.char} on {glyph.char}: {_at(glyph)}")
        for rule in page.rules:
            for glyph in page.glyphs:
                if _crosses(rule, glyph.ink):
                    yield Found(page.number, f"a rule through {glyph.char}: {_at(glyph)}")


def _crosses(rule: Rule, ink: Box) -> bool:
    low, high = (ink.top, ink.bottom) if rule.horizontal else (ink.left, ink.right)
    width, height = rule.box.common(ink)
    along = width if rule.horizontal else height
    return along > 0 and low + 0.2 < rule.at < high - 0.2


# --- 版记 (7.4) ---


@_clause("7.4.1")
def check_imprint_rules(printed: Printed) -> Iterator[Found]:
    """Rules as wide as 版心, the outer ones thicker; the last is the lower edge of 版心."""
    rows = bool(printed.circular.copies) + bool(printed.circular.printer)
    rules = _loose_rules(printed.pages[-1])
    if len(rules) != (rows + 1 if rows else 0):
        yield Found(len(printed.pages), f"{len(rules)} rules of 版记 on the last page")
        return
    for index, rule in enumerate(rules):
        if abs(rule.box.left - 28) > 0.5 or abs(rule.box.right - 184) > 0.5:
            yield Found(rule.page, f"a rule from {rule.box.left:.1f} to {rule.box.right:.1f} mm")
        wanted = 0.35 if index in {0, rows} else 0.25
        if abs(rule.thickness - wanted) > 0.06:
            yield Found(rule.page, f"a rule of {rule.thickness:.2f} mm, not {wanted}")
    for rule in rules[-1:]:
        if abs(rule.at - PORTRAIT.bottom) > 0.5:
            yield Found(rule.page, f"the last rule is at {rule.at:.1f} mm, not 262")


def _loose_rules(page: Page) -> list[Rule]:
    """Black horizontal rules that belong to no table, from the top down."""
    return sorted(
        (
            rule
            for rule in page.rules
            if rule.horizontal
            and rule.colour == BLACK
            and not any(_inside(rule.box, grid.box, 0.5) for grid in page.grids)
        ),
        key=lambda rule: rule.at,
    )


@_clause("7.4.2, 7.4.3")
def check_imprint(printed: Printed) -> Iterator[Found]:
    """One 字 from both sides; on the last page, after all else."""
    for piece in printed.of(Role.COPIES, Role.PRINTER):
        if piece.last_page != len(printed.pages):
            yield Found(piece.last_page, "版记 is not on the last page")
        line = piece.lines[0]
        if abs(line.left - PORTRAIT.left - SMALL_EM) > 0.5:
            yield Found(line.page, f"begins at {line.left:.1f} mm, not 32.9: {line.text}")
        for following in piece.lines[1:]:
            if abs(following.left - PORTRAIT.left - 4 * SMALL_EM) > 0.7:
                yield Found(line.page, f"goes on at {following.left:.1f} mm: {following.text}")
        end = PORTRAIT.right - SMALL_EM
        dated = piece.role is Role.PRINTER and printed.circular.printed
        if line.right > end + 0.5 or (dated and abs(piece.lines[-1].right - end) > 0.7):
            yield Found(line.page, f"ends at {line.right:.1f} mm, not {end:.1f}: {line.text}")
