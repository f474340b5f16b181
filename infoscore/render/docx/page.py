"""The page: paper, margins and the grid of 22 lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from infoscore.render.docx.units import mm
from infoscore.render.docx.wml import Element, R, properties, w

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
_FOOTER: Final = mm(25.5) + 1


@dataclass(frozen=True, slots=True)
class Page:
    """How 版心 and its 22 lines are told to a word processor (GB/T 9704-2012, 5.2.1, 5.2.3)."""

    top: int
    bottom: int
    pitch: int
    """From line to line, exact."""

    @property
    def above(self) -> int:
        """How much higher than 版心 the first line's box begins."""
        return _TOP - self.top


STANDARD: Final = Page(_TOP, _BOTTOM, 579)
"""Margins as the standard words them; 579 twips are the most that lets 22 lines stand."""

COMPENSATED: Final = Page(1960, 1847, 592)
"""The glyphs themselves fill 版心: word processors measure to line boxes, the standard to ink."""


def section(page: Page, *, odd: str, even: str) -> Element:
    """``w:sectPr``; ``odd`` and ``even`` are the footers' relationships (5.1, 5.2, 7.5).

    The grid holds lines only: a character grid makes LibreOffice set 14 characters to a line.
    """
    return properties(
        "sectPr",
        _footer("default", odd),
        _footer("even", even),
        w("pgSz", w=WIDTH, h=HEIGHT),
        w(
            "pgMar",
            top=page.top,
            right=RIGHT,
            bottom=page.bottom,
            left=LEFT,
            header=mm(15),
            footer=_FOOTER,
            gutter=0,
        ),
        w("cols", space=425),
        w("docGrid", type="lines", linePitch=page.pitch),
    )


def _footer(kind: str, relationship: str) -> Element:
    reference = w("footerReference", type=kind)
    reference.set(f"{{{R}}}id", relationship)
    return reference
