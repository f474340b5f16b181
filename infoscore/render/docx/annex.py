"""附件: the note that lists them, and the head of each (GB/T 9704-2012, 7.3.4, 7.3.7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from infoscore.render.docx.lengths import ems
from infoscore.render.docx.paragraphs import blank, keep_with_next, paragraph, title
from infoscore.render.docx.styles import Style
from infoscore.render.docx.wml import Element, indent, on_one_line, w

_WORD: Final = "附件："
_ROOM: Final = 0.15
"""字 between a number and its name. A tab that has none jumps to the next stop."""


def note(names: Sequence[str]) -> list[Element]:
    """附件说明: a blank line, two 字 in, names under one another (7.3.4 M).

    It stays with the signature that follows.
    """
    if not names:
        return []
    numbers = [f"{n}." for n in range(1, len(names) + 1)] if len(names) > 1 else [""]
    number_width = ems(numbers[-1]) + (_ROOM if len(names) > 1 else 0)
    column = 2 + ems(_WORD) + number_width
    lines = []
    for index, (number, name) in enumerate(zip(numbers, names, strict=True)):
        word = "" if index else _WORD
        gap = "\t" if number else ""
        lines.append(
            paragraph(
                Style.ANNEX_NOTE,
                word + number + gap + on_one_line(name),
                indent(left=column, hanging=ems(word) + number_width),
            )
        )
    return [*blank(kept=True), *map(keep_with_next, lines)]


def head(label: str, name: str, width: int, *, new_page: bool = True) -> list[Element]:
    """On a new page 附件N from the edge in 黑体, the name centred on the third line (7.3.7 M).

    The rest is as in the main text, so a blank line follows. Where a section begins, so does a
    page: ``new_page`` is then false.
    """
    return [
        paragraph(Style.ANNEX_LABEL, label, *([] if new_page else [w("pageBreakBefore", val=0)])),
        *blank(kept=True),
        title(name, Style.ANNEX_TITLE, width),
        *blank(kept=True),
    ]
