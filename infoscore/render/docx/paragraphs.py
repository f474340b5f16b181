"""Paragraphs: titles, headings, text, numbered items, blank lines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from zlib import crc32

from infoscore.render.docx.balance import balanced
from infoscore.render.docx.filling import filled
from infoscore.render.docx.lengths import pt, stretches
from infoscore.render.docx.page import TEXT_WIDTH
from infoscore.render.docx.styles import HEADINGS, Style
from infoscore.render.docx.wml import Element, W, add_property, on_one_line, properties, run, w

_PITCH: Final = TEXT_WIDTH / 28
"""From one 字 of the text to the next (GB/T 9704-2012, 5.2.3)."""


def paragraph(style: Style, content: str | Iterable[Element], *direct: Element) -> Element:
    """A paragraph of text or of runs; ``direct`` are properties beyond those of its style."""
    runs = [run(content)] if isinstance(content, str) else content
    return w("p", properties("pPr", w("pStyle", val=style), *direct), *runs)


def blank(lines: int = 1, *, kept: bool = False) -> list[Element]:
    """Lines left empty (空一行, 空二行); ``kept``: not parted from what follows."""
    empty = [paragraph(Style.NORMAL, ()) for _ in range(lines)]
    return [*map(keep_with_next, empty)] if kept else empty


def thin() -> Element:
    """A paragraph that takes no room, where a file needs a paragraph."""
    return paragraph(Style.THIN, ())


def title(text: str, style: Style = Style.TITLE, width: int = TEXT_WIDTH) -> Element:
    """Centred, in lines that end where a word ends and form a 梯形 or 菱形 (7.3.1).

    Line feeds in ``text`` are breaks that somebody wants.
    """
    return paragraph(style, "\n".join(title_lines(text, width)))


def title_lines(text: str, width: int = TEXT_WIDTH) -> list[str]:
    """The lines of a title in 2号 type."""
    limit = width // pt(22)
    return [line for wanted in text.splitlines() for line in balanced(wanted, limit)]


def addressees(text: str) -> Element:
    """主送机关: from the left edge, closed by a full-width colon (7.3.2 M)."""
    return paragraph(Style.ADDRESSEES, text.rstrip("：: ") + "：")


def heading(level: int, text: str) -> Element:
    """一、黑体, （一）楷体, 1. and （1）仿宋 (7.3.3 G); ``text`` holds its number.

    What is deeper looks like the fourth level.
    """
    return paragraph(HEADINGS[min(level, len(HEADINGS)) - 1], text)


def body(content: str | Iterable[Element]) -> Element:
    """A paragraph of the text: two 字 in, further lines from the edge (7.3.3 M).

    It is set from the left where lines would be stretched before a long Latin word.
    """
    made = paragraph(Style.BODY, content)
    if stretches("".join(map(str, made.itertext()))):
        add_property(made[0], w("jc", val="left"))
    return made


def item(text: str, width: int = TEXT_WIDTH) -> Element:
    """A numbered item of a list, indented as the text is (7.3.3 M).

    Set from the left: brackets and Latin words leave gaps at the ends of lines.
    """
    return paragraph(Style.ITEM, filled(on_one_line(text), round(width / _PITCH, 1), 2))


def mark(element: Element, name: str, *, last: bool = False) -> Element:
    """``element`` with a bookmark at its first word, or at its last."""
    paragraphs = [*element.iter(f"{{{W}}}p")]
    place, number = paragraphs[-1 if last else 0], crc32(name.encode()) % 10**9
    marks = (w("bookmarkStart", id=number, name=name), w("bookmarkEnd", id=number))
    at = len(place) if last else 1
    place[at:at] = marks
    return element


def keep_with_next(element: Element) -> Element:
    """``element`` not parted from what follows; of a table it is the last row that stays."""
    last = element[-1] if element.tag == f"{{{W}}}tbl" else element
    for ppr in last.iter(f"{{{W}}}pPr"):
        add_property(ppr, w("keepNext"))
    return element
