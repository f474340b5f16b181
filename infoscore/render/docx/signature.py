"""署名 and 成文日期, with a seal and without, and 附注 (GB/T 9704-2012, 7.3.5, 7.3.6).

The signature shares a page with text (7.3.5.5).
"""

from __future__ import annotations

from typing import Final

from infoscore.render.docx.balance import balanced
from infoscore.render.docx.lengths import spaced_ems
from infoscore.render.docx.paragraphs import blank, paragraph
from infoscore.render.docx.styles import Style
from infoscore.render.docx.wml import Element, indent, on_one_line

_LONGEST: Final = 25
"""字 of a name on one line: 27 without the two on its right."""


def sealed(issuer: str, date: str, room: int) -> list[Element]:
    """加盖印章: the date four 字 from the right, the name above it on the same axis (7.3.5.1 G).

    ``room`` is that of the seal, in lines.
    """
    axis = 4 + spaced_ems(date) / 2
    names = [
        _right(Style.ISSUER, name, axis - spaced_ems(name) / 2)
        for name in balanced(issuer, 2 * axis)
    ]
    return [*blank(room, kept=True), *names, _right(Style.DATE, date, 4)]


def unsealed(issuer: str, date: str) -> list[Element]:
    """不加盖印章: the name two 字 from the right, the date begins two 字 after it (7.3.5.2 M)."""
    lines = balanced(issuer, _LONGEST)
    width = max(map(spaced_ems, lines), default=0.0)
    longer = spaced_ems(date) - width
    after_name, after_date = (4 + longer, 2.0) if longer > 0 else (2.0, -longer)
    names = [
        _right(Style.ISSUER, line, after_name + (width - spaced_ems(line)) / 2) for line in lines
    ]
    return [*blank(kept=True), *names, _right(Style.DATE, date, after_date)]


def remark(text: str) -> list[Element]:
    """附注: two 字 in and in brackets, in the line below the date (7.3.6 M)."""
    text = on_one_line(text).strip().removeprefix("（").removesuffix("）")
    return [paragraph(Style.REMARK, f"（{text}）")] if text else []


def _right(style: Style, text: str, after: float) -> Element:
    return paragraph(style, text, indent(right=after))
