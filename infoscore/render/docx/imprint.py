"""版记: 抄送 and 印发 between rules at the foot of the last page (GB/T 9704-2012, 7.4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from infoscore.render.docx.lengths import pt
from infoscore.render.docx.page import Page
from infoscore.render.docx.styles import Style
from infoscore.render.docx.text import paragraph
from infoscore.render.docx.wml import Element, properties, w

_EM: Final = pt(14)
_THICK: Final = 8  # eighths of a point: 0.35 mm (7.4.1 R)
_THIN: Final = 6  # 0.26 mm


def imprint(
    copies: Sequence[str], printer: str, printed: str, page: Page, *, mirror: bool = False
) -> list[Element]:
    """The last rule lies on the lower edge of 版心 (7.4.1 M).

    It floats: only against the page, not the margin, does LibreOffice float a table of full width.
    Where margins are mirrored it stands in the middle of the paper, 1 mm off on either side.
    """
    lines = []
    if copies:
        lines.append(_copies(copies))
    if printer:
        lines.append(_printer(printer, printed, page.width))
    across = {"tblpXSpec": "center"} if mirror else {"tblpX": page.left}
    if not lines:
        return []
    table = w(
        "tbl",
        properties(
            "tblPr",
            w(
                "tblpPr",
                leftFromText=0,
                rightFromText=0,
                topFromText=0,
                bottomFromText=0,
                vertAnchor="margin",
                horzAnchor="page",
                tblpYSpec="bottom",
                **across,
            ),
            w("tblW", w=page.width, type="dxa"),
            w("tblLayout", type="fixed"),
            w(
                "tblBorders",
                *(
                    w(side, val="single", sz=weight, space=0, color="auto")
                    for side, weight in (("top", _THICK), ("bottom", _THICK), ("insideH", _THIN))
                ),
            ),
            w(
                "tblCellMar",
                *(w(side, w=0, type="dxa") for side in ("top", "left", "bottom", "right")),
            ),
        ),
        w("tblGrid", w("gridCol", w=page.width)),
        *(
            w(
                "tr",
                properties("trPr", w("cantSplit")),
                w("tc", properties("tcPr", w("tcW", w=page.width, type="dxa")), line),
            )
            for line in lines
        ),
    )
    return [table, paragraph(Style.THIN, ())]


def _copies(names: Sequence[str]) -> Element:
    """One 字 in from both sides, further lines under the first name, closed by 。 (7.4.2)."""
    indent = w(
        "ind",
        leftChars=400,
        left=4 * _EM,
        rightChars=100,
        right=_EM,
        hangingChars=300,
        hanging=3 * _EM,
    )
    return paragraph(Style.IMPRINT, f"抄送：{'，'.join(names).rstrip('。')}。", indent)


def _printer(name: str, date: str, width: int) -> Element:
    """Who prints one 字 from the left, when one 字 from the right (7.4.3)."""
    return paragraph(
        Style.IMPRINT,
        f"{name}\t{date}印发" if date else name,
        w("tabs", w("tab", val="right", pos=width - _EM)),
        w("ind", leftChars=100, left=_EM, rightChars=100, right=_EM),
        w("jc", val="left"),
    )
