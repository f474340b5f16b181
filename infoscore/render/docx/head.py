"""版头: from 份号 over the issuer's mark in red to the red line (GB/T 9704-2012, 7.2)."""

from __future__ import annotations

from typing import Final

from infoscore.render.docx.lengths import ems, mm, pt
from infoscore.render.docx.page import TEXT_WIDTH, Page
from infoscore.render.docx.paragraphs import blank, paragraph
from infoscore.render.docx.styles import RED, Style
from infoscore.render.docx.wml import Element, clean, exact, on_one_line, run, sized, w

_SIZE: Final = 42.0
_SMALLEST: Final = 16.0
_NARROWEST: Final = 0.6
# A mark as wide as the paper allows might wrap by a rounding error.
_ROOM: Final = (TEXT_WIDTH - pt(8)) / 20
# The foot of the number's line is a little below its glyphs: 8 pt more make 4 mm (7.2.7 M), 3.9 to
# the line's upper edge and 4.1 to its middle.
_LINE_GAP: Final = 8
_LINE_WEIGHT: Final = 12  # eighths of a point: 0.53 mm; the standard leaves it open


def masthead(
    mark: str, number: str, page: Page, *, serial: str = "", secrecy: str = "", urgency: str = ""
) -> list[Element]:
    """From the top of the first page to the red line.

    份号, 密级 and 紧急程度 stand in the left corner, one below the other in this order (7.2.1 to
    7.2.3 M). Without a mark the paper is printed already, mark and line: their room stays empty.
    """
    mark = clean(mark).strip()
    corner = [
        paragraph(style, on_one_line(text))
        for style, text in ((Style.SERIAL, serial), (Style.CLASS, secrecy), (Style.CLASS, urgency))
        if text
    ]
    # The mark's upper edge stands 35 mm below that of 版心 (7.2.4 M), whatever is above it.
    room = mm(35) + page.above - len(corner) * page.pitch
    return [
        *corner,
        paragraph(Style.MARK, (), exact(room)),
        _mark(mark),
        *blank(2),
        paragraph(Style.NUMBER, number.strip(), *([_red_line()] if mark else [])),
    ]


def _mark(text: str) -> Element:
    """On one line: a long name is set narrower first, then smaller."""
    width = ems(text) or 1
    size = max(_SMALLEST, min(_SIZE, int(_ROOM / width / _NARROWEST)))
    scale = min(100, int(_ROOM / width / size * 100))
    direct = [*sized(size)]
    if scale < 100:
        direct.append(w("w", val=max(1, scale)))
    return paragraph(Style.MARK, [run(text, *direct)], exact(pt(size)))


def _red_line() -> Element:
    return w("pBdr", w("bottom", val="single", sz=_LINE_WEIGHT, space=_LINE_GAP, color=RED))
