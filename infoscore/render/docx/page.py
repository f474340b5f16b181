"""The page: paper, margins and the grid of 22 lines, upright and turned; sections of pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from infoscore.render.docx.lengths import mm
from infoscore.render.docx.wml import Element, R, add_property, properties, w

WIDTH: Final = mm(210)
HEIGHT: Final = mm(297)
LEFT: Final = mm(28)
RIGHT: Final = mm(26)
TEXT_WIDTH: Final = WIDTH - LEFT - RIGHT
"""版心 is 156 mm wide (GB/T 9704-2012, 5.2.1 M)."""

_TOP: Final = mm(37)
_BOTTOM: Final = mm(35)
# From the paper's edge to the foot of the page number's line, so that its dashes stand 7 mm
# below 版心 (GB/T 9704-2012, 7.5).
FOOTER: Final = mm(25.5) + 1


@dataclass(frozen=True, slots=True)
class Page:
    """版心 and its 22 lines as a word processor wants them (GB/T 9704-2012, 5.2.1, 5.2.3)."""

    top: int
    bottom: int
    pitch: int
    """From line to line, exact."""
    left: int = LEFT
    right: int = RIGHT
    paper_width: int = WIDTH
    paper_height: int = HEIGHT
    turned: bool = False
    """横排 (clause 8): its upper edge is the left edge of the upright page."""

    @property
    def width(self) -> int:
        """Of its text."""
        return self.paper_width - self.left - self.right

    @property
    def above(self) -> int:
        """How much higher than 版心 the first line's box begins."""
        return _TOP - self.top

    def turn(self, *, mirror: bool = False) -> Page:
        """The same page for a table that is too wide for it.

        Where margins are mirrored a word processor swaps the wrong two of a turned page, so here
        they are equal: 36 and 27 mm, within the tolerance of ±1 mm (5.2.1). A page that is wider
        than high is not turned.
        """
        if self.paper_width > self.paper_height:
            return self
        top, bottom, left, right = self.left, self.right, self.bottom, self.top
        if mirror:
            top = bottom = (top + bottom) // 2
            left = right = (left + right) // 2
        width, height = self.paper_height, self.paper_width
        return Page(top, bottom, self.pitch, left, right, width, height, turned=True)


STANDARD: Final = Page(_TOP, _BOTTOM, 579)
"""Margins as the standard words them; 579 twips are the most that lets 22 lines stand."""

COMPENSATED: Final = Page(1960, 1847, 592)
"""The glyphs themselves fill 版心: word processors measure to line boxes, the standard to ink."""

ODD: Final = "rIdOdd"
EVEN: Final = "rIdEven"
ODD_TURNED: Final = "rIdOddTurned"
EVEN_TURNED: Final = "rIdEvenTurned"
UNNUMBERED: Final = "rIdUnnumbered"
FIRST: Final = "rIdFirst"
IMPRINT: Final = "rIdImprint"
"""Relationships of the footers."""


def section(page: Page, *, numbered: bool = True, even: bool = False) -> Element:
    """``w:sectPr``; in a stream of blocks it closes the section of those before it (5.1, 5.2, 7.5).

    The grid holds lines only: a character grid makes LibreOffice set 14 characters to a line.
    Nothing restarts the numbers of pages. An ``even`` section begins on an even page.
    """
    right, left = (ODD_TURNED, EVEN_TURNED) if page.turned else (ODD, EVEN)
    if even:
        right = left = IMPRINT
    turned = {"orient": "landscape"} if page.turned else {}
    return properties(
        "sectPr",
        _footer("default", right if numbered else UNNUMBERED),
        _footer("even", left if numbered else UNNUMBERED),
        *([w("type", val="evenPage")] if even else []),
        w("pgSz", w=page.paper_width, h=page.paper_height, **turned),
        w(
            "pgMar",
            top=page.top,
            right=page.right,
            bottom=page.bottom,
            left=page.left,
            header=mm(15),
            footer=mm(15) if page.turned else FOOTER,
            gutter=0,
        ),
        w("cols", space=425),
        w("docGrid", type="lines", linePitch=page.pitch),
    )


def shorten(section: Element) -> None:
    """Give a section's first page a footer of its own, one that takes room from the text."""
    section.insert(0, _footer("first", FIRST))
    add_property(section, w("titlePg"))


def _footer(kind: str, relationship: str) -> Element:
    reference = w("footerReference", type=kind)
    reference.set(f"{{{R}}}id", relationship)
    return reference
