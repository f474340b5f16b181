"""版记: 抄送 and 印发 between rules at the foot of the last page (GB/T 9704-2012, 7.4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from infoscore.render.docx.lengths import pt
from infoscore.render.docx.page import Page
from infoscore.render.docx.paragraphs import paragraph, thin
from infoscore.render.docx.styles import Style
from infoscore.render.docx.wml import Element, frame, indent, margins, properties, rules, w

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
    lines = [_copies(copies)] if copies else []
    if printer:
        lines.append(_printer(printer, printed, page.width))
    if not lines:
        return []
    across = {"tblpXSpec": "center"} if mirror else {"tblpX": page.left}
    place = w(
        "tblpPr",
        **{f"{side}FromText": 0 for side in ("left", "right", "top", "bottom")},
        vertAnchor="margin",
        horzAnchor="page",
        tblpYSpec="bottom",
        **across,
    )
    return [
        frame(
            [page.width],
            [_row(line, page.width) for line in lines],
            place,
            rules(top=_THICK, bottom=_THICK, insideH=_THIN),
            margins(top=0, left=0, bottom=0, right=0),
        ),
        thin(),
    ]


def _row(line: Element, width: int) -> Element:
    cell = w("tc", properties("tcPr", w("tcW", w=width, type="dxa")), line)
    return w("tr", properties("trPr", w("cantSplit")), cell)


def _copies(names: Sequence[str]) -> Element:
    """One 字 in from both sides, further lines under the first name, closed by 。 (7.4.2)."""
    text = f"抄送：{'，'.join(names).rstrip('。')}。"
    return paragraph(Style.IMPRINT, text, indent(_EM, left=4, right=1, hanging=3))


def _printer(name: str, date: str, width: int) -> Element:
    """印发机关 one 字 from the left, 印发日期 one 字 from the right (7.4.3)."""
    return paragraph(
        Style.IMPRINT,
        f"{name}\t{date}印发" if date else name,
        w("tabs", w("tab", val="right", pos=width - _EM)),
        indent(_EM, left=1, right=1),
        w("jc", val="left"),
    )
